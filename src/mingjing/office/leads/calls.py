"""The job that makes the queued calls of webhooks; what fails is tried again at its time."""

from datetime import datetime

from django.db.models import Min, Q, QuerySet
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult, get_date_max

from mingjing.office.leads.models import Delivery
from mingjing.office.leads.services.delivery import deliver_due


@task(queue_name="calls")
def deliver() -> int:
    """Make the calls that are due, and come back when the next one is; returns how many were answered."""
    answered = deliver_due()
    following = _open().aggregate(at=Min("next_at"))["at"]
    if following is not None and deliver.get_backend().supports_defer and not _waits(following):
        deliver.using(run_after=max(following, timezone.now())).enqueue()
    return answered


def begin() -> None:
    """Have the worker make the calls that are due, unless a job that will do it waits already."""
    if not _waits(timezone.now()):
        deliver.enqueue()


def fall_back() -> int:
    """Have the worker make calls that no job knows of (a crash between commit and queueing); return how many are due."""
    due = _open().filter(next_at__lte=timezone.now()).count()
    if due:
        begin()
    return due


def _open() -> QuerySet[Delivery]:
    return Delivery.objects.filter(delivered_at__isnull=True, next_at__isnull=False, webhook__active=True)


def _waits(until: datetime) -> bool:
    """Whether a job waits that runs now or not later than `until`."""
    soon = Q(run_after__lte=until) | Q(run_after=get_date_max())
    return DBTaskResult.objects.filter(soon, task_path=deliver.module_path, status="READY").exists()
