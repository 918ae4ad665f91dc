"""MDL-07: a batch some of whose stays are contradicted is named like the stays themselves."""

from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.detector import Detector, Row


class RemoteCare(Detector):
    """Batches take the behaviour of the model of stays: sham where somebody was elsewhere or not in bed."""

    def flagged(self, unit: Unit, rows: list[Row]) -> list[Row]:
        """Call a batch sham stays when a stay of it is contradicted."""
        return [row | {"behaviour": "sham_stay"} if row.get("denied_n") else row for row in rows]
