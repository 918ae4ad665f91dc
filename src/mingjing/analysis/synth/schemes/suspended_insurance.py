"""Benefits go on after the person's insurance has been suspended."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "停保期间享受待遇"
BEHAVIOUR = "out_of_scope"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant a visit during suspension; beside it one after re-enrolment."""

    def visited(after: int, back: bool) -> None:
        person, day = stage.person(ages=(25, 56)), stage.day()
        register = {"paus_insu_date": day - timedelta(days=30), "psn_insu_stas": "1" if back else "2"}
        stage.fate(person, **register, **({"psn_insu_date": day - timedelta(days=5)} if back else {}))
        visit = stage.visit(
            person, stage.inst("township", person.place), day + timedelta(days=after), diag="J20.900"
        )
        for key in ("consult", "cbc", "azithromycin"):
            visit.bill(stage.item(key))
        if back:
            stage.lookalike("续保后就医", of=[visit], whole=True)
        else:
            stage.plant("停保一个多月后门诊统筹支付", of=[visit], whole=True)

    stage.times(lambda: visited(3, False))
    stage.times(lambda: visited(3, True))
