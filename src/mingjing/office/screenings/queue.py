"""Hands jobs to the worker by name, as the worker finds them: jobs call services, services queue jobs."""

from django.utils.module_loading import import_string

_JOBS = "mingjing.office.screenings.jobs"


def put(job: str, *arguments: int) -> None:
    """Queue the job of this name in `jobs`."""
    import_string(f"{_JOBS}.{job}").enqueue(*arguments)
