"""A department gives a costly drug, or puts in a costly part, to whoever lies there; from month to month more."""

from datetime import timedelta
from functools import partial

from mingjing.analysis.synth.stage import Stage

TITLE = "重点监控药品、耗材无指征大量使用"
BEHAVIOUR = "indicator_anomaly"
EXACT = False
_PLAIN = ("pneumonia", "copdstay", "pyelonephritis", "angina")
_MONTHS = (6, 9, 12, 18, 22)


def plant(stage: Stage) -> None:
    """Plant a nerve drug for everybody by one doctor, and four times the screws; beside them strokes, frail livers and a crushed arm."""
    for number in range(max(1, stage.size // 4)):
        for act in (
            partial(_nerves, stage, (number + 1) % 6),
            partial(_screws, stage, (number + 3) % 6, 8, 12 if stage.hard else 22),
            partial(_strokes, stage, (number + 5) % 6),
            partial(_livers, stage),
            partial(_screws, stage, (number + 5) % 6, 1, 14),
        ):
            stage.times(act, 1)


def _nerves(stage: Stage, place: int) -> None:
    """One doctor orders edaravone for patients without any illness of the brain, more of them every month."""
    hospital = stage.inst("county", place)
    nth, given = 0, []
    people = stage.crowd(sum(_MONTHS), ages=(42, 80))
    for month, count in enumerate(_MONTHS):
        for number in range(count):
            day = stage.start + timedelta(days=stage.days // 3 + month * (stage.days // 8) + number)
            care = _PLAIN[(month + number) % len(_PLAIN)]
            stay = stage.stay(people[nth], hospital, day, 8, care)
            doctor = hospital.doctor(stay.dept or "A03")
            nth += 1
            given += [
                stay.bill(stage.item("edaravone"), 1 if stage.hard else 2, offset=offset, doctor=doctor)
                for offset in range(1, 8)
            ]
    stage.plant("一名医师给无神经系统疾病者普遍使用依达拉奉", lines=given, formula="none", inst=hospital)


def _screws(stage: Stage, place: int, count: int, screws: int) -> None:
    """Fix forearms with `screws` screws each beside those that the operation takes."""
    hospital, stays, put_in = stage.inst("county", place), [], []
    for number, person in enumerate(stage.crowd(count, ages=(18, 68))):
        day = stage.start + timedelta(days=stage.days // 3 + 11 * number)
        stay = stage.stay(person, hospital, day, 9, "forearm")
        put_in.append(stay.bill(stage.item("screw"), screws, offset=1))
        stays.append(stay)
    if count > 1:
        stage.plant(f"前臂骨折每例多计 {screws} 枚螺钉", lines=put_in, formula="none", inst=hospital)
    else:
        stage.lookalike(
            "粉碎性骨折一例多用螺钉", of=stays, whole=True, formula="none", person=stays[0].person
        )


def _strokes(stage: Stage, place: int) -> None:
    """A new stroke ward uses the same drug for the illness it is meant for."""
    hospital, stays = stage.inst("county", place), []
    for number, person in enumerate(stage.crowd(14, ages=(48, 80))):
        day = stage.start + timedelta(days=stage.days // 3 + 12 * number)
        stay = stage.stay(person, hospital, day, 10, "stroke")
        for offset in range(1, 8):
            stay.bill(stage.item("edaravone"), 1, offset=offset)
        stays.append(stay)
    stage.lookalike("卒中病房按指征用药", of=stays, whole=True, formula="none", inst=hospital)


def _livers(stage: Stage) -> None:
    """Cirrhosis with little protein in the blood is given albumin."""
    hospital, stays = stage.inst("city"), []
    for number, person in enumerate(stage.crowd(6, ages=(40, 75))):
        day = stage.start + timedelta(days=stage.days // 3 + 20 * number)
        stay = stage.stay(person, hospital, day, 10, "cirrhosis")
        for offset in range(1, 6):
            stay.bill(stage.item("albumin"), 1, offset=offset)
        stays.append(stay)
    stage.lookalike("肝硬化低蛋白血症用白蛋白", of=stays, whole=True, formula="none", inst=hospital)
