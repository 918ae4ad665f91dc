"""Discussion, decision, service, publication."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from django.db import transaction

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.models import User
from mingjing.office.cases import deadlines, hooks, judging
from mingjing.office.cases.commands import Choice, Responsible
from mingjing.office.cases.models import Case, Ruling
from mingjing.office.cases.services import acting, booking, measures, naming
from mingjing.office.cases.services.procedure import rule
from mingjing.office.clocks import services as clocks

METHODS = {
    "direct": "直接送达", "left": "留置送达", "post": "邮寄送达", "entrusted": "委托送达", "electronic": "电子送达",
    "announced": "公告送达",
}  # fmt: skip


@transaction.atomic
def discuss(actor: User, given: Case, choice: Choice, members: Sequence[User], text: str) -> Case:
    """Put the heads' discussion on file: who took part, every opinion, the conclusion."""
    record = acting.demand_text(text, "讨论记录（不同意见如实记录）", "text", 20000)
    kept = asdict(choice) | {"members": [one.pk for one in members]}
    data = {"ruling": choice, "members": list(members)}
    case = acting.take(actor, given, "discuss", record, data=data, keep=kept)
    rule(actor, case, Ruling.At.PANEL, choice)
    return case


@transaction.atomic
def decide(
    actor: User, given: Case, choice: Choice, *, late_reason: str = "", named: Sequence[Responsible] = (),
    version: int | None = None,
) -> Case:  # fmt: skip
    """Decide: one of five outcomes, within the law, within the notice, as discussed, in time.

    The measures that it imposes go on file with it, and so do those whom it names as responsible.
    """
    booking.hold(actor, given)
    data = {"ruling": choice, "late_reason": late_reason}
    case = acting.take(
        actor, given, "decide", choice.reason, version=version, data=data,
        keep=asdict(choice) | {"late_reason": late_reason}, outcome=choice.outcome, decided_on=clocks.today(),
        fine_amt=choice.fine, refund_amt=choice.refund, confiscated_amt=choice.confiscated,
    )  # fmt: skip
    put_on_file(actor, case, choice, named)
    return case


def put_on_file(actor: User, case: Case, choice: Choice, named: Sequence[Responsible]) -> None:
    """Keep what was decided, its measures, its money in the ledger, and whom it names.

    Must run in the transaction of the decision, after `booking.hold`.
    """
    step = case.steps.filter(actor=actor).order_by("-pk")[0]
    rule(actor, case, Ruling.At.DECISION, choice)
    measures.of_decision(actor, case, choice)
    booking.decided(actor, case)
    naming.name(actor, case, step, named)


@transaction.atomic
def serve(
    actor: User, given: Case, on: date, method: str, receiver: str, consent: bool = False, text: str = ""
) -> Case:
    """Register the service of the decision; the fifteen days of payment run from the day it was received."""
    if method not in METHODS:
        raise InvalidError("请选择送达方式", where="method")
    kept = {"on": on, "method": method, "consent": consent}
    kept["receiver"] = acting.demand_text(receiver, "签收人", "receiver", 100)
    booking.hold(actor, given)
    case = acting.take(actor, given, "serve", text.strip()[:2000], data=kept, keep=kept, served_on=on)
    take_effect(actor, case, on)
    return case


def take_effect(actor: User, case: Case, on: date) -> None:
    """Begin the days of payment, suspensions and bans on the day of service, what was decided falls due.

    Must run in the transaction of the service, after `booking.hold`.
    """
    booking.served(actor, case, on)
    decision = judging.last(case, Ruling.At.DECISION)
    if decision:
        measures.begin(case, decision.months, decision.ban_years, on)
    if case.fine_amt or case.refund_amt or case.confiscated_amt:
        acting.write(case, pay_by=deadlines.start(case, "pay", on))
    hooks.served(actor, case)


@transaction.atomic
def publish(actor: User, case: Case, text: str = "") -> Case:
    """Make the decision public; the case goes on to be carried out."""
    return acting.take(actor, case, "publish", text.strip()[:2000], published_on=clocks.today())


@transaction.atomic
def withhold(actor: User, case: Case, text: str) -> Case:
    """Keep the decision from publication, with the reason."""
    return acting.take(actor, case, "withhold", acting.demand_text(text, "不公开的理由"))


@transaction.atomic
def withdraw(actor: User, case: Case, text: str, changed_on: date) -> Case:
    """Take a changed or annulled decision back from the public, with the reason; three working days are allowed.

    `changed_on` is the day of the change; what was late is kept in the history.
    """
    said = acting.demand_text(text, "撤回公开的理由")
    today = clocks.today()
    if changed_on > today:
        raise InvalidError("变更、撤销日期不能晚于今天", where="changed_on")
    due = deadlines.due_day(deadlines.figures(case)["deadlines"]["withdraw"], changed_on)
    kept = {"changed_on": changed_on, "due_on": due, "late": today > due}
    return acting.take(actor, case, "withdraw", said, keep=kept, withdrawn_on=today)
