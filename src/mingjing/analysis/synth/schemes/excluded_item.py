"""An item that the fund never pays is settled as if it were covered."""

from mingjing.analysis.synth.stage import Stage

TITLE = "丙类、非支付项目纳入结算"
BEHAVIOUR = "out_of_scope"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant cosmetic and check-up items with money in scope; beside them paid by the patient."""

    def billed(lv: str) -> None:
        # Residents have no account, so that what they pay themselves is their own money.
        person = stage.person(ages=(25, 65), insutype="390" if lv == "03" else None)
        visit = stage.visit(
            person, stage.inst("private", person.place), stage.day(), dept="A13", diag="L30.900"
        )
        lines = [visit.bill(stage.item(key), lv=lv) for key in ("eyebrow", "checkup")]
        if lv == "01":
            for line in lines:
                stage.plant(f"{line.item.name}纳入支付范围", lines=[line])
        else:
            stage.lookalike("全自费项目", lines=lines)

    stage.times(lambda: billed("01"))
    stage.times(lambda: billed("03"))
