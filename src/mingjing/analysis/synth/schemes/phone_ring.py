"""One telephone leads people of many villages to two hospitals."""

from datetime import timedelta

from mingjing.analysis.synth.stage import Stage

TITLE = "多人共用一个联系电话就医"
BEHAVIOUR = "gang"
EXACT = False


def plant(stage: Stage) -> None:
    """Plant nine persons (with care: six) of three counties under one phone; beside them three of them."""

    def ring(size: int) -> None:
        phone, day = f"137{stage.chance.randint(10_000_000, 99_999_999)}", stage.day(before=75)
        visits = []
        for number in range(size):
            person = stage.person(ages=(40, 80), insutype="310", place=number % 3)
            hospital = stage.inst("tcm" if number % 3 == 1 else "county", 0)
            visit = stage.visit(person, hospital, day + timedelta(days=3 * number), tel=phone, diag="M51.202")
            for key in ("consult", "dr", "jingfukang"):
                visit.bill(stage.item(key))
            visits.append(visit)
        if size > 4:
            stage.plant(
                f"{size} 人留同一联系电话", of=visits, whole=True, formula="none", inst=visits[0].inst
            )
        else:
            stage.lookalike("三名亲友留同一联系电话", of=visits, whole=True)

    stage.times(lambda: ring(6 if stage.hard else 9), max(1, stage.size // 4))
    stage.times(lambda: ring(3), max(1, stage.size // 4))
