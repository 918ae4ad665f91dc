"""A drug made for children is settled for an adult."""

from mingjing.analysis.synth.stage import Stage

TITLE = "成年人结算儿童专用药"
BEHAVIOUR = "irrational_drug"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant children's drugs for grown-ups; beside them for children up to 13."""

    def given_to(ages: tuple[int, int]) -> None:
        person = stage.person(ages=ages)
        visit = stage.visit(person, stage.inst("township", person.place), stage.day(), diag="R50.900")
        visit.bill(stage.item("consult"))
        line = visit.bill(stage.item(stage.chance.choice(("childfever", "xiaochai"))))
        if ages[0] >= 18:
            stage.plant(f"成年人用{line.item.name}", lines=[line])
        else:
            stage.lookalike("儿童用药", lines=[line])

    stage.times(lambda: given_to((25, 60)))
    stage.times(lambda: given_to((3, 11)))
