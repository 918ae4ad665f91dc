"""What the receiver does with a letter, and what its sender says of the reply."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy as cases
from mingjing.office.clocks import services as clocks
from mingjing.office.documents import numbering
from mingjing.office.liaison import letter_text, scope
from mingjing.office.liaison.letter_kinds import letter_kind, reply_paper
from mingjing.office.liaison.models import Letter, Noun, Paper, Reply
from mingjing.office.liaison.services import letters, traces

_S, _P = Letter.State, Permission


def answering(letter: Letter) -> Organisation | None:
    """Return the body that receives and answers a letter here: its receiver, or for one outside the platform its sender."""
    return letter.sender if scope.unattended(letter.receiver) else letter.receiver


def by_hand(letter: Letter) -> bool:
    """Return whether the sender keeps the receiver's papers."""
    return scope.unattended(letter.receiver)


def _answering(
    actor: User, letter: Letter, *states: str, version: int | None = None, by: Permission = _P.LIAISON_HANDLE
) -> Letter:
    found: Letter = traces.enter(actor, letter, *states, version=version)
    scope.demand_of(actor, answering(found), by)
    return found


@transaction.atomic
def receive(actor: User, letter: Letter, on: date | None = None, version: int | None = None) -> Letter:
    """Sign for a letter; the days of its reply begin. `on` is the day on the receipt where that came on paper."""
    found = _answering(actor, letter, _S.SENT, version=version)
    day = clocks.today()
    if on is not None and by_hand(found):
        day = traces.not_later(on)
        if found.sent_on and day < found.sent_on:
            raise InvalidError("签收日期不能早于发出日期", where="on")
    clocks.stop(Noun.LETTER, [found.pk], "receipt")
    traces.write(found, state=_S.RECEIVED, received_on=day, received_by=actor)
    letters.run_reply(found, begins=day)
    traces.tell(actor, found, "receive", "登记签收" if by_hand(found) else "签收")
    return found


@transaction.atomic
def refuse(actor: User, letter: Letter, text: str) -> Letter:
    """Send a letter back that is not for this body."""
    found = _answering(actor, letter, _S.SENT)
    reason = traces.said(text, "退回的原因", most=500)
    clocks.stop(Noun.LETTER, [found.pk])
    traces.write(found, state=_S.RETURNED, reason=reason, due_on=None, closed_on=clocks.today())
    traces.tell(actor, found, "refuse", "退回来函", reason)
    return found


@transaction.atomic
def relate(actor: User, letter: Letter, number: str) -> Letter:
    """Say which case of its own bureau a letter received is about."""
    found: Letter = traces.enter(actor, letter)
    scope.demand_of(actor, found.receiver, _P.LIAISON_HANDLE)
    if not actor.organisation.is_bureau:
        raise ForbiddenError("由医保部门关联案件")
    if found.case_id is not None:
        raise ConflictError("该函件已关联案件", where=found.code)
    case = cases.one(actor, traces.said(number, "案件编号", "number", 40))
    cases.demand_own(actor, case)
    traces.write(found, case=case, institution=found.institution or case.institution)
    traces.tell(actor, found, "relate", "关联案件", case.number, inner=True)
    return found


@traces.atomic
def reply(
    actor: User, letter: Letter, text: str, measures: str = "", number: str = "", on: date | None = None,
    files: Sequence[UploadedFile] = (), version: int | None = None, *, kept: list[Any],
) -> Reply:  # fmt: skip
    """Answer a letter. A bureau's answer waits for its head; a department's goes out with its own number at once."""
    found = _answering(actor, letter, _S.RECEIVED, version=version)
    hand, own_bureau = by_hand(found), actor.organisation.is_bureau and not by_hand(found)
    if found.replies.filter(state=Reply.State.SUBMITTED).exists():
        raise ConflictError("已有复函等待签发", where=found.code)
    made = Reply.objects.create(
        letter=found, text=traces.said(text, "答复内容", "text", 20_000), actor=actor, by_hand=hand,
        measures=traces.said(measures, "采取的措施", "measures", 20_000, required=False),
        state=Reply.State.SUBMITTED if own_bureau else Reply.State.SENT,
        number="" if own_bureau else traces.said(number, "复函文号", "number", 80, required=False),
        on=None if own_bureau else _day(found, on if hand else None),
    )  # fmt: skip
    traces.keep_files(actor, found, files, kept, "reply", made.pk, inner=own_bureau)
    if own_bureau:
        traces.write(found)
        traces.tell(actor, found, "reply_draft", "拟制复函，送负责人签发", made.text[:500], inner=True)
    else:
        _answered(actor, found, made)
    return made


def _day(letter: Letter, on: date | None) -> date:
    day = traces.not_later(on or clocks.today())
    if letter.received_on and day < letter.received_on:
        raise InvalidError("复函日期不能早于签收日期", where="on")
    return day


def _answered(actor: User, letter: Letter, made: Reply) -> None:
    """Hand the reply to the sender; one outside the platform judges it outside."""
    clocks.stop(Noun.LETTER, [letter.pk], "reply")
    final = scope.unattended(letter.sender)
    state = {"state": _S.CLOSED, "closed_on": clocks.today()} if final else {"state": _S.REPLIED}
    traces.write(letter, due_on=None, **state)
    title = "代为登记复函" if made.by_hand else "复函"
    traces.tell(actor, letter, "reply", title, f"{made.number} {made.text[:500]}".strip())


@traces.atomic
def sign_reply(actor: User, letter: Letter, version: int | None = None, *, kept: list[Any]) -> Letter:
    """Sign, number and send a bureau's reply: by the head, who did not write it."""
    found = _answering(actor, letter, _S.RECEIVED, version=version, by=_P.LIAISON_APPROVE)
    made = _waiting(found)
    if actor.pk == made.actor_id:
        raise ForbiddenError("拟稿人不得签发", do="由其他负责人签发")
    number = numbering.take(actor.organisation, reply_paper())
    text = letter_text.demand_whole(letter_text.render_reply(made, number, actor))
    made.sha256 = traces.store(made.file, text.content, kept)
    made.number, made.issued_by, made.on, made.state = number, actor, clocks.today(), Reply.State.SENT
    made.save()
    _open_files(found, made)
    _answered(actor, found, made)
    return found


def _open_files(letter: Letter, made: Reply) -> None:
    """Let the other side see what was kept with the reply while it was a draft."""
    Paper.objects.filter(noun=Noun.LETTER, object_id=letter.pk, part="reply", part_id=made.pk).update(
        inner=False
    )


def _waiting(letter: Letter) -> Reply:
    found = letter.replies.filter(state=Reply.State.SUBMITTED).first()
    if found is None:
        raise ConflictError("没有等待签发的复函", where=letter.code)
    return found


@transaction.atomic
def take_back_reply(actor: User, letter: Letter, text: str) -> Letter:
    """Send the drafted reply back to be written anew."""
    found = _answering(actor, letter, _S.RECEIVED, by=_P.LIAISON_APPROVE)
    made = _waiting(found)
    reason = traces.said(text, "退回的理由", most=500)
    Reply.objects.filter(pk=made.pk).update(state=Reply.State.TAKEN_BACK)
    traces.write(found)
    traces.tell(actor, found, "take_back", "退回复函稿", reason, inner=True)
    return found


@transaction.atomic
def accept(actor: User, letter: Letter, text: str, version: int | None = None) -> Letter:
    """Say that the reply settles the matter; the letter is closed."""
    found: Letter = traces.enter(actor, letter, _S.REPLIED, version=version)
    scope.demand_of(actor, found.sender, _P.LIAISON_HANDLE)
    _judge(actor, found, Reply.Verdict.SUFFICIENT, traces.said(text, "认定意见", most=1000))
    traces.write(found, state=_S.CLOSED, closed_on=clocks.today())
    traces.tell(actor, found, "accept", "认定已落实，办结", text.strip())
    return found


@transaction.atomic
def ask_again(actor: User, letter: Letter, text: str, days: int, version: int | None = None) -> Letter:
    """Say that the reply does not settle it, why, and within how many days a further one is asked for."""
    found: Letter = traces.enter(actor, letter, _S.REPLIED, version=version)
    scope.demand_of(actor, found.sender, _P.LIAISON_HANDLE)
    reason = traces.said(text, "退回补充的理由", most=1000)
    if not 1 <= days <= 365:
        raise InvalidError("补充期限须为 1 至 365 天", where="days")
    _judge(actor, found, Reply.Verdict.AGAIN, reason)
    unit = letter_kind(found.kind).unit
    due = traces.due_day(days, unit)
    clocks.start(Noun.LETTER, [found.pk], "reply", days, unit, due_on=due)
    traces.write(found, state=_S.RECEIVED, due_on=due, asked_again=found.asked_again + 1)
    traces.tell(actor, found, "again", f"要求补充答复（{due} 前）", reason)
    return found


def _judge(actor: User, letter: Letter, verdict: str, text: str) -> None:
    last = letter.replies.filter(state=Reply.State.SENT).order_by("-pk").first()
    if last is None or last.verdict:
        raise ConflictError("没有待认定的复函", where=letter.code)
    Reply.objects.filter(pk=last.pk).update(
        verdict=verdict, verdict_text=text, verdict_by=actor, verdict_on=clocks.today()
    )


@transaction.atomic
def extend(actor: User, letter: Letter, due_on: date, text: str) -> Letter:
    """Give more time for the reply, with the reason: by the sender, or for a paper letter by whoever keeps it."""
    found: Letter = traces.enter(actor, letter, _S.RECEIVED)
    keeper = found.receiver if scope.unattended(found.sender) else found.sender
    scope.demand_of(actor, keeper, _P.LIAISON_HANDLE)
    reason = traces.said(text, "延期的理由", most=500)
    if found.due_on is None or due_on <= found.due_on:
        raise InvalidError("新的期限须晚于原期限", where="due_on")
    clocks.move(Noun.LETTER, found.pk, "reply", traces.not_past(due_on))
    traces.write(found, due_on=due_on)
    traces.tell(actor, found, "extend", f"同意延期至 {due_on}", reason)
    return found
