"""A stay for one illness carries the operation of another."""

from mingjing.analysis.synth.stage import Stage

TITLE = "主要手术与诊断无关"
BEHAVIOUR = "record_anomaly"
EXACT = False


def plant(stage: Stage) -> None:
    """Plant a gallbladder taken out of a patient with pneumonia; beside it one taken out because it was inflamed."""

    def operated(diag: str) -> None:
        person = stage.person(ages=(35, 70))
        stay = stage.stay(
            person, stage.inst("county", person.place), stage.day(), 7, "gallstone", diag=diag, diag2=None
        )
        if diag == "J18.900":
            stage.plant("肺炎住院、主要手术为胆囊切除", of=[stay], formula="none")
        else:
            stage.lookalike("急性胆囊炎行胆囊切除", of=[stay], formula="none")

    stage.times(lambda: operated("J18.900"))
    stage.times(lambda: operated("K81.000"))
