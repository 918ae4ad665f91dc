"""A short, cheap stay is coded into a group that pays much more."""

from mingjing.analysis.synth.practice import BEDSIDE, daily
from mingjing.analysis.synth.stage import Stage

TITLE = "高套病组：高权重低费用"
BEHAVIOUR = "upcoding"
EXACT = False


def plant(stage: Stage) -> None:
    """Plant three cheap nights in the group of a stent that was never placed; beside them a patient sent on after one night."""

    def nights(count: int, way: str) -> None:
        person = stage.person(ages=(50, 80))
        stay = stage.stay(
            person, stage.inst("city"), stage.day(), count, "pci", auto=False, op_day=None, dscg_way=way
        )
        daily(stage, stay, count, (*BEDSIDE, "infusion", "saline", "danshen"))
        for key in ("cbc", "ecg", "creatinine"):
            stay.bill(stage.item(key))
        if way == "1":
            stage.plant("费用不足病组标准三成", of=[stay], whole=True, formula="none")
        else:
            stage.lookalike("入院次日转院", of=[stay], whole=True, formula="none")

    stage.times(lambda: nights(3, "1"))
    stage.times(lambda: nights(1, "2"))
