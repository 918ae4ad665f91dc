"""Entries of the navigation."""

from mingjing.office.accounts.access import may
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ui.nav import Item

ITEMS = (
    Item("账号", "accounts:users", may(Permission.ACCOUNTS), 90),
    Item("单位", "accounts:organisations", may(Permission.ACCOUNTS), 91),
    Item("审计", "accounts:audit", may(Permission.AUDIT_READ), 96),
)
