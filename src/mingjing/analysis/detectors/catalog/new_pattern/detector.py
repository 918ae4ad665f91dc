"""MDL-15: of what lies far out, as many per quarter as analysts can look at, half of them drawn at random."""

import hashlib
import json
from collections.abc import Sequence

from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.detector import Detector, Row

CAPACITY = 20
DRAWN = 10
FIRST_DRAWN, LAST_DRAWN = 21, 500
SEED = "mingjing"


class NewPattern(Detector):
    """The residual list: never more than its readers can study, and not only what the score puts first."""

    def flagged(self, unit: Unit, rows: list[Row]) -> list[Row]:
        """Keep CAPACITY of each period; of what is new among the items none is left out, only told by name."""
        if unit.name == "item":
            return [_named(row) for row in rows]
        by_period: dict[str, list[Row]] = {}
        for row in sorted(rows, key=lambda row: (-row["score"], row["unit_id"])):
            by_period.setdefault(row["period"], []).append(row)
        kept = [row for listed in by_period.values() for row in listed_of(listed)]
        return sorted(kept, key=lambda row: str(row["unit_id"]))


def listed_of(rows: Sequence[Row]) -> list[Row]:
    """Return the first ten of a period's ranked rows, and ten drawn by md5 from ranks 21 to 500."""
    first = [_told(row, rank, "按位次列出") for rank, row in enumerate(rows[: CAPACITY - DRAWN], start=1)]
    pool = list(enumerate(rows, start=1))[FIRST_DRAWN - 1 : LAST_DRAWN]
    drawn = sorted(pool, key=lambda one: _draw(one[1]))[:DRAWN]
    share = min(1.0, DRAWN / len(pool)) if pool else 0.0
    said = f"自第 {FIRST_DRAWN} 至 {LAST_DRAWN} 位随机抽取，用于检验位次是否可靠"
    return [*first, *(_told(row, rank, said, share) for rank, row in sorted(drawn, key=lambda one: one[0]))]


def _draw(row: Row) -> str:
    return hashlib.md5(f"{SEED}|{row['unit_id']}".encode(), usedforsecurity=False).hexdigest()


def _told(row: Row, rank: int, said: str, share: float = 1.0) -> Row:
    own = json.loads(row.get("own") or "{}") | {"rank": rank, "drawn": share < 1, "sel_prob": round(share, 6)}
    return row | {
        "own": json.dumps(own, ensure_ascii=False),
        "text": f"{row['text']}本期第 {rank} 位，{said}。",
    }


def _named(row: Row) -> Row:
    return row | {
        "text": f"{row['text']}项目：{row.get('item_name') or row['product']}（{row['product']}）。"
    }
