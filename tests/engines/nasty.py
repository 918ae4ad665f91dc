"""Nasty rows: one small relation with everything that engines have been seen to disagree on."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("id", pa.int64()),
        ("g", pa.string()),  # group
        ("d1", pa.date32()),
        ("d2", pa.date32()),
        ("t1", pa.timestamp("us")),
        ("t2", pa.timestamp("us")),
        ("m", pa.decimal128(16, 2)),  # money
        ("q", pa.decimal128(16, 4)),  # quantity
        ("p", pa.decimal128(16, 6)),  # price
        ("huge", pa.decimal128(38, 2)),
        ("n", pa.int64()),
        ("x", pa.float64()),
        ("s", pa.string()),
        ("w", pa.string()),  # a word to look for in s
        ("digits", pa.string()),
        ("diag", pa.string()),  # '|'-list
        ("b", pa.bool_()),
    ]
)


def _money(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _row(*values: Any) -> dict[str, Any]:
    row = dict(zip(SCHEMA.names, values, strict=True))
    for name in ("m", "q", "p", "huge"):
        row[name] = _money(row[name])
    return row


D, T = date, datetime
ROWS = [
    # a leap day, midnight, half a fen, a diagnosis list
    _row(1, "a", D(2024, 2, 29), D(2025, 2, 28), T(2024, 2, 29), T(2024, 2, 29, 23, 59, 59), "0.01", "1.5000",
         "0.005000", "0.01", 0, 0.145, "住院床位费", "床位", "20240229", "|I10|E11.9|", True),
    # the day after, one second over midnight, negative money
    _row(2, "a", D(2024, 2, 29), D(2025, 3, 1), T(2024, 12, 31, 23, 59, 59), T(2025, 1, 1), "-0.01", "-1.5000",
         "-0.005000", "-999999999999.99", -7, -0.145, "中药饮片%_\\", "%", "20230229", "|E11|", False),
    # nothing at all
    _row(3, "a", *[None] * 15),
    # month ends, 31 January to a shorter month, full-width and rare characters
    _row(4, "b", D(2025, 1, 31), D(2025, 2, 28), T(2025, 1, 31, 8, 30), T(2025, 1, 31, 8, 29, 59, 999999),
         "99999999999999.99", "999999999999.9999", "9999999999.999999", "999999999999999999999999999999.99",
         9007199254740993, 2.5, "ＡＢＣ　龘䶮𠮷", "𠮷", "20251301", "|M80.0|I10.x|", None),
    # before 1970, time running backwards, text of blanks
    _row(5, "b", D(1969, 12, 31), D(1949, 10, 1), T(1969, 12, 31, 23, 59, 59, 500000), T(1969, 12, 31, 0, 0, 1),
         "10.00", "3.0000", "3.333333", "10.00", 3, 1 / 3, "  两端空格  ", "", "2024022", "||", True),
    # exact thirds, equal values for ranks, a list of one, upper and lower case
    _row(6, "b", D(2025, 3, 1), D(2025, 3, 1), T(2025, 3, 1, 12), T(2025, 3, 1, 12), "10.00", "3.0000", "3.333333",
         "10.00", 3, -2.5, "abcABCxyz", "ABC", "19000101", "|C34|", False),
    # far ends of the calendar, half up at the sixth decimal, quotes
    _row(7, "c", D(1, 1, 1), D(9999, 12, 31), T(2000, 2, 29, 0, 0, 0, 1), T(2100, 2, 28, 23, 0), "0.05", "0.0001",
         "0.000001", "0.05", 1, 1e-7, "引号'与\"和|竖线", "|", "00010101", "|O80|Z37|", True),
    # numbers that look like other numbers, a line break
    _row(8, "c", D(2023, 12, 31), D(2024, 12, 31), T(2023, 12, 31, 0, 1), T(2024, 1, 1, 0, 0), "1.15", "2.0000",
         "1.005000", "1.15", 2, 1e15, "第一行\n第二行", "行", "99991231", "|z51.5|", None),
    _row(9, None, D(2024, 1, 1), D(2023, 12, 31), T(2024, 1, 1), None, "3.00", "7.0000", "0.428571", "3.00", 7,
         1.005, "Z51.5", "Z51", " 2024010", "|Z51.5", False),
]  # fmt: skip

TABLE = pa.Table.from_pylist(ROWS, SCHEMA)
