"""One scan stands on the bill twice."""

from mingjing.analysis.synth.stage import Stage

TITLE = "同一明细重复计费"
BEHAVIOUR = "duplicate_charge"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant a CT line that was posted twice within the same second; beside it both knees on the X-ray."""

    def scan(key: str) -> None:
        person = stage.person(ages=(25, 75))
        visit = stage.visit(person, stage.inst("county", person.place), stage.day(), diag="J20.900")
        moment = visit.begntime.replace(minute=2, second=11)
        lines = [visit.bill(stage.item(key), ts=moment) for _ in range(2)]
        if key == "ct":
            stage.plant("同一次 CT 计费两笔", lines=lines[1:])
        else:
            stage.lookalike("左右膝各拍一张", lines=lines)

    stage.times(lambda: scan("ct"))
    stage.times(lambda: scan("dr"))
