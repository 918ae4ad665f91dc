"""MDL-06: the names of items stand in the findings; what is used beyond the peers is told in yuan, never totalled."""

from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.detector import Detector, Row


class KeyItem(Detector):
    """Says in each finding which item it is about."""

    def flagged(self, unit: Unit, rows: list[Row]) -> list[Row]:
        """The sentence names the item and what it is compared with; an institution's excess is its quantity beyond the peers' upper quartile."""
        named = [row | {"text": _named(row)} for row in rows]
        if unit.name != "item_use":
            return named
        return [row | {"excess_amt": float(row["beyond_amt"] or 0) or None} for row in named]


def _named(row: Row) -> str:
    text = str(row["text"]).replace("该品种", f"“{row['item_name']}”", 1)
    return text.replace("家中位数", "个机构品种中位数")
