"""The lists of the ledger: what their columns show, and which stand there at first."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mingjing.office.ledger import words
from mingjing.office.ledger.core.posting import yuan
from mingjing.office.ledger.models import BankFile, BankLine, Entry
from mingjing.office.ledger.services.paying import destination
from mingjing.office.ledger.services.pools import Pool
from mingjing.office.ledger.services.statements import Row
from mingjing.office.ui.badges import badge
from mingjing.office.ui.columns import Column
from mingjing.office.ui.tables import Empty, Table


def _entry(one: Entry) -> str:
    return reverse("ledger:entry", args=[one.pk])


def _state(one: Entry) -> SafeString:
    if one.reverses_id is not None:
        return badge("reversal", "冲正凭证", "warn")
    if getattr(one, "undone", False):
        return badge("reversed", "已冲正", "bad")
    return badge("booked", "已记账", "good")


def amount_of(one: Entry) -> Decimal:
    """Return what a voucher moves, however many steps it takes: what its accounts gain together."""
    nets: defaultdict[str, int] = defaultdict(int)
    for row in one.postings.all():
        nets[row.account] += row.debit - row.credit
    return yuan(sum(net for net in nets.values() if net > 0))


ENTRIES = Table(
    "entries",
    (
        Column("number", "凭证号", "code", sort="number", link=_entry),
        Column("on", "业务日期", "day", sort="on"),
        Column("amount", "金额", "yuan", read=amount_of),
        Column("text", "摘要"),
        Column("document", "原始凭证", "code"),
        Column("state", "状态", "html", read=_state),
        Column("organisation", "单位", read=lambda one: one.organisation.name, sort="organisation__path"),
        Column("actor", "记账人", read=lambda one: one.actor.name, sort="actor__name"),
        Column("at", "记账时间", "moment", sort="at", first=False),
        Column("period", "月份", "code", sort="period", first=False),
    ),
    sort="-number",
    unit="张",
    empty=Empty("没有符合条件的凭证", "疑点终审、登记扣款、案件决定和收款后，凭证自动生成。"),
)


def party_link(code: str, name: str) -> SafeString:
    """Return a party as a link to its statement when it is an institution of the register."""
    if code:
        return format_html('<a href="{}">{}</a>', reverse("ledger:institution", args=[code]), name)
    return format_html("{}", name)


def claim_link(case: str, suspicion: int | None) -> SafeString:
    """Return what is owed for as a link to its page."""
    if case.startswith("AJ-"):
        return format_html('<a class="code" href="{}">{}</a>', reverse("cases:money", args=[case]), case)
    if case:
        return format_html('<span class="code">{}</span>', case)
    if suspicion is not None:
        return format_html(
            '<a href="{}">疑点 {}</a>', reverse("leads:suspicion", args=[suspicion]), suspicion
        )
    return SafeString("—")


def _pool_columns(names: dict[int, str], title: str) -> tuple[Column, ...]:
    return (
        Column("name", "当事人", "html", read=lambda one: party_link(one.code, one.name), sort="name"),
        Column("claim", "案件、疑点", "html", read=lambda one: claim_link(one.tags.case, one.tags.suspicion)),
        Column("kind", "款项", read=lambda one: words.kind(one.kind), sort="kind"),
        Column("fund", "基金", read=lambda one: words.fund(one.tags.fund), sort="fund"),
        Column("amount", title, "yuan", read=lambda one: one.yuan, sort="amount", sum="amount"),
        Column("since", "起始日期", "day", sort="since"),
        Column(
            "organisation", "单位", read=lambda one: names.get(one.organisation, ""), sort="organisation", first=len(names) > 1
        ),
    )  # fmt: skip


def debts(names: dict[int, str], own: int, may: bool) -> Table:
    """Return the list of what is due; own debts lead to the page that takes a payment."""

    def act(one: Pool) -> SafeString:
        if not may or one.organisation != own:
            return SafeString("")
        address = f"{reverse('ledger:pay')}?debt={one.key}"
        return format_html('<a class="btn btn-sm" href="{}">办理</a>', address)

    columns = (*_pool_columns(names, "应收余额"), Column("act", "操作", "html", read=act))
    empty = Empty("没有应收款项", "案件决定送达后，应缴款项显示在这里。")
    return Table("debts", columns, unit="笔", empty=empty)


def received(names: dict[int, str], pick: bool) -> Table:
    """Return the list of what was received and not yet paid on."""
    columns = (
        *_pool_columns(names, "待缴金额"),
        Column("to", "去向", read=lambda one: destination(one.kind)),
    )
    empty = Empty("没有待缴款项", "收到的款项显示在这里，选中后登记缴入财政专户、国库。")
    return Table("received", columns, unit="笔", pick=pick, empty=empty)


def held(names: dict[int, str], own: int, may: bool) -> Table:
    """Return the list of what is held."""

    def act(one: Pool) -> SafeString:
        if not may or one.organisation != own:
            return SafeString("")
        address = f"{reverse('ledger:held')}?held={one.key}"
        return format_html('<a class="btn btn-sm" href="{}">办理</a>', address)

    columns = _pool_columns(names, "暂收余额")
    shown = tuple(one for one in columns if one.key not in ("kind", "fund"))
    empty = Empty("没有暂收款", "到账金额超过应缴金额、找不到应缴款项时，余款作为暂收款。")
    return Table(
        "suspense", (*shown, Column("act", "操作", "html", read=act)), unit="笔", empty=empty, export=True
    )


POSTINGS = Table(
    "postings",
    (
        Column("on", "业务日期", "day", read=lambda one: one.entry.on),
        Column("number", "凭证号", "code", read=lambda one: one.entry.number, link=lambda one: _entry(one.entry)),
        Column("text", "摘要", read=lambda one: one.entry.text),
        Column("account", "科目", read=lambda one: words.account(one.account)),
        Column("kind", "款项", read=lambda one: words.kind(one.kind)),
        Column("debit", "借方", "yuan", read=lambda one: yuan(one.debit) if one.debit else None),
        Column("credit", "贷方", "yuan", read=lambda one: yuan(one.credit) if one.credit else None),
        Column("fund", "基金", read=lambda one: words.fund(one.fund)),
        Column("claim", "案件、疑点", "html", read=lambda one: claim_link(one.case_key, one.suspicion_id)),
        Column("lead", "线索", "code", read=lambda one: one.suspicion.lead.number if one.suspicion else "", first=False),
        Column("line", "费用明细", "code", read=lambda one: one.line.bkkp_sn if one.line else "", first=False),
        Column("item", "项目", read=lambda one: one.line.name if one.line else "", first=False),
        Column("document", "原始凭证", "code", read=lambda one: one.entry.document, first=False),
    ),
    unit="条",
    empty=Empty("没有往来记录", "所选期间没有凭证。"),
)  # fmt: skip


def statement(by: str, label: str, name: Any) -> Table:
    """Return a statement by one dimension; `name(key)` shows what it stands for."""

    def key(one: Row) -> Any:
        return name(one.key)

    return Table(
        "statement",
        (
            Column("key", label, "html", read=key, sort="key"),
            Column("account", "科目", read=lambda one: words.account(one.account), sort="account"),
            Column("kind", "款项", read=lambda one: words.kind(one.kind), sort="kind"),
            Column("opening", "期初余额", "yuan", sort="opening"),
            Column("debit", "借方发生", "yuan", sort="debit"),
            Column("credit", "贷方发生", "yuan", sort="credit"),
            Column("closing", "期末余额", "yuan", sort="closing"),
        ),
        unit="行",
        empty=Empty("没有符合条件的记录", "可以放宽期间或者清除筛选条件。"),
    )


def _file(one: BankFile) -> str:
    return reverse("ledger:bank-file", args=[one.pk])


FILES = Table(
    "files",
    (
        Column("name", "文件", link=_file),
        Column("rows", "新增", "count"),
        Column("repeated", "重复", "count"),
        Column("wrong", "有误", "count", read=lambda one: len(one.wrong)),
        Column("actor", "导入人", read=lambda one: one.actor.name),
        Column("organisation", "单位", read=lambda one: one.organisation.name),
        Column("at", "导入时间", "moment", sort="at"),
    ),
    sort="-at",
    unit="个",
    empty=Empty("还没有导入银行流水", "从网上银行下载收款明细（Excel 或者 CSV），在这里导入。"),
)


def _receipt(one: BankLine) -> str:
    return reverse("ledger:bank-line", args=[one.pk])


def line_state(one: BankLine) -> SafeString:
    """Return whether a receipt was confirmed; the list annotates `booked`."""
    if getattr(one, "booked", None):
        return badge("confirmed", "已入账", "good")
    return badge("waiting", "待确认", "warn")


def lines(own: int) -> Table:
    """Return the list of receipts; in the files of other bureaus private payers are masked."""

    def payer(one: BankLine) -> str:
        return words.party(one.payer, own=one.organisation_id == own)

    def reference(one: BankLine) -> str:
        return words.reference(one.reference, one.payer, own=one.organisation_id == own)

    columns = (
        Column("on", "到账日期", "day", sort="on", link=_receipt),
        Column("amount", "金额", "yuan", read=lambda one: yuan(one.amount), sort="amount"),
        Column("payer", "付款户名", read=payer, sort="payer"),
        Column("reference", "摘要附言", read=reference),
        Column("serial", "流水号", "code", first=False),
        Column("account", "付款账号", "masked_id", first=False),
        Column("state", "状态", "html", read=line_state),
    )
    empty = Empty("没有到账记录", "导入银行流水后，到账记录显示在这里。")
    return Table("lines", columns, sort="on", unit="笔", empty=empty)
