"""The diagnosis that pays more is written first, whatever the patient was treated for."""

from mingjing.analysis.synth.stage import Stage

TITLE = "调换主要诊断以入高费用病组"
BEHAVIOUR = "upcoding"
EXACT = False


def plant(stage: Stage) -> None:
    """Plant gallstones hidden behind a heart failure, and a symptom before the illness; beside them the true order."""

    def operated(first: str, second: str) -> None:
        person = stage.person(ages=(40, 70))
        hospital = stage.inst("county", person.place)
        stay = stage.stay(person, hospital, stage.day(), 7, "gallstone", diag=first, diag2=second)
        if first == "K80.101":
            stage.lookalike("胆囊结石为主、心力衰竭为次", of=[stay], formula="none")
        else:
            stage.plant("手术针对的疾病列为次要诊断", of=[stay], formula="none")

    def symptom(first: str, second: str) -> None:
        person = stage.person(ages=(45, 75))
        hospital = stage.inst("county", person.place)
        stay = stage.stay(person, hospital, stage.day(), 8, "angina", diag=first, diag2=second)
        if first == "R07.400":
            stage.plant("已确诊而以胸痛为主要诊断", of=[stay], formula="none")
        else:
            stage.lookalike("胸痛为次要诊断", of=[stay], formula="none")

    stage.times(lambda: operated("I50.908", "K80.101"))
    stage.times(lambda: operated("K80.101", "I50.908"))
    stage.times(lambda: symptom("R07.400", "I20.000"))
    stage.times(lambda: symptom("I20.000", "R07.400"))
