"""Bank files as banks write them, and how receipts find the debts they pay."""

import csv
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingjing.kernel.errors import InvalidError
from mingjing.office.ledger.core import bankfile, matching
from mingjing.office.ledger.core.matching import Due, Receipt

CSV = """某某银行账户明细,,,,
交易日期,借贷标志,交易金额(元),对方户名,摘要,交易流水号
2026-03-02,贷,"1,234.50",甲医院,罚款 医保罚〔2026〕3号,A1
20260303,借,5.00,供应商,付款,A2
2026/3/4 10:11:12,贷,100,乙药店,退款,A3
昨天,贷,1.00,丙,,A4
2026-03-05,贷,12元角,丙,,A5
2026-03-05,贷,-7.00,丙,退汇,A6
2026-03-05,贷,1.005,丙,,A7
合计,,1334.50,,,
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_receipts_are_read_and_each_wrong_row_says_why(encoding: str) -> None:
    read = bankfile.read(CSV.encode(encoding), "流水.csv")
    assert [(row.row, str(row.on), row.amount, row.payer) for row in read.rows] == [
        (3, "2026-03-02", 123450, "甲医院"),
        (5, "2026-03-04", 10000, "乙药店"),
    ]
    assert dict(read.wrong).keys() == {6, 7, 8, 9}
    assert "日期" in dict(read.wrong)[6] and "金额" in dict(read.wrong)[7] and "退汇" in dict(read.wrong)[8]
    assert read.ignored == 2


def test_excel_gives_the_same_receipts_as_csv() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in CSV.splitlines():
        sheet.append(next(csv.reader([line])))
    out = io.BytesIO()
    book.save(out)
    from_excel = bankfile.read(out.getvalue(), "流水.xlsx")
    assert from_excel == bankfile.read(CSV.encode(), "流水.csv")


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xff\xff\x00\x80", b"PK\x03\x04nonsense"])
def test_what_is_no_list_of_receipts_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidError):
        bankfile.read(content, "流水.csv")


def test_equal_receipts_of_one_file_are_two() -> None:
    head = "日期,金额,付款人\n"
    read = bankfile.read((head + "2026-01-01,5,甲\n" * 2).encode(), "a.csv")
    assert len({row.key for row in read.rows}) == 2
    once = bankfile.read((head + "2026-01-01,5,甲\n").encode(), "a.csv")
    assert once.rows[0].key == read.rows[0].key


def due(
    claim: str = "医保案〔2026〕1号",
    amount: int = 10000,
    kind: str = "fine",
    order: int = 5,
    party: str = "甲医院",
) -> Due:
    return Due(f"K{party}", party, claim, kind, "", amount, order)


def test_a_case_number_in_the_reference_says_most_and_a_stranger_finds_nothing() -> None:
    dues = [due(), due("医保案〔2026〕2号", 500)]
    best = matching.match(Receipt("甲医院", "缴医保案(2026)2号罚款", 400), dues)
    assert best[0].claim == "医保案〔2026〕2号" and "部分缴款" in best[0].reasons
    assert best[0].score > best[1].score
    assert matching.match(Receipt("（甲）医院", "", 10000), [due()])[0].score == 55
    assert (
        matching.match(Receipt("甲医院门诊部", "", 3), [due(party="甲医院门诊")])[0].reasons[0] == "户名相近"
    )
    assert not matching.match(Receipt("乙公司", "货款", 10000), [due()])


def test_a_receipt_of_exactly_one_debt_pays_that_one() -> None:
    fine, principal = due(amount=300), due(amount=100, kind="principal", order=1)
    assert matching.allocate(300, [principal, fine]) == ([(fine, 300)], 0)
    assert matching.allocate(250, [fine, principal]) == ([(principal, 100), (fine, 150)], 0)
    assert matching.allocate(500, [fine, principal]) == ([(principal, 100), (fine, 300)], 100)


@given(st.integers(1, 10**6), st.lists(st.tuples(st.integers(1, 10**5), st.integers(1, 6)), max_size=6))
def test_shares_and_what_is_left_make_up_the_receipt(amount: int, debts: list[tuple[int, int]]) -> None:
    dues = [due(f"案件编号{n}", owed, order=order) for n, (owed, order) in enumerate(debts)]
    shares, left = matching.allocate(amount, dues)
    assert sum(share for _, share in shares) + left == amount
    assert all(0 < share <= one.amount for one, share in shares) and left >= 0
    assert len({one for one, _ in shares}) == len(shares)


def _archive_of_something_else() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "a")
    return out.getvalue()


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 cut short", _archive_of_something_else()], ids=["cut short", "another archive"]
)
def test_a_broken_workbook_is_refused_with_what_to_do(content: bytes) -> None:
    with pytest.raises(InvalidError, match="无法读取该 Excel 文件") as refused:
        bankfile.read(content, "流水.xlsx")
    (problem,) = refused.value.problems
    assert "损坏" in problem.why and "另存为" in problem.do
