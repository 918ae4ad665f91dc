"""The till says health food, the settlement says medicine."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from mingjing.analysis.synth.script import Line
from mingjing.analysis.synth.stage import Stage

TITLE = "以药品名义结算保健品"
BEHAVIOUR = "substitution"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant settlements of a syrup that was protein powder; beside them another pack of the same syrup."""

    def sale(code: str, plantable: bool) -> None:
        person = stage.person(ages=(30, 75), insutype="310")
        purchase = stage.visit(person, stage.inst("pharmacy", person.place), stage.day(), hour=16)
        line = purchase.bill(stage.item("ejiao"), sold=False)
        stage.add("selinfo_d", **_till(line, code))
        if plantable:
            stage.plant("结算复方阿胶浆，实售蛋白粉", lines=[line])
        else:
            stage.lookalike("同一药品另一包装", lines=[line])

    stage.times(lambda: sale("BJ20230001", True))
    stage.times(lambda: sale("ZA09CAE0011020202323", False))


def _till(line: Line, code: str) -> dict[str, Any]:
    visit = line.encounter
    price = (line.item.cap(visit.inst.grp) * Decimal("1.15")).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return {
        "sel_sn": f"Y{line.bkkp_sn}",
        "fixmedins_code": visit.inst.fixmedins_code,
        "med_list_codg": code,
        "sel_retn_cnt": line.cnt,
        "sel_retn_time": line.ts,
        "finl_trns_pric": price,
        "setl_id": visit.setl_id,
        "psn_no": visit.person.psn_no,
        "rx_flag": "0",
        "hi_feesetl_type": "1",
    }
