"""The demonstration's documents: what two bureaus print of themselves, and the papers that the steps of a case ask for."""

from dataclasses import dataclass

from django.db import transaction

from mingjing.office.accounts.models import User
from mingjing.office.cases.models import Case
from mingjing.office.clocks import services as clocks
from mingjing.office.documents import rendering
from mingjing.office.documents.kinds import is_gap, kind
from mingjing.office.documents.models import Document, Letterhead
from mingjing.office.documents.services import delivering, drafting, issuing, letterheads
from mingjing.office.documents.services.delivering import Service

_ROOM = "县医疗保障局三楼会议室"
_ANSWERS: dict[str, dict[str, str]] = {
    "transfer_letter": {"罪名": "诈骗罪"},
    "hearing_notice": {"时间": "上午9时30分", "记录员": "书记员", "公开": "公开举行"},
    "hearing_record": {"起止时间": "上午9时30分至11时", "记录员": "书记员", "申请人": "当事人及其委托代理人"},
    "discussion_record": {
        "时间": "上午10时", "地点": _ROOM, "主持人": "局长", "记录人": "书记员",
    },
    "dossier_cover": {"保管期限": "30年", "卷次": "正卷"},
}  # fmt: skip
_GAPS = {"当事人.法定代表人": "院长", "当事人.地址": "县城关镇解放路", "当事人.统一社会信用代码": "演示代码"}


@dataclass(frozen=True, slots=True)
class Hands:
    """Who writes, serves, reviews and signs in one county."""

    officer: User
    second: User
    reviewer: User
    leader: User


@transaction.atomic
def print_letterheads() -> None:
    """Register what the two counties print of themselves, once."""
    if Letterhead.objects.exists():
        return
    for username, place in (("yunhu.lingdao", "云湖"), ("qingdu.fushen", "清渡")):
        who = User.objects.select_related("organisation").get(username=username)
        letterheads.save(who, _said(place))


def _said(place: str) -> dict[str, str]:
    bank = f"{place}县财政局，演示银行{place}支行"
    return {
        "word": f"{place}医保", "address": f"{place}县城关镇人民路1号", "postcode": "000000", "contact": f"{place}经办人",
        "tel": "0000-0000000", "review_body": f"{place}县人民政府", "court": f"{place}县人民法院", "review_days": "60",
        "suit_months": "6", "fine_account": f"{bank}，账号演示0001", "fund_account": f"{bank}，账号演示0002",
        "police": f"{place}县公安局", "prosecutor": f"{place}县人民检察院",
    }  # fmt: skip


def write(hands: Hands, case: Case, key: str, **fields: str) -> Document:
    """Draft a document of the case as it stands, fill what the case does not know, let it be signed."""
    paper = kind(key)
    who = hands.reviewer if paper.signer == "reviewer" else hands.officer
    draft = drafting.start(who, case, key, {**_ANSWERS.get(key, {}), **fields})
    gaps = {path: _GAPS.get(path, "无") for path in rendering.blanks(draft) if is_gap(path)}
    if gaps:
        draft = drafting.change(who, draft, {}, gaps=gaps)
    if paper.signer != "leader":
        return issuing.issue(who, draft)
    return issuing.issue(hands.leader, drafting.submit(who, draft))


def serve(hands: Hands, document: Document, receiver: str) -> None:
    """Hand a document over today, with its receipt."""
    address = "当事人住所"
    delivering.deliver(
        hands.officer, document, Service(clocks.today(), "direct", receiver, address, hands.second.pk)
    )
    write(hands, Case.objects.get(pk=document.case_id), "delivery_receipt", 送达文书=str(document.pk))
