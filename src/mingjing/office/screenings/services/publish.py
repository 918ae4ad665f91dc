"""Hands a finished run's findings to the leads, through the worker."""

from django.db import transaction
from django.utils import timezone

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.screenings import policy, publishing, queue
from mingjing.office.screenings.models import Screening

S = Screening.State


def publish(actor: User, screening: Screening) -> None:
    """Queue the publication of a finished live run; findings that are leads already are not doubled.

    Raises ForbiddenError, NotVisibleError, ConflictError (trial run, not finished, being published).
    """
    demand(actor, Permission.SCREENINGS_RUN)
    policy.one(actor, screening.number)
    publishing.publisher()
    if screening.mode != Screening.Mode.LIVE:
        raise ConflictError(
            "试运行的筛查不能发布线索", where=screening.number, do="以“正式”方式重新筛查后发布"
        )
    with transaction.atomic():
        ready = Screening.objects.filter(pk=screening.pk, state=S.DONE)
        if not ready.update(state=S.PUBLISHING, failure=[], heartbeat_at=timezone.now()):
            screening.refresh_from_db()
            raise ConflictError(
                f"筛查处于“{screening.get_state_display()}”，不能发布", where=screening.number
            )
        audit.record(actor, "publish.ask", "screening", screening.number, None, None)
    queue.put("publish", screening.pk, actor.pk)
    screening.refresh_from_db()
