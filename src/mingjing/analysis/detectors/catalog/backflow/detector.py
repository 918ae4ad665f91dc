"""Where packs that were sold come back: the lanes between shops too busy for chance, and the networks they form."""

import pyarrow as pa

from mingjing.analysis.detectors.kit import graph
from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.detector import Detector, Row

SHOPS = 2
CODES = ("INFLOW", "OUTFLOW", "COPY")


class Backflow(Detector):
    """Networks are the connected components of the lanes that hold among all pairs of shops."""

    def circle(self, lane: pa.Table) -> pa.Table:
        """Return the shops of every network of two and more."""
        kept = graph.held(lane)
        ends = kept["one"].to_pylist(), kept["other"].to_pylist()
        found = graph.communities(*ends, kept["rare"].to_pylist(), SHOPS)
        return found.select(["group_id", "psn_no"]).rename_columns(["group_id", "fixmedins_code"])

    def flagged(self, unit: Unit, rows: list[Row]) -> list[Row]:
        """A network's count is that of its shops; without a code that came back or was copied a shop is no finding."""
        if unit.name == "network":
            return [row | {"checkout_cnt": row["shops"]} for row in rows]
        return [row for row in rows if any(row.get(f"c_{family}") for family in CODES)]
