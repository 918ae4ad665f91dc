"""Counts of pages: from the PDF where the machine makes one, by hand otherwise."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from mingjing.kernel.errors import ConflictError, InvalidError, MingjingError
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases.guards.people import by_a_handler
from mingjing.office.cases.models import Case, EvidenceItem, Stage
from mingjing.office.cases.services import acting as cases
from mingjing.office.documents import paging
from mingjing.office.documents.models import Document, PageCount
from mingjing.office.documents.services import issuing
from mingjing.office.ui import pdf

MOST = 9999
_IMAGES = (".png", ".jpg", ".jpeg")
_MOST_BYTES = 64 * 1024 * 1024


@transaction.atomic
def write(actor: User, given: Case, counts: Mapping[str, int]) -> Case:
    """Keep what an officer counted by hand, by the keys of the sheets; 0 forgets a count.

    Raises ConflictError for an archived case, InvalidError for what is not in the file.
    """
    case = _open(actor, given)
    known = {one.key for one in paging.sheets(case)}
    for key, pages in counts.items():
        if key not in known:
            raise InvalidError("案卷中没有这一件", where=key)
        if not 0 <= pages <= MOST:
            raise InvalidError(f"页数须为 1 至 {MOST}；清空的填 0", where=key)
    for key, pages in counts.items():
        _keep(key, pages, actor)
    cases.tell(actor, case, "pages", f"填写页数 {len(counts)} 件")
    return case


def _open(actor: User, given: Case) -> Case:
    case = cases.enter(actor, given, Permission.CASES_INVESTIGATE)
    cases.ask(actor, case, "pages", by_a_handler)
    if case.stage == Stage.ARCHIVED:
        raise ConflictError("案件已归档，页号不再变动", where=case.number)
    return case


def _keep(key: str, pages: int, actor: User | None) -> None:
    named: dict[str, Any] = {"document_id" if key[0] == "d" else "evidence_id": int(key[1:])}
    if pages:
        PageCount.objects.update_or_create(
            **named, defaults={"pages": pages, "by_hand": actor is not None, "actor": actor}
        )
    else:
        PageCount.objects.filter(**named).delete()


@transaction.atomic
def begin(actor: User, given: Case) -> list[str]:
    """Return the keys that wait to be counted from their PDF, and say in the history that it began.

    Raises ConflictError without LibreOffice.
    """
    case = _open(actor, given)
    if pdf.program() is None:
        raise ConflictError("本机没有安装 LibreOffice，不能自动计算页数", do="逐件填写页数")
    found = [one.key for one in paging.sheets(case) if not one.pages]
    cases.tell(actor, case, "pages", f"自动计算页数 {len(found)} 件")
    return found


def count(case: Case) -> int:
    """Count what is not counted yet, one after the other, each kept at once; return how many were counted.

    What can't be seen as pages (recordings, tables, objects) waits for a number by hand.
    """
    done = 0
    papers = case.documents.filter(state=Document.State.ISSUED, page_count__isnull=True)
    for paper in papers.exclude(kind__in=paging.UNNUMBERED):
        try:
            content = issuing.stored_pdf(paper)
        except MingjingError:
            continue
        done += _counted(paper, pdf.pages(content))
    for item in case.evidence.filter(page_count__isnull=True):
        done += _counted(item, _of_evidence(item))
    return done


def _counted(thing: Document | EvidenceItem, pages: int) -> int:
    if not 0 < pages <= MOST or Case.objects.filter(pk=thing.case_id, stage=Stage.ARCHIVED).exists():
        return 0
    _keep(paging.key_of(thing), pages, None)
    return 1


def _of_evidence(item: EvidenceItem) -> int:
    name = (item.file_name or item.name).lower()
    if not item.file or item.size > _MOST_BYTES:
        return 0
    if name.endswith(_IMAGES):
        return 1
    if not name.endswith(".pdf"):
        return 0
    with item.file.open("rb") as file:
        return pdf.pages(file.read())
