"""Takes up work that a worker left when it died."""

import logging

from django_tasks_db.models import DBTaskResult

log = logging.getLogger(__name__)

RUNNING, READY, FAILED = "RUNNING", "READY", "FAILED"
ATTEMPTS = 3


def take_up() -> int:
    """Put running tasks back in the queue; return how many. Only for when no worker runs.

    A task that has killed its worker ATTEMPTS times is given up.
    """
    count = 0
    for task in DBTaskResult.objects.filter(status=RUNNING):
        if len(task.worker_ids) < ATTEMPTS:
            count += DBTaskResult.objects.filter(pk=task.pk, status=RUNNING).update(
                status=READY, started_at=None
            )
        else:
            log.error("task %s has ended its worker %d times and is given up", task.task_path, ATTEMPTS)
            task.set_failed(RuntimeError(f"the worker ended {ATTEMPTS} times during this task"))
    return count
