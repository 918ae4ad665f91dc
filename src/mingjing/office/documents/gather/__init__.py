"""Gathers what templates may print: plain data in Chinese names, nothing of the database itself."""

from collections.abc import Mapping
from typing import Any

from mingjing.office.cases.models import Case
from mingjing.office.documents.gather import file, money, party, procedure, rulings
from mingjing.office.documents.models import Document, Letterhead

LETTERHEAD = {
    "代字": "word", "地址": "address", "邮编": "postcode", "联系人": "contact", "电话": "tel", "复议机关": "review_body",
    "法院": "court", "复议天数": "review_days", "起诉月数": "suit_months", "罚没账户": "fine_account",
    "基金账户": "fund_account", "公安机关": "police", "检察机关": "prosecutor",
}  # fmt: skip


def letterhead(case: Case) -> Letterhead | None:
    """Return what the bureau of a case says of itself now."""
    return Letterhead.objects.filter(organisation=case.organisation_id).first()


def of_case(case: Case) -> dict[str, Any]:
    """Return everything that the case knows."""
    head = letterhead(case)
    bureau = {name: getattr(head, field) if head else "" for name, field in LETTERHEAD.items()}
    return {
        "单位": {"名称": case.organisation.name, **bureau},
        **party.of(case),
        **rulings.of(case),
        **procedure.of(case),
        **money.of(case),
        **file.of(case),
    }


def of_document(document: Document, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a case with what was filled in for one document, and the document itself.

    What a person adds under 补充 fills gaps only; it never overrides what the case knows.
    """
    whole = {**data, **file.chosen(document), "文书": file.about(document)}
    whole["填写"] = {name: value for name, value in document.fields.items() if name != "补充"} | file.said(
        document
    )
    for path, value in dict(document.fields.get("补充", {})).items():
        _fill_gap(whole, path.split("."), value)
    return whole


def _fill_gap(data: dict[str, Any], path: list[str], value: str) -> None:
    *groups, name = path
    place: Any = data
    for group in groups:
        place = place.get(group) if isinstance(place, dict) else None
    if isinstance(place, dict) and name in place and place[name] in ("", None):
        place[name] = value
