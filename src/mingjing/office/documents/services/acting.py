"""What every service of documents does: look in scope, lock, check whose turn it is, keep the version, leave a trace."""

from typing import Any

from django.db.models import F
from django.utils import timezone

from mingjing.kernel.errors import ConflictError, ForbiddenError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases.guards.people import ever, handlers
from mingjing.office.cases.models import Case, Stage
from mingjing.office.cases.policy import demand_own
from mingjing.office.documents import policy
from mingjing.office.documents.kinds import Kind, kind
from mingjing.office.documents.models import Document, Revision

_WRITERS = {
    "leader": Permission.DOCUMENTS_DRAFT, "officers": Permission.CASES_INVESTIGATE,
    "reviewer": Permission.CASES_LEGAL_REVIEW,
}  # fmt: skip


def enter(actor: User, given: Document, permission: Permission, *states: str) -> Document:
    """Return a document locked until the transaction ends, its case before it.

    Raises ForbiddenError, NotVisibleError, and ConflictError unless it is in one of these states.
    """
    demand(actor, permission)
    seen = policy.one(actor, given.pk)
    Case.objects.select_for_update().get(pk=seen.case_id)
    Document.objects.select_for_update().get(pk=given.pk)
    document = policy.one(actor, given.pk)
    demand_own(actor, document.case)
    if document.case.stage == Stage.ARCHIVED:
        raise ConflictError("案件已归档，文书不再变动", where=document.case.number)
    if document.state not in states:
        raise ConflictError(
            f"文书处于“{document.get_state_display()}”，不能办理此事项", do="刷新页面查看最新状态"
        )
    return document


def refusal(actor: User, paper: Kind, now: set[int], past: set[int]) -> str:
    """Return why this person may not write this kind of document, nothing when they may.

    Papers of the officers are theirs (`now` handles the case, `past` ever did), those of the legal review and the
    hearing belong to whoever never handled it.
    """
    if not allowed(actor.roles, _WRITERS[paper.signer]):
        return f"您没有“{_WRITERS[paper.signer].label}”的权限"
    if paper.signer == "officers" and actor.pk not in now:
        return f"{paper.title}由本案办案人员制作"
    if paper.signer == "reviewer" and actor.pk in past:
        return f"{paper.title}由未办理本案的法制审核、听证人员制作"
    return ""


def demand_writer(actor: User, case: Case, paper: Kind) -> None:
    """Raise ForbiddenError unless this person may write this kind of document in this case."""
    if why := refusal(actor, paper, handlers(case), ever(case)):
        raise ForbiddenError(why)


def demand_signer(actor: User, document: Document) -> None:
    """Raise ForbiddenError unless this person may issue the document: the head, who neither drafted nor handled it."""
    paper = kind(document.kind)
    if paper.signer != "leader":
        demand_writer(actor, document.case, paper)
        return
    demand(actor, Permission.DOCUMENTS_ISSUE)
    if actor.pk in ever(document.case) | {document.drafted_by_id, document.submitted_by_id}:
        raise ForbiddenError("拟稿人和本案办案人员不得签发", do="由负责人签发")


def write(document: Document, version: int | None = None, **changes: Any) -> None:
    """Change a locked document. Raises ConflictError when somebody changed it since `version` was read."""
    if version is not None and version != document.version:
        raise ConflictError("该文书已被他人修改", do="刷新页面，核对最新内容后重新提交")
    fields = changes | {"version": F("version") + 1, "updated_at": timezone.now()}
    Document.objects.filter(pk=document.pk).update(**fields)
    document.refresh_from_db()


def keep(actor: User, document: Document, action: str, text: str = "") -> Revision:
    """Keep what a document is now as its next revision, and tell the audit log."""
    last = document.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    made = Revision.objects.create(
        document=document, number=last + 1, action=action, fields=document.fields, text=text[:500],
        sha256=document.sha256, actor=actor,
    )  # fmt: skip
    said = {"action": action, "title": document.title, "number": document.number, "sha256": document.sha256}
    audit.record(actor, "document", "document", document.pk, None, said | ({"text": text} if text else {}))
    return made
