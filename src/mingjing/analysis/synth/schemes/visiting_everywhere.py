"""People who draw the outpatient pool at every desk: two or three settlements a day, two to four places a week, drugs on drugs."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "门诊统筹：一人多处、一日多次"
BEHAVIOUR = "over_treatment"
EXACT = False
ON_REQUEST = True
_DRUGS = ("clopidogrel", "atorvastatin", "yinxing", "fufangdanshen", "valsartan", "metformin", "omeprazole")
_PLACES = (("community", 0), ("township", 1), ("county", 0), ("clinic", 0))
_CHRONIC = (("I10.x05", "nifedipine"), ("E11.900", "metformin"), ("I25.103", "aspirin"))


def plant(stage: Stage) -> None:
    """Plant people with such weeks all year (with care: every third week); beside them a home's residents and the chronically ill."""
    few = max(2, stage.size // 4)
    stage.times(lambda: _everywhere(stage), few)
    stage.times(lambda: _resident(stage), few)
    stage.times(lambda: _three_illnesses(stage), few)


def _everywhere(stage: Stage) -> None:
    person, visits = stage.person(ages=(40, 75), insutype="310"), []
    stage.keep_free(person)
    for week in range(2, stage.days // 7 - 1, 3 if stage.hard else 1):
        for nth in range(stage.chance.randint(1, 2)):
            day = stage.start + timedelta(days=7 * week + 3 * nth)
            for turn, (kind, place) in enumerate(stage.chance.sample(_PLACES, stage.chance.randint(2, 3))):
                visit = stage.visit(person, stage.inst(kind, place), day, hour=8 + 3 * turn, minute=10 * nth)
                for key in ("consult", *stage.chance.sample(_DRUGS, 2)):
                    visit.bill(stage.item(key), 1 if key == "consult" else 2)
                visits.append(visit)
    note = "全年每周在数家机构一日多次开药" if not stage.hard else "每三周在数家机构一日多次开药"
    stage.plant(note, of=visits, whole=True, formula="none", person=person)


def _resident(stage: Stage) -> None:
    """An old person in a home whom the doctor of the centre sees every week."""
    person, visits = stage.person(ages=(72, 94), insutype="310"), []
    stage.keep_free(person)
    stage.fate(person, addr="澜城区滨河街道安康养老院")
    for week in range(2, stage.days // 7 - 1):
        day = stage.start + timedelta(days=7 * week)
        visit = stage.visit(person, stage.inst("community", 0), day, hour=9, minute=week % 50, diag="I10.x05")
        for key in ("consult", "amlodipine") if week % 4 == 0 else ("consult",):
            visit.bill(stage.item(key))
        visits.append(visit)
    stage.lookalike("养老院老人每周由全科医师看诊", of=visits, whole=True, formula="none", person=person)


def _three_illnesses(stage: Stage) -> None:
    person, visits = stage.person(ages=(62, 86), insutype="310"), []
    stage.keep_free(person)
    for month in range(stage.days // 31):
        for nth, (diag, drug) in enumerate(_CHRONIC):
            day = stage.start + timedelta(days=31 * month + 6 * nth + 2)
            visit = stage.visit(person, stage.inst("community", person.place), day, hour=9 + nth, diag=diag)
            for key in ("consult", drug):
                visit.bill(stage.item(key))
            visits.append(visit)
    stage.lookalike("三种慢性病每月分日取药", of=visits, whole=True, formula="none", person=person)
