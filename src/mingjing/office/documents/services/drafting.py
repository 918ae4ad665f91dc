"""Drafts: begun, filled in, handed to the head, sent back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases.models import Case, Hold
from mingjing.office.cases.services import acting as cases
from mingjing.office.documents import conditions, rendering
from mingjing.office.documents.kinds import Ask, Kind, is_gap, kind, kinds
from mingjing.office.documents.models import Document
from mingjing.office.documents.services import acting

LONGEST = {"text": 20_000, "line": 500}
_S = Document.State
_MOST_GAPS = 40


@transaction.atomic
def start(actor: User, given: Case, key: str, fields: Mapping[str, Any] | None = None) -> Document:
    """Begin a document of a case. What is asked for may wait until it is issued.

    Raises ConflictError when the case is not that far, ForbiddenError, InvalidError.
    """
    paper = kind(key)
    if paper.source is not None:
        raise ConflictError(f"{paper.title}不是案件文书", do="在“部门协作”的函件中拟制")
    case = cases.enter(actor, given, Permission.DOCUMENTS_DRAFT)
    acting.demand_writer(actor, case, paper)
    conditions.demand(case, paper)
    document = Document.objects.create(
        case=case, organisation=case.organisation, kind=key, title=paper.title, drafted_by=actor
    )
    document.fields = _checked(document, paper, {**prefilled(document), **(fields or {})})
    document.save(update_fields=["fields"])
    acting.keep(actor, document, "拟稿")
    return document


def prefilled(document: Document) -> dict[str, str]:
    """Return what the case already knows of what the document asks for."""
    paper = kind(document.kind)
    data = rendering.data_of(document) if any(ask.start for ask in paper.asks) else {}
    return {ask.name: found for ask in paper.asks if ask.start and (found := _at(data, ask.start))}


def _at(data: Any, path: str) -> str:
    for name in path.split("."):
        data = data.get(name, "") if isinstance(data, Mapping) else ""
    return str(data or "")


@transaction.atomic
def change(
    actor: User, given: Document, fields: Mapping[str, Any], *, gaps: Mapping[str, str] | None = None,
    version: int | None = None,
) -> Document:  # fmt: skip
    """Fill in a draft. `gaps` are values for what the case does not know, by path (当事人.地址)."""
    document = acting.enter(actor, given, Permission.DOCUMENTS_DRAFT, _S.DRAFT)
    paper = kind(document.kind)
    acting.demand_writer(actor, document.case, paper)
    kept = _checked(document, paper, {**document.fields, **fields})
    if gaps is not None:
        kept["补充"] = _gaps(gaps)
    acting.write(document, version, fields=kept)
    acting.keep(actor, document, "修改")
    return document


def _gaps(given: Mapping[str, str]) -> dict[str, str]:
    """Return what fills gaps; the bureau's own words come from its letterhead only. Raises InvalidError."""
    found = {}
    for path, value in given.items():
        if not is_gap(path) or len(value) > LONGEST["line"]:
            raise InvalidError(f"“{path}”不能在文书中补充", where=path, do="在案件或者文书落款信息中登记")
        if value.strip():
            found[path] = value.strip()
    if len(found) > _MOST_GAPS:
        raise InvalidError("补充的内容过多", where="补充")
    return found


def _checked(document: Document, paper: Kind, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that the document asks for, each as its kind demands. Raises InvalidError."""
    known = {ask.name for ask in paper.asks} | {"补充"}
    if stray := next((name for name in given if name not in known), None):
        raise InvalidError(f"{paper.title}没有“{stray}”这一项", where=stray)
    kept = {ask.name: _value(document, ask, given.get(ask.name)) for ask in paper.asks}
    return {**kept, "补充": dict(given.get("补充", {}))}


def _value(document: Document, ask: Ask, given: Any) -> str:
    value = str(given if given is not None else "").strip()
    if not value:
        return ""
    longest = LONGEST["text" if ask.kind == "text" else "line"]
    if len(value) > longest:
        raise InvalidError(f"{ask.label}不能超过 {longest} 字", where=ask.name)
    if ask.kind == "day":
        _demand_day(value, ask)
    if ask.kind == "choice" and value not in ask.choices:
        raise InvalidError(f"请选择{ask.label}", where=ask.name)
    if ask.kind in ("hold", "document") and value not in {key for key, _ in options(document, ask)}:
        raise InvalidError(f"请选择本案的{ask.label}", where=ask.name)
    return value


def _demand_day(value: str, ask: Ask) -> None:
    try:
        date.fromisoformat(value)
    except ValueError:
        raise InvalidError(f"{ask.label}须为日期", where=ask.name) from None


def options(document: Document, ask: Ask) -> list[tuple[str, str]]:
    """Return what can be chosen for an ask: its choices, the holds or the issued documents of the case."""
    if ask.kind == "hold":
        rows = Hold.objects.filter(item__case=document.case_id, kind__in=ask.choices).select_related("item")
        return [(str(one.pk), f"{one.item.name}（{one.get_kind_display()}，自{one.since}）") for one in rows]
    if ask.kind == "document":
        handed = [one.key for one in kinds().values() if one.served]
        papers = document.case.documents.filter(state=_S.ISSUED, kind__in=handed)
        return [(str(one.pk), f"{one.title} {one.number}".strip()) for one in papers]
    return [(one, one) for one in ask.choices]


def lacking(document: Document) -> list[Ask]:
    """Return what must be filled in and is not."""
    return [ask for ask in kind(document.kind).asks if ask.required and not document.fields.get(ask.name)]


def demand_whole(document: Document) -> rendering.Rendered:
    """Return the document as it would be issued. Raises InvalidError, ConflictError while something is blank."""
    if missing := lacking(document):
        raise InvalidError(f"尚未填写：{'、'.join(one.label for one in missing)}", where=missing[0].name)
    found = rendering.render(document)
    if found.blanks:
        raise ConflictError(
            f"还有 {len(found.blanks)} 处没有内容：{'、'.join(found.blanks[:8])}",
            do="补充案件信息、文书落款信息，或者在“补充内容”中填写",
        )
    return found


@transaction.atomic
def submit(actor: User, given: Document, version: int | None = None) -> Document:
    """Hand a draft to the head to be issued; it must be whole."""
    document = acting.enter(actor, given, Permission.DOCUMENTS_DRAFT, _S.DRAFT)
    paper = kind(document.kind)
    acting.demand_writer(actor, document.case, paper)
    if paper.signer != "leader":
        raise ConflictError(f"{paper.title}由制作人直接定稿，不送签")
    demand_whole(document)
    acting.write(document, version, state=_S.SUBMITTED, submitted_by=actor)
    acting.keep(actor, document, "送签")
    return document


@transaction.atomic
def send_back(actor: User, given: Document, text: str) -> Document:
    """Send a submitted document back to its drafter; the drafter may also take it back."""
    document = acting.enter(actor, given, Permission.DOCUMENTS_DRAFT, _S.SUBMITTED)
    if actor.pk != document.submitted_by_id:
        acting.demand_signer(actor, document)
    said = cases.demand_text(text, "退回的理由", "text", 500)
    acting.write(document, state=_S.DRAFT, submitted_by=None)
    acting.keep(actor, document, "退回", said)
    return document
