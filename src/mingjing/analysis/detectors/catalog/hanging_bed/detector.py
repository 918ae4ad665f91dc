"""MDL-02: a stay is priced only when at least two kinds of signals speak against it."""

from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.detector import Detector, Row
from mingjing.analysis.detectors.kit.findings import TOP_FAMILIES


class HangingBed(Detector):
    """Takes the lines away from stays that one kind of signals alone speaks against."""

    def flagged(self, unit: Unit, rows: list[Row]) -> list[Row]:
        """The lines meet a stay by stay_id; without it the finding has no amount."""
        if unit.name != "bed_stay":
            return rows
        return [row if row["families"] >= TOP_FAMILIES else row | {"stay_id": None} for row in rows]
