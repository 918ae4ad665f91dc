"""Entries of the navigation."""

from mingjing.office.accounts.access import may
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ui.nav import Item

ITEMS = (Item("文书", "documents:list", may(Permission.CASES_READ), 48),)
