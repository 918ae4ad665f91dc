"""Entries of the navigation."""

from mingjing.office.accounts.access import may
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ui.nav import Item

ITEMS = (Item("工作日历", "clocks:calendar", may(Permission.CALENDAR), 95),)
