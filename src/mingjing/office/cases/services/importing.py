"""Cases taken over from an older ledger: each stands at its stage, its money in the books, without invented history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import IO, Any

from django.db import transaction

from mingjing.kernel.errors import InvalidError, MingjingError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import books, deadlines, oldledger
from mingjing.office.cases.commands import ActFacts, Party
from mingjing.office.cases.models import Act, Case, Imported, Receipt, Stage, Track
from mingjing.office.cases.oldledger import Old
from mingjing.office.cases.services import acting, booking, register
from mingjing.office.clocks import services as clocks
from mingjing.office.institutions import policy as institutions
from mingjing.office.ledger.core.posting import Move, yuan
from mingjing.office.ledger.services.gathering import lock_books
from mingjing.office.ledger.services.post import follow

_FILED = set(oldledger.STAGES) - {Stage.CLUE, Stage.DECLINED}
_DECIDED = {Stage.DECIDED, Stage.EXECUTING, Stage.EXECUTED}
_SERVED = {Stage.EXECUTING, Stage.EXECUTED}
_SHUT = {Stage.CLOSED, Stage.ARCHIVED}
_PAID = {Stage.EXECUTED, *_SHUT}
_KINDS = {Receipt.Kind.REFUND: "refund", Receipt.Kind.FINE: "fine", Receipt.Kind.CONFISCATED: "confiscated"}
_ONWARD = {"principal": "remit_fund", "fine": "remit_treasury", "confiscation": "remit_treasury"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as the import sees it: `known` was taken over before and stays as it is; `case` is what became of it."""

    line: int
    number: str
    party: str
    stage: str
    errors: tuple[str, ...] = ()
    known: bool = False
    case: str = ""


def preview(actor: User, name: str, file: IO[bytes]) -> list[Row]:
    """Return what an import would do, row by row; nothing changes. Raises InvalidError for another file."""
    with transaction.atomic():
        found = _take_in(actor, name, file)
        transaction.set_rollback(True)
    return found


def take_in(actor: User, name: str, file: IO[bytes]) -> list[Row]:
    """Take over every row, or none. Raises InvalidError that names every wrong row."""
    with transaction.atomic():
        found = _take_in(actor, name, file)
        if wrong := [row for row in found if row.errors]:
            raise InvalidError(
                f"有 {len(wrong)} 行不能导入，没有导入任何案件", where="file", do="按预览中的提示更正"
            )
    return found


def _take_in(actor: User, name: str, file: IO[bytes]) -> list[Row]:
    demand(actor, Permission.CASES_FILE)
    Organisation.objects.select_for_update().get(pk=actor.organisation_id)
    lock_books(actor.organisation, [])
    known = dict(
        Imported.objects.filter(organisation=actor.organisation_id).values_list("number", "case__number")
    )
    seen: set[str] = set()
    found = []
    for line, cells in oldledger.rows(file):
        old, wrong = oldledger.read(cells)
        if old.number and old.number in seen:
            wrong.append(f"原案号 {old.number} 在文件中重复")
        seen.add(old.number)
        found.append(_row(actor, name, line, cells, old, wrong, known))
    if not found:
        raise InvalidError("工作簿里没有案件", where="file", do="在“案件台账”表中逐行填写")
    return found


def _row(
    actor: User, name: str, line: int, cells: dict[str, Any], old: Old, wrong: list[str], known: dict[str, str]
) -> Row:  # fmt: skip
    stage = str(Stage(old.stage).label) if old.stage else ""
    if old.number in known:
        return Row(line, old.number, old.party, stage, tuple(wrong), True, known[old.number])
    problems = wrong or check(old, clocks.today())
    made: Case | None = None
    if not problems:
        try:
            with transaction.atomic():
                made = _make(actor, name, cells, old)
        except MingjingError as error:
            problems = [one.what for one in error.problems]
    party = made.party_name if made else old.party
    return Row(line, old.number, party, stage, tuple(problems), False, made.number if made else "")


def check(old: Old, today: date) -> list[str]:
    """Return what a row contradicts itself in."""
    wrong: list[str] = []
    needs = {
        "filed_on": old.stage in _FILED, "outcome": old.stage in _DECIDED or old.decided_on,
        "decided_on": old.stage in _DECIDED or old.outcome, "served_on": old.stage in _SERVED,
        "closed_on": old.stage in _SHUT, "archive_no": old.stage == Stage.ARCHIVED,
    }  # fmt: skip
    wrong += [
        f"{oldledger.HEADS[name][0]}没有填写"
        for name, needed in needs.items()
        if needed and not getattr(old, name)
    ]
    order = ("found_on", "filed_on", "decided_on", "served_on", "closed_on")
    days = [(name, day) for name in order if (day := getattr(old, name))]
    for (_, before), (name, day) in pairwise(days):
        if day < before:
            wrong.append(f"{oldledger.HEADS[name][0]}早于前一环节的日期")
    late = [
        name for name, _ in (*days, ("paid_on", old.paid_on)) if (day := getattr(old, name)) and day > today
    ]
    wrong += [f"{oldledger.HEADS[name][0]}晚于今天" for name in late]
    return wrong + _money_wrong(old)


def _money_wrong(old: Old) -> list[str]:
    wrong = []
    if not old.decided_on and any((old.refund, old.fine, old.confiscated)):
        wrong.append("没有处理决定，不能填写责令退回、罚款、没收")
    if old.outcome != Case.Outcome.PENALTY and any((old.fine, old.confiscated)):
        wrong.append("不是给予行政处罚的，不能填写罚款、没收")
    for name in _KINDS.values():
        owed, paid = getattr(old, name) or Decimal(0), _paid(old, name)
        title = oldledger.HEADS[f"{name}_paid"][0]
        if paid > owed:
            wrong.append(f"{title}多于决定的金额")
        if old.stage in _PAID and paid < owed:
            wrong.append(f"{title}少于决定的金额：没有缴清的按“执行中”导入")
        if paid and old.stage == Stage.DECIDED:
            wrong.append(f"尚未送达的案件不能填写{title}")
    if any(_paid(old, name) for name in _KINDS.values()):
        if old.paid_on is None:
            wrong.append("缴款日期没有填写")
        elif old.decided_on and old.paid_on < old.decided_on:
            wrong.append("缴款日期早于决定日期")
    return wrong


def _paid(old: Old, name: str) -> Decimal:
    given: Decimal | None = getattr(old, f"{name}_paid")
    if given is None and old.stage in _PAID:
        given = getattr(old, name)
    return given or Decimal(0)


def _make(actor: User, file: str, cells: dict[str, Any], old: Old) -> Case:
    """Register one case where it stands: party, act, money, running deadline, one entry in the history."""
    body = actor.organisation
    place = institutions.visible(actor).filter(code=old.institution).first() if old.institution else None
    if old.institution and place is None:
        raise InvalidError(
            f"机构编码 {old.institution} 不在机构档案中，或者不在管辖范围内", where="institution"
        )
    party = register.party_fields(
        actor, Party(old.subject, old.nature, old.party, old.code, place.pk if place else None)
    )
    case = Case.objects.create(
        number=register.take_number(body, "AJ"), organisation=body, admdvs=body.admdvs, source=old.source,
        title=f"{party['party_name']}涉嫌违反医疗保障基金使用规定案", source_text=old.source_text[:500],
        found_on=old.found_on or clocks.today(), created_by=actor, stage=old.stage, outcome=old.outcome, filed_on=old.filed_on,
        decided_on=old.decided_on, served_on=old.served_on, closed_on=old.closed_on, archive_no=old.archive_no[:70],
        loss_amt=old.loss or 0, suspected_amt=old.loss or 0, refund_amt=old.refund or 0, fine_amt=old.fine or 0,
        confiscated_amt=old.confiscated or 0, **party,
    )  # fmt: skip
    Act.objects.create(case=case, **register.act_fields(case, _facts(old)))
    Imported.objects.create(
        case=case, organisation=body, number=old.number, file=file[:255], actor=actor,
        row={oldledger.HEADS[name][0]: oldledger.plain(value) for name, value in cells.items()},
    )  # fmt: skip
    if old.outcome == Case.Outcome.PENALTY:
        Track.objects.create(
            case=case, kind=Track.Kind.PENALTY, reason=f"旧台账导入：{old.number}", created_by=actor
        )
    kept = {"number": old.number, "file": file[:255]}
    acting.tell(actor, case, "import", f"旧台账导入，原案号 {old.number}", kept, before=Stage.CLUE)
    _money(actor, case, old)
    _clocks(case, old)
    return case


def _facts(old: Old) -> ActFacts:
    return ActFacts(
        old.situation, old.text, old.acted_on or clocks.today(), purpose=old.purpose, purpose_reason=old.purpose_reason, loss=old.loss,
        loss_method="旧台账记载" if old.loss else "", lost_on=None,
    )  # fmt: skip


def _money(actor: User, case: Case, old: Old) -> None:
    """Book what was decided, served and paid on its own days, or on the first open day where the month is locked."""
    if case.decided_on is None or not (case.refund_amt or case.fine_amt or case.confiscated_amt):
        return
    booking.decided(actor, case)
    if old.stage == Stage.DECIDED:
        return
    booking.served(actor, case, old.served_on or case.decided_on)
    for kind, name in _KINDS.items():
        if amount := _paid(old, name):
            receipt = Receipt.objects.create(
                case=case,
                kind=kind,
                amount=amount,
                on=old.paid_on or case.decided_on,
                voucher=f"旧台账 {old.number}"[:60],
                actor=actor,
            )
            booking.received(actor, case, receipt, late=True)
    _remit(actor, case, old)


def _remit(actor: User, case: Case, old: Old) -> None:
    """What was paid went where the law sends it."""
    moves: Sequence[Move] = [
        Move(_ONWARD[kind], kind, yuan(net), one)
        for kind, one, net in books.standing(case, "received")
        if kind in _ONWARD and net > 0
    ]
    if moves and old.paid_on:
        made = booking.voucher(case, "import:remit", old.paid_on, "旧台账导入：已缴财政专户、国库", moves)
        follow(actor, case.organisation, made)


def _clocks(case: Case, old: Old) -> None:
    if case.stage == Stage.CLUE:
        deadlines.start(case, "clue", old.found_on)
    elif case.stage == Stage.INVESTIGATING:
        deadlines.start(case, "decision", old.filed_on)
    elif case.stage == Stage.DECIDED:
        deadlines.start(case, "serve", old.decided_on)
    elif case.stage == Stage.EXECUTING and (case.refund_amt or case.fine_amt or case.confiscated_amt):
        acting.write(case, pay_by=deadlines.start(case, "pay", old.served_on))
