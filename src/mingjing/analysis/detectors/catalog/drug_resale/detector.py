"""Who buys insured drugs to sell them: the companies in which persons go to the counter come from the graph."""

import pyarrow as pa

from mingjing.analysis.detectors.kit import graph
from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.detector import Detector, Row

USUAL = 3


class DrugResale(Detector):
    """Companies of buyers, and no more than a doubt where the days come from what is usual of a drug."""

    def crew(self, edge: pa.Table) -> pa.Table:
        """Return the persons of every company of four and more, from the pairs too rare to be chance."""
        return graph.companies(edge)

    def flagged(self, unit: Unit, rows: list[Row]) -> list[Row]:
        """Hold the severity at a doubt where only the usual quantity tells how long a purchase lasts."""
        return [row | {"sev_deg": USUAL} if row.get("by_usual") else row for row in rows]
