"""Evidence, holds, documents and their service: what lies in the file."""

from typing import Any

from mingjing.office.cases.models import Case, EvidenceItem, Hold
from mingjing.office.clocks import services as clocks
from mingjing.office.documents import annexes, kinds, paging
from mingjing.office.documents.models import Delivery, Document, Letterhead
from mingjing.office.documents.numbering import written
from mingjing.office.documents.wording import day, read_day

_NO_HOLD = {"证据": "", "编号": "", "措施": "", "起始": "", "期限": "", "处理": "", "处理日期": "", "批准人": "", "证明内容": "", "来源": "", "种类": ""}  # fmt: skip
_NO_PAPER = {"名称": "", "字号": "", "日期": ""}


def of(case: Case) -> dict[str, Any]:
    """Return 证据, 保存物品, 文书清单, 送达记录, 件数, 今天."""
    items = case.evidence.select_related("collected_by", "witness")
    issued = case.documents.filter(state=Document.State.ISSUED).prefetch_related("deliveries")
    papers, pages = paging.in_order(issued), paging.spans(case)
    letters = annexes.of(case)
    served = Delivery.objects.filter(document__case=case).select_related("document", "server", "second")
    return {
        "证据": [_evidence(one) | {"页号": pages.get(paging.key_of(one), "")} for one in items],
        "文书清单": [
            {"序号": place, "名称": one.title, "字号": one.number, "日期": day(one.issued_on), "页号": pages.get(paging.key_of(one), ""), "备注": _remark(one)}
            for place, one in enumerate(papers, start=1)
        ] + [
            {"序号": place, "名称": one.title, "字号": one.number, "日期": day(one.on), "页号": "", "备注": "函件"}
            for place, one in enumerate(letters, start=len(papers) + 1)
        ],
        "送达记录": [_delivery(one) for one in served],
        "件数": {"文书": len(papers) + len(letters), "证据": len(items)},
        "今天": day(clocks.today()),
    }  # fmt: skip


def _remark(one: Document) -> str:
    return "副卷" if kinds.kind(one.kind).volume == "sub" else ""


def _evidence(one: EvidenceItem) -> dict[str, Any]:
    return {
        "序号": one.number, "种类": one.get_kind_display(), "名称": one.name, "证明内容": one.text.rstrip("。；"), "来源": one.origin,
        "取得日期": day(one.obtained_on), "取证人": f"{one.collected_by.name}、{one.witness.name}",
        "查证": "查证属实" if one.verified else "未查证", "摘要": one.sha256[:16],
    }  # fmt: skip


def _delivery(one: Delivery) -> dict[str, Any]:
    return {
        "名称": one.document.title, "字号": one.document.number, "日期": day(one.on), "方式": one.get_method_display(),
        "收件人": one.receiver, "地点": one.place, "说明": one.text, "送达人": f"{one.server.name}、{one.second.name}",
    }  # fmt: skip


def about(document: Document) -> dict[str, Any]:
    """Return 文书: the document itself; without date and number while it is a draft."""
    paper = kinds.kind(document.kind)
    day_of_case = getattr(document.case, paper.dated) if paper.dated else None
    issued = document.state in (Document.State.ISSUED, Document.State.VOID)
    return {
        "标题": document.title, "字号": document.number or (_unnumbered(document) if paper.word else "　"),
        "日期": (day(day_of_case or document.issued_on) if issued else "") or "　　　　年　　月　　日", "签发人": document.issued_by.name if document.issued_by else "",
        "拟稿人": document.drafted_by.name, "草稿标记": "　" if issued else "草稿，未经签发不具有效力",
    }  # fmt: skip


def _unnumbered(document: Document) -> str:
    """Return the number with its place left empty; nothing without a letterhead."""
    head = Letterhead.objects.filter(organisation=document.organisation_id).first()
    word = kinds.kind(document.kind).word
    return written(head.word, word, clocks.today().year, "　　") if head else ""


def chosen(document: Document) -> dict[str, Any]:
    """Return 保存 and 送达文书: the hold and the documents that a document is about."""
    fields = document.fields
    holds = Hold.objects.filter(item__case=document.case_id).select_related("item", "approved_by")
    hold = holds.filter(pk=_key(fields.get("物品"))).first()
    other = Document.objects.filter(case=document.case_id, pk=_key(fields.get("送达文书"))).first()
    served = _delivery_of(other) if other else {}
    return {
        "保存": _hold(hold) if hold else dict(_NO_HOLD),
        "送达文书": {"名称": other.title, "字号": other.number, "日期": day(other.issued_on)} if other else dict(_NO_PAPER),
        "送达": served or dict.fromkeys(("日期", "方式", "收件人", "地点", "说明", "送达人"), ""),
    }  # fmt: skip


def _delivery_of(document: Document) -> dict[str, Any]:
    found = document.deliveries.select_related("document", "server", "second").last()
    return _delivery(found) if found else {}


def _hold(one: Hold) -> dict[str, Any]:
    return {
        "证据": one.item.name, "编号": one.item.number, "种类": one.item.get_kind_display(), "来源": one.item.origin,
        "证明内容": one.item.text, "措施": one.get_kind_display(), "起始": day(one.since), "期限": day(one.due_on),
        "处理": one.get_end_display() if one.end else "", "处理日期": day(one.ended_on), "批准人": one.approved_by.name,
    }  # fmt: skip


def _key(value: Any) -> int:
    return int(value) if str(value or "").isdecimal() else 0


def said(document: Document) -> dict[str, Any]:
    """Return the dates among what was filled in as documents write them, and every ask that is still empty."""
    asks = kinds.kind(document.kind).asks
    days = {ask.name: read_day(str(document.fields.get(ask.name, ""))) for ask in asks if ask.kind == "day"}
    return {ask.name: "" for ask in asks if not document.fields.get(ask.name)} | days
