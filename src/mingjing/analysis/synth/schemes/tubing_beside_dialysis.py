"""The tubing that the price of a dialysis includes is charged beside it.

Which consumables a price includes is local: the city's own knowledge says so, and only a screening that is given it finds this.
"""

from mingjing.analysis.synth.practice import SESSION, dialysis
from mingjing.analysis.synth.stage import Stage

TITLE = "血液透析另收内含管路"
BEHAVIOUR = "duplicate_charge"
EXACT = False


def plant(stage: Stage) -> None:
    """Plant the tubing of a dialysis; beside it the dialyser, which the price list charges apart."""
    for key, apart in (("tubing", 0), ("dialyser", 1)):
        stage.know(
            "item_consumable",
            service_code=stage.item("hd").code,
            item_code=stage.item(key).code,
            allow=apart,
        )

    def session(key: str) -> None:
        person = stage.person(ages=(40, 75))
        visit = dialysis(stage, person, stage.inst("county", person.place), stage.day())
        keys = SESSION if key == "dialyser" else (*SESSION, key)
        lines = {one: visit.bill(stage.item(one)) for one in keys}
        if key == "tubing":
            stage.plant("透析已含管路，另收管路费", lines=[lines[key]])
        else:
            stage.lookalike("透析器属除外内容", lines=[lines[key]])

    stage.times(lambda: session("tubing"))
    stage.times(lambda: session("dialyser"))
