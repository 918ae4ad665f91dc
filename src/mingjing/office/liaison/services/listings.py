"""挂牌督办: a bureau above, or several departments together, list a case or a task; its bureau reports; it is taken off."""

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
from mingjing.office.cases import policy as cases
from mingjing.office.cases.models import Case
from mingjing.office.cases.services import acting as case_history
from mingjing.office.clocks import services as clocks
from mingjing.office.leads import policy as leads
from mingjing.office.leads.models import Part
from mingjing.office.liaison import scope
from mingjing.office.liaison.models import Listing, Noun, Progress
from mingjing.office.liaison.services import traces

SIGN_DAYS = 3
_S, _P = Listing.State, Permission
_ENDED_PARTS = (Part.State.SIGNED_OFF, Part.State.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Order:
    """What is listed, by whom together, why, what is asked for, until when."""

    title: str
    reason: str
    requirement: str
    due_on: date
    level: str
    case: str = ""
    part: int | None = None
    departments: Sequence[int] = field(default_factory=tuple)
    others: str = ""
    document: str = ""
    report_days: int = 0


@transaction.atomic
def list_matter(actor: User, order: Order) -> Listing:
    """List a case or a task: by the head of a bureau above, or of its own bureau together with other departments.

    Raises ForbiddenError, NotVisibleError, InvalidError, ConflictError when it is ended or listed already.
    """
    demand(actor, _P.LIAISON_APPROVE)
    if bool(order.case) == (order.part is not None):
        raise InvalidError("请选择要督办的案件或者核查任务（只选一项）", where="case")
    case, part = _case(actor, order.case), _part(actor, order.part)
    body = case.organisation if case else part.receiver  # type: ignore[union-attr]
    joined = scope.known(scope.departments(actor), order.departments)
    _demand_lister(actor, body, joined, order)
    try:
        with transaction.atomic():
            made = Listing.objects.create(
                code=traces.fresh_code(),
                lister=actor.organisation,
                body=body,
                case=case,
                part=part,
                listed_by=actor,
                listed_on=clocks.today(),
                **_fields(order),
            )
    except IntegrityError as error:
        raise ConflictError("该事项已在挂牌督办中", where=order.case or str(order.part)) from error
    traces.named(made)
    made.departments.set(joined)
    clocks.start(Noun.LISTING, [made.pk], "sign", SIGN_DAYS)
    clocks.start(
        Noun.LISTING,
        [made.pk],
        "due",
        max((order.due_on - clocks.today()).days, 0),
        "calendar",
        due_on=order.due_on,
    )
    names = "、".join((actor.organisation.name, *(one.name for one in joined)))
    _tell(actor, made, "list", f"{names}挂牌督办", made.requirement)
    return made


def _case(actor: User, number: str) -> Case | None:
    if not number:
        return None
    found = cases.one(actor, number)
    Case.objects.select_for_update().get(pk=found.pk)
    if found.closed_on is not None or found.stage in ("declined", "closed", "archived"):
        raise ConflictError("案件已经办结，不能挂牌督办", where=number)
    return found


def _part(actor: User, key: int | None) -> Part | None:
    if key is None:
        return None
    found = leads.part(actor, key)
    if found.state in _ENDED_PARTS:
        raise ConflictError("核查任务已经办结或者撤回，不能挂牌督办", where=found.task.number)
    return found


def _demand_lister(actor: User, body: Organisation, joined: list[Organisation], order: Order) -> None:
    if len(joined) != len(set(order.departments)):
        raise InvalidError("请选择本单位的协同部门", where="departments")
    if body.pk == actor.organisation_id and not joined and not order.others.strip():
        raise ForbiddenError(
            "本单位的案件、任务由上级单位挂牌督办，或者与其他部门联合挂牌", do="选择联合挂牌的部门"
        )


def _fields(order: Order) -> dict[str, Any]:
    if order.level not in Listing.Level.values:
        raise InvalidError("请选择挂牌层级", where="level")
    if not 0 <= order.report_days <= 60:
        raise InvalidError("进展报告间隔须为 0 至 60 个工作日，0 表示不定期", where="report_days")
    if order.due_on <= clocks.today():
        raise InvalidError("办结期限须晚于今天", where="due_on")
    return {
        "title": traces.said(order.title, "督办事项", "title", 200), "level": order.level, "due_on": order.due_on,
        "reason": traces.said(order.reason, "挂牌理由", "reason"), "report_days": order.report_days,
        "requirement": traces.said(order.requirement, "督办要求", "requirement"),
        "others": traces.said(order.others, "其他联合挂牌单位", "others", 255, required=False),
        "document": traces.said(order.document, "挂牌文号", "document", 100, required=False),
    }  # fmt: skip


def _tell(actor: User, listing: Listing, name: str, title: str, text: str) -> None:
    """Put it on file, in the history of the case as well."""
    traces.tell(actor, listing, name, title, text)
    if listing.case is not None:
        case_history.tell(
            actor, listing.case, f"listing_{name}", f"{title}：{text}", {"listing": listing.code}
        )


def _handling(actor: User, listing: Listing, *states: str, version: int | None = None) -> Listing:
    found: Listing = traces.enter(actor, listing, *states, version=version)
    scope.demand_of(actor, found.body, _P.LIAISON_HANDLE)
    return found


def _listing(actor: User, listing: Listing, *states: str, version: int | None = None) -> Listing:
    found: Listing = traces.enter(actor, listing, *states, version=version)
    scope.demand_of(actor, found.lister, _P.LIAISON_APPROVE)
    return found


@transaction.atomic
def sign(actor: User, listing: Listing, version: int | None = None) -> Listing:
    """Sign for a listing; the rhythm of its reports begins."""
    found = _handling(actor, listing, _S.OPEN, version=version)
    if found.signed_on is not None:
        raise ConflictError("该挂牌督办已经签收", where=found.code)
    clocks.stop(Noun.LISTING, [found.pk], "sign")
    traces.write(found, signed_on=clocks.today())
    _beat(found)
    _tell(actor, found, "sign", "签收挂牌督办", "")
    return found


def _beat(listing: Listing) -> None:
    """Start the days until the next report of progress, never beyond the deadline itself."""
    if listing.report_days:
        due = min(clocks.due_day(clocks.today(), listing.report_days), listing.due_on)
        clocks.start(Noun.LISTING, [listing.pk], "report", listing.report_days, due_on=due)


@traces.atomic
def report(
    actor: User, listing: Listing, text: str, asks: bool = False, files: Sequence[UploadedFile] = (),
    version: int | None = None, *, kept: list[Any],
) -> Progress:  # fmt: skip
    """Report progress; with `asks`, that the matter is settled and may be taken off."""
    found = _handling(actor, listing, _S.OPEN, version=version)
    if found.signed_on is None:
        raise ConflictError("请先签收挂牌督办", where=found.code)
    if asks:
        _demand_settled(found)
    made = Progress.objects.create(
        listing=found,
        text=traces.said(text, "进展情况", "text", 20_000),
        asks=asks,
        on=clocks.today(),
        actor=actor,
    )
    traces.keep_files(actor, found, files, kept, "report", made.pk)
    traces.write(found, state=_S.REPORTED if asks else _S.OPEN)
    if asks:
        clocks.stop(Noun.LISTING, [found.pk])
    else:
        _beat(found)
    _tell(actor, found, "ask" if asks else "report", "报请摘牌" if asks else "报告进展", made.text[:2000])
    return made


def _demand_settled(listing: Listing) -> None:
    """Raise ConflictError while the case is not decided, or the task not reported."""
    case, part = listing.case, listing.part
    if case is not None and case.decided_on is None and case.closed_on is None and not _agreed(case):
        raise ConflictError("案件尚未作出处理决定，不能报请摘牌", where=case.number)
    if part is not None and part.state not in (Part.State.REPORTED, Part.State.SIGNED_OFF):
        raise ConflictError("核查任务尚未上报办结，不能报请摘牌", where=part.task.number)


def _agreed(case: Case) -> bool:
    """Whether agreement handling was decided, or the case handed to the police."""
    return case.tracks.filter(
        active=True, state__in=("decided", "done", "sent", "accepted", "concluded")
    ).exists()


@transaction.atomic
def send_back(actor: User, listing: Listing, text: str, version: int | None = None) -> Listing:
    """Say that it is not settled yet; its deadlines run on."""
    found = _listing(actor, listing, _S.REPORTED, version=version)
    reason = traces.said(text, "不予摘牌的理由", most=1000)
    traces.write(found, state=_S.OPEN)
    clocks.go_on(Noun.LISTING, found.pk, "due")
    _beat(found)
    _tell(actor, found, "send_back", "不予摘牌，继续办理", reason)
    return found


@transaction.atomic
def extend(actor: User, listing: Listing, due_on: date, text: str) -> Listing:
    """Give more time, with the reason."""
    found = _listing(actor, listing, _S.OPEN)
    reason = traces.said(text, "延期的理由", most=1000)
    if due_on <= found.due_on:
        raise InvalidError("新的期限须晚于原期限", where="due_on")
    traces.write(found, due_on=traces.not_past(due_on))
    clocks.move(Noun.LISTING, found.pk, "due", due_on)
    _tell(actor, found, "extend", f"延长督办期限至 {due_on}", reason)
    return found


@transaction.atomic
def delist(actor: User, listing: Listing, decision: str, version: int | None = None) -> Listing:
    """Take a settled matter off, with the decision: by a head of the lister who did not report it settled."""
    found = _listing(actor, listing, _S.REPORTED, version=version)
    said = traces.said(decision, "摘牌决定", "text")
    asked = found.reports.filter(asks=True).order_by("-pk").first()
    if asked is not None and asked.actor_id == actor.pk:
        raise ForbiddenError("报请摘牌的人员不得决定摘牌", do="由其他负责人决定")
    _end(found, _S.DELISTED, said, actor)
    _tell(actor, found, "delist", "摘牌", said)
    return found


@transaction.atomic
def cancel(actor: User, listing: Listing, text: str) -> Listing:
    """Take back a listing that should not have been made, with the reason."""
    found = _listing(actor, listing, _S.OPEN)
    reason = traces.said(text, "撤销的原因", most=1000)
    _end(found, _S.CANCELLED, reason, actor)
    _tell(actor, found, "cancel", "撤销挂牌督办", reason)
    return found


def _end(listing: Listing, state: str, said: str, actor: User) -> None:
    clocks.stop(Noun.LISTING, [listing.pk])
    traces.write(listing, state=state, decision=said, delisted_on=clocks.today(), delisted_by=actor)
