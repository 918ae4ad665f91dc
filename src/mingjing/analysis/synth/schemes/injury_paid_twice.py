"""The work-injury fund has paid, and the medical fund pays again."""

from datetime import timedelta
from decimal import Decimal

from mingjing.analysis.synth.stage import Stage

TITLE = "工伤已付仍由医保报销"
BEHAVIOUR = "double_benefit"
EXACT = True


def plant(stage: Stage) -> None:
    """Plant stays paid by both; beside them one that the medical fund did not pay."""

    def injured(no_fund: bool) -> None:
        person = stage.person(ages=(20, 58))
        stay = stage.stay(
            person, stage.inst("county", person.place), stage.day(), 10, "forearm", no_fund=no_fund
        )
        stage.add(
            "ext_ttp_d",
            mdtrt_id=stay.mdtrt_id,
            payer="工伤保险基金",
            paid_amt=Decimal("60000.00"),
            paid_date=stay.endtime.date() + timedelta(days=20),
        )
        if no_fund:
            stage.lookalike("医保未支付，仅留存信息", of=[stay], whole=True)
        else:
            stage.plant("工伤基金、医保基金均已支付", of=[stay], whole=True)

    stage.times(lambda: injured(False))
    stage.times(lambda: injured(True))
