"""What a sponsor of a trial pays for is charged to the fund again."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "临床试验项目由医保支付"
BEHAVIOUR = "double_benefit"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant the infusion of a study drug during the trial; beside it the subject's ordinary drugs."""

    def subject(key: str) -> None:
        person, day = stage.person(ages=(35, 75)), stage.day(before=60)
        hospital = stage.inst("city")
        stage.add(
            "ext_trial_d",
            psn_no=person.psn_no,
            fixmedins_code=hospital.fixmedins_code,
            begndate=day - timedelta(days=30),
            enddate=day + timedelta(days=60),
            med_list_codg=stage.item("thymalfasin").code,
        )
        visit = stage.visit(person, hospital, day, diag="C34.101")
        line = visit.bill(stage.item(key))
        if key == "thymalfasin":
            stage.plant("试验用药由医保支付", lines=[line])
        else:
            stage.lookalike("试验期间的降压药", lines=[line])

    stage.times(lambda: subject("thymalfasin"))
    stage.times(lambda: subject("amlodipine"))
