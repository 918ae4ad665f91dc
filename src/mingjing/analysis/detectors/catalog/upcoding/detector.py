"""MDL-11: what a code is worth is told only of stays that several signals speak against, strongly."""

from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.detector import Detector, Row
from mingjing.analysis.detectors.kit.findings import TOP_FAMILIES
from mingjing.analysis.detectors.kit.judge import SEVERE


class Upcoding(Detector):
    """Takes the difference between groups away from stays that are only doubtful."""

    def flagged(self, unit: Unit, rows: list[Row]) -> list[Row]:
        """The difference meets a stay by stay_id; without it the finding has no amount."""
        if unit.name != "coded_stay":
            return rows
        return [
            row if row["score"] >= SEVERE and row["families"] >= TOP_FAMILIES else row | {"stay_id": None}
            for row in rows
        ]
