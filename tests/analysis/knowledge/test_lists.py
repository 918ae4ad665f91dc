"""The built-in lists: they load, their facts are stated once, their codes have the shapes of the standard."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from mingjing.analysis.knowledge.document import COMMON, KnowledgeList, describe, knowledge_list, lists
from mingjing.kernel.errors import DocumentError

LISTS = sorted(lists())
LOCAL_ONLY = {
    "price_list",
    "cons_cap",
    "county_neighbour",
    "dept_limit",
    "dise_drug",
    "dise_icd",
    "drg_cc",
    "drg_std",
    "drug_unit",
    "first_line",
    "inst_list",
    "item_consumable",
    "item_map",
    "policy_event",
    "prac_scope",
    "psn_pause",
    "quota",
    "reimb_cap",
    "staff_halt",
    "trace_ident",
    "use_indication",
    "vbp_price",
}
SHAPES = re.compile(r"X[A-Z0-9]{22}|Z[A-Z0-9]{19}|T\d{9}|00\d{13}")
PREFIX = re.compile(r"X[A-Z0-9]{3,22}|Z[A-Z0-9]{3,19}|T\d{1,9}|00\d{2,13}|C\d{2,19}")


@pytest.mark.parametrize("name", LISTS)
def test_every_list_loads_and_only_purely_local_ones_are_empty(name: str) -> None:
    assert bool(knowledge_list(name).rows) == (name not in LOCAL_ONLY)


@pytest.mark.parametrize("name", LISTS)
def test_no_fact_is_stated_twice_from_the_same_day(name: str) -> None:
    found = knowledge_list(name)
    identity = Counter(
        tuple(row[column] for column in (*found.key, "match", "admdvs", "begndate")) for row in found.rows
    )
    assert [key for key, count in identity.items() if count > 1] == []


@pytest.mark.parametrize("name", LISTS)
def test_item_codes_have_the_shapes_of_the_national_standard(name: str) -> None:
    found = knowledge_list(name)
    wrong = [
        row[column]
        for row in found.rows
        for column in found.codes
        if row[column] and not (PREFIX if row["match"] == "^" else SHAPES).fullmatch(row[column])
    ]
    assert wrong == []


@pytest.mark.parametrize("name", LISTS)
def test_the_file_is_sorted_so_that_changes_are_readable(name: str) -> None:
    found = knowledge_list(name)
    with found.path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        keys = [tuple(raw[column] for column in found.key if column in raw) for raw in csv.DictReader(file)]
    assert keys == sorted(keys)


@pytest.mark.parametrize("name", LISTS)
def test_every_list_says_in_chinese_what_it_means_and_where_it_comes_from(name: str) -> None:
    found = knowledge_list(name)
    for text in (found.title, found.doc, found.source, *(column.zh for column in found.columns.values())):
        assert re.search(r"[一-鿿]", text), text


@pytest.mark.parametrize("name", LISTS)
def test_national_rows_name_the_batch_and_day_of_their_publication(name: str) -> None:
    for row in knowledge_list(name).rows:
        if row.get("published"):
            assert re.fullmatch(r"(\d{1,2}|2026-01)(/\d+)?#\d+", row["kp_ref"])
            assert date(2025, 5, 23) <= row["published"] <= date(2026, 6, 29)


def test_rule_codes_are_national_or_placeholders() -> None:
    national = {row["rule_code"] for row in knowledge_list("national_rule").rows}
    for found in lists().values():
        for code in {row["rule_code"] for row in found.rows} - {None}:
            assert code in national or re.fullmatch(r"R2025-\d\d", code)


def test_the_announced_numbers_of_codes_are_here() -> None:
    in_force = {
        name: sum(
            row["enddate"] is None and row["published"] is not None for row in knowledge_list(name).rows
        )
        for name in (
            "gender_limit",
            "age_limit",
            "exclusive_pair",
            "daily_cap",
            "discount_surgery",
            "tcm_unpaid",
            "second_line",
            "indication_limit",
        )
    }
    assert in_force == {
        "gender_limit": 6964,
        "age_limit": 4503,
        "exclusive_pair": 900,
        "daily_cap": 67,
        "discount_surgery": 378,
        "tcm_unpaid": 153,
        "second_line": 601,
        "indication_limit": 5064,
    }


def test_every_fully_mapped_indication_names_its_diagnoses() -> None:
    named = {row["indication"] for row in knowledge_list("indication_icd").rows}
    mapped = {row["indication"] for row in knowledge_list("indication_limit").rows if row["mapped"] == "full"}
    assert mapped <= named


def test_every_piece_of_a_check_can_be_recognised() -> None:
    known = {row["piece"] for row in knowledge_list("tcm_piece").rows}
    pairs = knowledge_list("tcm_incompat").rows
    assert {row["piece_a"] for row in pairs} | {row["piece_b"] for row in pairs} <= known
    assert {row["piece"] for row in knowledge_list("tcm_dose").rows} <= known


def test_both_sides_of_an_interaction_are_given() -> None:
    sides: dict[str, set[str]] = {}
    for row in knowledge_list("ddi").rows:
        sides.setdefault(row["pair_id"], set()).add(row["role"])
    assert set(map(frozenset, sides.values())) == {frozenset("ab")}


def test_the_four_intervals_of_duplicate_charging_have_the_announced_counts() -> None:
    pairs = [row for row in knowledge_list("exclusive_pair").rows if row["published"]]
    assert Counter(row["interval"] for row in pairs) == {"day": 446, "encounter": 429, "6h": 18, "1h": 7}


def test_all_88_national_rules_are_listed_and_one_needs_records() -> None:
    rules = knowledge_list("national_rule").rows
    assert [row["no"] for row in rules] == [f"{number:02d}" for number in range(1, 89)]
    assert [row["name"] for row in rules if row["state"] == "records"] == ["院内感染发生率统计"]
    assert all(row["reason"] for row in rules if row["state"] != "rule")


def test_the_calendar_knows_holidays_and_worked_weekends() -> None:
    days = {row["date"]: row for row in knowledge_list("calendar").rows}
    assert days[date(2025, 10, 1)]["holiday_run"] == 8
    assert days[date(2025, 10, 1)]["run_begin"] == date(2025, 10, 1)
    assert days[date(2025, 9, 28)]["workday"] == 1  # a Sunday worked for the holiday
    assert days[date(2025, 6, 14)]["holiday_run"] == 2
    worked = days[date(2025, 10, 31)]["workday_no"] - days[date(2025, 9, 30)]["workday_no"]
    assert worked == 18
    assert {day.year for day, row in days.items() if not row["official"]} == {2027}


def test_the_calendar_has_no_gap() -> None:
    days = [row["date"] for row in knowledge_list("calendar").rows]
    assert len(days) == (days[-1] - days[0]).days + 1


def _list(folder: Path, text: str, rows: str) -> KnowledgeList:
    path = folder / "sample.yaml"
    path.write_text(text, encoding="utf-8")
    path.with_suffix(".csv").write_text(rows, encoding="utf-8")
    return describe("sample", path)


HEAD = "title: 样表\ndoc: 样表\nsource: 本地\nkey: [word]\ncolumns:\n  word: {type: text, required: true, zh: 词}\n"


def test_a_bad_built_in_row_is_named_by_file_line_and_column(tmp_path: Path) -> None:
    found = _list(tmp_path, HEAD, "word,sev\n酒,1\n烟,9\n")
    with pytest.raises(DocumentError) as caught:
        _ = found.rows
    assert (caught.value.problems[0].where, "sev" in caught.value.problems[0].what) == ("sample.csv:3", True)


def test_a_heading_that_differs_from_the_description_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"sample.csv:1.*wort"):
        _ = _list(tmp_path, HEAD, "wort\n酒\n").rows


def test_a_row_with_too_many_cells_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"sample.csv:2"):
        _ = _list(tmp_path, HEAD, "word\n酒,烟\n").rows


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("title: 样表\n", ""), "title"),
        (("type: text", "type: words"), "words"),
        (("key: [word]", "key: [wort]"), "wort"),
        (("doc: 样表", "doc: 样表\nplace: here"), "here"),
        (("doc: 样表", "doc: 样表\nprefix: true"), "codes"),
        (("doc: 样表", "doc: 样表\nkeys: [word]"), "keys"),
    ],
)
def test_a_wrong_description_says_what_is_wrong(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        _list(tmp_path, HEAD.replace(*change), "word\n")


def test_no_list_uses_the_name_of_a_common_column_for_its_own() -> None:
    common = {column.name for column in COMMON}
    assert {
        name: common & set(found.columns) for name, found in lists().items() if common & set(found.columns)
    } == {}
