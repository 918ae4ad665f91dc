"""The demonstration's documents: what two bureaus print of themselves, and the papers of a few cases."""

from django.db import transaction

from mingjing.office.accounts.models import User
from mingjing.office.cases.models import Case
from mingjing.office.documents import conditions
from mingjing.office.documents.kinds import kind
from mingjing.office.documents.models import Document, Letterhead
from mingjing.office.documents.services import drafting, issuing, letterheads

_PAPERS = ("filing_approval", "investigation_report", "decision_approval", "penalty_decision")
"""What each case gets as far as it has come."""


@transaction.atomic
def tell() -> None:
    """Write once; a province that already has letterheads is left as it is."""
    if Letterhead.objects.exists():
        return
    for username, place in (("yunhu.lingdao", "云湖"), ("qingdu.fushen", "清渡")):
        letterheads.save(_who(username), _said(place))
    for case in Case.objects.exclude(stage="clue").order_by("pk"):
        county = "yunhu" if case.organisation.code == "BJ421221" else "qingdu"
        leader = _who("yunhu.lingdao" if county == "yunhu" else "qingdu.fushen")
        for key in _PAPERS:
            if not conditions.missing(case, kind(key)):
                _paper(_who(f"{county}.jingban"), leader, case, key)


def _who(username: str) -> User:
    return User.objects.select_related("organisation").get(username=username)


def _said(place: str) -> dict[str, str]:
    bank = f"{place}县财政局，演示银行{place}支行"
    return {
        "word": f"{place}医保", "address": f"{place}县城关镇人民路1号", "postcode": "000000", "contact": f"{place}经办人",
        "tel": "0000-0000000", "review_body": f"{place}县人民政府", "court": f"{place}县人民法院", "review_days": "60",
        "suit_months": "6", "fine_account": f"{bank}，账号演示0001", "fund_account": f"{bank}，账号演示0002",
        "police": f"{place}县公安局", "prosecutor": f"{place}县人民检察院",
    }  # fmt: skip


def _paper(officer: User, leader: User, case: Case, key: str) -> Document:
    """Draft a document, and let it be signed when nothing is left blank."""
    draft = drafting.start(officer, case, key)
    if drafting.lacking(draft):
        return draft
    if kind(key).signer != "leader":
        return issuing.issue(officer, draft)
    return issuing.issue(leader, drafting.submit(officer, draft))
