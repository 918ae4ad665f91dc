"""The small world of cases: one row may stand for many, every one of them a row of its own."""

from mingjing.analysis.screening.world import Scene, world


def test_a_repeated_row_stands_for_every_combination_of_its_counters() -> None:
    given = {
        "setl_d": [{"repeat": {"h": 2, "m": ["02", "03"]}, "mdtrt_id": "E<h>_<m>", "fixmedins_code": "D<h>"}]
    }
    tables = world([Scene(7, "X-001", "案例", given, {})])
    rows = tables["setl_d"].select(["mdtrt_id", "fixmedins_code"]).to_pylist()
    assert [(row["mdtrt_id"], row["fixmedins_code"]) for row in rows] == [
        ("E1_02~7", "D1~7"),
        ("E1_03~7", "D1~7"),
        ("E2_02~7", "D2~7"),
        ("E2_03~7", "D2~7"),
    ]
    assert tables["mdtrt_d"].num_rows == 4
    assert sorted(tables["fixmedins_b"].column("fixmedins_code").to_pylist()) == ["D1~7", "D2~7"]


def test_the_lines_of_an_encounter_make_its_settlement() -> None:
    given = {
        "fee_list_d": [{"repeat": {"n": 3}, "mdtrt_id": "E1", "pric": 10}, {"mdtrt_id": "E2", "pric": 5}]
    }
    rows = world([Scene(1, "X-001", "案例", given, {})])["setl_d"].to_pylist()
    assert [(row["setl_id"], row["medfee_sumamt"]) for row in rows] == [("SE1~1", "30.00"), ("SE2~1", "5.00")]
