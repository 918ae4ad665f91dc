"""One box of medicine is settled twice: it came back on the market."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "追溯码重复结算"
BEHAVIOUR = "drug_resale"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant a code that is settled again weeks later elsewhere; beside it a box returned and sold again."""

    def resold(returned: bool) -> None:
        first, second = (stage.person(ages=(30, 80), insutype="310") for _ in range(2))
        day, later = stage.day(before=80), stage.chance.randint(2, 60)
        code = f"7654321{first.idx:08d}{'1' if returned else '0'}000"
        purchase = stage.visit(
            first, stage.inst("pharmacy", first.place), day, hour=10, undo="swipe" if returned else None
        )
        purchase.bill(stage.item("ejiao"), code=code)
        place = first.place if returned else second.place
        again = stage.visit(
            second,
            stage.inst("pharmacy", place, nth=0 if returned else 1),
            day + timedelta(days=later),
            hour=11,
        )
        line = again.bill(stage.item("ejiao"), code=code)
        if returned:
            stage.lookalike("退货后再次售出", lines=[line])
        else:
            stage.plant(f"同一盒药 {later} 天后在另一药店再次结算", lines=[line])

    stage.times(lambda: resold(False))
    stage.times(lambda: resold(True))
