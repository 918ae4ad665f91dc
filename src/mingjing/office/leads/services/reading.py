"""What pages and API show of leads: each function costs the same few queries, however many leads there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Sum

from mingjing.analysis.engine.edge import text as quoted
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.days import Days
from mingjing.office.leads import policy, queue
from mingjing.office.leads.models import Event, Lead, Opinion, Part, Suspicion, Ticket
from mingjing.office.leads.services.run_folder import lake_engine
from mingjing.office.screenings.models import Lake

MANY = 1_000
_P = Part.State
# What an institution or a third party may read of a lead's history; the rest is the bureau's own.
_OUTSIDE = {
    "institution": ("ask", "answer", "lapse", "request_panel", "conclude_panel", "finalise", "deduct", "revise"),
    "third_party": ("consult", "advise"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind of work that waits: `count` stops at MANY, `query` is what the list page is asked for."""

    key: str
    label: str
    count: int
    urgent: int = 0


def work(user: User) -> list[Duty]:
    """Return what waits for a person, by their roles; kinds with nothing waiting are left out."""
    duties = [*_suspicion_duties(user), *_part_duties(user)]
    if allowed(user.roles, Permission.TICKETS):
        open_ = policy.tickets(user).filter(closed_at__isnull=True)
        duties.append(Duty("tickets", "待答复工单", _bounded(open_)))
    drafts = user.drafts.count()
    duties.append(Duty("drafts", "未提交的草稿", drafts))
    return [duty for duty in duties if duty.count]


def _suspicion_duties(user: User) -> list[Duty]:
    kinds = (
        ("check", "待初审", Permission.LEADS_CHECK, queue.to_check, "lead__due_on"),
        ("review", "待复审", Permission.LEADS_REVIEW, queue.to_review, "lead__due_on"),
        ("finalise", "待终审", Permission.LEADS_REVIEW, queue.to_finalise, "lead__due_on"),
        ("panel", "待合议", Permission.LEADS_PANEL, queue.to_judge, "lead__due_on"),
        ("answer", "待答复", Permission.LEADS_ANSWER, queue.to_answer, "appl_ddln"),
        ("advise", "待复审意见", Permission.LEADS_ADVISE, queue.to_advise, "lead__due_on"),
    )
    today = clocks.today()
    found = []
    for key, label, permission, waiting, due in kinds:
        if allowed(user.roles, permission):
            rows = waiting(user)
            found.append(_duty(key, label, rows, rows.filter(**{f"{due}__lte": today})))
    return found


def _part_duties(user: User) -> list[Duty]:
    if not user.organisation.is_bureau:
        return []
    own, today = user.organisation_id, clocks.today()
    received, sent = policy.own_parts(user, receiver=own), policy.own_parts(user, sender=own)
    kinds = (
        ("sign", "待签收任务", Permission.LEADS_SIGN_FOR, received.filter(state=_P.SENT)),
        ("report", "办理中任务", Permission.LEADS_SIGN_FOR, received.filter(state=_P.SIGNED)),
        ("sign_off", "待审签任务", Permission.LEADS_SIGN_OFF, sent.filter(state=_P.REPORTED)),
        ("returned", "被退回任务", Permission.LEADS_DISPATCH, sent.filter(Exists(Lead.objects.filter(part=OuterRef("pk"))), state=_P.RETURNED)),
    )  # fmt: skip
    return [
        _duty(key, label, rows, rows.filter(due_on__lt=today))
        for key, label, permission, rows in kinds
        if allowed(user.roles, permission)
    ]


def _duty(key: str, label: str, rows: QuerySet[Any], urgent: QuerySet[Any]) -> Duty:
    """Count what waits; where nothing does, nothing is urgent."""
    count = _bounded(rows)
    return Duty(key, label, count, _bounded(urgent) if count else 0)


def _bounded(rows: QuerySet[Suspicion] | QuerySet[Part] | QuerySet[Ticket]) -> int:
    """Count, but never further than a person would care."""
    return rows.order_by()[:MANY].count()


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One part as the task board shows it, with what lies in parts below it; amounts in yuan.

    `left` are working days, negative when overdue.
    """

    part: Part
    leads: int
    suspicions: int
    open: int
    checkout_amt: Decimal
    cnfm_amt: Decimal
    left: int
    overdue: bool

    @property
    def done(self) -> int:
        """How many suspicions are final."""
        return self.suspicions - self.open


def board(user: User, parts: QuerySet[Part] | None = None, most: int = MANY) -> list[BoardRow]:
    """Return the parts a person sees with how far they are, the most pressing first (at most `most`)."""
    seen = policy.parts(user) if parts is None else parts
    listed = list(seen.select_related("task", "sender", "receiver").order_by("due_on", "pk")[:most])
    totals = _totals(listed)
    today = clocks.today()
    dates = [today, *(part.due_on for part in listed)]
    calendar = Days(min(dates), max(dates))
    return [_board_row(part, totals, calendar, today) for part in listed]


_SUMS = {
    "leads": Count("pk"),
    "suspicions": Sum("suspicion_count"),
    "open": Sum("open_count"),
    "checkout_amt": Sum("checkout_amt"),
    "cnfm_amt": Sum("cnfm_amt"),
}


def _totals(parts: Sequence[Part]) -> dict[int, dict[str, Any]]:
    """Return the sums of each part over its leads and those of every part below it, in two queries."""
    above = dict(Part.objects.filter(task__in={part.task_id for part in parts}).values_list("pk", "parent"))
    asked = {part.pk for part in parts}
    inside = [key for key in above if _lies_in(key, asked, above)]
    own = Lead.objects.filter(part__in=inside).order_by().values("part").annotate(**_SUMS) if inside else ()
    found: dict[int, dict[str, Any]] = {}
    for row in own:
        key: int | None = row["part"]
        while key is not None:
            sums = found.setdefault(key, dict.fromkeys(_SUMS, 0))
            for name in _SUMS:
                sums[name] += row[name] or 0
            key = above.get(key)
    return found


def _lies_in(key: int | None, asked: set[int], above: Mapping[int, int | None]) -> bool:
    """Whether a part is one of those asked for, or lies below one."""
    while key is not None:
        if key in asked:
            return True
        key = above.get(key)
    return False


def _board_row(part: Part, totals: dict[int, dict[str, Any]], calendar: Days, today: date) -> BoardRow:
    running = part.state in (_P.SENT, _P.SIGNED)
    sums = totals.get(part.pk) or dict.fromkeys(_SUMS, 0)
    return BoardRow(
        part=part,
        leads=sums["leads"],
        suspicions=sums["suspicions"],
        open=sums["open"],
        checkout_amt=Decimal(sums["checkout_amt"]),
        cnfm_amt=Decimal(sums["cnfm_amt"]),
        left=calendar.count(today, part.due_on),
        overdue=running and part.due_on < today,
    )


def timeline(user: User, lead: Lead) -> list[Event]:
    """Return a lead's history, oldest first: outsiders read what concerned them."""
    found = lead.events.select_related("actor", "organisation", "suspicion").order_by("pk")
    if user.organisation.is_bureau:
        return list(found[:MANY])
    mine = _OUTSIDE.get(user.organisation.kind, ())
    return list(found.filter(action__in=mine, suspicion__in=policy.suspicions(user))[:MANY])


@dataclass(frozen=True, slots=True)
class Alike:
    """A lead that shares rules with another; `rules` are the shared codes."""

    lead: Lead
    rules: Sequence[str]


def similar(user: User, lead: Lead, limit: int = 10) -> list[Alike]:
    """Return other leads of the same institution that rest on the same rules, most in common first."""
    codes = list(lead.suspicions.order_by().values_list("rule_code", flat=True).distinct())
    # Counted over suspicions alone: grouping whole leads would carry all their columns along.
    alike = (
        policy.suspicions(user)
        .filter(lead__institution=lead.institution_id, rule_code__in=codes)
        .exclude(lead=lead.pk)
        .order_by()
        .values("lead")
        .annotate(shared=Count("rule_code", distinct=True))
        .order_by("-shared", "-lead__expected_amt", "lead")
    )
    keys = [row["lead"] for row in alike[:limit]]
    leads = policy.visible(user).in_bulk(keys)
    found = [leads[key] for key in keys if key in leads]
    shared: dict[int, list[str]] = {one.pk: [] for one in found}
    pairs = Suspicion.objects.filter(lead__in=shared, rule_code__in=codes).order_by("rule_code")
    for key, code in pairs.values_list("lead_id", "rule_code").distinct():
        shared[key].append(code)
    return [Alike(one, shared[one.pk]) for one in found]


@dataclass(frozen=True, slots=True)
class Visit:
    """One encounter of a person as the lake has it; amounts in yuan; `lead` is set where it is a lead the user sees."""

    mdtrt_id: str
    fixmedins_code: str
    fixmedins_name: str
    med_type: str
    began_on: date | None
    ended_on: date | None
    diag_code: str
    diag_name: str
    medfee: Decimal
    fund: Decimal
    lead: str = ""


_VISITS = """
SELECT m.mdtrt_id, m.fixmedins_code, coalesce(b.name, '') AS fixmedins_name, m.med_type,
  CAST(m.begntime AS DATE) AS began_on, CAST(m.endtime AS DATE) AS ended_on,
  coalesce(m.dscg_maindiag_code, '') AS diag_code, coalesce(m.dscg_maindiag_name, '') AS diag_name,
  CAST(coalesce(s.medfee, 0) AS DECIMAL(16,2)) AS medfee, CAST(coalesce(s.fund, 0) AS DECIMAL(16,2)) AS fund
FROM mdtrt_d AS m
LEFT JOIN (SELECT mdtrt_id, sum(medfee_sumamt) AS medfee, sum(fund_pay_sumamt) AS fund FROM setl_d
  WHERE psn_no = {person} AND coalesce(vali_flag, '1') <> '0' GROUP BY mdtrt_id) AS s ON s.mdtrt_id = m.mdtrt_id
LEFT JOIN (SELECT fixmedins_code, any_value(fixmedins_name) AS name FROM fixmedins_b GROUP BY 1) AS b
  ON b.fixmedins_code = m.fixmedins_code
WHERE m.psn_no = {person} ORDER BY m.begntime DESC, m.mdtrt_id LIMIT 1000
"""


def person_visits(user: User, psn_no: str) -> list[Visit]:
    """Return all visits of an insured person from the lake of the newest lead; looking is logged.

    Raises ForbiddenError, NotVisibleError, LakeError.
    """
    demand(user, Permission.PERSONS_READ)
    person = policy.person(user, psn_no)
    leads = policy.visible(user).filter(person=person).order_by("-pk")
    lake = Lake.objects.filter(screening__leads__in=leads).order_by("-screening__pk").first()
    if lake is None:
        return []
    with lake_engine(lake, ("mdtrt_d", "setl_d", "fixmedins_b")) as engine:
        rows = engine.native(_VISITS.format(person=quoted(person.psn_no))).to_pylist()
    numbers = dict(leads.exclude(mdtrt_id="").values_list("mdtrt_id", "number"))
    audit.record(user, "view_visits", "person", person.psn_no)
    return [Visit(**row, lead=numbers.get(row["mdtrt_id"], "")) for row in rows]


def opinions(user: User, suspicion: Suspicion) -> list[Opinion]:
    """Return what was said of a suspicion, as far as `user` may read it, with files."""
    return list(policy.opinions(user, suspicion).prefetch_related("files"))
