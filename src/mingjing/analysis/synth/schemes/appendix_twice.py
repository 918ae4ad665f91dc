"""An organ that was taken out is taken out again."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "一生一次的手术做了两次"
BEHAVIOUR = "impersonation"
EXACT = False


def plant(stage: Stage) -> None:
    """Plant a second appendectomy of one person; beside it the second eye of a cataract patient."""

    def twice(care: str, kind: str, nights: int, ages: tuple[int, int]) -> None:
        person, day = stage.person(ages=ages), stage.day(before=100)
        stage.keep_free(person)
        hospital = stage.inst(kind, person.place)
        stage.stay(person, hospital, day - timedelta(days=60), nights, care)
        second = stage.stay(person, hospital, day, nights, care)
        if care == "cataract":
            stage.lookalike("两眼先后手术", of=[second], classes=("06",))
        else:
            stage.plant("阑尾切除两次", of=[second], classes=("06",))

    stage.times(lambda: twice("appendicitis", "county", 6, (20, 65)))
    stage.times(lambda: twice("cataract", "county", 3, (62, 85)))
