"""Officers of a case, and recusals."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases.models import Case, CaseOfficer, Recusal, Stage
from mingjing.office.cases.services import acting
from mingjing.office.clocks import services as clocks

_LIVING = tuple(set(Stage.values) - {Stage.DECLINED, Stage.CLOSED, Stage.ARCHIVED})


@transaction.atomic
def assign(actor: User, given: Case, users: Sequence[User], lead: User) -> Case:
    """Set who handles the case, at least two with certificates; those left out leave it and stay on file.

    In the clue check the officers may name themselves; a filed case needs the head.
    Raises InvalidError, ForbiddenError, ConflictError.
    """
    early = given.stage == Stage.CLUE
    case = acting.enter_open(
        actor, given, Permission.CASES_FILE if early else Permission.CASES_APPROVE, *_LIVING
    )
    if early and case.stage != Stage.CLUE:
        raise acting.changed(case)
    _check(case, users, lead)
    today = clocks.today()
    wanted = {one.pk: one for one in users}
    case.officers.filter(until__isnull=True).exclude(user__in=wanted).update(until=today)
    for user in wanted.values():
        CaseOfficer.objects.update_or_create(
            case=case, user=user, defaults={"cert_no": user.cert_no, "lead": user.pk == lead.pk, "until": None},
            create_defaults={"cert_no": user.cert_no, "lead": user.pk == lead.pk, "since": today},
        )  # fmt: skip
    acting.tell(actor, case, "assign", "", {"officers": sorted(wanted), "lead": lead.pk})
    return case


def _check(case: Case, users: Sequence[User], lead: User) -> None:
    if lead.pk not in {one.pk for one in users}:
        raise InvalidError("主办人员须在办案人员之中", where="lead")
    if any(one.organisation_id != case.organisation_id or not one.is_active for one in users):
        raise InvalidError("办案人员须为本单位在岗人员", where="users")
    if any(not allowed(one.roles, Permission.CASES_INVESTIGATE) for one in users):
        raise InvalidError("办案人员须具有办案权限", where="users")
    without = [one.name for one in users if not one.cert_no.strip()]
    if without:
        raise InvalidError(
            f"{'、'.join(without)}没有登记执法证号", where="users", why="须由具有执法资格的人员办理"
        )
    if len({one.cert_no.strip() for one in users}) < 2:
        raise InvalidError("办案人员不少于两人，执法证号不得相同", where="users")
    recused = set(case.recusals.filter(granted=True).values_list("user", flat=True))
    if recused & {one.pk for one in users}:
        raise ForbiddenError("已决定回避的人员不得再办理本案")
    reviewed = set(
        case.steps.filter(name__in=("pass_review", "return_review", "hold_hearing")).values_list(
            "actor", flat=True
        )
    )
    if reviewed & {one.pk for one in users}:
        raise ForbiddenError("已担任法制审核、听证主持的人员不得办理本案")


@transaction.atomic
def ask_recusal(actor: User, given: Case, user: User, by: str, grounds: str) -> Recusal:
    """Register a request that an officer leave the case; the investigation goes on until it is decided."""
    case = acting.enter_open(actor, given, Permission.CASES_INVESTIGATE, *_LIVING)
    if by not in Recusal.By.values:
        raise InvalidError("请选择提出方", where="by")
    if not case.officers.filter(user=user, until__isnull=True).exists():
        raise InvalidError("该人员不是本案办案人员", where="user")
    text = acting.demand_text(grounds, "回避理由", "grounds", 500)
    try:
        with transaction.atomic():
            made = Recusal.objects.create(case=case, user=user, asked_by=by, grounds=text)
    except IntegrityError:
        raise ConflictError("对该人员的回避申请尚未作出决定") from None
    acting.tell(actor, case, "ask_recusal", text, {"user": user.pk, "by": by})
    return made


@transaction.atomic
def decide_recusal(actor: User, given: Recusal, granted: bool, reason: str) -> Recusal:
    """Decide on a request; whoever is recused leaves the case at once and never handles it again."""
    case = acting.enter_open(actor, given.case, Permission.CASES_APPROVE, *_LIVING)
    if given.user_id == actor.pk:
        raise ForbiddenError("不得对本人的回避作出决定")
    text = acting.demand_text(reason, "决定理由", "reason", 500)
    changes = {"granted": granted, "decided_by": actor, "decision": text}
    if not Recusal.objects.filter(pk=given.pk, granted__isnull=True).update(**changes):
        raise ConflictError("该回避申请已经作出决定")
    if granted:
        case.officers.filter(user=given.user_id).update(until=clocks.today(), lead=False)
    acting.tell(actor, case, "decide_recusal", text, {"user": given.user_id, "granted": granted})
    given.refresh_from_db()
    return given
