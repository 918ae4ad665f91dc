"""Rows in force: what resolve() promises, against a naive reading of the matching rule."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingjing.analysis.knowledge.lookup import region_classes, resolve
from mingjing.kernel.errors import DocumentError

ITEMS = ["XA1", "XA2", "XAB", "XB1", "Z9"]
REGIONS = ["110101", "440100", "440106"]
PLACES = [None, "11", "44", "4401", "440106", "440200"]
DAY0 = date(2025, 1, 1)
DAYS = [DAY0 + timedelta(days=n) for n in range(12)]


@st.composite
def local_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Random dated, regional, exact and prefix rows; `pack_units` numbers them."""
    identity = st.tuples(
        st.sampled_from(["XA1", "XA", "X", "XB1", "Z9"]),
        st.sampled_from(["=", "^"]),
        st.sampled_from(PLACES),
        st.one_of(st.none(), st.sampled_from(DAYS[2:])),
    )
    found = draw(st.lists(identity, unique=True, max_size=12))
    rows = []
    for number, (code, match, place, start) in enumerate(found, start=1):
        length = draw(st.one_of(st.none(), st.integers(0, 5)))
        end = None if length is None else (start or DAY0) + timedelta(days=length)
        row = {"item_code": code, "match": match, "admdvs": place, "begndate": start, "enddate": end}
        rows.append(row | {"kp_ref": draw(st.sampled_from([None, "1#1"])), "pack_units": number})
    return rows


def naive(rows: list[dict[str, Any]], item: str, region: str, day: date) -> tuple[int, str] | None:
    """One line, one day: the row that rules.md A.3 names."""
    near = [
        row
        for row in rows
        if (item.startswith(row["item_code"]) if row["match"] == "^" else item == row["item_code"])
        and region.startswith(row["admdvs"] or "")
    ]
    live = [row for row in near if (row["begndate"] or date.min) <= day <= (row["enddate"] or date.max)]
    if live:
        best = max(
            live,
            key=lambda row: (
                len(row["admdvs"] or ""),
                99 if row["match"] == "=" else len(row["item_code"]),
                row["begndate"] or date.min,
                row["pack_units"],
            ),
        )
        return best["pack_units"], "ok"
    if any((row["begndate"] or date.min) <= day for row in near):
        return None
    published = [row for row in near if row["kp_ref"] and not row["admdvs"]]
    if not published:
        return None
    return min(published, key=lambda row: (row["begndate"], -row["pack_units"]))["pack_units"], "unverified"


@settings(deadline=None, max_examples=200)
@given(local_rows())
def test_resolve_names_the_row_that_a_reading_line_by_line_names(rows: list[dict[str, Any]]) -> None:
    extra = {"drug_unit": rows}
    classes = {row["admdvs"]: row["kreg"] for row in region_classes(REGIONS, extra).to_pylist()}
    resolved = resolve("drug_unit", REGIONS, extra, ITEMS).to_pylist()
    for region in REGIONS:
        for item in ITEMS:
            for day in DAYS:
                found = [
                    (int(row["pack_units"]), row["edition"])
                    for row in resolved
                    if row["item_code"] == item
                    and row["kreg"] == classes[region]
                    and row["k_from"] <= day < row["k_to"]
                ]
                expected = naive(rows, item, region, day)
                assert found == ([] if expected is None else [expected])


@settings(deadline=None, max_examples=200)
@given(local_rows())
def test_intervals_of_a_fact_never_overlap_and_never_split_needlessly(rows: list[dict[str, Any]]) -> None:
    by_fact = defaultdict(list)
    for row in resolve("drug_unit", REGIONS, {"drug_unit": rows}, ITEMS).to_pylist():
        by_fact[row["item_code"], row["kreg"]].append(row)
    for found in by_fact.values():
        found.sort(key=lambda row: row["k_from"])
        for earlier, later in pairwise(found):
            assert earlier["k_to"] <= later["k_from"]
            touching = earlier["k_to"] == later["k_from"]
            assert not (
                touching
                and earlier["pack_units"] == later["pack_units"]
                and earlier["edition"] == later["edition"]
            )


def test_regions_without_local_rows_share_class_zero() -> None:
    extra = {"item_map": [{"local_code": "1", "nat_code": "2", "admdvs": "4401"}]}
    classes = {row["admdvs"]: row["kreg"] for row in region_classes(REGIONS, extra).to_pylist()}
    assert classes == {"110101": 0, "440100": 1, "440106": 1}


def test_classes_are_numbered_alike_for_every_list() -> None:
    extra = {
        "item_map": [{"local_code": "1", "nat_code": "2", "admdvs": "11"}],
        "inst_list": [{"list": "dtp", "fixmedins_code": "D1", "admdvs": "4401"}],
    }
    classes = {row["admdvs"]: row["kreg"] for row in region_classes(REGIONS, extra).to_pylist()}
    dtp = [row["kreg"] for row in resolve("inst_list", REGIONS, extra).to_pylist()]
    mapped = [row["kreg"] for row in resolve("item_map", REGIONS, extra).to_pylist()]
    assert (dtp, mapped) == ([classes["440106"]], [classes["110101"]])


def test_a_local_row_replaces_the_national_one_in_its_region_only() -> None:
    code = "002101030280000"  # 阴茎海绵体造影: men only
    extra = {"gender_limit": [{"item_code": code, "gend_allowed": "2", "admdvs": "4401", "sev": 3}]}
    found = {row["kreg"]: row for row in resolve("gender_limit", REGIONS, extra, [code]).to_pylist()}
    assert [(row["gend_allowed"], row["sev"]) for row in found.values()] == [("1", None), ("2", 3)]
    assert found[1]["source"] == "本地知识行"


def test_a_withdrawn_row_holds_to_its_last_day_and_its_successor_wins_before_that() -> None:
    code = "XC01EBC109B001010102049"  # limit changed by the revision of 2026-01-28
    found = resolve("hosp_lv_limit", [], None, [code]).to_pylist()
    assert [(row["k_from"], row["k_to"], row["edition"], row["kp_ref"]) for row in found] == [
        (date(1, 1, 1), date(2025, 1, 1), "unverified", "5#53"),
        (date(2025, 1, 1), date(2026, 1, 1), "ok", "5#53"),
        (date(2026, 1, 1), date(9999, 12, 31), "ok", "2026-01/7#53"),
    ]


def test_a_row_without_a_start_holds_for_all_time() -> None:
    found = resolve("daily_cap", [], None, ["001102000050000"]).to_pylist()
    assert [(row["k_from"], row["k_to"], row["edition"]) for row in found] == [
        (date(1, 1, 1), date(9999, 12, 31), "ok")
    ]


def test_prefix_rows_become_items_and_the_longest_prefix_decides() -> None:
    items = ["002103000010000", "002103000050000", "001204000060100"]
    found = {
        (row["item_code"], row["cls"]): row["member"]
        for row in resolve("item_class", [], None, items).to_pylist()
    }
    assert found["002103000010000", "CT"] == 1
    assert found["002103000050000", "CT"] == 0  # guidance is not an examination
    assert found["001204000060100", "BLOOD"] == 1


def test_without_items_prefix_rows_stay_prefixes() -> None:
    found = [row for row in resolve("item_class", []).to_pylist() if row["item_code"] == "002103"]
    assert [row["match"] for row in found] == ["^"]


def test_items_that_do_not_occur_are_left_out() -> None:
    assert resolve("gender_limit", [], None, ["002101030280000"]).num_rows == 1
    assert resolve("gender_limit", [], None, []).num_rows == 0


def test_a_pair_needs_both_items_to_occur() -> None:
    one = resolve("exclusive_pair", [], None, ["001103000010000"])
    both = resolve("exclusive_pair", [], None, ["001103000010000", "001102000030000"])
    assert (one.num_rows, both.num_rows) == (0, 1)


def test_a_list_that_is_the_same_everywhere_has_one_copy() -> None:
    extra = {"item_map": [{"local_code": "1", "nat_code": "2", "admdvs": "4401"}]}
    assert set(resolve("calendar", REGIONS, extra).column("kreg").to_pylist()) == {0}


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("gender_limit", {"item_code": "1", "gend_allowed": "3"}, "gend_allowed"),
        ("gender_limit", {"gend_allowed": "1"}, "item_code"),
        ("gender_limit", {"item_code": "1", "gend_allowed": "1", "gender": "1"}, "gender"),
        ("gender_limit", {"item_code": "1", "gend_allowed": "1", "match": "^"}, "match"),
        ("rx_limit", {"per": "rx", "max_days": 7, "match": "^"}, "item_code"),
        ("daily_cap", {"item_code": "1", "max_per_day": "two", "unit": "日"}, "max_per_day"),
        (
            "daily_cap",
            {"item_code": "1", "max_per_day": 1, "unit": "日", "begndate": "2026-2-30"},
            "begndate",
        ),
        (
            "item_map",
            {"local_code": "1", "nat_code": "2", "begndate": "2026-02-02", "enddate": "2026-02-01"},
            "enddate",
        ),
        ("drug_form", {"form": "Q", "route": "oral", "admdvs": "44"}, "admdvs"),
    ],
)
def test_a_bad_local_row_is_refused_by_list_line_and_column(
    name: str, row: dict[str, Any], said: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        resolve(name, [], {name: [row]})
    problem = caught.value.problems[0]
    assert said in problem.what
    assert problem.where == f"{name} 本地第 1 行"


def test_two_local_rows_for_one_fact_from_one_day_are_refused() -> None:
    row = {"local_code": "1", "nat_code": "2", "admdvs": "44"}
    with pytest.raises(DocumentError, match="与第 1 行重复"):
        resolve("item_map", [], {"item_map": [row, row | {"nat_code": "3"}]})


def test_an_unknown_list_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(DocumentError, match="gender_limit"):
        resolve("gender_limits", [])
