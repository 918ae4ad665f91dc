"""Letters out and in: drafted, signed by the head, numbered and sent; put on file when they come on paper; taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases.models import Case
from mingjing.office.clocks import services as clocks
from mingjing.office.documents import numbering
from mingjing.office.documents import policy as papers
from mingjing.office.documents.models import Document
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Lead
from mingjing.office.liaison import letter_text, scope
from mingjing.office.liaison.letter_kinds import BUREAU, LetterKind, letter_kind, letter_kinds, paper
from mingjing.office.liaison.models import Letter, Listing, Noun
from mingjing.office.liaison.services import traces

RECEIPT_DAYS = 3
_S, _P = Letter.State, Permission
_LONG = 20_000


@dataclass(frozen=True, slots=True)
class Given:
    """What a letter says and whom it goes to or comes from; what it is about, if anything here."""

    kind: str
    title: str
    problem: str
    request: str
    other: int | None = None
    other_name: str = ""
    days: int | None = None
    case: Case | None = None
    lead: Lead | None = None
    institution: Institution | None = None
    listing: Listing | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Paperwork:
    """What a letter that others wrote has already: its number, its days, the copies."""

    number: str
    sent_on: date
    received_on: date | None = None
    due_on: date | None = None
    files: Sequence[UploadedFile] = field(default_factory=tuple)


def _fields(given: Given, kind: LetterKind) -> dict[str, Any]:
    days = kind.days if given.days is None else given.days
    if not 0 <= days <= 365:
        raise InvalidError("复函期限须为 0 至 365 天，0 表示无须复函", where="days")
    place = given.institution or (given.case.institution if given.case else None)
    return {
        "title": traces.said(given.title, "标题", "title", 200), "days": days, "kind": kind.key,
        "problem": traces.said(given.problem, kind.problem, "problem", _LONG),
        "request": traces.said(given.request, kind.request, "request", _LONG),
        "case": given.case, "lead": given.lead or None, "listing": given.listing, "origin": given.origin[:60],
        "institution": place or (given.lead.institution if given.lead else None),
    }  # fmt: skip


def _demand_kind(actor: User, kind: LetterKind) -> None:
    if (kind.sender == BUREAU) != actor.organisation.is_bureau:
        raise InvalidError(f"{actor.organisation.name}不能制发{kind.title}", where="kind")
    row = getattr(actor.organisation, "partner", None)
    if kind.departments and (row is None or row.department not in kind.departments):
        names = "、".join(one.label for one in kind.departments)
        raise InvalidError(f"{kind.title}由{names}制发", where="kind")


def _receiver(actor: User, kind: LetterKind, given: Given) -> dict[str, Any]:
    """Return the receiver: a body near, or the name of one outside the platform."""
    if given.other is not None:
        found = scope.known(scope.receivers(actor, kind), [given.other])
        if not found:
            raise InvalidError(f"{kind.title}不能发给这个单位", where="other")
        return {"receiver": found[0], "receiver_name": found[0].name}
    if not actor.organisation.is_bureau:
        raise InvalidError("请选择受函的医保部门", where="other")
    name = traces.said(given.other_name, "受函单位", "other_name", 255)
    return {"receiver": None, "receiver_name": name}


def draft(actor: User, given: Given) -> Letter:
    """Begin a letter of the actor's bureau. Raises ForbiddenError, InvalidError with the field."""
    demand(actor, _P.LIAISON_HANDLE)
    kind = letter_kind(given.kind)
    _demand_kind(actor, kind)
    with transaction.atomic():
        made = traces.named(
            Letter.objects.create(
                code=traces.fresh_code(), sender=actor.organisation, sender_name=actor.organisation.name,
                drafted_by=actor, **_receiver(actor, kind, given), **_fields(given, kind),
            )
        )  # fmt: skip
        traces.tell(actor, made, "draft", "拟稿", inner=True)
    return made  # type: ignore[no-any-return]


@transaction.atomic
def change(actor: User, letter: Letter, given: Given, version: int | None = None) -> Letter:
    """Change a draft; its kind stays."""
    found = _own(actor, letter, _S.DRAFT, version=version)
    kind = letter_kind(found.kind)
    about = {
        "case": found.case,
        "lead": found.lead,
        "institution": found.institution,
        "listing": found.listing,
    }
    fields = _fields(given, kind) | about | {"origin": found.origin, "kind": found.kind}
    traces.write(found, **_receiver(actor, kind, given), **fields)
    traces.tell(actor, found, "change", "修改", inner=True)
    return found


def _own(
    actor: User, letter: Letter, *states: str, version: int | None = None, by: Permission = _P.LIAISON_HANDLE
) -> Letter:
    """Return a letter of the actor's own body, locked."""
    found: Letter = traces.enter(actor, letter, *states, version=version)
    scope.demand_of(actor, found.sender, by)
    return found


@transaction.atomic
def submit(actor: User, letter: Letter, version: int | None = None) -> Letter:
    """Hand a draft to the head; it must be whole."""
    found = _own(actor, letter, _S.DRAFT, version=version)
    letter_text.demand_whole(letter_text.render(found))
    traces.write(found, state=_S.SUBMITTED)
    traces.tell(actor, found, "submit", "送签", inner=True)
    return found


@transaction.atomic
def send_back(actor: User, letter: Letter, text: str) -> Letter:
    """Send a submitted letter back to its drafter."""
    found = _own(actor, letter, _S.SUBMITTED, by=_P.LIAISON_APPROVE)
    reason = traces.said(text, "退回的理由", most=500)
    traces.write(found, state=_S.DRAFT)
    traces.tell(actor, found, "send_back", "退回修改", reason, inner=True)
    return found


@transaction.atomic
def discard(actor: User, letter: Letter, text: str) -> Letter:
    """Give a draft up."""
    found = _own(actor, letter, _S.DRAFT)
    reason = traces.said(text, "作废的原因", most=500)
    traces.write(found, state=_S.VOID, reason=reason)
    traces.tell(actor, found, "discard", "作废", reason, inner=True)
    return found


@traces.atomic
def issue(actor: User, letter: Letter, version: int | None = None, *, kept: list[Any]) -> Letter:
    """Sign, number and send a letter; by the head, who did not draft it. Raises ConflictError while it is not whole."""
    found = _own(actor, letter, _S.SUBMITTED, version=version, by=_P.LIAISON_APPROVE)
    if actor.pk == found.drafted_by_id:
        raise ForbiddenError("拟稿人不得签发", do="由其他负责人签发")
    kind = letter_kind(found.kind)
    number = numbering.take(actor.organisation, paper(kind))
    text = letter_text.demand_whole(letter_text.render(found, number, actor))
    digest = traces.store(found.file, text.content, kept)
    traces.write(
        found, number=number, file=found.file.name, sha256=digest, template=text.template, issued_by=actor,
        **_going(found),
    )  # fmt: skip
    traces.tell(actor, found, "issue", "签发并发出", number, data={"number": number, "sha256": digest})
    return found


def _going(letter: Letter) -> dict[str, Any]:
    """Return what changes when a letter goes out, and start the days of its receipt."""
    due = traces.due_day(RECEIPT_DAYS, "working")
    clocks.start(Noun.LETTER, [letter.pk], "receipt", RECEIPT_DAYS, due_on=due)
    return {"state": _S.SENT, "sent_on": clocks.today(), "due_on": due}


@transaction.atomic
def dispatch(
    actor: User, document: Document, other: int | None, other_name: str = "", days: int | None = None
) -> Letter:
    """Send an issued paper of a case as a letter: its number and file are the document's own, nothing is numbered again."""
    demand(actor, _P.LIAISON_HANDLE)
    seen = papers.one(actor, document.pk)
    kind = next((one for one in letter_kinds().values() if one.document == seen.kind), None)
    if kind is None or seen.state != Document.State.ISSUED:
        raise ConflictError("只有已签发的建议函、协查函、督办通知书可以作为函件发出", where=seen.number)
    if seen.organisation_id != actor.organisation_id:
        raise ForbiddenError(f"该文书由{seen.organisation.name}签发，由该单位发出")
    Case.objects.select_for_update().get(pk=seen.case_id)
    if Letter.objects.filter(document=seen).exists():
        raise ConflictError("该文书已经发出", where=seen.number)
    text = {name: str(seen.fields.get(name, "")) for name in ("问题", "事项", "建议", "要求")}
    given = Given(
        kind.key, seen.title, text["问题"] or text["事项"] or seen.case.title, text["建议"] or text["要求"] or "见正文",
        other, other_name, days, case=seen.case,
    )  # fmt: skip
    made = traces.named(
        Letter.objects.create(
            code=traces.fresh_code(), sender=actor.organisation, sender_name=actor.organisation.name, drafted_by=seen.drafted_by,
            document=seen, number=seen.number, sha256=seen.sha256, issued_by=seen.issued_by, state=_S.DRAFT,
            **_receiver(actor, kind, given), **_fields(given, kind),
        )
    )  # fmt: skip
    traces.write(made, **_going(made))
    traces.tell(
        actor, made, "issue", "发出案件文书", made.number, data={"document": seen.pk, "number": made.number}
    )
    return made  # type: ignore[no-any-return]


@traces.atomic
def send_in(actor: User, given: Given, had: Paperwork, *, kept: list[Any]) -> Letter:
    """Send a letter of a partner department to a bureau: the department numbers it itself."""
    demand(actor, _P.PARTNER_ANSWER)
    kind = letter_kind(given.kind)
    if given.case or given.lead or given.institution or given.listing:
        raise InvalidError("部门来函不关联案件、线索，由医保部门签收后关联", where="case")
    _demand_kind(actor, kind)
    number = _number(actor.organisation.name, had.number)
    made = traces.named(
        _create(
            code=traces.fresh_code(), sender=actor.organisation, sender_name=actor.organisation.name, drafted_by=actor,
            number=number, issued_by=actor, **_receiver(actor, kind, given), **_fields(given, kind),
        )
    )  # fmt: skip
    traces.keep_files(actor, made, had.files, kept, "letter")
    traces.write(made, **_going(made) | {"sent_on": traces.not_later(had.sent_on, "sent_on")})
    traces.tell(actor, made, "issue", "发出", number)
    return made  # type: ignore[no-any-return]


def _number(sender: str, given: str) -> str:
    number = traces.said(given, "文号", "number", 80)
    gone = (_S.WITHDRAWN, _S.VOID)
    if Letter.objects.filter(sender_name=sender, number=number).exclude(state__in=gone).exists():
        raise ConflictError(f"{sender} {number} 已经登记", where="number", do="在函件列表中按文号查找")
    return number


def _create(**fields: Any) -> Letter:
    """Make a letter whose number others gave; of two at once the second is told so."""
    try:
        with transaction.atomic():
            return Letter.objects.create(**fields)
    except IntegrityError as error:
        raise ConflictError(f"{fields['sender_name']} {fields['number']} 已经登记", where="number") from error


@traces.atomic
def enter(actor: User, given: Given, had: Paperwork, *, kept: list[Any]) -> Letter:
    """Put a letter on file that came on paper; its days run from its receipt.

    Raises ConflictError when it is on file, or when its sender works on the platform and sends it there.
    """
    demand(actor, _P.LIAISON_HANDLE)
    kind, body = letter_kind(given.kind), actor.organisation
    if not body.is_bureau:
        raise ForbiddenError("纸质来函由医保部门登记")
    sender = _sender(actor, given)
    name = sender.name if sender else traces.said(given.other_name, "来函单位", "other_name", 255)
    received = traces.not_later(had.received_on or clocks.today(), "received_on")
    sent = traces.not_later(had.sent_on, "sent_on")
    if sent > received:
        raise InvalidError("收到日期不能早于来函日期", where="received_on")
    made = traces.named(
        _create(
            code=traces.fresh_code(), entered=True, sender=sender, sender_name=name, receiver=body, receiver_name=body.name,
            number=_number(name, had.number), drafted_by=actor, received_by=actor, sent_on=sent, received_on=received,
            state=_S.RECEIVED, **_fields(given, kind),
        )
    )  # fmt: skip
    traces.keep_files(actor, made, had.files, kept, "letter")
    run_reply(made, had.due_on, received)
    traces.tell(actor, made, "enter", "登记来函", made.number)
    return made  # type: ignore[no-any-return]


def _sender(actor: User, given: Given) -> Organisation | None:
    if given.other is None:
        return None
    near = [
        *scope.departments(actor),
        *Organisation.objects.filter(kind="bureau", active=True).exclude(pk=actor.organisation_id),
    ]
    found = scope.known(near, [given.other])
    if not found:
        raise InvalidError("请选择来函单位", where="other")
    if not scope.unattended(found[0]):
        raise ConflictError(
            f"{found[0].name}在本平台上办理", do="请该单位在平台上发出，避免重复登记", where="other"
        )
    return found[0]


def run_reply(letter: Letter, due_on: date | None = None, begins: date | None = None) -> None:
    """Start the days of the reply, or close what asks for none."""
    if not letter.days and due_on is None:
        traces.write(letter, state=_S.CLOSED, closed_on=clocks.today(), due_on=None)
        return
    unit = letter_kind(letter.kind).unit
    with clocks.play(begins or clocks.today()):
        due = due_on or traces.due_day(letter.days, unit)
        clocks.start(Noun.LETTER, [letter.pk], "reply", letter.days, unit, due_on=due)
    traces.write(letter, due_on=due)


@transaction.atomic
def withdraw(actor: User, letter: Letter, text: str) -> Letter:
    """Take a letter back that was not answered yet, with the reason: by the head, or by the department that sent it."""
    found = _own(actor, letter, _S.SENT, _S.RECEIVED, by=_P.LIAISON_APPROVE)
    reason = traces.said(text, "撤回的原因", most=500)
    clocks.stop(Noun.LETTER, [found.pk])
    traces.write(found, state=_S.WITHDRAWN, reason=reason, due_on=None, closed_on=clocks.today())
    found.replies.filter(state="submitted").update(state="taken_back")
    traces.tell(actor, found, "withdraw", "撤回", reason)
    return found
