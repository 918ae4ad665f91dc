"""Risk of institutions: intensity, stake and priority; only the head of the list becomes a finding."""

import math
from collections.abc import Sequence

from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.detector import Detector, Row

BASE = 0.10  # what an institution without any sign is worth a visit, as a share of its stake
HEAD = 0.05


class InstitutionRisk(Detector):
    """Priority V = S × (b + I): the expected suspicious money. A list for planners, not an accusation of many."""

    def flagged(self, unit: Unit, rows: list[Row]) -> list[Row]:
        """Keep the head of the list by V: a twentieth of those that reach the score, at least three."""
        kept = sorted(rows, key=lambda row: (-priority(row), row["unit_id"]))
        kept = kept[: max(3, math.ceil(HEAD * len(rows)))]
        for rank, row in enumerate(kept, start=1):
            row["text"] += f"近 12 个月涉及 {float(row['stake']):,.2f} 元，检查次序第 {rank}。"
        return sorted(kept, key=lambda row: str(row["unit_id"]))


def priority(row: Row) -> float:
    """V of an institution with score_raw (its intensity I) and stake S."""
    return float(row["stake"] or 0) * (BASE + float(row["score_raw"] or 0))


def ranks(rows: Sequence[Row]) -> list[Row]:
    """Return the rows with intensity, stake, priority and both orders: by priority and by money alone."""
    by_value = {
        row["unit_id"]: n for n, row in enumerate(sorted(rows, key=lambda r: (-priority(r), r["unit_id"])), 1)
    }
    by_money = {
        row["unit_id"]: n
        for n, row in enumerate(sorted(rows, key=lambda r: (-float(r["stake"] or 0), r["unit_id"])), 1)
    }
    return [
        {
            "fixmedins_code": row["fixmedins_code"],
            "intensity": row["score_raw"],
            "stake": row["stake"],
            "priority": round(priority(row), 2),
            "rank": by_value[row["unit_id"]],
            "rank_by_stake": by_money[row["unit_id"]],
        }
        for row in sorted(rows, key=lambda r: by_value[r["unit_id"]])
    ]
