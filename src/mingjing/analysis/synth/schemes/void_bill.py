"""A bill that its hospital has cancelled is reimbursed all the same, or one bill is reimbursed twice."""

from mingjing.analysis.synth.stage import Stage

TITLE = "作废票据、重复票据报销"
BEHAVIOUR = "false_bill"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant settlements on void bills and on a bill used before; beside them one with a bill in order."""

    def bill(state: str) -> None:
        person = stage.person(ages=(25, 80))
        number = f"FP{person.idx:010d}"
        stay = stage.stay(
            person, stage.inst("county", person.place), stage.day(), 7, "cellulitis", invono=number
        )
        stage.add(
            "ext_bill_d",
            invono=number,
            bill_stas=state,
            bill_date=stay.endtime.date(),
            payer_psn_no=person.psn_no,
        )
        if state == "2":
            stage.plant("票据已作废", of=[stay], whole=True)
        else:
            stage.lookalike("票据正常", of=[stay], whole=True)

    def twice() -> None:
        first, second = stage.person(ages=(25, 80)), stage.person(ages=(25, 80))
        number, day = f"FP{first.idx:010d}", stage.day()
        stage.stay(first, stage.inst("county", first.place), day, 7, "pneumonia", invono=number)
        again = stage.stay(second, stage.inst("private", second.place), day, 10, "stroke", invono=number)
        stage.plant("同一票据号两次结算", of=[again], whole=True)

    stage.times(lambda: bill("2"))
    stage.times(lambda: bill("1"))
    stage.times(twice)
