"""The guide for analysts says nothing that does not work."""

import re
from pathlib import Path

import pytest

from mingjing.analysis.rules import document, local_parameters
from mingjing.kernel import local
from tests.cli.bureau import answer

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "local-rules.zh-CN.md"

pytestmark = pytest.mark.xdist_group("local")


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


def test_the_rule_in_the_guide_passes_its_cases(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "LOC-001.sql").write_text(block("sql"), encoding="utf-8")
    results = answer("rules", "test", "LOC-001", "--local", tmp_path)
    assert len(results) == 4
    assert [case["faults"] for case in results if case["faults"]] == []


def test_the_parameters_in_the_guide_are_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "params.yaml").write_text(block("yaml"), encoding="utf-8")
    monkeypatch.setenv(local.ENVIRONMENT, "")
    declared = {"CHG-005": document.load_all()["CHG-005"].params}
    monkeypatch.setenv(local.ENVIRONMENT, str(tmp_path))
    assert [entry.value.value for entry in local_parameters.read_all(declared)] == [50, 40, 30]


def test_every_folder_the_guide_names_is_one_that_is_read() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    for name in (*local.KINDS, local.PARAMETERS, local.SUPPRESSIONS):
        assert name in text, name
