"""A scan is made again elsewhere a few days later for no reason."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "短期重复 CT 检查"
BEHAVIOUR = "over_exam"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant two chest scans within a week; beside them a second one after ten days."""

    def scans(gap: int) -> None:
        person, day = stage.person(ages=(30, 75)), stage.day()
        places = (stage.inst("county", person.place), stage.inst("county", (person.place + 1) % 6))
        lines = []
        for offset, place in zip((0, gap), places, strict=True):
            visit = stage.visit(person, place, day + timedelta(days=offset), diag="J20.900")
            visit.bill(stage.item("consult"))
            lines.append(visit.bill(stage.item("ct")))
        if gap < 7:
            stage.plant(f"{gap} 天内两院重复 CT", lines=lines[1:])
        else:
            stage.lookalike("十天后复查", lines=lines[1:])

    stage.times(lambda: scans(stage.chance.randint(1, 6)))
    stage.times(lambda: scans(10))
