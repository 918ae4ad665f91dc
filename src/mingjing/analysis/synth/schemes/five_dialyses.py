"""A dialysis unit charges five sessions in a week of three."""

from datetime import date, timedelta

from mingjing.analysis.synth.practice import SESSION, dialysis
from mingjing.analysis.synth.stage import Stage

TITLE = "虚增血液透析次数"
BEHAVIOUR = "fictitious_item"
EXACT = False


def plant(stage: Stage) -> None:
    """Plant a sixth week with five sessions; beside them four sessions in a week."""

    def course(extra: int) -> None:
        person = stage.person(ages=(40, 75))
        stage.keep_free(person)
        hospital, monday = stage.inst("county", person.place), _monday(stage)
        odd = []
        for week in range(6):
            days = [0, 2, 4] if week < 5 else [0, 1, 2, 4, 5][: 3 + extra]
            for weekday in days:
                visit = dialysis(stage, person, hospital, monday + timedelta(days=7 * week + weekday))
                for key in SESSION:
                    visit.bill(stage.item(key))
                if week == 5:
                    odd.append(visit)
        if extra > 1:
            stage.plant("一周收取五次血液透析", of=odd, whole=True, formula="none")
        else:
            stage.lookalike("一周四次", of=odd, whole=True)

    stage.times(lambda: course(2))
    stage.times(lambda: course(1))


def _monday(stage: Stage) -> date:
    return date(2026, 3, 2) if stage.days > 300 else date(2025, 9, 1)
