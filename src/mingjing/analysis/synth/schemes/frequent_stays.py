"""A person is admitted again and again, from hospital to hospital."""

from datetime import date, timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "频繁住院"
BEHAVIOUR = "induced_stay"
EXACT = True
_TOUR = (("county", "dmstay"), ("private", "stroke"), ("tcm", "disc"), ("county", "pyelonephritis"))


def plant(stage: Stage) -> None:
    """Plant a fourth stay in one quarter; beside it chemotherapy five times in a quarter."""

    def tour() -> None:
        person = stage.person(ages=(45, 75))
        stage.keep_free(person)
        stays = [
            stage.stay(
                person,
                stage.inst(kind, person.place),
                _quarter(stage) + timedelta(days=5 + 24 * number),
                6,
                care,
            )
            for number, (kind, care) in enumerate(_TOUR)
        ]
        stage.plant("一个季度第四次住院", of=stays[3:], whole=True)

    def cycles() -> None:
        person = stage.person(ages=(45, 75))
        stage.keep_free(person)
        first = _quarter(stage) + timedelta(days=3)
        stays = [
            stage.stay(person, stage.inst("city"), first + timedelta(days=17 * n), 3, "chemo", days_rinp="2")
            for n in range(5)
        ]
        stage.lookalike("一个季度五次化疗", of=stays, whole=True)

    stage.times(tour)
    stage.times(cycles)


def _quarter(stage: Stage) -> date:
    return date(2026, 1, 1) if stage.days > 275 else date(2025, 10, 1)
