"""A shop settles more boxes than it ever bought."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from mingjing.analysis.synth.stage import Stage

TITLE = "结算数量大于进货数量"
BEHAVIOUR = "stock_mismatch"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant 8 boxes and more too many within one stock interval; beside them a difference of two."""

    def shop(gap: int) -> None:
        persons = [stage.person(ages=(25, 80), insutype="310", place=0) for _ in range(16)]
        pharmacy, item = stage.found("pharmacy", 0), stage.item("banlangen")
        lines = []
        for number, person in enumerate(persons):
            day = _quarter(stage) + timedelta(days=14 + 7 * (number // 4) + number % 4)
            lines.append(stage.visit(person, pharmacy, day, hour=15).bill(item, 5))
        stage.gaps.append((pharmacy.inst_no, item.key, Decimal(gap)))
        price = (item.cap(1) * Decimal("1.15")).quantize(Decimal("0.1"), ROUND_HALF_UP)
        if gap > 3:
            stage.plant(
                f"结算 80 盒，可供 {80 - gap} 盒",
                lines=lines,
                inst=pharmacy,
                formula="value",
                limit=price * gap,
            )
        else:
            stage.lookalike("差数在计数误差之内", lines=lines, inst=pharmacy)

    stage.times(lambda: shop(stage.chance.randint(8, 45)), max(1, stage.size // 2))
    stage.times(lambda: shop(2), max(1, stage.size // 2))


def _quarter(stage: Stage) -> date:
    return date(2026, 4, 1) if stage.days > 330 else date(2025, 10, 1)
