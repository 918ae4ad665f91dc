"""Entries of the navigation."""

from mingjing.office.accounts.access import may
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ui.nav import Item

ITEMS = (Item("机构", "institutions:list", may(Permission.INSTITUTIONS_READ), 50),)
