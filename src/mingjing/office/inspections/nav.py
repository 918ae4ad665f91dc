"""Entries of the navigation."""

from mingjing.office.accounts.access import may
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ui.nav import Item


def _plans(user: User) -> bool:
    return user.organisation.is_bureau and may(Permission.SCREENINGS_READ)(user)


ITEMS = (Item("检查计划", "inspections:list", _plans, 62),)
