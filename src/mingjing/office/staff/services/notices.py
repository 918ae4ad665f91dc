"""Word to every institution where a person works, and that it arrived."""

from collections.abc import Iterable

from django.db import transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.institutions.models import Institution
from mingjing.office.staff import policy
from mingjing.office.staff.models import Effect, Member, Notice, Score
from mingjing.office.staff.services import acting
from mingjing.office.staff.services.register import places


def send(
    organisation: Organisation, member: Member, kind: str, text: str, *, score: Score | None = None,
    effect: Effect | None = None, also: Iterable[Institution] = (),
) -> list[Notice]:  # fmt: skip
    """Write to all institutions of a person across divisions; must run in the transaction of what it tells."""
    found = {one.pk: one for one in (*places(member), *also)}
    return [
        Notice.objects.create(
            member=member, institution=one, organisation=organisation, kind=kind, score=score, effect=effect,
            text=text[:500], on=clocks.today(),
        )
        for one in found.values()
    ]  # fmt: skip


@transaction.atomic
def confirm(actor: User, given: Notice) -> Notice:
    """Confirm on behalf of the institution that it has a notice. Raises ConflictError the second time."""
    demand(actor, Permission.STAFF_CONFIRM)
    notice = policy.notice(actor, given.pk)
    if notice.institution.account_id != actor.organisation_id:
        raise ForbiddenError("只能签收送达本机构的通知")
    return _close(actor, notice, "")


@transaction.atomic
def deliver(actor: User, given: Notice, text: str) -> Notice:
    """Put on file that a notice was handed over on paper, by the bureau of the institution or of the notice."""
    demand(actor, Permission.STAFF_SCORE)
    notice = policy.notice(actor, given.pk)
    if actor.organisation_id not in (notice.organisation_id, notice.institution.bureau_id):
        raise ForbiddenError("由发出通知或者主管该机构的医保部门登记")
    return _close(actor, notice, acting.demand_text(text, "线下送达情况", "text", 300))


def _close(actor: User, notice: Notice, offline: str) -> Notice:
    today = clocks.today()
    done = Notice.objects.filter(pk=notice.pk, confirmed_on__isnull=True).update(
        confirmed_on=today, confirmed_by=actor, offline=offline
    )
    if not done:
        raise ConflictError("该通知已经签收")
    notice.refresh_from_db()
    acting.tell(
        actor,
        notice.member,
        "notice_confirmed",
        offline,
        {"notice": notice.pk, "institution": notice.institution.code},
    )
    return notice
