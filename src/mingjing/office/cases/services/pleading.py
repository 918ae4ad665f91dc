"""Notice, statement and defence, hearing."""

from dataclasses import asdict
from datetime import date

from django.db import transaction

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.models import User
from mingjing.office.cases import deadlines, judging
from mingjing.office.cases.commands import Choice
from mingjing.office.cases.models import Case, Ruling, Stage
from mingjing.office.cases.services import acting
from mingjing.office.cases.services.procedure import rule
from mingjing.office.clocks import services as clocks


@transaction.atomic
def notify(actor: User, given: Case, choice: Choice, on: date, version: int | None = None) -> Case:
    """Tell the party what is intended, on what grounds and with which rights; its days run from `on`.

    Raises ConflictError, ForbiddenError, InvalidError as the guards say.
    """
    if on > clocks.today() or (given.filed_on and on < given.filed_on):
        raise InvalidError("告知书送达日期须在立案之后、今天以前", where="on")
    if choice.outcome != Case.Outcome.PENALTY:
        raise InvalidError("只有拟给予行政处罚的才须事先告知", where="outcome")
    kept = asdict(choice) | {"on": on}
    case = acting.take(
        actor,
        given,
        "notify",
        choice.reason,
        version=version,
        data={"ruling": choice},
        keep=kept,
        notified_on=on,
    )
    rule(actor, case, Ruling.At.NOTICE, choice)
    deadlines.start(case, "statement", on)
    if judging.hearing_right(case, choice, deadlines.figures(case)):
        deadlines.start(case, "hearing_request", on)
    return case


def notice_received(case: Case, on: date) -> None:
    """Count the party's days from the service of the written notice when that is later than what was registered.

    Must run in the transaction of the service, with the case locked.
    """
    if case.stage != Stage.NOTIFIED or case.notified_on is None or on <= case.notified_on:
        return
    acting.write(case, notified_on=on)
    for kind in ("statement", "hearing_request"):
        if deadlines.clock(case, kind):
            deadlines.start(case, kind, on)


@transaction.atomic
def plead(actor: User, case: Case, text: str, on: date) -> Case:
    """Put on file what the party states in its defence."""
    said = acting.demand_text(text, "陈述、申辩内容", "text", 20000)
    return acting.take(actor, case, "plead", said, keep={"on": on})


@transaction.atomic
def waive_pleading(actor: User, case: Case, text: str) -> Case:
    """Put on file that the party gave up statement, defence and hearing in writing."""
    return acting.take(actor, case, "waive_pleading", acting.demand_text(text, "当事人放弃权利的书面说明"))


@transaction.atomic
def request_hearing(actor: User, case: Case, text: str, on: date) -> Case:
    """Put on file that the party asks for a hearing; the ninety days rest until it is over."""
    made = acting.take(actor, case, "request_hearing", text.strip()[:2000], data={"on": on}, keep={"on": on})
    clock = deadlines.clock(made, "decision")
    if clock and not clock.pauses.filter(until__isnull=True).exists():
        clocks.pause(clock, "听证")
    return made


@transaction.atomic
def announce_hearing(actor: User, case: Case, hearing_on: date, host: User, place: str) -> Case:
    """Set day, place and host of the hearing, seven working days ahead."""
    data = {"hearing_on": hearing_on, "host": host}
    kept = {
        "hearing_on": hearing_on,
        "host": host.pk,
        "place": acting.demand_text(place, "听证地点", "place", 255),
    }
    return acting.take(
        actor, case, "announce_hearing", place, data=data, keep=kept, hearing_on=hearing_on, hearing_host=host
    )


@transaction.atomic
def hold_hearing(actor: User, case: Case, record: str, opinion: str) -> Case:
    """Put the record of the hearing and the host's opinion on file."""
    text = acting.demand_text(record, "听证笔录", "record", 20000)
    kept = {"opinion": acting.demand_text(opinion, "听证意见", "opinion")}
    made = acting.take(actor, case, "hold_hearing", text, keep=kept)
    deadlines.stop(made, "statement", "hearing_request")
    _go_on(made)
    return made


@transaction.atomic
def withdraw_hearing(actor: User, case: Case, text: str) -> Case:
    """Put on file that the party takes its request back, or stayed away without reason."""
    said = acting.demand_text(text, "撤回听证申请的情况")
    made = acting.take(actor, case, "withdraw_hearing", said, hearing_on=None, hearing_host=None)
    _go_on(made)
    return made


def _go_on(case: Case) -> None:
    clock = deadlines.clock(case, "decision")
    if clock and clock.pauses.filter(until__isnull=True).exists():
        clocks.resume(clock)


@transaction.atomic
def conclude_pleading(actor: User, case: Case, text: str) -> Case:
    """Write down how what the party said was checked, and what of it holds."""
    return acting.take(actor, case, "conclude_pleading", acting.demand_text(text, "复核意见", "text", 20000))
