"""Entries of the navigation."""

from mingjing.office.accounts.access import may
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ui.nav import Item


def _reports(user: User) -> bool:
    return user.organisation.is_bureau and may(Permission.REPORTS_READ)(user)


ITEMS = (Item("统计报表", "reports:list", _reports, 75),)
