"""One surgeon operates on two patients at the same time."""

from datetime import datetime, time, timedelta

from mingjing.analysis.synth.script import Encounter
from mingjing.analysis.synth.stage import Stage

TITLE = "同一术者同时做两台手术"
BEHAVIOUR = "fictitious_item"
EXACT = False


def plant(stage: Stage) -> None:
    """Plant operations that overlap by seventy minutes; beside them two that follow on one another."""

    def rooms(gap: int) -> None:
        first, day = stage.person(ages=(25, 60)), stage.day(before=60)
        hospital = stage.inst("county", first.place)
        stays = []
        for number, person in enumerate((first, stage.person(ages=(25, 60)))):
            stage.keep_free(person)
            stay = stage.stay(person, hospital, day, 4, "pancreatitis", diag="K80.101", auto=False)
            for key in ("bed", "nurse2", "ipconsult", "infusion", "saline"):
                for offset in range(4):
                    stay.bill(stage.item(key), offset=offset)
            stay.bill(stage.item("gallbladder"), ts=_at(stay, number * gap))
            _record(stage, stay, number * gap)
            stays.append(stay)
        if gap < 60:
            stage.plant("两台手术重叠 70 分钟", of=stays[1:], classes=("06",))
        else:
            stage.lookalike("连台手术，前后相接", of=stays[1:], classes=("06",))

    stage.times(lambda: rooms(20))
    stage.times(lambda: rooms(95))


def _at(stay: Encounter, minutes: int) -> datetime:
    return datetime.combine(stay.day(1), time(18, 7)) + timedelta(minutes=minutes)


def _record(stage: Stage, stay: Encounter, minutes: int) -> None:
    stage.add(
        "setl_list_oprn_d",
        mdtrt_id=stay.mdtrt_id,
        oprn_oprt_code="51.2200",
        oprn_oprt_name="胆囊切除术",
        main_oprn_flag="1",
        oprn_oprt_begntime=_at(stay, minutes),
        oprn_oprt_endtime=_at(stay, minutes + 90),
        oper_dr_code=f"DX{stay.inst.inst_no:06d}S{stay.day():%m%d}",
    )
