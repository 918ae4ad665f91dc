"""Pictures of patients from elsewhere and of the outpatient pool, from the marts of a run to the drawing."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.marts.catalog import marts
from mingjing.analysis.screening import hits
from mingjing.analysis.screening.pictures import drawing, reading, series
from mingjing.analysis.screening.pictures.svg import Picture

DAY = date(2026, 5, 20)
NAMES = {"H1": "甲医院"}
OWN = {"own": {"cap": "82.00"}}


def settled(number: int, inst: str, psn: str, home: str, pool: str, ago: int) -> dict[str, Any]:
    return {
        "setl_id": f"S{number}", "mdtrt_id": f"M{number}", "psn_no": psn, "fixmedins_code": inst, "insu_admdvs": home,
        "setl_date": DAY - timedelta(days=ago), "scene": "OP", "pool": Decimal(pool), "fund": Decimal(pool),
    }  # fmt: skip


def stay(psn: str, home: str, ago: int) -> dict[str, Any]:
    return {
        "stay_id": psn, "psn_no": psn, "fixmedins_code": "H1", "admdvs": "421202", "insu_admdvs": home, "main_diag": "M51.2",
        "adm_date": DAY - timedelta(days=ago), "dscg_date": DAY - timedelta(days=ago - 5), "nights": 5, "medfee": Decimal("900.00"),
    }  # fmt: skip


def line(number: int, item: str) -> dict[str, Any]:
    return {
        "mdtrt_id": f"M{number}", "psn_no": f"P{number}", "fixmedins_code": "H1", "svc_date": DAY, "scene": "OP", "item": item,
        "item_name": item, "amt": Decimal("10.00"), "bilg_dr": "D1",
    }  # fmt: skip


def used(place: str, month: int) -> dict[str, Any]:
    """A drug that everyone uses evenly until one hospital uses it fivefold in the last month."""
    much = 50 if (place, month) == ("H1", 5) else 10
    return {
        "fixmedins_code": place, "item": "XA05B", "kreg": 1, "kind": "drug", "month": f"2026-{month:02}",
        "cnt": Decimal(much), "amt": Decimal(much * 10),
    }  # fmt: skip


def worked(number: int) -> dict[str, Any]:
    """A treatment of forty minutes by one hand, booked every ten minutes from eight on."""
    return line(100 + number, "运动疗法") | {
        "bilg_dr": "D2", "acord_dr": "D7", "kreg": 1, "in_scope": True, "cnt": Decimal(1), "scene": "OP",
        "fee_ocur_time": datetime(DAY.year, DAY.month, DAY.day, 8) + timedelta(minutes=10 * number),
    }  # fmt: skip


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Mapping[str, Picture]]:
    """The pictures of a hospital that a bus came to, of a centre's pool, and of its doctor."""
    out = tmp_path_factory.mktemp("run")
    tables: dict[str, list[dict[str, Any]]] = {
        "inst": [{"fixmedins_code": "H1", "city4": "4212"}, {"fixmedins_code": "H2", "city4": "4212"}, {"fixmedins_code": "H3", "city4": "4212"}],
        "stay": [stay(f"B{n}", "411524", 30) for n in range(5)] + [stay("L1", "421202", 30)],
        "setl_net": [
            *(settled(n, "H1", f"B{n}", "411524", "30.00", 20) for n in range(5)),
            settled(5, "H2", "B9", "411524", "82.00", 20),
            *(settled(10 + n, "H1", "L1", "421202", "30.00", n) for n in range(3)),
        ],
        "fee_net": [line(n, item) for n in range(4) for item in ("针刺", "拔罐", "中频")] + [worked(n) for n in range(39)],
        "staff_day": [
            {"staff_code": "D7", "fixmedins_code": "H1", "day": DAY - timedelta(days=n), "op_encs": 3, "minutes": Decimal(m), "inscp": Decimal(9)}
            for n, m in enumerate((1560, 480))
        ],
        "inst_item_month": [used(shop, month) for shop in ("H1", "H2", "H3") for month in range(1, 6)],
        "drug_dim": [{"item": "XA05B", "kreg": 1, "ingredient": "XA05"}],
        "item_time": [{"item": "运动疗法", "kreg": 1, "std_min": 40, "therapy": True}],
        "enc": [{"mdtrt_id": f"M{n}", "main_diag": f"{diag}.1"} for n, diag in enumerate(("M51", "K29", "J06", "I10"))],
    }  # fmt: skip
    for name, some in tables.items():
        keep(out / "marts" / name, [dict.fromkeys(marts()[name].sql_types) | row for row in some])
    keep(out / "marts" / "priced_lines", [{"bkkp_sn": "L1"}])
    found = [
        finding("F-flow", "MDL-07", "i"),
        finding("F-pool", "MDL-08", "i"),
        finding("F-doc", "MDL-08", "s"),
        finding("F-key", "MDL-06", "i", own={"grp": "XA05"}),
        finding("F-risk", "MDL-16", "i"),
        finding("F-hands", "MDL-14", "s") | {"staff_code": "D7"},
    ]
    pq.write_table(pa.Table.from_pylist(found), out / "findings.parquet")
    engine = DuckDBEngine("256MB", 1)
    try:
        hits.attach_for_assembly(engine, out / "marts")
        series.write(engine, out / "marts", out)
        marked = reading.marks(engine, out, ["F-flow", "F-pool", "F-doc", "F-hands", "F-key", "F-risk"])
    finally:
        engine.close()
    return {key: {one.kind: one for one in drawing.draw(OWN, some, NAMES)} for key, some in marked.items()}


def keep(folder: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    folder.mkdir(parents=True)
    pq.write_table(pa.Table.from_pylist(list(rows)), folder / "part.parquet")


def finding(key: str, code: str, branch: str, own: Mapping[str, str] | None = None) -> dict[str, Any]:
    return {
        "finding_id": key, "rule_code": code, "sev_deg": 3, "score": 0.7, "fixmedins_code": "H1", "psn_no": "",
        "staff_code": "D1", "mdtrt_id": "", "occurred_on": DAY, "related_ids": [""],
        "behaviour": "indicator_anomaly", "checkout_amt": None, "evidence": json.dumps({"branch": [branch], "period": "", "own": own}),
    }  # fmt: skip


def test_origins_are_counted_here_and_in_the_whole_city(
    pictures: Mapping[str, Mapping[str, Picture]],
) -> None:
    arcs = pictures["F-flow"]["flow_arcs"]
    assert arcs.rows == [("河南省信阳市", "5", "6", "83%", "150.00")]
    assert "甲医院" in arcs.svg


def test_a_busload_of_one_county_stands_out_in_the_calendar_and_local_stays_do_not_appear(
    pictures: Mapping[str, Mapping[str, Picture]],
) -> None:
    arrivals = pictures["F-flow"]["arrivals"]
    assert len(arrivals.rows) == 5
    assert f"{DAY - timedelta(days=30)} 入院 5 人" in arrivals.svg
    assert "B1" not in arrivals.svg


def test_payments_of_the_pool_and_visits_per_person_stand_beside_the_rest_of_the_city(
    pictures: Mapping[str, Mapping[str, Picture]],
) -> None:
    paid, seen = pictures["F-pool"]["pool_histogram"], pictures["F-pool"]["pool_visits"]
    assert "次均限额 82 元" in paid.svg
    assert paid.rows == [("30 至 35 元", "8", "100.0%", "0.0%", "240.00")]
    assert seen.rows == [("1 日", "5", "83.3%", "100.0%"), ("3 日", "1", "16.7%", "0.0%")]


def test_a_sheet_used_for_four_illnesses_is_shown_for_the_place_and_for_the_doctor(
    pictures: Mapping[str, Mapping[str, Picture]],
) -> None:
    for key in ("F-pool", "F-doc"):
        assert pictures[key]["sheets"].rows == [("中频、拔罐、针刺", "4", "4", "4", "120.00")]


def test_the_minutes_of_a_day_laid_end_to_end_pass_its_twenty_four_hours(
    pictures: Mapping[str, Mapping[str, Picture]],
) -> None:
    ribbon, days = pictures["F-hands"]["day_ribbon"], pictures["F-hands"]["work_days"]
    assert "按标准时长合计 26 小时" in ribbon.svg
    assert ribbon.rows[0] == ("08:00", "运动疗法", "****", "甲医院", "1", "40", "10.00")
    assert [row[0::3] for row in days.rows] == [(f"{DAY - timedelta(days=1)}", "8"), (f"{DAY}", "26")]


def test_a_key_item_is_drawn_by_month_by_place_and_among_the_dearest(
    pictures: Mapping[str, Mapping[str, Picture]],
) -> None:
    drawn = pictures["F-key"]
    assert [row[2] for row in drawn["item_course"].rows] == ["1", "1", "1", "1", "5"]
    assert drawn["item_course"].rows[4][3:] == ("1", "1", "1")
    assert drawn["item_places"].rows[0] == ("甲医院", "70", "700.00", "53.8%")
    assert drawn["item_rank"].rows == [("1", "XA05B", "1,300.00", "+117%", "3")]


def test_the_risk_of_an_institution_lists_the_findings_it_adds_up(
    pictures: Mapping[str, Mapping[str, Picture]],
) -> None:
    rows = pictures["F-risk"]["parts"].rows
    assert [row[:4] for row in rows if row[0] == "MDL-08"] == [
        ("MDL-08", "门诊统筹异常", "轻度可疑", "2 个疑点")
    ]
    assert not {"MDL-15", "MDL-16"} & {row[0] for row in rows}


def test_the_drawings_are_xml(pictures: Mapping[str, Mapping[str, Picture]]) -> None:
    for one in (picture for some in pictures.values() for picture in some.values() if picture.svg):
        assert ElementTree.fromstring(one.svg).tag.endswith("svg")  # noqa: S314 - our own drawing
