"""Cases beside the ledger: what was decided, what is unpaid, receipts and measures that no voucher stands for."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import QuerySet, Sum

from mingjing.office.accounts.models import User
from mingjing.office.cases import policy
from mingjing.office.cases.law.fines import CENT
from mingjing.office.cases.models import Case, Correction, Measure, Receipt, Track
from mingjing.office.cases.services.booking import KINDS, PREFIX
from mingjing.office.cases.services.catching import unmeasured, unreceived
from mingjing.office.ledger.core.posting import yuan
from mingjing.office.ledger.models import Posting
from mingjing.office.ledger.services.reconciling import MOST, Check, Difference

_ZERO = Decimal(0)
_LATE = "尚未入账，系统每半小时自动补记"
_OF_DECISION = (Receipt.Kind.REFUND, Receipt.Kind.FINE, Receipt.Kind.CONFISCATED)
Amounts = defaultdict[tuple[int | str, str], Decimal]


def checks(user: User) -> list[Check]:
    """Return the comparisons over the cases that `user` sees."""
    cases = policy.visible(user)
    return [_decided(cases), _unpaid(cases), _receipts(cases), _measures(cases)]


def _difference(case: str, left: Decimal, right: Decimal, why: str) -> Difference:
    return Difference(case, left, right, why, ("cases:money", case))


def _decided(cases: QuerySet[Case]) -> Check:
    found = cases.filter(decided_on__isnull=False)
    rows = Posting.objects.filter(
        entry__key__startswith=PREFIX, entry__key__endswith=":decide", account="decided"
    )
    rows = rows.filter(case_key__in=found.values("number"), entry__reverses__isnull=True).order_by()
    booked = dict(rows.values_list("case_key").annotate(all=Sum("debit")))
    left = right = _ZERO
    wrong: list[Difference] = []
    for number, *amounts in found.values_list("number", "refund_amt", "fine_amt", "confiscated_amt"):
        said, held = sum(amounts, _ZERO), yuan(booked.get(number, 0))
        left, right = left + said, right + held
        if said != held and len(wrong) < MOST:
            wrong.append(_difference(number, said, held, _LATE))
    return Check("案件决定金额（责令退回、罚款、没收）", left, right, wrong, "案件")


def _summed(rows: "QuerySet[Receipt] | QuerySet[Correction]") -> Amounts:
    found: Amounts = defaultdict(Decimal)
    summed = rows.order_by().values_list("case_id", "kind").annotate(all=Sum("amount"))
    for case, kind, amount in summed:
        found[case, kind] += amount
    return found


def _unpaid(cases: QuerySet[Case]) -> Check:
    """Fines and confiscations must be the same to the fen; of refunds the ledger may hold agreement handling too."""
    served = cases.filter(served_on__isnull=False)
    keys = served.values("pk")
    paid = _summed(Receipt.objects.filter(case__in=keys, undone__isnull=True))
    no_debt = (Correction.What.REVERSED, Correction.What.RETURNED)
    less = _summed(Correction.objects.filter(case__in=keys).exclude(what__in=no_debt))
    rows = Posting.objects.filter(case_key__in=served.values("number"), account="due").order_by()
    due: Amounts = defaultdict(Decimal)
    for number, kind, net in rows.values_list("case_key", "kind").annotate(net=Sum("debit") - Sum("credit")):
        due[number, kind] += yuan(net)
    agreed = set(_agreed().filter(track__case__in=keys).values_list("track__case_id", flat=True))
    left = right = _ZERO
    wrong: list[Difference] = []
    for case in served:
        amounts = (case.refund_amt, case.fine_amt, case.confiscated_amt)
        for kind, whole in zip(_OF_DECISION, amounts, strict=True):
            owed = whole - paid[case.pk, kind] - less[case.pk, kind]
            held = due[case.number, KINDS[kind]]
            if kind == Receipt.Kind.REFUND and case.pk in agreed:
                held = min(held, owed)
            left, right = left + owed, right + held
            if owed != held and len(wrong) < MOST:
                wrong.append(
                    _difference(case.number, owed, held, f"{kind.label}：{_LATE}" if not held else kind.label)
                )
    return Check("案件应缴未缴（退回、罚款、没收）", left, right, wrong, "案件")


def _agreed() -> QuerySet[Measure]:
    return Measure.objects.filter(track__kind=Track.Kind.AGREEMENT, kind=Measure.Kind.RECOVER, amount__gt=0)


def _receipts(cases: QuerySet[Case]) -> Check:
    every = Receipt.objects.filter(case__in=cases.values("pk"))
    left = every.aggregate(all=Sum("amount"))["all"] or _ZERO
    right = every.filter(booked__isnull=False).aggregate(all=Sum("amount"))["all"] or _ZERO
    lacking = unreceived().filter(case__in=cases.values("pk")).select_related("case")[:MOST]
    wrong = [
        _difference(one.case.number, one.amount, _ZERO, f"到账 {one.on} {one.voucher}：{_LATE}")
        for one in lacking
    ]
    left, right = left.quantize(CENT), right.quantize(CENT)
    return Check("案件到账（含已冲正）", left, right, wrong, "案件")


def _measures(cases: QuerySet[Case]) -> Check:
    money = (Measure.Kind.RECOVER, Measure.Kind.REFUSE, Measure.Kind.DAMAGES)
    every = Measure.objects.filter(
        track__case__in=cases.values("pk"), track__kind=Track.Kind.AGREEMENT, kind__in=money, amount__gt=0
    )
    left = every.aggregate(all=Sum("amount"))["all"] or _ZERO
    gone = list(unmeasured().filter(pk__in=every.values("pk")).select_related("track__case"))
    right = left - sum((one.amount or _ZERO for one in gone), _ZERO)
    wrong = [
        _difference(one.track.case.number, one.amount or _ZERO, _ZERO, f"{one.get_kind_display()}：{_LATE}")
        for one in gone[:MOST]
    ]
    left, right = left.quantize(CENT), right.quantize(CENT)
    return Check("协议处理的追回、拒付、违约金", left, right, wrong, "案件")
