"""New items of MDL-15: what an institution never sold and now sells much of, unless a policy or a new maker explains it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from mingjing.analysis.detectors.kit.model import models
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.knowledge import lookup
from mingjing.analysis.marts import catalog

MODEL = models()["MDL-15"]
PLACES, PERSONS, USERS = 10, 120, 60
NEW, OLD = "XB05NEW", "XB05OLD"
Row = dict[str, Any]


def _line(place: int, day: date, person: int, item: str, gross: float) -> Row:
    return {
        "fixmedins_code": f"H{place:02}",
        "psn_no": f"P{place:02}-{person}",
        "mdtrt_id": f"E{place:02}-{person}-{day}",
        "amt": gross,
        "item": item,
        "item_name": item,
        "kreg": 1,
        "svc_date": day,
        "gross": gross,
        "bilg_dr": f"S{person % 4}",
        "bilg_dept": "A03",
        "insu_admdvs": "420102",
        "admdvs": "420102",
        "chrg": "09",
        "in_scope": True,
        "settled": True,
    }


def _lines() -> list[Row]:
    """Ten hospitals in two second quarters; the first one begins to use NEW in the second of them."""
    days = (date(2025, 5, 6), date(2026, 5, 6))
    lines = [
        _line(place, day, n, "X-USUAL", 30) for place in range(PLACES) for day in days for n in range(PERSONS)
    ]
    return lines + [_line(0, days[1], n, NEW, 50) for n in range(USERS)]


def _items(
    lines: Sequence[Row],
    ingredients: Sequence[tuple[str, str]] = (),
    events: Sequence[Row] = (),
    ills: Mapping[str, str] | None = None,
) -> list[Row]:
    """Return the rows of the step `item` over these lines, ingredients by item, policy events, illness by encounter."""
    duck = DuckDBEngine("1GB", 1)
    duck.attach_arrow("fee_net", pa.Table.from_pylist(list(lines)))
    seen = {line["mdtrt_id"]: line["psn_no"] for line in lines}
    same = {"scene": "OP", "med_type": "11"}
    told = [
        {"mdtrt_id": one, "psn_no": psn_no, "main_diag": (ills or {}).get(one, "J06.900"), **same}
        for one, psn_no in sorted(seen.items())
    ]
    duck.attach_arrow("enc", pa.Table.from_pylist(told))
    places = [f"H{place:02}" for place in range(PLACES)]
    duck.attach_arrow(
        "inst",
        pa.table(
            {
                "fixmedins_code": places,
                "city4": ["4201"] * PLACES,
                "fixmedins_type": ["1"] * PLACES,
                "hosp_group": [1] * PLACES,
                "kreg": [1] * PLACES,
            }
        ),
    )
    kinds = pa.schema([("item", pa.string()), ("kreg", pa.int64()), ("ingredient", pa.string())])
    known = [{"item": item, "kreg": 1, "ingredient": name} for item, name in ingredients]
    duck.attach_arrow("drug_dim", pa.Table.from_pylist(known, schema=kinds))
    kinds = pa.schema(
        [("kreg", pa.int64()), ("item", pa.string()), ("kind", pa.string()), ("day", pa.date32())]
    )
    duck.attach_arrow("flag_event", pa.Table.from_pylist(list(events), schema=kinds))
    for name in MODEL.steps.behind(["item"]):
        duck.attach_view(MODEL.steps.relation(name), MODEL.steps.written(name))
    rows: list[Row] = duck.fetch(f"SELECT * FROM {MODEL.steps.relation('item')}").to_pylist()
    duck.close()
    return rows


def test_what_was_never_sold_and_now_is_much_is_found() -> None:
    (row,) = _items(_lines())
    assert (row["fixmedins_code"], row["product"], row["quarter"]) == ("H00", NEW, "2026Q2")
    assert row["users"] == USERS and row["hoped"] < 1
    assert row["sudden"] > 5
    assert row["weight"] == pytest.approx(USERS * 50 / (USERS * 50 + PERSONS * 30), abs=1e-6)


def test_what_was_sold_a_year_ago_by_another_maker_is_not_new() -> None:
    before = [_line(0, date(2025, 5, 6), n, OLD, 50) for n in range(5)]
    assert _items(_lines() + before)
    assert not _items(_lines() + before, [(NEW, "same"), (OLD, "same")])


def test_what_the_whole_city_took_up_is_no_surprise() -> None:
    others = [_line(place, date(2026, 5, 6), n, NEW, 50) for place in range(1, PLACES) for n in range(USERS)]
    rows = _items(_lines() + others)
    assert len(rows) == PLACES and all(row["sudden"] < 0 for row in rows)


def test_what_an_illness_needs_everywhere_is_no_surprise_where_it_is_first_treated() -> None:
    """Elsewhere a tenth of the patients cough and are X-rayed; here half do, since there is a machine."""
    day = date(2026, 5, 6)
    others = [_line(place, day, n, NEW, 50) for place in range(1, PLACES) for n in range(PERSONS // 10)]
    lines = _lines() + others
    coughing = {line["mdtrt_id"]: "J20.900" for line in lines if line["item"] == NEW}
    (plain,) = (row for row in _items(lines) if row["fixmedins_code"] == "H00")
    (known,) = (row for row in _items(lines, ills=coughing) if row["fixmedins_code"] == "H00")
    assert plain["sudden"] > 5
    assert known["sudden"] < 0 and known["hoped"] > USERS / 2


def test_an_item_that_a_policy_touched_within_the_year_is_left_out() -> None:
    event = {"kreg": 1, "item": NEW, "kind": "谈判药", "day": date(2026, 1, 1)}
    assert not _items(_lines(), events=[event])
    assert _items(_lines(), events=[event | {"day": date(2024, 1, 1)}])
    assert _items(_lines(), events=[event | {"kreg": 2}])


def test_a_policy_event_touches_the_items_of_its_prefix_or_all_and_needs_a_day() -> None:
    told = [
        {"kind": "集采", "item_code": "XB05A", "match": "^", "begndate": "2026-03-01"},
        {"kind": "价格改革", "begndate": "2026-04-01", "admdvs": "42"},
        {"kind": "合并"},
    ]
    extra = {"policy_event": told}
    seen = ["XB05AAA001A001010100001", "XB06AAA001A001010100001"]
    duck = DuckDBEngine("1GB", 1)
    duck.attach_arrow("policy_event", lookup.resolve("policy_event", ["420100"], extra, seen))
    rows = duck.fetch(catalog.marts()["flag_event"].sql).to_pylist()
    duck.close()
    found = {(row["item"], row["kind"], row["day"]) for row in rows}
    assert found == {(seen[0], "集采", date(2026, 3, 1)), ("", "价格改革", date(2026, 4, 1))}
