"""An operation that nobody did is coded, so that the stay falls into the group of the operated."""

from datetime import datetime, time

from mingjing.analysis.synth.script import Encounter
from mingjing.analysis.synth.stage import Stage

TITLE = "虚编手术以入手术病组"
BEHAVIOUR = "upcoding"
EXACT = False
_DAILY = ("bed", "nurse2", "ipconsult", "infusion", "saline", "cefoperazone", "pantoprazole")
_ONCE = ("cbc", "urine", "alt", "ast", "creatinine", "glucose", "ecg", "us_abd", "ct")


def plant(stage: Stage) -> None:
    """Plant a gallbladder operation coded after a week of infusions; beside it a patient who was operated on."""

    def coded() -> None:
        person = stage.person(ages=(35, 75))
        hospital = stage.inst("county", person.place)
        stay = stage.stay(person, hospital, stage.day(), 7, "gallstone", auto=False, op_day=None)
        for key in _DAILY:
            for offset in range(7):
                stay.bill(stage.item(key), offset=offset)
        for key in _ONCE:
            stay.bill(stage.item(key), offset=1)
        _code(stage, stay)
        stage.plant("只输液而编胆囊切除", of=[stay], whole=True, formula="none")

    def operated() -> None:
        person = stage.person(ages=(35, 75))
        stay = stage.stay(person, stage.inst("county", person.place), stage.day(), 7, "gallstone")
        stage.lookalike("做了胆囊切除", of=[stay], formula="none")

    stage.times(coded)
    stage.times(operated)


def _code(stage: Stage, stay: Encounter) -> None:
    stage.add(
        "setl_list_oprn_d",
        mdtrt_id=stay.mdtrt_id,
        oprn_oprt_code="51.2300",
        oprn_oprt_name="腹腔镜下胆囊切除术",
        main_oprn_flag="1",
        oprn_oprt_begntime=datetime.combine(stay.day(1), time(21, 30)),
        oprn_oprt_endtime=datetime.combine(stay.day(1), time(22, 40)),
        oper_dr_code=stay.inst.doctor(stay.dept or "A04", 1),
    )
