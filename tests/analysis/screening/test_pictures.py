"""Pictures of model findings: what a run keeps of its marts, and what is drawn and said of it."""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mingjing.analysis.detectors.kit import explain
from mingjing.analysis.detectors.kit.model import models
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.marts.catalog import marts
from mingjing.analysis.screening import hits
from mingjing.analysis.screening.pictures import courses, drawing, peers, reading, series
from mingjing.analysis.screening.pictures.statements import STATEMENTS
from mingjing.analysis.screening.pictures.told import tell

DAY = date(2026, 3, 18)
WHY: list[dict[str, Any]] = [
    {"feature": "a", "zh": "次均费用", "value": 900.0, "shown": "900.00 元", "contribution": 0.7, "w": 0.3, "median": 300.0,
     "q1": 250.0, "q3": 380.0, "p90": 450.0, "median_shown": "300.00 元", "peers": 31, "level": 1, "level_zh": "同市", "z": 6.1},
    {"feature": "b", "zh": "空白日", "value": 4.0, "shown": "4 日", "contribution": 0.3, "w": 0.4, "cut": [2.0, 6.0]},
]  # fmt: skip


def settlement(number: int, psn: str, inst: str, day: date, hour: int = 9) -> dict[str, Any]:
    return {
        "setl_id": f"S{number}", "mdtrt_id": f"M{number}", "psn_no": psn, "fixmedins_code": inst, "setl_date": day,
        "setl_time": datetime(day.year, day.month, day.day, hour, 15), "has_time": True, "scene": "OP",
        "medfee": Decimal("50.00"), "fund": Decimal("30.00"), "acct": Decimal("10.00"),
    }  # fmt: skip


BOX, AGAIN = "84000010000000000001", "84000010000000000002"


def pack(code: str, shop: str, psn: str, setl: str, ago: int) -> dict[str, Any]:
    sold = datetime.combine(DAY - timedelta(days=ago), datetime.min.time())
    return {
        "trac_sn": f"{code}{shop}", "code": code, "fixmedins_code": shop, "psn_no": psn, "setl_id": setl,
        "med_list_codg": "XA", "sold_at": sold, "split": False, "hollow": code.startswith("NMLC"), "carton": False,
    }  # fmt: skip


def finding(key: str, code: str, branch: str, **more: Any) -> dict[str, Any]:
    evidence = json.dumps({"branch": [branch], "why": WHY, "period": ""}, ensure_ascii=False)
    return {
        "finding_id": key, "rule_code": code, "sev_deg": 3, "score": 0.7, "fixmedins_code": "H1", "psn_no": None,
        "staff_code": None, "mdtrt_id": None, "occurred_on": DAY, "behaviour": "gang", "checkout_amt": None, "related_ids": None, "evidence": evidence, **more,
    }  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder whose marts hold a gang that met three times, a counter, and nothing of stays or drugs."""
    out = tmp_path_factory.mktemp("run")
    rows, number = [], 0
    for week in range(3):
        for psn in ("P1", "P2", "P3"):
            number += 1
            rows.append(settlement(number, psn, "H1", DAY - timedelta(days=7 * week)))
    rows.append(settlement(90, "P1", "H2", DAY - timedelta(days=2)))
    rows.append(settlement(91, "P9", "H1", DAY - timedelta(days=3), 22))
    for week in range(30):
        for number, shop in enumerate(("D1", "D2", "D3")):
            sold = settlement(1000 + 10 * week + number, "P7", shop, DAY - timedelta(days=7 * week))
            rows.append(
                sold | {"scene": "PH", "acct": Decimal("200.00" if (week, shop) == (0, "D1") else "10.00")}
            )
    codes = [
        pack(BOX, "D1", "P7", "T1", 40),
        pack(BOX, "D2", "P8", "T2", 3),
        pack(AGAIN, "D1", "P7", "T1", 40),
    ]
    codes += [pack("NMLC99900001", "D1", "P7", "T1", 40), pack("NMLC99900001", "D2", "P8", "T2", 3)]
    tables = {
        "setl_net": rows,
        "inst": [{"fixmedins_code": shop, "city4": "2101"} for shop in ("D1", "D2", "D3")],
        "trace_net": [*codes, pack(AGAIN, "D3", "P7", "T2", 3)],
        "stay_enc": [{"mdtrt_id": "M1", "stay_id": "M1"}],
        "fee_net": [
            *({"mdtrt_id": f"M{n}", "bilg_dr": "D1"} for n in range(1, 10)),
            {"setl_id": "T2", "med_list_codg": "XA", "item_name": "立普妥"},
        ],
    }
    for name, some in tables.items():
        kinds = marts()[name].sql_types
        (out / "marts" / name).mkdir(parents=True)
        table = pa.Table.from_pylist([dict.fromkeys(kinds) | row for row in some])
        pq.write_table(table, out / "marts" / name / "part.parquet")
    (out / "marts" / "priced_lines").mkdir()
    pq.write_table(pa.table({"bkkp_sn": ["L1"]}), out / "marts" / "priced_lines" / "part.parquet")
    found = [
        finding("F-gang", "MDL-10", "g", related_ids=["P1", "P2", "P3"]),
        finding("F-till", "MDL-05", "i"),
        finding("F-rule", "CHG-001", "i"),
        finding("F-stay", "MDL-02", "v", mdtrt_id="M1"),
        finding("F-back", "MDL-04", "i", fixmedins_code="D2", related_ids=["T2"]),
        finding("F-ring", "MDL-04", "g", related_ids=["D1", "D2"]),
        finding("F-end", "MDL-09", "i", fixmedins_code="D1"),
    ]
    pq.write_table(pa.Table.from_pylist(found), out / "findings.parquet")
    engine = DuckDBEngine("256MB", 1)
    try:
        hits.attach_for_assembly(engine, out / "marts")
        series.write(engine, out / "marts", out)
    finally:
        engine.close()
    return out


def marks(run: Path, *findings: str) -> dict[str, dict[str, reading.Marks]]:
    engine = DuckDBEngine("256MB", 1)
    try:
        return reading.marks(engine, run, findings)
    finally:
        engine.close()


def test_every_statement_reads_columns_that_its_marts_have() -> None:
    known = marts()
    assert {name for one in STATEMENTS.values() for name in one.marts} <= known.keys()
    codes = {code for one in STATEMENTS.values() for code, _ in one.findings if code}
    assert codes <= models().keys()


def test_a_gang_is_drawn_with_its_members_places_doctors_dates_and_money(run: Path) -> None:
    found = marks(run, "F-gang")["F-gang"]
    pictures = drawing.draw({"why": WHY}, found, {"H1": "甲医院"}, members=["P1", "P2", "P3"])
    kinds = [one.kind for one in pictures]
    assert kinds == ["network", "meetings", "members", "peer_strip"]
    web, meetings, members, _ = pictures
    assert ("人员到机构", "****", "甲医院", "3") in web.rows
    assert any(row[0] == "医师在机构" for row in web.rows)
    assert [row[2] for row in meetings.rows] == ["3", "3", "3"]
    assert [row[2] for row in members.rows] == ["120.00"] * 3
    assert "共同到场 360.00 元，全部 400.00 元" in members.note
    assert drawing.since(found, [], {}) == f"{DAY - timedelta(days=14)} 至 {DAY}，同日到场 3 次"


def test_a_counter_is_drawn_by_minute_and_by_day(run: Path) -> None:
    found = marks(run, "F-till")["F-till"]
    pictures = {one.kind: one for one in drawing.draw({"why": WHY}, found, {})}
    assert len(pictures["minute_raster"].rows) == 3
    assert pictures["minute_raster"].rows[0][0] == "09:15"
    assert ("2026-03-15", "周日", "1") in pictures["heat"].rows


@pytest.mark.parametrize("key", ["F-back", "F-ring"])
def test_a_pack_that_came_back_is_drawn_with_its_two_sales_and_not_what_one_person_bought_twice(
    run: Path, key: str
) -> None:
    found = marks(run, key)[key]
    flow, codes, _ = drawing.draw({"why": WHY}, found, {"D1": "甲药店", "D2": "乙药店"})
    assert (flow.kind, flow.rows) == ("flow_map", [("甲药店", "乙药店", "1")])
    first, again = f"{DAY - timedelta(days=40)}", f"{DAY - timedelta(days=3)}"
    assert codes.rows == [(BOX, "立普妥", first, "甲药店", "****", again, "乙药店", "37")]
    assert drawing.since(found, [], {}) == f"{again} 至 {again}，再次售出 1 个追溯码"
    assert drawing.places(found) == {"D1", "D2"}


def test_a_pharmacy_is_drawn_week_by_week_beside_those_of_its_city(run: Path) -> None:
    weekly, _ = drawing.draw({"why": WHY}, marks(run, "F-end")["F-end"], {})
    assert (weekly.kind, len(weekly.rows)) == ("weekly_series", 30)
    assert weekly.rows[-1] == ("2026-03-16", "230.00", "5.75", "1", "1")


def test_rules_have_no_marks_and_a_kind_without_its_marts_has_none(run: Path) -> None:
    assert marks(run, "F-rule", "F-stay") == {}


def test_drawings_are_xml_without_scripts_or_styles_and_hide_who_it_was(run: Path) -> None:
    for key in ("F-gang", "F-till", "F-back", "F-end"):
        for one in drawing.draw(
            {"why": WHY}, marks(run, key)[key], {"H1": "<甲&乙>"}, members=["P1", "P2", "P3"]
        ):
            if one.svg:
                tags = {element.tag.partition("}")[2] for element in ElementTree.fromstring(one.svg).iter()}  # noqa: S314
                assert tags <= {"svg", "text", "line", "rect", "circle", "path", "title"}
                assert "style=" not in one.svg
            assert "P1" not in one.svg


def test_a_strip_says_beside_whom_or_from_where_it_counts() -> None:
    strip = peers.strip(WHY)
    assert strip is not None
    assert strip.rows[0] == ("次均费用", "900.00 元", "300.00 元", "450", "31", "6.1", "70%")
    assert strip.rows[1][2:5] == ("—", "—", "—")


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ((0.6, 0.7), "2026Q1 起各期得分均达到 0.50，至 2026Q2"),
        ((0.2, 0.7), "2026Q2，此前没有达到 0.50 的期间相接"),
        ((0.6, 0.2), ""),
    ],
)
def test_a_unit_stands_out_since_the_unbroken_run_began(scores: tuple[float, float], said: str) -> None:
    rows = [{"period": f"2026Q{n}", "score": score} for n, score in enumerate(scores, start=1)]
    assert peers.since(rows, "2026Q2") == said


def test_a_level_is_drawn_month_by_month_in_its_peers_band_and_told_since_when() -> None:
    months = [(f"2026-{n:02}", 900.0 if n in (1, 3, 4, 5, 6) else 310.0) for n in range(1, 7)]
    rows = [[month, value, 250.0, 300.0, 360.0, 450.0, value > 500] for month, value in months]
    evidence = {"why": WHY, "period": "2026Q2", "course": [{"zh": "次均费用", "show": "money", "rows": rows}],
                "score_raw": 0.75, "contributions": {"PRICE": 0.5, "MIX": 0.5}}  # fmt: skip
    drawn = {one.kind: one for one in drawing.draw(evidence, {}, {})}
    assert drawn["course"].rows[0] == (
        "2026 年 1 月",
        "900.00 元",
        "250.00 元",
        "300.00 元",
        "360.00 元",
        "450.00 元",
        "偏离",
    )
    assert drawn["course"].rows[1][6] == "—"
    assert drawing.since({}, [], evidence) == "2026-03 至 2026-06，连续 4 期，次均费用偏离同组"
    assert [row[2:] for row in drawn["waterfall"].rows] == [("0.50", "0.50"), ("0.50", "0.75")]


def test_names_of_twelve_months_do_not_run_into_each_other() -> None:
    rows = [[f"2025-{month:02d}", 1.0 + month, 1.0, 2.0, 3.0, 4.0, False] for month in range(1, 13)]
    (drawn,) = courses.courses({"course": [{"zh": "次均费用", "show": "", "rows": rows}]})
    assert [f"2025 年 {month} 月</text>" in drawn.svg for month in (2, 6, 11, 12)] == [
        True,
        True,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("own", "period", "said"),
    [
        ({}, "2026Q2", "2026 年第 2 季度"),
        ({}, "2025-12至2026-06", "2025 年 12 月至 2026 年 6 月"),
        ({"day": "2026-03-18"}, "", "2026-03-18"),
        (
            {"from_time": "2026-03-04 20:12:00", "to_time": "2026-03-04 20:21:00"},
            "",
            "2026-03-04 20:12 至 20:21",
        ),
    ],
)
def test_since_when_is_told_as_people_say_it(own: dict[str, str], period: str, said: str) -> None:
    told = tell("MDL-05", "1", 0.6, {"branch": ["i"], "why": WHY, "own": own, "period": period})
    assert told is not None
    assert told.since == said


def test_a_feature_that_counts_when_low_has_its_scale_below_zero() -> None:
    unit = next(one for one in models()["MDL-11"].card.units if one.name == "coded_stay")
    row = dict.fromkeys((f.name for f in unit.features), None) | {
        "x_nosign": -6.6,
        "e_nosign": 1.0,
        "c_NOSIGN": 1.0,
    }
    (told,) = explain.reasons(unit, row, {})
    assert told["cut"] == [-1, -2]
    drawn = peers.strip([told])
    assert drawn is not None
    assert ElementTree.fromstring(drawn.svg).tag.endswith("svg")  # noqa: S314 - our own drawing


def test_an_honest_cause_that_the_model_leaves_to_the_officer_is_told_so() -> None:
    told = tell("MDL-03", "1", 0.6, {"branch": ["p"], "why": WHY})
    assert told is not None
    said = {cause: words for cause, _, words in told.causes}
    assert said["养老、福利机构代购"] == "数据不能排除这一情形，请现场核实"


def test_a_finding_says_what_is_unusual_and_which_honest_causes_were_considered() -> None:
    evidence = {"branch": ["v"], "why": WHY, "calibration": "未校准", "coverage": 0.8, "flags": ["rehab"],
                "own": {"adm_date": "2026-03-01", "dscg_date": "2026-03-09"}}  # fmt: skip
    told = tell("MDL-02", "1", 0.71, evidence)
    assert told is not None
    assert told.since == "2026-03-01 至 2026-03-09"
    assert told.unusual[0].startswith("次均费用为 900.00 元，同组 31 个中位数 300.00 元")
    assert told.peers == ["次均费用：同市 31 个"]
    said = {cause: words for cause, _, words in told.causes}
    assert said["康复、理疗"].startswith("有此标记")
    assert said["请假"].startswith("计算时已按")
    assert "覆盖度 80%" in told.reliability
    level = tell("MDL-13", "2", 0.6, evidence | {"branch": ["i"], "flags": None})
    assert level is not None
    said = {cause: words for cause, _, words in level.causes}
    assert said["新签协议的机构"].startswith("数据中没有这一情形")
    assert said["单病种专科、康复、护理、精神"] == "只与同类比较，仍偏离同类"
    assert tell("CHG-001", "1", None, {"limit": 1}) is None


def test_scores_by_period_are_those_of_the_findings_own_unit(tmp_path: Path) -> None:
    (tmp_path / "model_scores").mkdir()
    rows = [
        {"unit": unit, "fixmedins_code": "H1", "dept": dept, "period": period, "score": score}
        for unit, dept, score in (
            ("department", "A03", 0.5),
            ("department", "A04", 0.9),
            ("hospital", None, 0.7),
        )
        for period in ("2026Q1", "2026Q2")
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "model_scores" / "water_level.parquet")
    own = {"dept": "A03", "op_quarter": 650, "ip_quarter": 2}
    engine = DuckDBEngine("1GB", 1)
    try:
        told = reading.history(
            engine,
            tmp_path,
            "MDL-13",
            {"branch": ["i"], "period": "2026Q2", "own": own},
            {"fixmedins_code": "H1"},
        )
    finally:
        engine.close()
    assert [(row["period"], row["score"]) for row in told] == [("2026Q1", 0.5), ("2026Q2", 0.5)]
