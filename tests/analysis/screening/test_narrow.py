"""A pack keeps the findings that touch its items, rest on its listed problems or befall its institutions."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.knowledge.document import knowledge_list
from mingjing.analysis.rules.pack import Pack
from mingjing.analysis.screening.narrow import condition, placed, unplaced

BONES = Pack(
    "own", "骨科", "说明", ("CHG-003", "IND-003"), (), ("003315", "C03"), ("口腔",), "", Path("own.yaml")
)

FINDINGS = [
    ("bone", "CHG-003", "H1", "{}"),
    ("eye", "CHG-003", "H1", '{"a_item":"003304010000000","basis":"003315"}'),
    ("compared", "CHG-003", "H1", '{"a_item":"003315070010000"}'),
    ("listed", "CHG-003", "H1", '{"kp_ref":"PL183"}'),
    ("unlisted", "CHG-003", "H1", '{"kp_ref":"PL18"}'),
    ("several", "CHG-003", "H1", '{"kp_ref":"PL18；PL183；PL19"}'),
    ("share", "IND-003", "H1", '{"item":"C0301"}'),
    ("other", "CHG-001", "H1", "{}"),
    ("shop", "PHA-001", "P1", "{}"),
    ("clinic", "PHA-001", "H1", "{}"),
]


@pytest.fixture
def world(tmp_path: Path) -> Path:
    names = ("finding_id", "rule_code", "fixmedins_code", "evidence")
    columns = {name: [row[at] for row in FINDINGS] for at, name in enumerate(names)}
    pq.write_table(pa.table(columns), tmp_path / "findings.parquet")
    lines = {"finding_id": ["bone", "eye", "other"], "item": ["003315010020000", "003304", "003315"]}
    pq.write_table(pa.table(lines), tmp_path / "lines.parquet")
    inst = {"fixmedins_code": ["H1", "P1"], "fixmedins_type": ["1", "2"]}
    pq.write_table(pa.table(inst), tmp_path / "inst.parquet")
    return tmp_path


def kept(engine: DuckDBEngine, world: Path, packs: list[Pack], codes: tuple[str, ...] = ()) -> set[str]:
    where = condition(packs, codes, [world / "lines.parquet"], [world / "inst.parquet"])
    rows = engine.native(f"SELECT finding_id FROM read_parquet('{world}/findings.parquet') WHERE {where}")
    return {row["finding_id"] for row in rows.to_pylist()}


def test_without_packs_everything_stays(engine: DuckDBEngine, world: Path) -> None:
    assert kept(engine, world, []) == {row[0] for row in FINDINGS}


def test_a_finding_stays_for_its_lines_what_it_was_compared_with_or_its_listed_problem(
    engine: DuckDBEngine, world: Path
) -> None:
    assert kept(engine, world, [BONES]) == {"bone", "compared", "listed", "several", "share"}


def test_a_rule_named_beside_the_pack_is_not_narrowed(engine: DuckDBEngine, world: Path) -> None:
    assert "other" in kept(engine, world, [BONES], ("CHG-001",))
    assert "eye" in kept(engine, world, [BONES], ("CHG-003",))


def test_a_rule_that_a_pack_takes_whole_is_not_narrowed(engine: DuckDBEngine, world: Path) -> None:
    assert "eye" in kept(engine, world, [replace(BONES, rules=(), whole=("CHG-003",))])


def test_two_packs_keep_what_either_keeps(engine: DuckDBEngine, world: Path) -> None:
    eyes = replace(BONES, items=("003304",), fields=())
    assert kept(engine, world, [BONES, eyes]) >= {"bone", "eye"}


def test_a_pack_of_pharmacies_keeps_what_befalls_pharmacies(engine: DuckDBEngine, world: Path) -> None:
    shops = replace(BONES, rules=("PHA-001",), items=(), fields=(), fixmedins_type="2")
    assert kept(engine, world, [shops]) == {"shop"}


def test_without_a_register_no_finding_is_known_to_be_of_a_pharmacy(
    engine: DuckDBEngine, world: Path
) -> None:
    shops = replace(BONES, rules=("PHA-001",), items=(), fixmedins_type="2")
    where = condition([shops], (), [], [])
    rows = engine.native(f"SELECT finding_id FROM read_parquet('{world}/findings.parquet') WHERE {where}")
    assert rows.num_rows == 0


def test_a_finding_about_a_watched_item_belongs_to_the_field_of_its_listed_problem(
    engine: DuckDBEngine, world: Path
) -> None:
    name = next(row["name"] for row in knowledge_list("watch_item").rows if row["kp_ref"] == "PL120")
    pq.write_table(
        pa.table({
            "finding_id": ["afp", "chest"],
            "rule_code": ["IND-003", "IND-003"],
            "fixmedins_code": ["H1", "H1"],
            "evidence": [f'{{"grp":"{name}"}}', '{"grp":"胸部"}'],
        }),
        world / "findings.parquet",
    )  # fmt: skip
    assert kept(engine, world, [replace(BONES, fields=("临床检验",))]) == {"afp"}


PLACES = [("here", "H1"), ("there", "H2"), ("person", None), ("unknown", "H9"), ("nowhere", "H3")]


@pytest.mark.parametrize(
    ("region", "stay"),
    [
        ("", {"here", "there", "person", "unknown", "nowhere"}),
        ("3301", {"here", "person", "unknown", "nowhere"}),
        ("33", {"here", "there", "person", "unknown", "nowhere"}),
        ("4401", {"person", "unknown", "nowhere"}),
    ],
)
def test_a_region_keeps_its_institutions_and_what_belongs_to_no_division(
    engine: DuckDBEngine, tmp_path: Path, region: str, stay: set[str]
) -> None:
    files = _places(tmp_path)
    assert _where(engine, tmp_path, placed(region, files)) == stay
    assert _where(engine, tmp_path, unplaced(files)) == {"person", "unknown", "nowhere"}


def test_without_a_register_nothing_can_be_told_of_a_division(engine: DuckDBEngine, tmp_path: Path) -> None:
    _places(tmp_path)
    assert len(_where(engine, tmp_path, placed("3301", []))) == len(PLACES)


def _places(folder: Path) -> list[Path]:
    columns = {"finding_id": [row[0] for row in PLACES], "fixmedins_code": [row[1] for row in PLACES]}
    pq.write_table(pa.table(columns), folder / "findings.parquet")
    inst = {"fixmedins_code": ["H1", "H2", "H3"], "admdvs": ["330101", "330201", None]}
    pq.write_table(pa.table(inst), folder / "inst.parquet")
    return [folder / "inst.parquet"]


def _where(engine: DuckDBEngine, folder: Path, sql: str) -> set[str]:
    rows = engine.native(f"SELECT finding_id FROM read_parquet('{folder}/findings.parquet') WHERE {sql}")
    return {row["finding_id"] for row in rows.to_pylist()}
