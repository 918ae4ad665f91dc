"""A drug that is paid for certain ages only is settled for somebody older."""

from mingjing.analysis.synth.stage import Stage

TITLE = "限年龄支付药品超年龄结算"
BEHAVIOUR = "out_of_scope"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant the film for adults; beside it for children inside the limit, the last year included."""

    def given_to(ages: tuple[int, int]) -> None:
        person = stage.person(ages=ages)
        visit = stage.visit(person, stage.inst("county", person.place), stage.day(), diag="J45.900")
        visit.bill(stage.item("consult"))
        line = visit.bill(stage.item("montelukastfilm"))
        if ages[0] >= 18:
            stage.plant("成年人用限 1–14 岁支付的口溶膜", lines=[line])
        else:
            stage.lookalike("年龄在限定范围内", lines=[line])

    stage.times(lambda: given_to((20, 60)))
    stage.times(lambda: given_to((2, 13)))
