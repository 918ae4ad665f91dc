"""A hospital treats busloads from one distant county, all alike."""

from collections.abc import Sequence
from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "异地患者集中、费用雷同"
BEHAVIOUR = "indicator_anomaly"
EXACT = False
_PATIENTS = 36
_SHEET = ("consult", "cbc", "crp", "ecg")


def plant(stage: Stage) -> None:
    """Plant a month of visits from one county; beside it as many strangers from six counties, each with their own bill."""

    def month(counties: Sequence[str]) -> None:
        first = stage.day(before=60).replace(day=2)
        patients = [
            stage.stranger(counties[number % len(counties)], ages=(25, 75)) for number in range(_PATIENTS)
        ]
        hospital = stage.found("township")
        visits = []
        for number, patient in enumerate(patients):
            day = first + timedelta(days=number * 25 // _PATIENTS)
            visit = stage.visit(
                patient,
                hospital,
                day,
                hour=8 + number % 9,
                minute=number,
                pay_loc="4",
                diag="J20.900",
            )
            sheet = _SHEET if len(counties) == 1 else _SHEET[: 1 + number % 4]
            for key in sheet:
                visit.bill(stage.item(key))
            visits.append(visit)
        if len(counties) == 1:
            stage.plant("同一外地县 36 人次、费用相同", of=visits, whole=True, formula="none", inst=hospital)
        else:
            stage.lookalike("各地外来人员，费用不一", of=visits, whole=True, formula="none", inst=hospital)

    stage.times(lambda: month(("430682",)), 1)
    stage.times(lambda: month(("430682", "360481", "420281", "411502", "340826", "420704")), 1)
