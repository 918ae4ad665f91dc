"""One person lies in two hospitals at the same time: one of the stays is a sham."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "同一参保人两院重叠住院"
BEHAVIOUR = "sham_stay"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant two stays that share nights; beside them a transfer from one hospital to another on one day."""

    def act() -> None:
        person, day, late = stage.person(ages=(45, 80)), stage.day(), stage.chance.randint(2, 6)
        first = stage.stay(person, stage.inst("county", person.place), day, 9, "pneumonia")
        second = stage.stay(
            person, stage.inst("private", person.place), day + timedelta(days=late), 6, "stroke"
        )
        till = min(first.endtime.date(), second.endtime.date())
        stage.plant(f"前一次住院第 {late + 1} 天又在另一院入院", of=[second], since=second.day(), till=till)
        first.ipt_type = second.ipt_type = "1"

    def transfer() -> None:
        person, day = stage.person(ages=(45, 80)), stage.day()
        first = stage.stay(person, stage.inst("county", person.place), day, 3, "stroke", dscg_way="2")
        second = stage.stay(
            person,
            stage.inst("city"),
            day + timedelta(days=3),
            8,
            "stroke",
            ipt_type="3",
            refl_old=first.mdtrt_id,
        )
        second.begntime = first.endtime + timedelta(hours=2)
        stage.lookalike("当日转院", of=[second], whole=True)

    stage.times(act)
    stage.times(transfer)
