"""Who settles without goods: the companies in which cards come to the counter are found from the graph."""

import pyarrow as pa

from mingjing.analysis.detectors.kit import graph
from mingjing.analysis.detectors.kit.detector import Detector


class CashOut(Detector):
    """Companies of cards."""

    def crew(self, edge: pa.Table) -> pa.Table:
        """Return the persons of every company of four and more, from the pairs too rare to be chance."""
        return graph.companies(edge)
