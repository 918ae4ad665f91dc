"""A card with a wound to be sewn every month, now in one county, now in another: something is odd, and nothing looks there."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "一人每月在不同急诊清创缝合"
BEHAVIOUR = "indicator_anomaly"
EXACT = False
ON_REQUEST = True
_CARE = ("emconsult", "suture", "inj_im")
_FEVER = ("emconsult", "cbc", "paracetamol")


def plant(stage: Stage) -> None:
    """Plant people sewn every fourth week (with care: every sixth); beside them children who are taken to the emergency room with fever."""
    few = max(2, stage.size // 2)
    stage.times(lambda: _wounds(stage), few)
    stage.times(lambda: _fevers(stage), few)


def _wounds(stage: Stage) -> None:
    person, visits = stage.person(ages=(25, 65)), []
    stage.keep_free(person)
    for number, offset in enumerate(range(9, stage.days - 9, 42 if stage.hard else 28)):
        hospital = stage.inst("county", (person.place + number) % 6)
        day = stage.start + timedelta(days=offset + stage.chance.randint(0, 5))
        fields = {"med_type": "13", "diag": "T14.100", "dept": "A20"}
        visit = stage.visit(person, hospital, day, hour=19, minute=stage.chance.randint(0, 59), **fields)
        for key in _CARE:
            visit.bill(stage.item(key))
        visits.append(visit)
    note = f"一年在六县急诊缝合 {len(visits)} 次"
    stage.plant(note, of=visits, whole=True, formula="none", person=person)


def _fevers(stage: Stage) -> None:
    child, visits = stage.person(ages=(2, 6)), []
    stage.keep_free(child)
    hospital = stage.inst("county", child.place)
    for month in range(stage.days // 46):
        day = stage.start + timedelta(days=46 * month + stage.chance.randint(3, 30))
        fields = {"med_type": "13", "diag": "R50.900", "dept": "A20"}
        visit = stage.visit(child, hospital, day, hour=20, minute=stage.chance.randint(0, 59), **fields)
        for key in _FEVER:
            visit.bill(stage.item(key))
        visits.append(visit)
    stage.lookalike("幼儿反复发热看急诊", of=visits, whole=True, formula="none", person=child)
