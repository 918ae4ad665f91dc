"""Which leads of a list were chosen: those ticked, or all that the filters find."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.http import QueryDict

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.models import User
from mingjing.office.leads import policy
from mingjing.office.leads.filters import LeadFilters
from mingjing.office.leads.models import Lead

MOST = 20_000


@dataclass(frozen=True)
class Selection:
    """What was chosen, always within what the person may see.

    `keys` are the ticked leads; where `whole` is true all that `query` finds are meant. Raises InvalidError
    when nothing was chosen, or more than MOST.
    """

    user: User
    keys: tuple[int, ...]
    query: str
    whole: bool

    @classmethod
    def of(cls, data: QueryDict, user: User) -> "Selection":
        """Read a selection from a form."""
        keys = tuple(int(one) for one in data.getlist("pick") if one.isdecimal())
        whole = data.get("all") == "1"
        if not keys and not whole:
            raise InvalidError("没有选择线索", do="在列表中勾选线索，或选择“全部筛选结果”")
        return cls(user, () if whole else keys[:MOST], data.get("filters", ""), whole)

    def leads(self) -> QuerySet[Lead]:
        """Return the chosen leads."""
        seen = policy.visible(self.user)
        if not self.whole:
            return seen.filter(pk__in=self.keys)
        return LeadFilters(QueryDict(self.query), self.user).apply(seen)

    def keys_now(self) -> list[int]:
        """Return the keys of the chosen leads. Raises InvalidError when they are more than MOST."""
        keys = list(self.leads().order_by("pk").values_list("pk", flat=True)[: MOST + 1])
        if len(keys) > MOST:
            raise InvalidError(f"一次最多办理 {MOST:,} 条线索", do="请缩小筛选范围，分次办理")
        return keys

    def totals(self) -> dict[str, Any]:
        """Return how many leads and suspicions were chosen and how much money they carry."""
        found = (
            self.leads()
            .order_by()
            .aggregate(
                leads=Count("pk"),
                suspicions=Sum("suspicion_count"),
                open=Sum("open_count"),
                amount=Sum("checkout_amt"),
            )
        )
        return {key: value or (Decimal(0) if key == "amount" else 0) for key, value in found.items()}

    def hidden(self) -> list[tuple[str, str]]:
        """Return the fields that carry the selection to the next page."""
        if self.whole:
            return [("all", "1"), ("filters", self.query)]
        return [("pick", str(key)) for key in self.keys]
