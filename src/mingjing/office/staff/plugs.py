"""What this noun brings to the nouns below: it listens, and adds to their pages, a person's work, the search."""

from mingjing.office.accounts.access import may
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import hooks as cases
from mingjing.office.cases import tabs
from mingjing.office.cases.models import Case
from mingjing.office.institutions import hooks as institutions
from mingjing.office.institutions import panels
from mingjing.office.leads import beside, duties
from mingjing.office.screenings import folders
from mingjing.office.staff import elsewhere, finding, waiting
from mingjing.office.staff.services import blocklist, register, restrictions


def _number(case: Case) -> int:
    return case.named.count()


def plug() -> None:
    """Register; called when the app is ready."""
    cases.listen_to_service("staff", restrictions.follow)
    institutions.listen("staff", register.follow)
    folders.bring("staff", blocklist.write)
    finding.plug()
    duties.register("staff", waiting.work)
    tabs.register(tabs.Tab("staff", "责任人员", 45, "staff:case", may(Permission.STAFF_READ), _number))
    panels.register(
        panels.Panel("staff", "人员记分", "staff/institution_panel.html", elsewhere.of_institution)
    )
    beside.register("person", "staff", beside.Part("staff/person_part.html", elsewhere.of_person))
