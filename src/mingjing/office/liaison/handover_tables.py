"""What the register of handovers can be narrowed by, and its work for people: what waits for whom."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import deadlines
from mingjing.office.cases.models import Case
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.models import Clock
from mingjing.office.leads.duties import Duty, Row
from mingjing.office.leads.models import Suspicion
from mingjing.office.liaison import handover_words, policy
from mingjing.office.liaison.models import Department, Handover, State, stands
from mingjing.office.liaison.services.walking import NOUN
from mingjing.office.liaison.tables import state
from mingjing.office.ui import search
from mingjing.office.ui.filters import FilterForm, Filters, choice_field, day_field, text_field

OPEN, FIRST = "open", 6
ENDED = (State.CONCLUDED, State.RETURNED, State.CANCELLED)
_IN, _OUT = Handover.Direction.IN, Handover.Direction.OUT


class HandoverFilterForm(FilterForm):
    """The filters of the register."""

    main = ("q", "direction", "department", "state", "due")
    ranges = (("sent_from", "sent_to"),)

    q = text_field("编号、标题、涉及对象、案件编号")
    direction = choice_field("方向", Handover.Direction.choices)
    kind = choice_field("类型", Handover.Kind.choices)
    department = choice_field("部门", Department.choices)
    state = choice_field("状态", [(OPEN, "未办结"), *State.choices])
    due = choice_field("期限", (("overdue", "已逾期"), ("supplement", "待补充材料")))
    sent_from = day_field("移送日期自")
    sent_to = day_field("移送日期至")

    lookups = {
        "q": ("number__icontains", "title__icontains", "party_name__icontains", "case__number__istartswith"),
        "direction": "direction", "kind": "kind", "department": "department", "sent_from": "sent_on__gte",
        "sent_to": "sent_on__lte",
    }  # fmt: skip


class HandoverFilters(Filters):
    """The filters of one request."""

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow `rows`; wrong filters find nothing rather than everything."""
        rows = super().apply(rows)
        if (asked := self.on.get("state")) == OPEN:
            rows = rows.exclude(stands(*ENDED))
        elif asked:
            rows = rows.filter(stands(asked))
        if due := self.on.get("due"):
            late = running(due) if due == "supplement" else running().filter(due_on__lt=clocks.today())
            rows = rows.filter(Exists(late))
        return rows


def running(kind: str = "") -> QuerySet[Clock]:
    """Return the running clocks of the handover of the outer query."""
    found = Clock.objects.filter(noun=NOUN, object_id=OuterRef("pk"), stopped_on__isnull=True)
    return found.filter(kind=kind) if kind else found


def _duty(
    user: User, key: str, label: str, rows: QuerySet[Handover], query: str, kind: str = ""
) -> list[Duty]:
    """Return one kind of waiting work: its first rows, how much of it is late."""
    if not (count := rows.count()):
        return []
    address = reverse("liaison:list" if user.organisation.is_bureau else "liaison:desk")
    due = dict(
        Clock.objects.filter(noun=NOUN, stopped_on__isnull=True, **({"kind": kind} if kind else {}))
        .filter(object_id__in=rows.order_by().values("pk"))
        .values_list("object_id", "due_on")
    )
    due |= _of_cases(rows) if kind in ("answer", "again") else {}
    first = sorted(
        rows.select_related("bureau", "partner", "case")[:200],
        key=lambda one: (due.get(one.pk) is None, due.get(one.pk), one.pk),
    )
    shown = [
        Row(
            handover_words.title(user, one),
            reverse("liaison:handover", args=[one.number]),
            one.number,
            handover_words.other_side(user, one),
            due.get(one.pk),
        )
        for one in first[:FIRST]
    ]
    late = sum(day < clocks.today() for day in due.values())
    return [Duty(f"handovers_{key}", label, count, f"{address}?{query}", late, shown)]


def _of_cases(rows: QuerySet[Handover]) -> dict[int, Any]:
    """Return until when the police answer, by handover: those days run in the case."""
    keys = dict(rows.filter(track__isnull=False).order_by().values_list("case", "pk"))
    running_there = Clock.objects.filter(
        noun=deadlines.NOUN, kind__in=handover_words.OF_POLICE, object_id__in=keys, stopped_on__isnull=True
    )
    return {keys[case]: due for case, due in running_there.values_list("object_id", "due_on")}


def work(user: User) -> Sequence[Duty]:
    """Return what waits for a person in handovers."""
    body = user.organisation
    if body.is_bureau:
        return _of_bureau(user)
    if body.kind != "partner" or not allowed(user.roles, Permission.PARTNER_ANSWER):
        return []
    mine = policy.of_partner(body).filter(direction=_OUT, partner=body)
    sent, received, taken = (mine.filter(stands(one)) for one in (State.SENT, State.RECEIVED, State.ACCEPTED))
    again = mine.filter(stands(State.RECONSIDERING, State.SUPERVISED))
    watched = policy.of_partner(body).filter(stands(State.SUPERVISED), overseer=body)
    return [
        *_duty(user, "receive", "移送待签收", sent, "state=sent", "receive"),
        *_duty(user, "answer", "移送待答复", received, "state=received", "answer"),
        *_duty(user, "again", "复议、监督待答复", again, "state=open", "again"),
        *_duty(user, "oversee", "待检察监督", watched, "state=supervised"),
        *_duty(user, "conclude", "处理结果待反馈", taken, "state=accepted"),
        *_duty(user, "draft", "拟移送，尚未发出", policy.of_partner(body).filter(direction=_IN, own_state=State.DRAFT), "state=draft"),
    ]  # fmt: skip


def _of_bureau(user: User) -> list[Duty]:
    own = policy.visible(user).filter(bureau=user.organisation_id)
    found: list[Duty] = []
    if allowed(user.roles, Permission.LIAISON_HANDLE):
        ready = own.filter(stands(State.APPROVED), direction=_OUT)
        lacking = own.filter(Exists(running("supplement")), direction=_OUT)
        come = own.filter(direction=_IN)
        found += _duty(user, "send", "移送待发出", ready, "state=approved")
        found += _duty(user, "supplement", "移送待补充材料", lacking, "due=supplement", "supplement")
        found += _duty(
            user,
            "in_receive",
            "移入待签收",
            come.filter(own_state=State.SENT),
            "direction=in&state=sent",
            "receive",
        )
        found += _duty(
            user,
            "in_answer",
            "移入待受理",
            come.filter(own_state=State.RECEIVED),
            "direction=in&state=received",
            "answer",
        )
    if allowed(user.roles, Permission.LIAISON_APPROVE):
        to_sign = own.filter(own_state=State.SUBMITTED).exclude(created_by=user)
        refused = own.filter(own_state=State.REFUSED, direction=_OUT)
        found += _duty(user, "approve", "移送待审批", to_sign, "state=submitted")
        found += _duty(user, "refused", "未予受理，待决定", refused, "direction=out&state=refused")
    return found


def of_case(user: User, case: Case) -> dict[str, Any] | None:
    """Return the handovers of a case for its tab 协作."""
    rows = list(policy.visible(user).filter(case=case).select_related("partner").order_by("-pk"))
    for one in rows:
        one.badge = state(one)  # type: ignore[attr-defined]
    own = case.organisation_id == user.organisation_id
    return {"handovers": rows, "may_draft": own and allowed(user.roles, Permission.LIAISON_HANDLE)}


def of_suspicion(user: User, one: Suspicion) -> dict[str, Any] | None:
    """Return what became of a clue at other departments, and whether it may be handed over from here."""
    if not user.organisation.is_bureau or not allowed(user.roles, Permission.LIAISON_READ):
        return None
    rows = list(policy.visible(user).filter(clues__suspicion=one).select_related("partner").order_by("-pk"))
    for row in rows:
        row.badge = state(row)  # type: ignore[attr-defined]
    own = one.lead.held_by_id == user.organisation_id and allowed(user.roles, Permission.LIAISON_HANDLE)
    return {"handovers": rows, "suspicion": one, "may_draft": own} if rows or own else None


def rows_of_case(case: Case) -> list[QuerySet[Any, Any]]:
    """Return the handovers of a case as its tab counts them."""
    return [case.handovers.all()]


def find(user: User, text: str) -> list[search.Hit]:
    """Return the handovers in scope whose number, title or party holds the text, the newest first."""
    wanted = Q(number__icontains=text) | Q(title__icontains=text) | Q(party_name__icontains=text)
    found = policy.visible(user).filter(wanted).select_related("bureau", "partner", "case").order_by("-pk")
    return [
        search.Hit(
            handover_words.title(user, one), reverse("liaison:handover", args=[one.number]), one.number,
            handover_words.other_side(user, one), state(one), one.number == text,
        )
        for one in found[: search.MOST + 1]
    ]  # fmt: skip
