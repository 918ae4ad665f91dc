"""Who keeps appearing together: the significant pairs and the communities they form."""

import pyarrow as pa
import pyarrow.compute as pc

from mingjing.analysis.detectors.kit import graph
from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.detector import Detector, Row


class Gang(Detector):
    """Bonds are the pairs that hold among all that were possible, groups the communities of bonds and contacts."""

    def bond(self, edge: pa.Table) -> pa.Table:
        """Return the pairs too rare to be chance, each kind tested among its own."""
        kinds = sorted(set(edge["kind"].to_pylist()))
        kept = [graph.held(edge.filter(pc.equal(edge["kind"], kind))) for kind in kinds]
        return pa.concat_tables([edge.slice(0, 0), *kept])

    def crew(self, bond: pa.Table, tie: pa.Table) -> pa.Table:
        """Return the persons of every group of 4 to 200."""
        one, other = (bond[end].to_pylist() + tie[end].to_pylist() for end in ("one", "other"))
        weight = bond["rare"].to_pylist() + tie["weight"].to_pylist()
        return graph.communities(one, other, weight)

    def flagged(self, unit: Unit, rows: list[Row]) -> list[Row]:
        """A group's count is that of its members."""
        return [row | {"checkout_cnt": row["members"]} for row in rows]
