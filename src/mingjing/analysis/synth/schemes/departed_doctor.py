"""Prescriptions go on under the name of a doctor who has left."""

from datetime import datetime, time, timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "离职医师名义开单"
BEHAVIOUR = "unqualified_practice"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant orders days and weeks after the doctor left; beside them orders on the last day."""

    def orders(late: int) -> None:
        person, day = stage.person(ages=(25, 80)), stage.day(before=60)
        hospital = stage.inst("county", person.place)
        code = f"DX{person.idx:08d}"
        stage.add(
            "staff_b",
            prac_psn_code=code,
            fixmedins_code=hospital.fixmedins_code,
            prac_psn_name="周离",
            prac_psn_type="1",
            dr_prac_scp_code="A03",
            hi_dr_flag="1",
            begntime=datetime(2019, 1, 1),
            endtime=datetime.combine(day, time(17, 30)),
            prac_stas="2",
        )
        visit = stage.visit(person, hospital, day + timedelta(days=late), diag="J20.900")
        lines = [visit.bill(stage.item(key), doctor=code) for key in ("consult", "cbc", "azithromycin")]
        if late:
            stage.plant(f"医师离职 {late} 天后仍以其名义开单", lines=lines)
        else:
            stage.lookalike("离职当天开单", lines=lines)

    stage.times(lambda: orders(stage.chance.randint(1, 40)))
    stage.times(lambda: orders(0))
