"""Who is held responsible by a decision, on file with it and told to whoever listens."""

from collections.abc import Sequence

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.models import User
from mingjing.office.cases import hooks
from mingjing.office.cases.commands import Responsible
from mingjing.office.cases.models import Case, Named, Step, Track
from mingjing.office.cases.services import acting


def name(
    actor: User, case: Case, step: Step, people: Sequence[Responsible], track: Track | None = None
) -> list[Named]:
    """Keep who answers for what was decided in this step; must run in its transaction. Raises InvalidError."""
    codes = [one.code.strip() for one in people]
    if len(set(codes)) != len(codes):
        raise InvalidError("同一责任人员只填写一次", where="named")
    made = []
    for one in people:
        if one.duty not in Named.Duty.values:
            raise InvalidError("请选择责任", where="named")
        made.append(
            Named.objects.create(
                case=case, step=step, duty=one.duty,
                name=acting.demand_text(one.name, "责任人员姓名", "named", 100),
                code=acting.demand_text(one.code, "责任人员编码", "named", 40),
            )
        )  # fmt: skip
    hooks.decided(actor, case, track, made)
    return made
