"""Entries of the navigation."""

from mingjing.office.accounts.access import may
from mingjing.office.accounts.permissions import Permission
from mingjing.office.ui.nav import Item

ITEMS = (
    Item("筛查", "screenings:list", may(Permission.SCREENINGS_READ), 60),
    Item("数据", "screenings:lakes", may(Permission.LAKES), 65),
    Item("规则库", "screenings:rules", may(Permission.RULES_READ), 70, ("/knowledge/", "/local-rules/")),
)
