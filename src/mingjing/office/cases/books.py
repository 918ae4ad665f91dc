"""What the ledger says of a case: what stands in its accounts, what agreement handling still has to bring in."""

from collections import Counter
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from mingjing.office.cases import dues
from mingjing.office.cases.models import Case
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.core.posting import Tags, yuan
from mingjing.office.ledger.models import Posting

_ZERO = Decimal(0)


def standing(case: Case, account: str) -> list[tuple[str, Tags, int]]:
    """Return what stands in an account for the case: kind, tags, fen; in the order in which debts are paid."""
    rows = Posting.objects.filter(organisation=case.organisation, claim=case.number, account=account)
    columns = ("kind", "institution_id", "party", "suspicion_id", "fund")
    pools: dict[tuple[str, Tags], int] = {}
    for row in rows.order_by().values(*columns).annotate(net=Sum("debit") - Sum("credit")):
        one = Tags(row["institution_id"], row["party"], row["suspicion_id"], None, case.number, row["fund"])
        pools[row["kind"], one] = row["net"]
    found = [(kind, one, net) for (kind, one), net in pools.items() if net]
    return sorted(found, key=lambda one: (chart().kinds[one[0]].order, one[1].fund, one[1].suspicion or 0))


def owed_by_agreement(case: Case, day: date) -> Decimal:
    """Return what agreement handling still has to bring in: 追回 and 违约金; what a served decision ordered is apart."""
    due: Counter[str] = Counter()
    for kind, _, net in standing(case, "due"):
        due[kind] += net
    ordered = dues.outstanding(case, day).refund if case.served_on else _ZERO
    return max(yuan(due["principal"]) - ordered, _ZERO) + yuan(due["liquidated"])
