"""One visit is settled in two or three pieces, each just below what the pool pays at most."""

from datetime import date, timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "门诊统筹：一次就诊拆成几笔贴限额结算"
BEHAVIOUR = "split_prescription"
EXACT = False
_BASKETS = (
    (("yinxing", 5),),
    (("clopidogrel", 3), ("atorvastatin", 2)),
    (("fufangdanshen", 3), ("aspirin", 1)),
    (("jingfukang", 2), ("fufangdanshen", 1), ("ambroxol", 1)),
)


def plant(stage: Stage) -> None:
    """Plant pieces minutes apart, and on the following days; beside them a child's three infusions and two complaints."""
    stage.times(lambda: _pieces(stage, "township", 4, 16, 4, 0), 1)
    stage.times(lambda: _pieces(stage, "community", 5, 8, 4, 1), 1)
    stage.times(lambda: _fevers(stage), 1)
    stage.times(lambda: _two_complaints(stage), 1)


def _pieces(stage: Stage, kind: str, place: int, people: int, dates: int, days_apart: int) -> None:
    centre, first, visits = stage.inst(kind, place), _first(stage), []
    for number in range(people):
        person = stage.person(ages=(45, 78), place=place)
        stage.keep_free(person)
        for date_no in range(dates):
            start = first + timedelta(days=19 * date_no + number % 12)
            basket = stage.chance.choice(_BASKETS)
            for piece in range(stage.chance.randint(2, 3)):
                day = start + timedelta(days=days_apart * piece)
                minute = 4 * piece + (number * 7) % 40
                visit = stage.visit(person, centre, day, hour=9, minute=minute, diag="I10.x05")
                for key, cnt in basket:
                    visit.bill(stage.item(key), cnt)
                if piece == 0:
                    visit.bill(stage.item("consult"))
                visits.append(visit)
    stage.plant(
        f"{people} 人各 {dates} 次就诊均拆成二至三笔", of=visits, whole=True, formula="none", inst=centre
    )


def _fevers(stage: Stage) -> None:
    hospital, first, visits = stage.inst("township", 3), _first(stage), []
    for number in range(8):
        child = stage.person(ages=(1, 12), place=3)
        stage.keep_free(child)
        for day in range(3):
            when = first + timedelta(days=5 * number + day)
            visit = stage.visit(child, hospital, when, hour=10, minute=5 * number, diag="J18.000")
            for key in (
                ("consult", "infusion", "saline", "ceftriaxone")
                if day == 0
                else ("infusion", "saline", "ceftriaxone")
            ):
                visit.bill(stage.item(key))
            visits.append(visit)
    stage.lookalike("患儿连续三日门诊输液", of=visits, whole=True, formula="none", inst=hospital)


def _two_complaints(stage: Stage) -> None:
    hospital, visits = stage.inst("county", 3), []
    for number in range(6):
        patient, day = stage.person(ages=(50, 75), place=3), stage.day(before=60)
        for hour, diag, drug in ((9, "H10.900", "chloramphenicol"), (10, "M17.900", "diclofenac")):
            visit = stage.visit(patient, hospital, day, hour=hour, minute=4 * number, diag=diag)
            for key in ("consult", drug):
                visit.bill(stage.item(key))
            visits.append(visit)
    stage.lookalike("同日看两个科室的不同疾病", of=visits, whole=True, formula="none", inst=hospital)


def _first(stage: Stage) -> date:
    return stage.start + timedelta(days=stage.days - 84)
