"""Herbs that are not paid on their own are sold on a prescription of nothing else."""

from decimal import Decimal

from mingjing.analysis.synth.stage import Stage

TITLE = "不予支付的单味饮片纳入结算"
BEHAVIOUR = "out_of_scope"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant prescriptions of unpaid herbs only; beside them the same herb with one that is paid."""

    def prescribed(*herbs: str) -> None:
        person = stage.person(ages=(30, 80))
        visit = stage.visit(person, stage.inst("tcm", person.place), stage.day(), dept="A50", diag="K30.x00")
        visit.bill(stage.item("consult"))
        lines = [visit.bill(stage.item(herb), Decimal(70)) for herb in herbs]
        if herbs == ("fuling", "yiyiren"):
            stage.plant("处方只有茯苓、薏苡仁", lines=lines)
        elif "xuelian" in herbs:
            stage.plant("处方含天山雪莲", lines=lines[:1])
        else:
            stage.lookalike("与可支付饮片配伍", lines=lines)

    stage.times(lambda: prescribed("fuling", "yiyiren"))
    stage.times(lambda: prescribed("xuelian", "baizhu"))
    stage.times(lambda: prescribed("fuling", "baizhu"))
