"""What stands in an account, debtor by debtor and claim by claim, in one query."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, Min, QuerySet, Sum

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.ledger import policy, words
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.core.posting import Tags, yuan
from mingjing.office.ledger.models import Posting

_COLUMNS = ("organisation_id", "institution_id", "party", "suspicion_id", "case_key", "kind", "fund")


@dataclass(frozen=True, slots=True)
class Pool:
    """What one party's claim has in an account, of one kind and fund, in fen on the account's own side.

    A debt of a case is one, whichever suspicions it came from; its tags name the case alone. `since` is the day of
    its first voucher.
    """

    organisation: int
    account: str
    kind: str
    tags: Tags
    name: str
    code: str
    amount: int
    since: date

    @property
    def key(self) -> str:
        """Return what names it in a form."""
        tags = self.tags
        whole = (self.organisation, self.account, self.kind, tags.owner, tags.claim, tags.fund)
        return hashlib.sha256(repr(whole).encode()).hexdigest()[:24]

    @property
    def pk(self) -> str:
        """Return the same, as tables ask for it."""
        return self.key

    @property
    def yuan(self) -> Decimal:
        """Return the amount in yuan."""
        return yuan(self.amount)


def standing(rows: QuerySet[Posting], account: str) -> list[Pool]:
    """Return the pools of an account above nought, ordered by debtor, claim and the order of payment."""
    found: dict[tuple[int, str, str, str, str], Pool] = {}
    sign = 1 if chart().accounts[account].side == "debit" else -1
    summed = (
        rows.filter(account=account).order_by().values(*_COLUMNS, "institution__name", "institution__code")
        .annotate(net=Sum(F("debit") - F("credit")), since=Min("entry__on"))
    )  # fmt: skip
    for row in summed:
        one = _pool(account, row, sign)
        key = (one.organisation, one.tags.owner, one.tags.claim, one.kind, one.tags.fund)
        before = found.get(key)
        if before is not None:
            total, since = before.amount + one.amount, min(before.since, one.since)
            one = Pool(
                one.organisation, account, one.kind, before.tags, before.name, before.code, total, since
            )
        found[key] = one
    kept = [one for one in found.values() if one.amount > 0]
    return sorted(
        kept, key=lambda one: (one.organisation, one.name, one.tags.claim, _order(one), one.tags.fund)
    )


def _pool(account: str, row: dict[str, Any], sign: int) -> Pool:
    case, suspicion = str(row["case_key"]), row["suspicion_id"]
    tags = Tags(
        row["institution_id"], str(row["party"]), None if case else suspicion, None, case, str(row["fund"])
    )
    name, net = str(row["institution__name"] or row["party"]), int(row["net"])
    code = str(row["institution__code"] or "")
    return Pool(row["organisation_id"], account, str(row["kind"]), tags, name, code, sign * net, row["since"])


def _order(one: Pool) -> int:
    return chart().kinds[one.kind].order


def of(organisation: Organisation, account: str) -> list[Pool]:
    """Return what stands in an account of one bureau's book."""
    return standing(Posting.objects.filter(organisation=organisation), account)


def seen(user: User, account: str) -> list[Pool]:
    """Return what stands in an account of every book that `user` sees; persons in other bureaus' books are masked."""
    return [
        one
        if one.tags.institution is not None
        else replace(one, name=words.party(one.name, own=one.organisation == user.organisation_id))
        for one in standing(policy.postings(user), account)
    ]


def chosen(user: User, account: str, keys: Sequence[str]) -> list[Pool]:
    """Return those of the user's own bureau that a form named. Raises NotVisibleError for one that is not there."""
    known = {one.key: one for one in of(user.organisation, account)}
    if user.organisation.is_bureau and set(keys) <= set(known):
        return [known[key] for key in dict.fromkeys(keys)]
    raise NotVisibleError("没有这笔款项，或者余额已经为零", do="刷新页面查看最新余额")
