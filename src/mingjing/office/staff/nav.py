"""Entries of the navigation."""

from mingjing.office.accounts.access import may
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ui.nav import Item

ITEMS = (Item("人员", "staff:list", may(Permission.STAFF_READ), 55),)
