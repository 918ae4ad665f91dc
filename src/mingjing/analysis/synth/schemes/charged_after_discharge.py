"""Treatment is charged on days after the patient has left."""

from datetime import datetime, time, timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "出院后仍计费"
BEHAVIOUR = "record_anomaly"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant infusions days after discharge; beside them late pathology and a line minutes past midnight."""

    def act() -> None:
        person = stage.person(ages=(30, 80))
        stay = stage.stay(person, stage.inst("county", person.place), stage.day(), 7, "pyelonephritis")
        after = stage.chance.randint(1, 5)
        late = datetime.combine(stay.day(7 + after), time(10, 15))
        for key in ("infusion", "glucoseinj"):
            stage.plant(f"出院 {after} 天后计收输液", lines=[stay.bill(stage.item(key), ts=late)])

    def pathology() -> None:
        person = stage.person(ages=(45, 80))
        stay = stage.stay(person, stage.inst("city"), stage.day(), 8, "gallstone")
        line = stay.bill(stage.item("pathology"), ts=datetime.combine(stay.day(10), time(15, 0)))
        stage.lookalike("病理报告出院两天后计费", lines=[line])

    def midnight() -> None:
        person = stage.person(ages=(45, 80))
        stay = stage.stay(person, stage.inst("county", person.place), stage.day(), 6, "heartfail")
        stay.endtime = datetime.combine(stay.day(6), time(23, 50))
        stay.pays_at = stay.endtime + timedelta(hours=9)
        line = stay.bill(stage.item("oxygen"), 2, ts=datetime.combine(stay.day(7), time(0, 20)))
        stage.lookalike("跨零点记账", lines=[line])

    for scene in (act, pathology, midnight):
        stage.times(scene)
