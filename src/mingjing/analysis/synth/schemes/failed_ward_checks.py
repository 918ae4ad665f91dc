"""The ward is checked twice, and twice the patient is not there."""

from datetime import datetime, time
from typing import Any

from mingjing.analysis.synth.script import Encounter
from mingjing.analysis.synth.stage import Stage

TITLE = "查床两次不在"
BEHAVIOUR = "hanging_bed"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant two failed checks on days without care; beside them one failure, and two with a declared reason."""

    def checked(fails: int, reason: str | None) -> None:
        person = stage.person(ages=(40, 75))
        stay = stage.stay(person, stage.inst("tcm", person.place), stage.day(), 10, "disc", quiet=(5, 6))
        for offset in range(5, 5 + fails):
            _check(stage, stay, offset, reason)
        span: dict[str, Any] = {
            "since": stay.day(5),
            "till": stay.day(4 + fails),
            "classes": ("01", "02", "07"),
        }
        if reason:
            stage.lookalike("外出检查，已申报特殊原因", of=[stay], **span)
        elif fails > 1:
            stage.plant("两日晚间查床不在", of=[stay], **span)
        else:
            stage.lookalike("仅一日查床不在", of=[stay], **span)

    stage.times(lambda: checked(2, None))
    stage.times(lambda: checked(1, None))
    stage.times(lambda: checked(2, "1"))


def _check(stage: Stage, stay: Encounter, offset: int, reason: str | None) -> None:
    stage.add(
        "wardcheck_d",
        mdtrt_id=stay.mdtrt_id,
        psn_no=stay.person.psn_no,
        crtf_time=datetime.combine(stay.day(offset), time(21, 5)),
        crtf_rslt="0",
        sp_dcla_rea=reason,
    )
