"""What documents bring to the nouns below: the tab of a case, hits of the search, what waits to be signed."""

from django.urls import reverse

from mingjing.office.accounts.access import may
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import tabs, words
from mingjing.office.cases.models import Case
from mingjing.office.documents import asked, finding, policy
from mingjing.office.documents.models import Document
from mingjing.office.leads import duties

FIRST = 6


def _number(case: Case) -> int:
    return case.documents.exclude(state=Document.State.VOID).count()


def plug() -> None:
    """Register the tab, and what the search finds; called when the app is ready."""
    finding.plug()
    asked.plug()
    duties.register("documents", work)
    shown = may(Permission.CASES_READ)
    tabs.register(tabs.Tab("documents", "文书", 50, "documents:case", shown, _number))


def work(user: User) -> list[duties.Duty]:
    """Return the documents that wait for the signature of a head, in whose own drafts and cases they have no part."""
    if not allowed(user.roles, Permission.DOCUMENTS_ISSUE):
        return []
    rows = policy.to_sign(user).select_related("case").order_by("updated_at", "pk")
    shown = [
        duties.Row(
            one.title, reverse("documents:detail", args=[one.pk]), one.case.number, words.party(one.case)
        )
        for one in rows[:FIRST]
    ]
    address = f"{reverse('documents:list')}?state=submitted"
    return [duties.Duty("documents_sign", "文书待我签发", rows.count(), address, 0, shown)] if shown else []
