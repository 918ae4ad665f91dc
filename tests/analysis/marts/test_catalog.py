"""Marts bind in their order, give the columns they declare, and broken ones say what is wrong."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.knowledge import lookup
from mingjing.analysis.knowledge.document import lists
from mingjing.analysis.marts import catalog
from mingjing.analysis.standard import schema
from mingjing.kernel.errors import DocumentError, UsageError

MARTS = catalog.order(catalog.marts())


@pytest.fixture(scope="module", name="empty")
def _empty() -> Iterator[DuckDBEngine]:
    """Every table and list without rows, every mart with the columns it declares."""
    engine = DuckDBEngine(memory="1GB", threads=1)
    for name, table in schema.tables().items():
        engine.attach_parquet(name, [], table.sql_types)
    engine.attach_arrow("region_class", lookup.region_classes(()))
    for name in lists():
        engine.attach_arrow(name, lookup.resolve(name, ()).slice(0, 0))
    for name, mart in catalog.marts().items():
        engine.attach_parquet(name, [], mart.sql_types)
    yield engine
    engine.close()


def _computed(types: Mapping[str, str]) -> list[tuple[str, str]]:
    """The types as an engine computes them: a decimal's width is settled only when a mart is written."""
    return [(name, re.sub(r"DECIMAL\(\d+,", "DECIMAL(38,", kind)) for name, kind in types.items()]


@pytest.mark.parametrize("name", MARTS)
def test_the_select_gives_the_declared_columns_and_types(name: str, empty: DuckDBEngine) -> None:
    mart = catalog.marts()[name]

    assert _computed(empty.describe(mart.sql)) == _computed(mart.sql_types)


@pytest.mark.parametrize("name", MARTS)
def test_every_need_is_a_column_of_the_standard(name: str) -> None:
    columns = catalog.marts()[name].columns.values()
    needs = [one for column in columns for need in column.needs for one in need.split("|")]
    known = {f"{table}.{column}" for table, spec in schema.tables().items() for column in spec.columns}

    assert set(needs) <= known


def test_every_mart_comes_after_what_it_reads() -> None:
    for position, name in enumerate(MARTS):
        bases = set(catalog.marts()[name].depends) & set(catalog.marts())
        assert bases <= set(MARTS[:position])


def test_the_order_holds_only_what_was_asked_for_and_what_it_builds_on() -> None:
    assert catalog.order(["setl_dead"]) == ["setl_rev", "setl_dead"]


def test_an_unknown_mart_is_a_usage_error_that_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"没有中间表 nothing[\s\S]*fee_net"):
        catalog.order(["nothing"])


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Puts marts of the test's own in the place of the product's."""

    def _put(**files: str) -> None:
        for name, text in files.items():
            (tmp_path / f"{name}.sql").write_text(text, encoding="utf-8")
        found = {name: tmp_path / f"{name}.sql" for name in files}
        monkeypatch.setattr(catalog.Catalog, "paths", lambda _: found)
        catalog.marts.cache_clear()

    yield _put
    catalog.marts.cache_clear()


def _document(name: str, reads: str, column: str = "x: {type: VARCHAR, zh: 甲}") -> str:
    return (
        f"/*---\nmart: {name}\ntitle: 试\ngrain: [x]\ndoc: d\ncolumns:\n  {column}\ncases: []\n---*/\n"
        f"SELECT x FROM {reads}\n"
    )


def test_marts_that_read_each_other_are_refused_with_the_circle(put: Callable[..., None]) -> None:
    put(a=_document("a", "b"), b=_document("b", "c"), c=_document("c", "a"))

    with pytest.raises(DocumentError, match="a → b → c → a"):
        catalog.order(["b", "a"])


def test_a_mart_is_called_like_its_file(put: Callable[..., None]) -> None:
    put(a=_document("other", "b"))

    with pytest.raises(DocumentError, match="与文件名不一致"):
        catalog.marts()


@pytest.mark.parametrize(
    ("column", "complaint"),
    [
        ("x: {type: VARCHAR}", "列 x"),
        ("x: {type: VARCHAR, zh: 甲, unit: 元}", "列 x"),
        ("y: {type: VARCHAR, zh: 甲}", "粒度中的 x"),
    ],
)
def test_a_column_is_declared_with_type_and_meaning(
    column: str, complaint: str, put: Callable[..., None]
) -> None:
    put(a=_document("a", "b", column))

    with pytest.raises(DocumentError, match=complaint):
        catalog.marts()


def test_a_header_that_lacks_a_key_names_it(put: Callable[..., None]) -> None:
    put(a=_document("a", "b").replace("doc: d\n", ""))

    with pytest.raises(DocumentError, match="缺少 doc"):
        catalog.marts()


def test_a_case_has_a_name_and_rows(put: Callable[..., None]) -> None:
    put(a=_document("a", "b").replace("cases: []", "cases: [{name: n, finds: []}]"))

    with pytest.raises(DocumentError, match="案例 n"):
        catalog.marts()
