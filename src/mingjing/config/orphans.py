"""Takes up work that a worker left when it died."""

import logging

from django_tasks_db.models import DBTaskResult

log = logging.getLogger(__name__)

RUNNING, READY, FAILED = "RUNNING", "READY", "FAILED"
ATTEMPTS = 3


def take_up(queue: str | None = None) -> int:
    """Put running tasks (of one queue) back in it; return how many. Only for when its worker does not run.

    A task that has killed its worker ATTEMPTS times is given up.
    """
    count = 0
    running = DBTaskResult.objects.filter(status=RUNNING)
    for task in running if queue is None else running.filter(queue_name=queue):
        if len(task.worker_ids) < ATTEMPTS:
            count += DBTaskResult.objects.filter(pk=task.pk, status=RUNNING).update(
                status=READY, started_at=None
            )
        else:
            log.error("task %s has ended its worker %d times and is given up", task.task_path, ATTEMPTS)
            task.set_failed(RuntimeError(f"the worker ended {ATTEMPTS} times during this task"))
    return count
