"""Entries of the navigation."""

from mingjing.office.accounts.access import may
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ui.nav import Item

ITEMS = (
    Item("工作台", "home", may(Permission.HOME), 10),
    Item("线索", "leads:list", may(Permission.LEADS_READ), 20, ("/suspicions/", "/persons/", "/evidence/")),
    Item("核查任务", "leads:tasks", may(Permission.LEADS_READ), 30, ("/parts/",)),
    Item("疑难问题", "leads:tickets", may(Permission.TICKETS), 40),
    Item("看板", "leads:dashboard", may(Permission.DASHBOARD), 80),
)
