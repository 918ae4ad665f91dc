"""A second operation through the same incision is charged at the full price."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from mingjing.analysis.synth.script import Encounter
from mingjing.analysis.synth.stage import Stage

TITLE = "同切口第二手术未折价"
BEHAVIOUR = "over_price"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant two full operations in one session; beside them the lesser one at half."""

    def session(second: Decimal) -> None:
        person = stage.person(ages=(30, 78))
        stage.keep_free(person)
        hospital = stage.inst("county", person.place)
        stay = stage.stay(person, hospital, stage.day(), 9, "pancreatitis", diag="K80.101")
        _operated(stage, stay)
        lesser = stage.item("gallbladder")
        lines = [stay.bill(stage.item("bileduct"), offset=1), stay.bill(lesser, second, offset=1)]
        if second == 1:
            half = (lesser.cap(hospital.grp) / 2).quantize(Decimal("0.01"))
            stage.plant("胆总管探查与胆囊切除均按全价", lines=lines[1:], formula="value", limit=half)
        else:
            stage.lookalike("第二手术按五折计数", lines=lines)

    stage.times(lambda: session(Decimal(1)))
    stage.times(lambda: session(Decimal("0.5")))


def _operated(stage: Stage, stay: Encounter) -> None:
    """Record the two operations of the one session."""
    start = datetime.combine(stay.day(1), time(19))
    for code, name, main in (("51.5100", "胆总管探查术", "1"), ("51.2200", "胆囊切除术", "0")):
        stage.add(
            "setl_list_oprn_d",
            mdtrt_id=stay.mdtrt_id,
            oprn_oprt_code=code,
            oprn_oprt_name=name,
            main_oprn_flag=main,
            oprn_oprt_begntime=start,
            oprn_oprt_endtime=start + timedelta(minutes=110),
            oper_dr_code=stay.inst.doctor("A04"),
        )
