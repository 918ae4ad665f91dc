"""An institution goes on settling while its agreement is suspended."""

from datetime import date, timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "协议中止期间结算"
BEHAVIOUR = "unauthorised_settlement"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant settlements during the suspension; beside them the last day before it and the first after it."""

    def act() -> None:
        persons = [stage.person(ages=(25, 80), place=0) for _ in range(4)]
        clinic, since = stage.found("clinic", 0, own_contract=True), stage.day(before=60)
        till = since + timedelta(days=20)
        stage.add(
            "fixmedins_cntr_d",
            fixmedins_code=clinic.fixmedins_code,
            begndate=date(2025, 1, 1),
            enddate=date(2026, 12, 31),
            cntr_stas="1",
        )
        stage.add(
            "fixmedins_cntr_d",
            fixmedins_code=clinic.fixmedins_code,
            begndate=since,
            enddate=till,
            cntr_stas="2",
        )
        for person, day in zip(
            persons,
            (
                since + timedelta(days=5),
                since + timedelta(days=9),
                since - timedelta(days=1),
                till + timedelta(days=1),
            ),
            strict=True,
        ):
            visit = stage.visit(person, clinic, day, diag="J06.900")
            for key in ("consult", "cbc", "ganmaoling"):
                visit.bill(stage.item(key))
            if since <= day <= till:
                stage.plant("中止协议期间门诊结算", of=[visit], whole=True)
            else:
                stage.lookalike("中止前后一天结算", of=[visit], whole=True)

    stage.times(act, max(1, stage.size // 2))
