"""What documents bring to the nouns below: the tab of a case, and hits of the search."""

from mingjing.office.accounts.access import may
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import tabs
from mingjing.office.cases.models import Case
from mingjing.office.documents import finding
from mingjing.office.documents.models import Document


def _number(case: Case) -> int:
    return case.documents.exclude(state=Document.State.VOID).count()


def plug() -> None:
    """Register the tab, and what the search finds; called when the app is ready."""
    finding.plug()
    shown = may(Permission.CASES_READ)
    tabs.register(tabs.Tab("documents", "文书", 60, "documents:case", shown, _number))
