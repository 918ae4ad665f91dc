"""Which share of a suspicion's money is expected to be confirmed: by severity, by rule, by place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from mingjing.analysis.knowledge.lookup import region_classes, resolve
from mingjing.analysis.knowledge.own import own_rows
from mingjing.kernel.errors import DataError

LIST = "confirmation_rate"


@dataclass(frozen=True, slots=True)
class Rates:
    """`table` has (rule, degree, rate, kreg), rule null for any; `regions` (admdvs, kreg).

    A row that names the rule goes before one that does not; kreg 0 is everywhere that no region's row meets.
    """

    table: pa.Table
    regions: pa.Table

    @property
    def general(self) -> Mapping[int, Decimal]:
        """The rate by severity where neither a rule nor a region has its own."""
        rows = self.table.filter(pc.field("rule").is_null() & (pc.field("kreg") == 0)).to_pylist()
        return {row["degree"]: row["rate"].normalize() for row in sorted(rows, key=lambda row: row["degree"])}


def rates(regions: Iterable[str], on: date) -> Rates:
    """Return the rates in force on a day in these divisions, a bureau's own rows before the built-in ones.

    The day is that of the screening: a rate tells how checks turn out now, not when the act took place.
    Raises DataError for a rate outside 0 to 1.
    """
    wanted, own = sorted(set(regions)), own_rows()
    found = resolve(LIST, wanted, own)
    day = pa.scalar(on, pa.date32())
    now = found.filter((pc.field("k_from") <= day) & (pc.field("k_to") > day))
    wrong = sorted({row["rate"] for row in now.to_pylist() if not 0 <= row["rate"] <= 1})
    if wrong:
        raise DataError(
            f"预计查实率 {'、'.join(f'{rate.normalize():f}' for rate in wrong)} 不在 0 与 1 之间",
            where=f"知识表 {LIST}",
            do="写成小数，如 0.15",
        )
    return Rates(now.select(["rule", "degree", "rate", "kreg"]), region_classes(wanted, own))
