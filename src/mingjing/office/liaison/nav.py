"""Entries of the navigation."""

from mingjing.office.accounts.access import may
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ui.nav import Item


def _bureau(user: User) -> bool:
    return user.organisation.is_bureau and may(Permission.LIAISON_READ)(user)


ITEMS = (
    Item(
        "部门协作",
        "liaison:list",
        _bureau,
        52,
        ("/partners/", "/letters/", "/listings/", "/joint-cases/", "/meetings/", "/resolutions/"),
    ),
    Item(
        "协同事项",
        "liaison:desk",
        may(Permission.PARTNER_READ),
        12,
        ("/letters/", "/listings/", "/joint-cases/", "/meetings/", "/resolutions/"),
    ),
)
