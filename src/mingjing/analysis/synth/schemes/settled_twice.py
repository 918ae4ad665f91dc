"""One visit is registered and settled twice."""

from mingjing.analysis.synth.script import Encounter
from mingjing.analysis.synth.stage import Stage

TITLE = "同一次就诊重复结算"
BEHAVIOUR = "double_benefit"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant the same bill under two registrations; beside it a second visit in the afternoon for something else."""

    def copied() -> None:
        person, day = stage.person(ages=(20, 75), insutype="310"), stage.day()
        hospital = stage.inst("county", person.place)
        for hour in (10, 11):
            visit = stage.visit(person, hospital, day, hour=hour, diag="K29.500")
            lines = [visit.bill(stage.item(key)) for key in ("consult", "gastroscope", "omeprazole")]
            for number, line in enumerate(lines):
                line.ts = visit.begntime.replace(hour=10, minute=5, second=number)
        stage.plant("同日同项目、同金额结算两次", lines=lines)

    def afternoon() -> None:
        person, day = stage.person(ages=(20, 75), insutype="310"), stage.day()
        hospital = stage.inst("county", person.place)
        _visit(stage, stage.visit(person, hospital, day, hour=9, diag="K29.500"), ("consult", "omeprazole"))
        second = stage.visit(person, hospital, day, hour=15, diag="L30.900")
        _visit(stage, second, ("consult", "mometasone"))
        stage.lookalike("同日下午另看皮肤科", of=[second], whole=True)

    for scene in (copied, afternoon):
        stage.times(scene)


def _visit(stage: Stage, visit: Encounter, keys: tuple[str, ...]) -> None:
    for key in keys:
        visit.bill(stage.item(key))
