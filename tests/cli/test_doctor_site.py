"""`mingjing doctor` on the settings of a site."""

from pathlib import Path

import pytest

from mingjing.cli import doctor_site
from mingjing.config import environment
from mingjing.kernel.errors import MingjingError


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in environment.VARIABLES:
        monkeypatch.delenv(variable.name, raising=False)


def test_a_site_without_settings_is_fine() -> None:
    assert doctor_site.settings() == "全部为缺省值"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MINGJING_PASSWORD_DAYS", "often", "须为整数"),
        ("MINGJING_LOG", "loud", "可选"),
        ("MINGJING_HTTPS", "yes", "不能是"),
        ("MINGJING_IDEL_MINUTES", "5", "没有这个设置"),
        ("MINGJING_DEBUG", "1", "正式环境不得打开"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(MingjingError, match=said) as raised:
        doctor_site.settings()
    assert raised.value.problems[0].where == name


def test_a_network_without_https_is_pointed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGJING_HOSTS", "jg.example.cn")
    assert "明文" in doctor_site.settings()
    monkeypatch.setenv("MINGJING_HTTPS", "1")
    assert "明文" not in doctor_site.settings()


def test_every_setting_is_documented() -> None:
    guide = Path("docs/how-to/site.zh-CN.md").read_text(encoding="utf-8")
    missing = [one.name for one in environment.VARIABLES if f"`{one.name}`" not in guide]
    assert not missing


def test_the_variable_table_of_the_guide_is_the_one_of_the_code() -> None:
    guide = Path("docs/how-to/site.zh-CN.md").read_text(encoding="utf-8")
    for one in environment.VARIABLES:
        assert f"| `{one.name}` | {one.default or '（空）'} | {one.doc} |" in guide
