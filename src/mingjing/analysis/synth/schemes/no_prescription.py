"""A pharmacy sells prescription drugs without a prescription or writes it afterwards."""

from datetime import timedelta
from typing import Any

from mingjing.analysis.synth.script import Line
from mingjing.analysis.synth.stage import Stage

TITLE = "处方药无处方或售后补方"
BEHAVIOUR = "forged_record"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant sales without a prescription and with a later one; beside them one written minutes before."""

    def sale(script: str) -> None:
        person = stage.person(ages=(20, 75), insutype="310")
        purchase = stage.visit(person, stage.inst("pharmacy", person.place), stage.day(), hour=11)
        line = purchase.bill(stage.item("cefixime"), sold=script == "before")
        if script == "before":
            stage.lookalike("先有处方后售药", lines=[line])
            return
        stage.add("selinfo_d", **_till(line, None if script == "none" else 19))
        stage.plant("无处方号" if script == "none" else "售药 19 分钟后才开方", lines=[line])

    stage.times(lambda: sale("none"))
    stage.times(lambda: sale("after"))
    stage.times(lambda: sale("before"))


def _till(line: Line, minutes: int | None) -> dict[str, Any]:
    """Return the till's record of the sale; the prescription was written `minutes` later, or never."""
    visit = line.encounter
    price = (line.item.cap(visit.inst.grp) * 115 / 100).quantize(line.item.cap(1) / line.item.cap(1) / 10)
    written = (
        {}
        if minutes is None
        else {
            "rxno": f"{visit.mdtrt_id}-L",
            "rx_time": line.ts + timedelta(minutes=minutes),
            "prsc_dr_code": "D00000103" + "01",
        }
    )
    return {
        "sel_sn": f"Y{line.bkkp_sn}",
        "fixmedins_code": visit.inst.fixmedins_code,
        "med_list_codg": line.item.code,
        "sel_retn_cnt": line.cnt,
        "sel_retn_time": line.ts,
        "finl_trns_pric": price,
        "setl_id": visit.setl_id,
        "psn_no": visit.person.psn_no,
        "rx_flag": "1",
        "hi_feesetl_type": "1",
        **written,
    }
