"""A drug that only work-injury insurance pays is settled on basic insurance."""

from mingjing.analysis.synth.stage import Stage

TITLE = "限工伤保险药品纳入基本医保"
BEHAVIOUR = "out_of_scope"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant the drug in ordinary stays; beside it paid by the patient alone."""

    def given(lv: str | None) -> None:
        person = stage.person(ages=(30, 65))
        stay = stage.stay(person, stage.inst("county", person.place), stage.day(), 7, "pneumonia")
        lines = [stay.bill(stage.item("thymalfasin"), offset=offset, lv=lv) for offset in (1, 3, 5)]
        if lv is None:
            # One finding per day of service.
            for line in lines:
                stage.plant("基本医保支付胸腺法新", lines=[line])
        else:
            stage.lookalike("全自费使用", lines=lines)

    stage.times(lambda: given(None))
    stage.times(lambda: given("03"))
