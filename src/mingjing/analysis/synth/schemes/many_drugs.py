"""One sheet carries nine different drugs."""

from mingjing.analysis.synth.stage import Stage

TITLE = "一张处方开药过多"
BEHAVIOUR = "irrational_drug"
EXACT = True
_NINE = (
    "azithromycin",
    "ambroxol",
    "loratadine",
    "ibuprofen",
    "omeprazole",
    "mosapride",
    "vitb12",
    "lianhua",
    "chuanbei",
)


def plant(stage: Stage) -> None:
    """Plant nine ingredients on one prescription; beside them five, the most that is allowed."""

    def sheet(kinds: int) -> None:
        person = stage.person(ages=(20, 60))
        visit = stage.visit(person, stage.inst("county", person.place), stage.day(), diag="J20.900")
        lines = [visit.bill(stage.item(key)) for key in _NINE[:kinds]]
        if kinds > 5:
            stage.plant("一张处方九种药品", lines=lines[5:])
        else:
            stage.lookalike("恰为五种", lines=lines)

    stage.times(lambda: sheet(9))
    stage.times(lambda: sheet(5))
