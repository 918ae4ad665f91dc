"""An operation is charged that no record knows."""

from mingjing.analysis.synth.stage import Stage

TITLE = "收手术费而无手术记录"
BEHAVIOUR = "fictitious_item"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant the fee of an operation in a stay without one; beside them a minor act at the bedside."""

    def charged(key: str) -> None:
        person = stage.person(ages=(40, 70))
        stay = stage.stay(person, stage.inst("county", person.place), stage.day(), 8, "heartfail")
        line = stay.bill(stage.item(key), offset=2)
        if key == "gallbladder":
            stage.plant("内科住院收胆囊切除术费", lines=[line])
        else:
            stage.lookalike("床旁清创缝合", lines=[line])

    stage.times(lambda: charged("gallbladder"))
    stage.times(lambda: charged("suture"))
