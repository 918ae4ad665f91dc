"""Entries of the navigation."""

from mingjing.office.accounts.access import may
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ui.nav import Item


def _bureau(user: User) -> bool:
    return user.organisation.is_bureau and may(Permission.LEDGER_READ)(user)


ITEMS = (Item("资金", "ledger:overview", _bureau, 50),)
