"""A ward charges two beds a day."""

from decimal import Decimal

from mingjing.analysis.synth.stage import Stage

TITLE = "床位费、监测费超过每日限量"
BEHAVIOUR = "over_price"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant double beds on three days; beside them 24 hours of monitoring on one day and a discharge-day item."""

    def act() -> None:
        person = stage.person(ages=(30, 75))
        stay = stage.stay(person, stage.inst("county", person.place), stage.day(), 8, "pyelonephritis")
        for offset in (2, 3, 4):
            stay.bill(stage.item("bed"), offset=offset)
        for offset in (2, 3, 4):
            day = stay.day(offset)
            stage.plant(
                "同日收两个床位费",
                of=[stay],
                since=day,
                till=day,
                classes=("01",),
                formula="excess",
                limit=Decimal(1),
            )

    def whole_day() -> None:
        person = stage.person(ages=(50, 80))
        stay = stage.stay(person, stage.inst("county", person.place), stage.day(), 7, "heartfail")
        stage.lookalike("心电监测恰满 24 小时", lines=[stay.bill(stage.item("monitor"), 24, offset=2)])

    def last_day() -> None:
        person = stage.person(ages=(30, 75))
        stay = stage.stay(person, stage.inst("county", person.place), stage.day(), 7, "cellulitis")
        stage.lookalike("出院当天换药一次", lines=[stay.bill(stage.item("dressing"), offset=7)])

    def taken_back() -> None:
        person = stage.person(ages=(30, 75))
        stay = stage.stay(person, stage.inst("county", person.place), stage.day(), 7, "pyelonephritis")
        lines = [stay.bill(stage.item("bed"), offset=offset) for offset in (2, 3, 4)]
        for line in lines:
            stay.refund(line, 1)
        stage.lookalike("多记床位当日冲销", lines=lines)

    for scene in (act, whole_day, last_day, taken_back):
        stage.times(scene)
