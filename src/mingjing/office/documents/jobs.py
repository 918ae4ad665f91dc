"""What the worker does for documents: pages are counted from their PDF."""

from django_tasks import task

from mingjing.office.cases.models import Case
from mingjing.office.documents.services import counting


@task()
def count_pages(pk: int) -> int:
    """Count the pages of a case file."""
    return counting.count(Case.objects.get(pk=pk))
