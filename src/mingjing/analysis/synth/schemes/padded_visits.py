"""A township hospital that sends every second patient through dear tests, month after month; beside it one that is only busy."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "乡镇卫生院检查费水位长期偏高"
BEHAVIOUR = "indicator_anomaly"
EXACT = False
ON_REQUEST = True
_PATIENTS = 60
_DAYS = 3
_TESTS = ("consult", "us_abd", "echo", "lungfn", "dr", "cbc")


def plant(stage: Stage) -> None:
    """Plant visits with five tests every few days; beside them as many with a consultation and a cheap drug."""

    def busy(place: int, keys: tuple[str, ...]) -> None:
        patients = [stage.person(ages=(25, 80)) for _ in range(_PATIENTS)]
        hospital, visits = stage.inst("township", place), []
        for patient in patients:
            stage.keep_free(patient)
        for number in range(stage.days // _DAYS * (3 if stage.hard else 6)):
            day = stage.start + timedelta(days=number % (stage.days // _DAYS) * _DAYS)
            hour, minute = stage.chance.randint(8, 16), stage.chance.randint(0, 59)
            visit = stage.visit(patients[number % _PATIENTS], hospital, day, hour=hour, minute=minute)
            for key in keys:
                visit.bill(stage.item(key))
            visits.append(visit)
        if keys == _TESTS:
            stage.plant("全年逢诊必查", of=visits, whole=True, formula="none", inst=hospital)
        else:
            stage.lookalike("患者多的卫生院", of=visits, whole=True, formula="none", inst=hospital)

    stage.times(lambda: busy(4, _TESTS), 1)
    stage.times(lambda: busy(5, ("consult", "banlangen")), 1)
