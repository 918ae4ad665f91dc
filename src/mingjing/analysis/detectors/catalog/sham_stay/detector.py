"""MDL-01: only stays that signals of sham speak against, strongly and in several ways, are priced."""

import pyarrow as pa

from mingjing.analysis.detectors.kit import graph
from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.detector import Detector, Row
from mingjing.analysis.detectors.kit.findings import TOP_FAMILIES
from mingjing.analysis.detectors.kit.judge import SEVERE

SHAM = ("CONTRA", "COPY", "GROUP")


class ShamStay(Detector):
    """Companies of patients; lines only for stays that probably did not take place, not for needless ones."""

    def crew(self, edge: pa.Table) -> pa.Table:
        """Return the persons of every company of four and more, from the pairs too rare to be chance."""
        return graph.companies(edge)

    def flagged(self, unit: Unit, rows: list[Row]) -> list[Row]:
        """The lines meet a stay by stay_id; without it the finding has no amount."""
        if unit.name != "held_stay":
            return rows
        return [row if _priced(row) else row | {"stay_id": None} for row in rows]


def _priced(row: Row) -> bool:
    several = row["score"] >= SEVERE and row["families"] >= TOP_FAMILIES
    return several and any(row[f"c_{family}"] for family in SHAM)
