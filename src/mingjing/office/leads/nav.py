"""Entries of the navigation."""

from mingjing.office.accounts.access import may
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ui.nav import Item


def _tasks(user: User) -> bool:
    return user.organisation.is_bureau and may(Permission.LEADS_READ)(user)


ITEMS = (
    Item("工作台", "home", may(Permission.HOME), 10),
    Item("线索", "leads:list", may(Permission.LEADS_READ), 20, ("/suspicions/", "/persons/", "/evidence/")),
    Item("核查任务", "leads:tasks", _tasks, 30, ("/parts/",)),
    Item("疑难问题", "leads:tickets", may(Permission.TICKETS), 40),
    Item("看板", "leads:dashboard", may(Permission.DASHBOARD), 80),
)
