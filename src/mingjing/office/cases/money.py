"""The money of one case as people read it: by kind where it stands, the plan, receipts, where each yuan came from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Sum

from mingjing.office.cases import dues
from mingjing.office.cases.models import Case, Receipt
from mingjing.office.cases.services.booking import KINDS
from mingjing.office.clocks import services as clocks
from mingjing.office.ledger import words
from mingjing.office.ledger.core.chart import chart
from mingjing.office.ledger.core.posting import yuan
from mingjing.office.ledger.models import Posting
from mingjing.office.ledger.services import verdicts

_ZERO = Decimal(0)
COLUMNS = (
    (
        "决定、计收",
        ("decided", "due", "received", "fund", "treasury", "patients", "refused", "revoked", "waived"),
    ),
    ("待送达", ("decided",)),
    ("应收", ("due",)),
    ("已收待缴", ("received",)),
    ("已缴财政专户、国库", ("fund", "treasury", "patients")),
    ("拒付", ("refused",)),
    ("核减、核销", ("revoked", "waived")),
)
"""What the table of a case adds up, by account."""


@dataclass(frozen=True, slots=True)
class Stand:
    """One kind of money: its amounts in the order of COLUMNS, in yuan, and what is owed today by the case's own count."""

    kind: str
    title: str
    amounts: Sequence[Decimal]
    owed: Decimal | None


@dataclass(frozen=True, slots=True)
class Instalment:
    """One part of the plan: how much of it the receipts cover."""

    number: int
    on: date
    amount: Decimal
    paid: Decimal
    late: bool

    @property
    def state(self) -> tuple[str, str, str]:
        """Return name, words and tone of its badge."""
        if self.paid >= self.amount:
            return "paid", "已缴清", "good"
        if self.late:
            return "overdue", "逾期", "bad"
        return ("part", "部分缴纳", "warn") if self.paid else ("open", "未到期", "plain")


@dataclass(frozen=True, slots=True)
class Source:
    """A suspicion of the case: what its lines confirmed, what the ledger took up, what the case decided of it."""

    suspicion: Any
    booked: Decimal
    decided: Decimal


def postings(case: Case) -> QuerySet[Posting]:
    """Return the postings of a case in the order of the days."""
    found = Posting.objects.filter(organisation=case.organisation, case_key=case.number)
    joined = found.select_related(
        "entry__actor", "entry__organisation", "suspicion__lead", "line", "institution"
    )
    return joined.order_by("entry__on", "entry_id", "position")


@dues.Reading()
def stand(case: Case) -> list[Stand]:
    """Return where the money of a case stands, kind by kind, in one query."""
    nets: defaultdict[str, dict[str, int]] = defaultdict(dict)
    rows = Posting.objects.filter(organisation=case.organisation, case_key=case.number).order_by()
    for row in rows.values("kind", "account").annotate(net=Sum("debit") - Sum("credit")):
        nets[row["kind"]][row["account"]] = row["net"]
    owed = dues.outstanding(case, clocks.today()) if case.served_on else None
    of_receipts = {name: kind for kind, name in KINDS.items()}
    found = []
    for kind in sorted(chart().kinds, key=lambda one: chart().kinds[one].order):
        amounts = [yuan(sum(nets[kind].get(one, 0) for one in some)) for _, some in COLUMNS]
        due = owed.of(of_receipts[kind]) if owed and kind in of_receipts else None
        if any(amounts) or due:
            found.append(Stand(kind, words.kind(kind), amounts, due))
    return found


def plan(case: Case) -> list[Instalment]:
    """Return the newest plan of instalments; receipts since then pay it in order."""
    step = case.steps.filter(name="defer").order_by("-pk").first()
    if step is None:
        return []
    rows = [(date.fromisoformat(one["on"]), Decimal(str(one["amount"]))) for one in step.data.get("plan", [])]
    paid = sum((one.amount for one in dues.standing(case, clocks.today()) if one.at >= step.at), _ZERO)
    found = []
    for number, (on, amount) in enumerate(rows, 1):
        part = min(paid, amount)
        paid -= part
        found.append(Instalment(number, on, amount, part, clocks.today() > on))
    return found


def receipts(case: Case) -> QuerySet[Receipt]:
    """Return the receipts with the voucher of each and whether it was undone."""
    return case.receipts.select_related("actor", "booked__entry", "undone__entry").order_by("on", "pk")


def sources(case: Case) -> list[Source]:
    """Return where the money of a case came from, suspicion by suspicion."""
    links = case.links.filter(active=True).select_related("suspicion__lead").order_by("suspicion")
    rows = Posting.objects.filter(
        case_key=case.number, suspicion__isnull=False, kind="principal", debit__gt=0
    )
    summed = rows.filter(account__in=("decided", "refused")).order_by().values_list("suspicion_id")
    decided = dict(summed.annotate(net=Sum("debit")))
    return [
        Source(
            link.suspicion,
            verdicts.confirmed(link.suspicion),
            yuan(decided.get(link.suspicion_id, 0)),
        )
        for link in links
    ]
