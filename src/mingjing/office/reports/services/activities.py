"""What bureaus put on file for their reports: registered once, withdrawn with a reason, never changed."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, Problem
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy as cases
from mingjing.office.cases.models import Case
from mingjing.office.clocks import services as clocks
from mingjing.office.institutions import policy as institutions
from mingjing.office.institutions.models import Institution
from mingjing.office.ledger.core.posting import Move, Tags
from mingjing.office.ledger.models import Entry
from mingjing.office.ledger.services.post import Voucher, post
from mingjing.office.reports import policy
from mingjing.office.reports.kinds import FIELDS, Kind, kinds
from mingjing.office.reports.models import Activity
from mingjing.office.reports.sources import doubles

_MOST = 1_000_000
_INFORMANT = "举报人（身份保密）"


@dataclass(frozen=True, slots=True)
class Given:
    """What is to be put on file; the fields that the kind does not have stay empty."""

    kind: str
    on: date
    document: str
    institution: str = ""
    case: str = ""
    number: int | None = None
    people: int | None = None
    amount: Decimal | None = None
    patients: Decimal | None = None
    text: str = ""


@transaction.atomic
def register(actor: User, given: Given) -> Activity:
    """Put an activity of the actor's bureau on file; the money of a reward is booked in the ledger with it.

    Raises ForbiddenError, NotVisibleError, InvalidError with the field of each problem, ConflictError of the ledger.
    """
    demand(actor, Permission.REPORTS_PREPARE)
    if not actor.organisation.is_bureau:
        raise ForbiddenError("统计情况只由医保部门登记")
    kind = kinds().get(given.kind)
    if kind is None:
        raise InvalidError("请选择类别", where="kind")
    place = institutions.one(actor, given.institution) if given.institution else None
    case = cases.one(actor, given.case) if given.case else None
    problems = [*_problems(given), *_against(kind, given)]
    if problems:
        raise InvalidError.from_problems(problems)
    _demand_outside(actor, given)
    made = Activity.objects.create(
        organisation=actor.organisation, kind=kind.name, on=given.on, institution=place, case=case,
        document=given.document.strip(), text=given.text.strip(), actor=actor,
        **{name: getattr(given, name) for name in FIELDS},
    )  # fmt: skip
    if kind.ledger and given.amount:
        made.entry = _pay(actor, made, place, case)
        made.save(update_fields=["entry"])
    audit.record(actor, "activity.register", "activity", made.pk, None, _said(made))
    return made


@transaction.atomic
def withdraw(actor: User, given: Activity, reason: str) -> Activity:
    """Withdraw an activity with a reason; what was booked for it must be reversed before.

    Raises ForbiddenError, InvalidError, ConflictError.
    """
    demand(actor, Permission.REPORTS_PREPARE)
    one = policy.activity(actor, given.pk)
    if one.organisation_id != actor.organisation_id:
        raise ForbiddenError(f"该登记由{one.organisation.name}办理，由该单位撤销")
    text = reason.strip()
    if not text or len(text) > 500:
        raise InvalidError("请填写撤销理由，不超过 500 字", where="reason")
    if one.entry is not None and not Entry.objects.filter(reverses=one.entry).exists():
        raise ConflictError(
            f"已记入资金台账（凭证{one.entry.number}）", do="先由复审人冲正该凭证，再撤销登记"
        )
    rows = Activity.objects.filter(pk=one.pk, withdrawn_at=None)
    if not rows.update(withdrawn_at=timezone.now(), withdrawn_by=actor, withdrawn_reason=text):
        raise ConflictError("该登记已撤销")
    audit.record(actor, "activity.withdraw", "activity", one.pk, _said(one), {"reason": text})
    one.refresh_from_db()
    return one


def _demand_outside(actor: User, given: Given) -> None:
    """Raise ConflictError for what the platform has on file and counts by itself."""
    if doubles.Known(actor.organisation).count(given.kind, given.on, given.document):
        raise ConflictError(
            "该函件、会议已在“部门协作”中办理，报表自动计入，不得重复登记", where="document",
            do="补充登记只用于平台以外发生的情况",
        )  # fmt: skip


def _problems(given: Given) -> list[Problem]:
    found = []
    if given.on > clocks.today():
        found.append(Problem("日期不能晚于今天", where="on"))
    if not given.document.strip() or len(given.document) > 200:
        found.append(Problem("请填写文号或者佐证材料，不超过 200 字", where="document"))
    if len(given.text) > 1000:
        found.append(Problem("不能超过 1000 字", where="text"))
    for name in FIELDS:
        value = getattr(given, name)
        if value is not None and (value < 0 or (name in ("number", "people") and value > _MOST)):
            found.append(Problem("数值超出范围", where=name))
    return found


def _against(kind: Kind, given: Given) -> list[Problem]:
    found = []
    if kind.institution == "needed" and not given.institution:
        found.append(Problem("请填写定点机构", where="institution"))
    if kind.institution == "none" and given.institution:
        found.append(Problem("该类情况不针对某一家机构", where="institution"))
    for name in FIELDS:
        value = getattr(given, name)
        if value is not None and not kind.label(name):
            found.append(Problem(f"“{kind.title}”没有这一项", where=name))
    counted = [name for name in ("number", "people") if kind.label(name)]
    if kind.name != "self_check" and counted and not any(getattr(given, name) for name in counted):
        found.append(Problem(f"请填写{kind.label(counted[0])}", where=counted[0]))
    return found


def _pay(actor: User, made: Activity, place: Institution | None, case: Case | None) -> Entry:
    """Book the reward as granted and paid, under the case or the registration itself."""
    tags = Tags(
        place.pk if place else None, "" if place else _INFORMANT, case=case.number if case else f"举报奖励{made.pk}"
    )  # fmt: skip
    amount = made.amount or Decimal(0)
    moves = [Move(name, "reward", amount, tags) for name in ("grant_reward", "pay_reward")]
    voucher = Voucher(f"activity:{made.pk}", made.on, moves, "举报奖励", made.document)
    return post(actor, voucher).entry


def _said(one: Activity) -> dict[str, Any]:
    return {
        "kind": one.kind, "on": one.on, "institution": one.institution.code if one.institution else "",
        "number": one.number, "people": one.people, "amount": one.amount, "patients": one.patients,
        "document": one.document,
    }  # fmt: skip
