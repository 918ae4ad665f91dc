"""A township hospital charges scans without owning a scanner."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "没有设备却收检查费"
BEHAVIOUR = "fictitious_item"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant CT scans at a township hospital; beside them CT scans at the county hospital that has the machine."""

    def scans(kind: str) -> None:
        day = stage.day(before=60).replace(day=4)
        first = stage.person(ages=(25, 75))
        hospital = stage.found(kind, first.place) if kind == "township" else stage.inst(kind, first.place)
        lines = []
        for number in range(6):
            person = first if number == 0 else stage.person(ages=(25, 75))
            visit = stage.visit(person, hospital, day + timedelta(days=2 * number), diag="J20.900")
            lines.append(visit.bill(stage.item("ct")))
        if kind == "township":
            stage.plant("没有 CT 机，一个月收 6 次 CT 费", lines=lines, inst=hospital)
        else:
            stage.lookalike("有 CT 机的医院", lines=lines, inst=hospital)

    stage.times(lambda: scans("township"), max(1, stage.size // 4))
    stage.times(lambda: scans("county"), max(1, stage.size // 4))
