"""A settlement list names two main diagnoses."""

from mingjing.analysis.synth.stage import Stage

TITLE = "结算清单有两个主要诊断"
BEHAVIOUR = "record_anomaly"
EXACT = False


def plant(stage: Stage) -> None:
    """Plant a second Western main diagnosis; beside it the main diagnosis of Chinese medicine."""

    def listed(code: str, kind: str) -> None:
        person = stage.person(ages=(40, 75))
        stay = stage.stay(person, stage.inst("tcm", person.place), stage.day(), 9, "disc")
        stage.add(
            "setl_list_diag_d",
            mdtrt_id=stay.mdtrt_id,
            diag_code=code,
            diag_name="高血压2级" if kind == "1" else "腰痹病",
            maindiag_flag="1",
            diag_srt_no=9,
            diag_type=kind,
            inout_diag_type="2",
        )
        if kind == "1":
            stage.plant("两个西医主要诊断", of=[stay], formula="none")
        else:
            stage.lookalike("中医主病与西医主要诊断各一", of=[stay], formula="none")

    stage.times(lambda: listed("I10.x04", "1"))
    stage.times(lambda: listed("A03.06.04.05", "2"))
