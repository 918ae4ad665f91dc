"""A hospital enters the bills of a fortnight in one night."""

from datetime import datetime, time, timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "费用不实时上传、事后批量补录"
BEHAVIOUR = "record_anomaly"
EXACT = False
_SHEET = ("consult", "cbc", "crp", "alt", "ast", "creatinine", "urea", "glucose", "azithromycin")


def plant(stage: Stage) -> None:
    """Plant 108 lines that were entered at ten past two, nine days later; beside them uploads of every night."""

    def entered(days: int) -> None:
        first, day = stage.person(ages=(20, 75)), stage.day(before=60).replace(day=4)
        hospital = stage.found("county", first.place)
        visits = []
        for number in range(12):
            person = first if number == 0 else stage.person(ages=(20, 75))
            visit = stage.visit(
                person, hospital, day + timedelta(days=number % 5), hour=9 + number % 8, diag="J20.900"
            )
            for key in _SHEET:
                line = visit.bill(stage.item(key))
                line.uploaded = datetime.combine(
                    visit.day(days) if days == 1 else day + timedelta(days=13), time(2, 10, len(visit.lines))
                )
            visits.append(visit)
        if days > 1:
            stage.plant("两周后的凌晨一次补录 108 条", of=visits, whole=True, formula="none", inst=hospital)
        else:
            stage.lookalike("每日凌晨上传前一日费用", of=visits, whole=True, formula="none", inst=hospital)

    stage.times(lambda: entered(9), max(1, stage.size // 4))
    stage.times(lambda: entered(1), max(1, stage.size // 4))
