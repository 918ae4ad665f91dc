"""A patient has gone home; the bed goes on being charged."""

from datetime import datetime, time

from mingjing.analysis.synth.stage import Stage

TITLE = "挂床：连续多日只有床位、护理费"
BEHAVIOUR = "hanging_bed"
EXACT = True
BED_CLASSES = ("01", "02", "07")


def plant(stage: Stage) -> None:
    """Plant three to six empty days (with care: three) in the middle of a stay; beside them two quiet days, and three days out that were granted."""

    def act() -> None:
        person, last = stage.person(ages=(40, 75)), stage.chance.randint(6, 6 if stage.hard else 9)
        stay = stage.stay(person, stage.inst("tcm", person.place), stage.day(), 12, "disc", quiet=(4, last))
        stage.plant(
            f"第 5–{last + 1} 天无任何诊疗",
            of=[stay],
            since=stay.day(4),
            till=stay.day(last),
            classes=BED_CLASSES,
        )

    def short() -> None:
        person = stage.person(ages=(40, 75))
        stay = stage.stay(person, stage.inst("tcm", person.place), stage.day(), 10, "disc", quiet=(5, 6))
        stage.lookalike("仅两天无诊疗", of=[stay], since=stay.day(5), till=stay.day(6), classes=BED_CLASSES)

    def granted() -> None:
        person = stage.person(ages=(40, 75))
        stay = stage.stay(person, stage.inst("tcm", person.place), stage.day(), 10, "disc", quiet=(4, 6))
        for offset in range(4, 7):
            stage.add(
                "leave_d",
                mdtrt_id=stay.mdtrt_id,
                begntime=datetime.combine(stay.day(offset), time(8)),
                endtime=datetime.combine(stay.day(offset), time(20)),
                appr_flag="1",
            )
        out = "经批准白天请假，当晚回院"
        stage.lookalike(out, of=[stay], since=stay.day(4), till=stay.day(6), classes=BED_CLASSES)

    for scene in (act, short, granted):
        stage.times(scene)
