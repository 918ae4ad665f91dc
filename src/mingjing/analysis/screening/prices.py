"""A bureau's own price list takes part as if it had been delivered with the national price table."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from mingjing.analysis.engine.base import Engine
from mingjing.analysis.knowledge.own import own_rows
from mingjing.analysis.standard import schema as standard

TABLE, LIST = "hilist_lmtpric_d", "price_list"
ALWAYS = date(1990, 1, 1)  # the first day of a price that names none: before any settlement


class Delivered(Protocol):
    """What planning asks of a lake: non-null counts by column, `{}` for a table that never came."""

    def delivered(self, table: str) -> Mapping[str, int]:
        """Return non-null counts by column of the table."""


class WithOwnPrices:
    """A lake to which the local folders add prices."""

    def __init__(self, lake: Delivered) -> None:
        self._lake = lake
        self._own = own_prices()

    def delivered(self, table: str) -> Mapping[str, int]:
        """Return non-null counts by column of the table, own prices included."""
        counts = dict(self._lake.delivered(table))
        if table == TABLE:
            for column in self._own.column_names:
                filled = self._own.num_rows - self._own.column(column).null_count
                if filled:
                    counts[column] = counts.get(column, 0) + filled
        return counts


def own_prices() -> pa.Table:
    """Return the prices of the local folders in the columns of the price table; no row when there are none."""
    rows = own_rows().get(LIST, ())
    return pa.table(
        {
            "hilist_code": pa.array([row["item_code"] for row in rows], pa.string()),
            "hilist_lmtpric_type": pa.array([row["level"] for row in rows], pa.string()),
            "begndate": pa.array([row["begndate"] or ALWAYS for row in rows], pa.date32()),
            "enddate": pa.array([row["enddate"] for row in rows], pa.date32()),
            "hilist_pric_uplmt_amt": pa.array([row["price"] or 0 for row in rows], pa.decimal128(16, 6)),
            "insu_admdvs": pa.array([row["admdvs"] for row in rows], pa.string()),
        }
    )


def attach(engine: Engine, files: Sequence[Path]) -> None:
    """Attach the price table as delivered, with the prices of the local folders beside."""
    own, types = own_prices(), standard.tables()[TABLE].sql_types
    if not own.num_rows:
        engine.attach_parquet(TABLE, files, types)
        return
    engine.attach_parquet(f"{TABLE}_delivered", files, types)
    engine.attach_arrow(f"{TABLE}_own", own)
    delivered = ", ".join(types)
    added = ", ".join(
        f"CAST({name if name in own.column_names else 'NULL'} AS {kind}) AS {name}"
        for name, kind in types.items()
    )
    engine.attach_view(
        TABLE, f"SELECT {delivered} FROM {TABLE}_delivered UNION ALL SELECT {added} FROM {TABLE}_own"
    )
