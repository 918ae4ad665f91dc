"""A bureau's own marts are held to the same rules as rules are, before anything runs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mingjing.analysis.marts import catalog
from mingjing.analysis.rules.mart_check import check_local, local_marts
from mingjing.analysis.rules.workbench import Workbench
from mingjing.kernel import local
from mingjing.kernel.errors import DocumentError

MART = """/*---
mart: {name}
title: 大额明细
grain: [bkkp_sn]
doc: Lines above 500 yuan.
columns:
  bkkp_sn: {{type: VARCHAR, zh: 明细流水号}}
  amt: {{type: "DECIMAL(16,2)", zh: 金额}}
cases: []
---*/
{sql}
"""
SQL = "SELECT f.bkkp_sn, f.amt\nFROM fee_net AS f\nWHERE f.amt > 500"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "marts").mkdir()
    monkeypatch.setenv(local.ENVIRONMENT, str(tmp_path))
    catalog.marts.cache_clear()
    yield tmp_path
    catalog.marts.cache_clear()


def faults(folder: Path, sql: str = SQL, name: str = "loc_big") -> list[str]:
    (folder / "marts" / f"{name}.sql").write_text(MART.format(name=name, sql=sql), encoding="utf-8")
    with Workbench() as bench:
        return [str(problem) for problem in check_local(bench)]


def test_a_sound_mart_has_no_fault_and_only_local_ones_are_looked_at(folder: Path) -> None:
    assert faults(folder) == []
    assert [mart.name for mart in local_marts()] == ["loc_big"]


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT c AS bkkp_sn, d AS amt\nFROM read_csv('/etc/passwd') AS t(c, d)", "loc_big.sql:12"),
        (SQL.replace("f.amt > 500", "random() > 500"), "loc_big.sql:13"),
        (SQL.replace("fee_net", "fee_nett"), "没有名为 fee_nett 的表"),
        (SQL.replace("f.bkkp_sn, f.amt", "f.bkkp_sn"), "列 amt 在文件头声明了，SELECT 却没有返回"),
        (SQL.replace("f.amt\n", "f.amt, f.cnt\n"), "列 cnt 没有在文件头 columns 中声明"),
        (SQL.replace("f.amt\n", "f.amtt AS amt\n"), "loc_big.sql"),
    ],
)
def test_a_faulty_mart_is_named_with_file_and_reason(folder: Path, sql: str, said: str) -> None:
    found = faults(folder, sql)
    assert any(said in one for one in found), found
    assert all("loc_big.sql:" in one for one in found), found


def test_a_mart_must_not_take_the_name_of_a_table(folder: Path) -> None:
    assert any("中间表不能叫 mdtrt_d" in one for one in faults(folder, name="mdtrt_d"))


def test_broken_sql_is_reported_with_its_line(folder: Path) -> None:
    with pytest.raises(DocumentError, match=r"loc_big\.sql:1\d: SQL 语法错误"):
        faults(folder, "SELECT FROM WHERE (")
