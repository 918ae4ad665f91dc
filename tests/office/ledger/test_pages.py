"""Pages of the ledger: a bank file from upload to the treasury, corrections, months, what is compared."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse as address

from mingjing.office.clocks import services as clocks
from mingjing.office.leads.models import Lead
from mingjing.office.leads.services import money
from mingjing.office.ledger.core.posting import Tags
from mingjing.office.ledger.models import BankLine, Entry
from mingjing.office.ledger.services import bank, pools, statements
from mingjing.office.ledger.services.post import reverse
from tests.office.leads.pages import cost, send, text
from tests.office.ledger.conftest import CASE
from tests.office.ledger.test_bank import FILE
from tests.office.ledger.test_following import final, of_h1
from tests.office.province import Province

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]


def imported(client: Client) -> list[BankLine]:
    """Take the file in by the pages: upload, preview, confirm."""
    page = client.post(address("ledger:import"), {"file": SimpleUploadedFile("流水.csv", FILE, "text/csv")})
    shown = page.content.decode()
    assert page.status_code == 200 and not BankLine.objects.exists()
    assert "确认导入 3 笔" in shown and "金额无法识别" in shown and "959.99" in shown
    upload = re.search(r'name="upload" value="(\w+)"', shown)
    assert upload
    send(client, "ledger:import-confirm", upload=upload[1], name="流水.csv")
    return list(BankLine.objects.order_by("row"))


def test_a_receipt_goes_from_the_banks_file_to_fund_and_treasury(
    province: Province, owed: list[Entry], signed_in: SignedIn
) -> None:
    officer = signed_in("officer")
    lines = imported(officer)
    page = text(officer, "ledger:bank-line", lines[0].pk)
    assert (
        "附言含案件编号" in page
        and "户名一致" in page
        and 'value="300.00"' in page
        and 'value="400.00"' in page
    )
    names = re.findall(r'name="(share-\w+)"', page)
    wrong = send(officer, "ledger:bank-confirm", lines[0].pk, status=422, **{names[0]: "三百"})
    assert "无法识别" in wrong and "三百" in wrong
    too_much = send(officer, "ledger:bank-confirm", lines[0].pk, status=422, **{names[0]: "800"})
    assert "分配金额大于到账金额" in too_much
    following = send(officer, "ledger:bank-confirm", lines[0].pk, **{names[0]: "300.00", names[1]: "400.00"})
    assert following == address("ledger:bank-line", args=[lines[1].pk])
    assert "已入账" in text(officer, "ledger:bank-line", lines[0].pk)
    waiting = text(officer, "ledger:received")
    assert "缴入财政专户" in waiting and "缴入国库" in waiting
    keys = re.findall(r'name="pick" value="(\w+)"', waiting)
    assert len(keys) == 2
    form = {"key": "k1", "on": str(clocks.today()), "document": "缴款书 1"}
    assert "请勾选" in send(officer, "ledger:remit", status=422, **form)
    send(officer, "ledger:remit", pick=keys, **form)
    standing = statements.trial_balance(province.who("leader"))
    assert standing["fund", "principal"] == 300 and standing["treasury", "fine"] == 400
    assert "没有待缴款项" in text(officer, "ledger:received")
    count = Entry.objects.count()
    assert officer.post(address("ledger:remit"), {"pick": keys, **form}).status_code in (404, 422)
    assert Entry.objects.count() == count
    for wanted in ("300.00", "财政专户", "国库", "应收"):
        assert wanted in text(officer, "ledger:overview")


def test_a_payment_by_hand_twice_clicked_is_one_voucher_and_a_fund_is_corrected_before_it(
    province: Province, owed: list[Entry], signed_in: SignedIn
) -> None:
    officer, county = signed_in("officer"), province.bodies["county1"]
    debt = next(one for one in pools.of(county, "due") if one.kind == "principal")
    day = str(clocks.today())
    send(
        officer,
        "ledger:pay",
        debt=debt.key,
        do="fund",
        key="f1",
        fund="390100",
        amount="100.00",
        on=day,
        text="居民医保",
    )
    debts = {one.tags.fund: one for one in pools.of(county, "due") if one.kind == "principal"}
    assert {fund: one.yuan for fund, one in debts.items()} == {"310100": Decimal(200), "390100": Decimal(100)}
    form = {"debt": debts["390100"].key, "do": "pay", "key": "p1", "way": "receive", "amount": "60", "on": day, "document": "回单1"}  # fmt: skip
    send(officer, "ledger:pay", **form)
    send(officer, "ledger:pay", **form)
    left = next(one for one in pools.of(county, "due") if one.tags.fund == "390100")
    assert left.yuan == Decimal(40)
    refused = send(officer, "ledger:pay", status=422, **(form | {"key": "p2", "amount": "40.01"}))
    assert "余额不足" in refused
    leader = signed_in("leader")
    assert leader.get(address("ledger:pay"), {"debt": left.key}).status_code == 403
    assert signed_in("officer", "county3").get(address("ledger:pay"), {"debt": left.key}).status_code == 404


def test_what_is_held_pays_a_debt_or_goes_back_with_a_reason(
    province: Province, owed: list[Entry], signed_in: SignedIn
) -> None:
    officer, county = signed_in("officer"), province.bodies["county1"]
    stranger = imported(officer)[2]
    send(officer, "ledger:bank-confirm", stranger.pk)
    (held,) = pools.of(county, "suspense")
    debt = next(one for one in pools.of(county, "due") if one.kind == "fine")
    day, page = str(clocks.today()), text(officer, "ledger:held", held=held.key)
    assert "路人" in page and "9.99" in page
    form = {"held": held.key, "do": "apply", "key": "a1", "debt": debt.key, "amount": "5.00", "on": day}
    assert "缴款人与当事人不一致" in send(officer, "ledger:held", status=422, **form)
    send(officer, "ledger:held", **(form | {"text": "代 H1 医院缴款"}))
    back = {"held": held.key, "do": "back", "key": "b1", "amount": "4.99", "on": day, "document": "退款单", "text": "与本案无关"}  # fmt: skip
    send(officer, "ledger:held", **back)
    assert not pools.of(county, "suspense")


def test_another_person_reverses_on_the_page_of_the_voucher(
    province: Province,
    owed: list[Entry],
    book: Callable[..., Entry],
    tags: Callable[..., Tags],
    signed_in: SignedIn,
) -> None:
    entry = book("in", ("receive", "fine", "600.00", tags(case=CASE, suspicion=None)))
    assert "冲正该凭证" not in text(signed_in("officer"), "ledger:entry", entry.pk)
    reviewer = signed_in("reviewer")
    page = text(reviewer, "ledger:entry", entry.pk)
    assert "冲正该凭证" in page and "行政罚款" in page and "H1医院" in page
    early = {"on": "2026-03-01", "reason": "退汇"}
    assert "不能早于原凭证" in send(reviewer, "ledger:reverse", entry.pk, status=422, **early)
    send(reviewer, "ledger:reverse", entry.pk, on=str(clocks.today()), reason="退汇")
    assert "已冲正" in text(reviewer, "ledger:entry", entry.pk)
    listed = text(reviewer, "ledger:entries", state="reversed")
    assert entry.number in listed and owed[0].number not in listed
    assert owed[0].number in text(reviewer, "ledger:entries", account="suspected", institution="H1")


def test_a_voucher_by_hand_for_what_no_other_page_books(province: Province, signed_in: SignedIn) -> None:
    officer = signed_in("officer")
    form = {"key": "m1", "movement": "declare", "kind": "principal", "amount": "1000", "institution": "H1",
            "case": "自查自纠2026", "fund": "310100", "on": str(clocks.today()), "text": "上半年自查自纠"}  # fmt: skip
    assert "没有这家机构" in send(officer, "ledger:new", status=422, **(form | {"institution": "H4"}))
    send(officer, "ledger:new", **form)
    for number, way in enumerate(("decide", "serve")):
        send(officer, "ledger:new", **(form | {"key": f"m{number + 2}", "movement": way}))
    page = text(officer, "ledger:debts")
    assert "自查自纠2026" in page and "1,000.00" in page
    assert "没有办案" not in page and "城镇职工基本医疗保险统筹基金" in page
    refused = officer.post(address("ledger:new"), form | {"key": "m9", "movement": "receive"})
    assert refused.status_code == 422


def test_statements_narrow_export_and_lead_to_an_institutions_account(
    province: Province, owed: list[Entry], signed_in: SignedIn
) -> None:
    leader = signed_in("leader")
    for by in ("institution", "case", "fund", "period", "suspicion"):
        assert "600.00" in text(leader, "ledger:statements", by=by)
    assert "没有符合条件" in text(leader, "ledger:statements", first="2026-05", last="2026-04")
    assert leader.get(address("ledger:statements"), {"institution": "H4"}).status_code == 404
    page = text(leader, "ledger:institution", "H1", first="2026-03")
    assert owed[0].number in page and CASE in page
    for name, args in (
        ("ledger:statements", []),
        ("ledger:institution", ["H1"]),
        ("ledger:entries", []),
        ("ledger:debts", []),
    ):
        answer = leader.get(address(name, args=args), {"export": "xlsx"})
        assert answer.status_code == 200 and b"PK" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_what_is_a_link_on_the_page_is_plain_text_in_a_file(owed: list[Entry], signed_in: SignedIn) -> None:
    answer = signed_in("leader").get(address("ledger:debts"), {"export": "csv"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert "H1医院" in lines and CASE in lines and "<" not in lines


def test_months_are_locked_and_unlocked_on_their_page(
    province: Province, owed: list[Entry], signed_in: SignedIn
) -> None:
    leader = signed_in("leader")
    send(leader, "ledger:lock", period="2026-03", do="lock", reason="")
    assert "2026-03" in text(leader, "ledger:months")
    assert "请填写反结账理由" in send(
        leader, "ledger:lock", status=422, period="2026-03", do="unlock", reason=""
    )
    send(leader, "ledger:lock", period="2026-03", do="unlock", reason="漏记一笔")
    assert "漏记一笔" in text(leader, "ledger:months") and "反结账" in text(
        signed_in("auditor"), "ledger:months"
    )
    assert signed_in("officer").post(address("ledger:lock"), {}).status_code == 403


def test_a_deduction_that_was_reversed_is_named_and_booked_again(
    province: Province, sent: list[Lead], signed_in: SignedIn
) -> None:
    officer = signed_in("officer")
    assert "没有待登记的扣款" in text(officer, "ledger:deductions") and "全部一致" in text(
        officer, "ledger:checks"
    )
    one = final(province, of_h1(sent)[0])
    money.deduct(province.who("officer"), one, Decimal("60.06"), "扣", clocks.today())
    reverse(province.who("reviewer"), Entry.objects.get(key__startswith="deduction:"), "基金有误")
    wrong = text(officer, "ledger:checks")
    assert "1 项不一致" in wrong and one.lead.number in wrong and "60.06" in wrong
    assert one.lead.number in text(officer, "ledger:deductions")
    send(officer, "ledger:book", one.pk, fund="390100", paid="0")
    assert "全部一致" in text(officer, "ledger:checks")
    assert "已经登记" in send(officer, "ledger:book", one.pk, status=422, fund="390100", paid="0")
    assert "拒付" in text(officer, "institutions:detail", "H1")


def test_lists_cost_the_same_however_long_they_are(
    province: Province,
    owed: list[Entry],
    book: Callable[..., Entry],
    tags: Callable[..., Tags],
    signed_in: SignedIn,
) -> None:
    officer = signed_in("officer")
    bank.take_in(province.who("officer"), "一.csv", FILE)
    names = (
        "overview",
        "entries",
        "debts",
        "received",
        "suspense",
        "bank",
        "statements",
        "months",
        "checks",
        "deductions",
    )
    before = {name: cost(officer, f"ledger:{name}") for name in names}
    for number in range(12):
        one = tags(case=f"专项{number}", suspicion=None)
        book(
            f"i{number}",
            ("impose", "fine", "10.00", one),
            ("serve", "fine", "10.00", one),
            on=date(2026, 4, 2),
        )
    more = "".join(f"2026-03-14,{n}.00,路人{n},\n" for n in range(1, 30))
    bank.take_in(province.who("officer"), "二.csv", ("交易日期,收入金额,对方户名,附言\n" + more).encode())
    after = {name: cost(officer, f"ledger:{name}") for name in names}
    assert after == before and max(after.values()) <= 30, (before, after)


def test_a_private_persons_name_is_the_own_bureaus_alone(
    book: Callable[..., Entry], signed_in: SignedIn
) -> None:
    owes = Tags(party="欧阳小明", case="追缴2026", fund="310100")
    entry = book(
        "p",
        ("declare", "principal", "5.00", owes),
        ("decide", "principal", "5.00", owes),
        ("serve", "principal", "5.00", owes),
    )
    own, above = signed_in("officer"), signed_in("leader", "city1")
    for reader, shown, hidden in ((own, "欧阳小明", "欧**明"), (above, "欧**明", "欧阳小明")):
        pages = [text(reader, "ledger:debts"), text(reader, "ledger:entry", entry.pk)]
        pages += [
            str(reader.get(f"/api/v1/ledger/{path}").json()) for path in ("debts", f"entries/{entry.pk}")
        ]
        assert [(shown in page, hidden in page) for page in pages] == [(True, False)] * 4


def test_a_private_payer_in_the_banks_file_is_masked_for_the_bureaus_above(
    province: Province, owed: list[Entry], signed_in: SignedIn
) -> None:
    rows = (
        "2026-03-10,7.00,欧阳小明,欧阳小明退药费,6222020200012345678\n2026-03-11,8.00,H1医院有限公司,退款,1\n"
    )
    bank.take_in(
        province.who("officer"), "一.csv", ("交易日期,收入金额,对方户名,附言,对方账号\n" + rows).encode()
    )
    line = BankLine.objects.get(payer="欧阳小明")
    for who, shown in ((("officer",), True), (("leader", "city1"), False)):
        reader = signed_in(*who)
        said = [
            text(reader, "ledger:bank"),
            text(reader, "ledger:bank-file", line.file_id),
            text(reader, "ledger:bank-line", line.pk),
        ]
        said += [str(reader.get(f"/api/v1/ledger/bank/lines{path}").json()) for path in ("", f"/{line.pk}")]
        assert [("欧阳小明" in one, "欧**明退药费" in one) for one in said] == [(shown, not shown)] * 5
        assert all("H1医院有限公司" in one for one in said[:2])
        assert ("6222020200012345678" in said[4]) is shown
