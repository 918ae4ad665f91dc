"""One shared scan keeps exactly the lines that the rules' own conditions on a line let through."""

from pathlib import Path

import pytest

from mingjing.analysis.engine import sqldoc
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.rules import document
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import fuse as fused
from mingjing.analysis.screening.fuse import fuse

from .pricing_world import HEADER

_ITEMS = {"a1": "A", "b1": "B", "c1": "C", "n1": None}


def _fused(folder: Path, sql: str) -> tuple[set[str], set[str]]:
    """Return the lines in the shared scan and those that the rewritten rule returns."""
    head = HEADER.format(amount="all", message="{item}", grain="").removesuffix("SELECT 1")
    rule = document.build(sqldoc.parse(head + sql, Path("TST-001.sql")))
    engine = DuckDBEngine("1GB", 1)
    try:
        with Workbench() as bench:
            for name in ("fee_net", "item_dim", "exclusive_pair"):
                columns = ", ".join(f'"{k}" {v}' for k, v in bench.schema[name].items())
                engine.execute(f"CREATE TABLE {name} ({columns})")
            for line, item in _ITEMS.items():
                cls = "|BED|" if item == "A" else None
                engine.execute(
                    "INSERT INTO fee_net BY NAME SELECT ? AS bkkp_sn, ? AS med_list_codg, ? AS item, ? AS cls,"
                    " 0 AS kreg, true AS in_scope",
                    [line, line, item, cls],
                )
                engine.execute(
                    "INSERT INTO item_dim BY NAME SELECT ? AS med_list_codg, ? AS item, ? AS cls, 0 AS kreg",
                    [line, item, cls],
                )
            engine.execute(
                "INSERT INTO exclusive_pair BY NAME SELECT 'A' AS item_a_code, 'B' AS item_b_code, 0 AS kreg"
            )
            rewritten = fuse(engine, [rule], {"TST-001": rule.sql}, bench, folder)["TST-001"]
        scanned = engine.native("SELECT bkkp_sn FROM fused_lines").column("bkkp_sn").to_pylist()
        returned = engine.fetch(rewritten).column("bkkp_sn").to_pylist()
        return set(scanned), set(returned)
    finally:
        engine.close()


@pytest.mark.parametrize("sides", [("a",), ("a", "b")])
def test_an_item_that_a_list_must_name_narrows_the_scan(tmp_path: Path, sides: tuple[str, ...]) -> None:
    codes = " UNION ".join(f"SELECT item_{side}_code FROM exclusive_pair" for side in sides)
    scanned, returned = _fused(
        tmp_path, f"SELECT f.* FROM fee_net AS f WHERE f.in_scope AND f.item IN ({codes})"
    )
    assert scanned == returned == {f"{side}1" for side in sides}


def test_an_item_that_no_list_may_name_does_not(tmp_path: Path) -> None:
    codes = "SELECT item_a_code FROM exclusive_pair"
    scanned, returned = _fused(
        tmp_path, f"SELECT f.* FROM fee_net AS f WHERE f.in_scope AND NOT f.item IN ({codes})"
    )
    assert scanned == set(_ITEMS)
    assert returned == {"b1", "c1"}


def test_a_condition_on_the_class_is_decided_per_item(tmp_path: Path) -> None:
    scanned, returned = _fused(
        tmp_path, "SELECT f.* FROM fee_net AS f WHERE f.in_scope AND has_cls(f.cls, 'BED')"
    )
    assert scanned == returned == {"a1"}


def test_a_condition_on_the_class_that_is_unknown_lets_nothing_through(tmp_path: Path) -> None:
    scanned, returned = _fused(
        tmp_path, "SELECT f.* FROM fee_net AS f WHERE f.in_scope AND NOT has_cls(f.cls, 'BED')"
    )
    assert scanned == returned == set()


def test_the_shared_pass_is_made_for_as_many_lines_as_it_takes_to_pay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = DuckDBEngine(memory="1GB", threads=1, spill=tmp_path / "spill", allowed=[tmp_path])
    try:
        engine.materialise("fee_net", "SELECT 'A' AS bkkp_sn UNION ALL SELECT 'B' AS bkkp_sn", tmp_path)
        monkeypatch.setattr(fused, "FEW", 3)
        assert not fused.pays(engine)
        monkeypatch.setattr(fused, "FEW", 2)
        assert fused.pays(engine)
    finally:
        engine.close()
