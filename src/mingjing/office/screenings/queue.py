"""Hands jobs to the worker by name, as the worker finds them: jobs call services, services queue jobs."""

from collections.abc import Collection

from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

_JOBS = "mingjing.office.screenings.jobs"
_ALIVE = ("READY", "RUNNING")


def put(job: str, *arguments: int) -> None:
    """Queue the job of this name in `jobs`."""
    import_string(f"{_JOBS}.{job}").enqueue(*arguments)


def lost(job: str, keys: Collection[int]) -> list[int]:
    """Return those of the keys (the job's first argument) for which no such job waits or runs."""
    if not keys:
        return []
    rows = DBTaskResult.objects.filter(task_path=f"{_JOBS}.{job}", status__in=_ALIVE)
    known = {given["args"][0] for given in rows.values_list("args_kwargs", flat=True) if given["args"]}
    return [key for key in keys if key not in known]
