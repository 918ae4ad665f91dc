"""Penalties on the spot 简易程序: told, heard, decided and handed over in one go."""

from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction

from mingjing.office.accounts.models import User
from mingjing.office.cases.commands import Choice, Responsible
from mingjing.office.cases.models import Case
from mingjing.office.cases.services import acting, booking, deciding
from mingjing.office.clocks import services as clocks


@transaction.atomic
def punish(
    actor: User,
    given: Case,
    choice: Choice,
    *,
    statement: str,
    receiver: str,
    named: Sequence[Responsible] = (),
) -> Case:
    """Decide and serve on the spot. Raises ConflictError, ForbiddenError, InvalidError as the guards say."""
    signed, today = acting.demand_text(receiver, "签收人", "receiver", 100), clocks.today()
    booking.hold(actor, given)
    case = acting.take(
        actor, given, "punish_on_spot", choice.reason, data={"ruling": choice, "statement": statement},
        keep=asdict(choice) | {"statement": statement, "receiver": signed}, outcome=choice.outcome, filed_on=today,
        decided_on=today, served_on=today, fine_amt=choice.fine, refund_amt=choice.refund,
    )  # fmt: skip
    deciding.put_on_file(actor, case, choice, named)
    deciding.take_effect(actor, case, today)
    acting.tell(actor, case, "serve", "当场交付", {"on": today, "method": "direct", "receiver": signed})
    return case


@transaction.atomic
def record(actor: User, case: Case, text: str) -> Case:
    """Report a penalty on the spot to the bureau."""
    return acting.take(actor, case, "record_simple", acting.demand_text(text, "报备情况"))
