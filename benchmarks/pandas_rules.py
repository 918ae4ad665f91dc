"""Three rules as a pandas user would write them, for the ratio in docs/benchmarks.md.

`uv run --group bench python benchmarks/pandas_rules.py LAKE` prints the seconds and hits of each. Refunds are left aside, which
flatters pandas: the product nets them first.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from mingjing.analysis.ingest.lake import Lake
from mingjing.analysis.knowledge import lookup


def _read(lake: Lake, table: str, columns: list[str]) -> pd.DataFrame:
    return pd.concat(
        [pd.read_parquet(file, columns=columns) for file in lake.files(table)], ignore_index=True
    )


def wrong_sex(lake: Lake) -> int:
    """RXD-003: items for one sex billed to the other."""
    lines = _read(lake, "fee_list_d", ["psn_no", "med_list_codg", "inscp_amt"])
    persons = _read(lake, "psn_info_b", ["psn_no", "gend"])
    limits = lookup.resolve("gender_limit", ()).to_pandas()[["item_code", "gend_allowed"]].drop_duplicates()
    found = lines.merge(limits, left_on="med_list_codg", right_on="item_code").merge(persons, on="psn_no")
    return int(
        ((found.gend != found.gend_allowed) & found.gend.isin(["1", "2"]) & (found.inscp_amt > 0)).sum()
    )


def over_daily_cap(lake: Lake) -> int:
    """CHG-005: more units of an item on a day than its unit allows."""
    lines = _read(lake, "fee_list_d", ["psn_no", "fixmedins_code", "med_list_codg", "fee_ocur_time", "cnt"])
    caps = lookup.resolve("daily_cap", ()).to_pandas()[["item_code", "max_per_day"]].drop_duplicates()
    found = lines.merge(caps, left_on="med_list_codg", right_on="item_code")
    found["day"] = found.fee_ocur_time.dt.date
    days = found.groupby(["psn_no", "fixmedins_code", "med_list_codg", "day", "max_per_day"], as_index=False)[
        "cnt"
    ].sum()
    return int((days["cnt"] > days.max_per_day).sum())


def repeated_exam(lake: Lake) -> int:
    """FRQ-003: the same CT or MR again within 7 days in another encounter."""
    lines = _read(lake, "fee_list_d", ["psn_no", "mdtrt_id", "med_list_codg", "fee_ocur_time"])
    exams = lines[lines.med_list_codg.str.startswith(("002103", "002102"))].copy()
    exams["day"] = exams.fee_ocur_time.dt.normalize()
    events = exams.drop_duplicates(["psn_no", "med_list_codg", "mdtrt_id", "day"])
    pairs = events.merge(events, on=["psn_no", "med_list_codg"])
    gap = (pairs.day_y - pairs.day_x).dt.days
    return int(((pairs.mdtrt_id_x != pairs.mdtrt_id_y) & (gap >= 0) & (gap <= 7)).sum())


RULES: dict[str, Callable[[Lake], int]] = {
    "RXD-003": wrong_sex,
    "CHG-005": over_daily_cap,
    "FRQ-003": repeated_exam,
}


def main() -> None:
    """Time each rule on the lake named on the command line."""
    lake = Lake.open(Path(sys.argv[1]))
    results = {}
    for code, rule in RULES.items():
        began = time.monotonic()
        hits = rule(lake)
        results[code] = {"seconds": round(time.monotonic() - began, 2), "hits": hits}
    print(json.dumps(results))


if __name__ == "__main__":
    main()
