"""What this noun brings to the nouns below."""

from mingjing.office.cases import hooks as cases
from mingjing.office.institutions import hooks as institutions
from mingjing.office.screenings import folders
from mingjing.office.staff.services import blocklist, register, restrictions


def plug() -> None:
    """Register; called when the app is ready."""
    cases.listen_to_service("staff", restrictions.follow)
    institutions.listen("staff", register.follow)
    folders.bring("staff", blocklist.write)
