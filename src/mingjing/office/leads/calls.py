"""The job that makes the queued calls of webhooks; what fails is tried again at its time."""

from django.db.models import Min
from django_tasks import task

from mingjing.office.leads.models import Delivery
from mingjing.office.leads.services.delivery import deliver_due


@task(queue_name="calls")
def deliver() -> int:
    """Make the calls that are due, and come back when the next one that failed is; returns how many were answered."""
    answered = deliver_due()
    waiting = Delivery.objects.filter(delivered_at__isnull=True, attempts__gt=0, webhook__active=True)
    following = waiting.aggregate(at=Min("next_at"))["at"]
    if following is not None and deliver.get_backend().supports_defer:
        deliver.using(run_after=following).enqueue()
    return answered
