"""Property: whatever is delivered, accepted + refused + duplicate = read, in rows and yuan."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjing.analysis.ingest.tally import Balance, Total
from mingjing.kernel.errors import EngineError
from tests.analysis.ingest.desk import Desk

COLUMNS = (
    "setl_id",
    "mdtrt_id",
    "psn_no",
    "fixmedins_code",
    "setl_time",
    "medfee_sumamt",
    "fund_pay_sumamt",
    "extra",
)
CELLS = (
    st.sampled_from(["S1", "S2", "S3", "s1", "", " S1 ", "NULL", "结算"]),
    st.sampled_from(["M1", "M2", ""]),
    st.sampled_from(["P1", "P9", "P1\n", 'P"1']),
    st.sampled_from(["H1", "H9"]),
    st.sampled_from(
        ["2025-01-02", "2025/1/2 03:04", "20250102", "never", "", "2025-02-30", "1925-01-01", "2099-01-01"]
    ),
    st.sampled_from(["1", "-1.005", "2,000.5", "x", "", "1e2", "99999999999999999"]),
    st.sampled_from(["0", "1", "y"]),
    st.sampled_from(["", "a,b", "a\nb"]),
)
dirty_row = st.tuples(*CELLS).map(list) | st.lists(st.sampled_from(["S1", "x", "1"]), min_size=1, max_size=10)
dirty_file = st.tuples(
    st.lists(dirty_row, max_size=12),
    st.sampled_from(["utf-8", "gb18030", "utf-16"]),
    st.sampled_from([",", "|", "\t"]),
)


def written(rows: Sequence[Sequence[str]], encoding: str, delimiter: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([COLUMNS, *rows])
    return text.getvalue().encode(encoding)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(deliveries=st.lists(st.lists(dirty_file, min_size=1, max_size=2), min_size=1, max_size=2))
def test_nothing_is_lost_or_doubled_in_any_dirty_table(
    tmp_path_factory: pytest.TempPathFactory, deliveries: list[list[tuple[list[list[str]], str, str]]]
) -> None:
    desk = Desk(tmp_path_factory.mktemp("dirty"))
    keys: list[str] = []
    for files in deliveries:
        parts = {f"setl_d/{n}.csv": written(*file) for n, file in enumerate(files)}
        outcome = desk.ingest({**parts, "psn_info_b.csv": "psn_no,gend,brdy\nP1,1,1970-01-01\n"})
        if outcome.unchanged:
            continue
        rows = desk.counts(outcome, "setl_d")
        yuan = desk.yuan(outcome, "setl_d")
        assert rows[0] == sum(len(file[0]) for file in files)
        assert rows[0] == sum(rows[1:])
        assert yuan[0] == sum(yuan[1:])
        assert yuan[0] == sum((_amount(row) for rows_, _, _ in files for row in rows_), Decimal())
        assert len(_refused(outcome.batch.folder)) == rows[2]
    keys = desk.column("setl_d", "setl_id")
    assert len(keys) == len(set(keys))


def _amount(row: Sequence[str]) -> Decimal:
    """Return what a row's amount is worth as the delivery states it: nothing when the row or the amount is torn."""
    while len(row) > len(COLUMNS) and not row[-1]:
        row = row[:-1]
    readable = {"1": "1.00", "-1.005": "-1.01", "2,000.5": "2000.50", "1e2": "100.00"}
    return Decimal(readable.get(row[5], "0")) if len(row) == len(COLUMNS) else Decimal()


def _refused(batch: Path) -> list[object]:
    path = batch / "refused" / "setl_d.parquet"
    return list(pq.read_table(path).to_pylist()) if path.exists() else []


def test_an_ingest_that_does_not_add_up_fails() -> None:
    total = Total(3, Decimal("3.00"))
    short = Balance(read=total, accepted=Total(2, Decimal("3.00")), refused=Total(), duplicate=Total())
    with pytest.raises(EngineError, match="对不上"):
        short.demand("fee_list_d")
    fen = Balance(read=total, accepted=Total(3, Decimal("2.99")), refused=Total(), duplicate=Total())
    with pytest.raises(EngineError, match="对不上"):
        fen.demand("fee_list_d")
