"""核对: where the ledger and what it follows are compared, and every difference is named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum
from django.urls import reverse

from mingjing.office.accounts.models import User
from mingjing.office.leads.models import Lead, Suspicion
from mingjing.office.ledger import policy
from mingjing.office.ledger.core.posting import yuan
from mingjing.office.ledger.models import BankLine
from mingjing.office.ledger.services import comparing, deductions

MOST = 200
"""Differences shown of one kind."""
_NOUGHT = Decimal(0)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same on both sides. `address` is the name of a page and its argument."""

    what: str
    left: Decimal
    right: Decimal
    why: str
    address: tuple[str, str | int] | None = None

    @property
    def href(self) -> str:
        """Return the page of it, empty for none."""
        return reverse(self.address[0], args=[self.address[1]]) if self.address else ""


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison: what the source says, what the ledger says, and each difference."""

    title: str
    left: Decimal
    right: Decimal
    differences: Sequence[Difference]
    left_title: str = "业务数据"
    right_title: str = "资金台账"
    note: str = ""

    @property
    def gap(self) -> Decimal:
        """Return by how much the ledger holds more."""
        return self.right - self.left

    @property
    def holds(self) -> bool:
        """Return whether both sides are the same."""
        return self.left == self.right and not self.differences


Source = Callable[[User], list[Check]]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add comparisons of a noun above; called once, when the app that brings it is ready."""
    _sources[name] = source


def checks(user: User) -> list[Check]:
    """Return every comparison over what `user` sees."""
    found = [_balance(user), _verdicts(user), _deductions(user), _bank(user), _transit(user)]
    for source in tuple(_sources.values()):
        found += source(user)
    return found


def _balance(user: User) -> Check:
    rows = policy.postings(user).order_by().values("kind").annotate(debit=Sum("debit"), credit=Sum("credit"))
    sums = list(rows)
    wrong = [
        Difference(f"款项类别 {row['kind']}", yuan(row["debit"]), yuan(row["credit"]), "借贷不平衡，请立即联系系统管理员")
        for row in sums if row["debit"] != row["credit"]
    ]  # fmt: skip
    debit, credit = sum(row["debit"] for row in sums), sum(row["credit"] for row in sums)
    return Check("借贷平衡（各类款项）", yuan(debit), yuan(credit), wrong, "借方合计", "贷方合计")


def _verdicts(user: User) -> Check:
    found = comparing.verdicts(list(user.organisation.bureaus()))
    keys = {key for key, _, _ in found.differing[:MOST]} | set(found.silent[:MOST])
    numbers = dict(Lead.objects.filter(pk__in=keys).values_list("pk", "number"))
    late = "尚未入账，系统每半小时自动补记"
    rows = [
        Difference(numbers[key], left, right, late if left > right else "台账多于终审结论，请联系系统管理员", ("leads:detail", numbers[key]))
        for key, left, right in found.differing[:MOST]
    ]  # fmt: skip
    told = {key for key, _, _ in found.differing}
    rows += [
        Difference(numbers[key], _NOUGHT, _NOUGHT, f"有终审结论{late}", ("leads:detail", numbers[key]))
        for key in found.silent[:MOST] if key not in told
    ]  # fmt: skip
    return Check("终审查实金额（同一明细只计一次）", found.leads, found.ledger, rows, "线索")


def _deductions(user: User) -> Check:
    every = deductions.compared(_own_suspicions(user))
    sums = every.aggregate(all_owed=Sum("owed"), all_booked=Sum("booked"))
    wrong = every.exclude(booked=F("owed")).select_related("lead")[:MOST]
    rows = [
        Difference(f"{one.lead.number} {one.rule_code}", yuan(one.owed), yuan(one.booked), _why(one.owed, one.booked),
                   ("leads:suspicion", one.pk))
        for one in wrong
    ]  # fmt: skip
    return Check(
        "扣款（减补差）", yuan(int(sums["all_owed"] or 0)), yuan(int(sums["all_booked"] or 0)), rows, "线索"
    )


def _own_suspicions(user: User) -> QuerySet[Suspicion]:
    held = Suspicion.objects.filter(lead__held_by__in=user.organisation.bureaus())
    return held


def _why(owed: int, booked: int) -> str:
    if not booked:
        return "扣款没有入账：凭证已冲正，或者查实金额不足；在“待登记扣款”中处理"
    return "台账多于登记的扣款" if booked > owed else "台账少于登记的扣款"


def _bank(user: User) -> Check:
    lines = policy.bank_lines(user)
    standing = Q(entries__reverses__isnull=True, entries__reversed_by__isnull=True, entries__isnull=False)
    confirmed = lines.filter(standing).distinct()
    left = BankLine.objects.filter(pk__in=confirmed.values("pk")).aggregate(all=Sum("amount"))["all"] or 0
    booked = policy.postings(user).filter(entry__bank_line__isnull=False, account="received")
    right = booked.aggregate(net=Sum("debit") - Sum("credit"))["net"] or 0
    waiting = lines.exclude(pk__in=confirmed.values("pk"))
    rest = waiting.aggregate(all=Sum("amount"))["all"] or 0
    note = f"另有 {waiting.count()} 笔到账共 {yuan(rest)} 元尚未确认"
    return Check("已确认的银行到账", yuan(left), yuan(right), _wrong_lines(user), "银行流水", note=note)


def _wrong_lines(user: User) -> list[Difference]:
    rows = policy.postings(user).filter(entry__bank_line__isnull=False, account="received").order_by()
    nets = rows.values("entry__bank_line", "entry__bank_line__amount").annotate(
        net=Sum("debit") - Sum("credit")
    )
    wrong = nets.exclude(net=0).exclude(net=F("entry__bank_line__amount"))[:MOST]
    return [
        Difference(f"到账记录 {row['entry__bank_line']}", yuan(row["entry__bank_line__amount"]), yuan(row["net"]),
                   "入账金额与到账金额不同", ("ledger:bank-line", row["entry__bank_line"]))
        for row in wrong
    ]  # fmt: skip


def _transit(user: User) -> Check:
    rows = policy.postings(user).filter(account="transit").order_by()
    sums = rows.aggregate(debit=Sum("debit"), credit=Sum("credit"))
    below_root = user.organisation.parent_id is not None
    note = "含与辖区外单位之间的划转，可以不相等" if below_root else ""
    left, right = yuan(sums["debit"] or 0), yuan(sums["credit"] or 0)
    wrong = [] if left == right or below_root else [
        Difference("全部单位", left, right, "划出、划入不相等：检查被冲正的划转凭证")
    ]  # fmt: skip
    if below_root:
        right = left
    return Check("单位、当事人、基金之间的内部划转", left, right, wrong, "转出", "转入", note)
