"""Who sees which documents: whoever sees the case; drafts are the own bureau's alone."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases import policy as cases
from mingjing.office.cases.models import CaseOfficer
from mingjing.office.documents.models import Delivery, Document, Revision, Template

_MISSING = "没有这份文书，或者不在您的管辖范围内"


def visible(user: User) -> QuerySet[Document]:
    """Return the documents that `user` sees: those of the cases in scope, drafts of other bureaus left out."""
    rows = Document.objects.filter(case__in=cases.visible(user))
    own = rows.filter(organisation=user.organisation_id)
    return own | rows.filter(state__in=(Document.State.ISSUED, Document.State.VOID))


def one(user: User, key: int) -> Document:
    """Return one document. Raises NotVisibleError."""
    related = ("case", "organisation", "drafted_by", "issued_by", "template")
    found = visible(user).select_related(*related).filter(pk=key).first()
    if found is None:
        raise NotVisibleError(_MISSING, where=str(key))
    return found


def whole(user: User, key: int) -> Document:
    """Return one document with its `history`, both of the same moment: one query reads them. Raises NotVisibleError."""
    of_document = ("case", "organisation", "drafted_by", "issued_by", "template__organisation")
    related = ("actor", *(f"document__{one}" for one in of_document))
    rows = Revision.objects.filter(document__in=visible(user).filter(pk=key)).select_related(*related)
    history = list(rows.order_by("-number"))
    if not history:
        raise NotVisibleError(_MISSING, where=str(key))
    document: Document = history[0].document
    document.history = history
    return document


def to_sign(user: User) -> QuerySet[Document]:
    """Return the submitted documents of the user's bureau, their own and those of cases they handled left out."""
    rows = visible(user).filter(organisation=user.organisation_id, state=Document.State.SUBMITTED)
    own = Q(drafted_by=user) | Q(submitted_by=user)
    handled = CaseOfficer.objects.filter(user=user, case=OuterRef("case"))
    return rows.exclude(own).filter(~Exists(handled))


def delivery(user: User, key: int) -> Delivery:
    """Return one service of a visible document. Raises NotVisibleError."""
    found = Delivery.objects.filter(pk=key, document__in=visible(user)).first()
    if found is None:
        raise NotVisibleError("没有这条送达记录，或者不在您的管辖范围内", where=str(key))
    return found


def templates(organisation: Organisation) -> dict[str, Template]:
    """Return the templates that hold for a bureau by kind: its own newest, else that of the nearest bureau above.

    A newest row without a file gives the bureau's own one up.
    """
    above = [int(one) for one in organisation.path.strip("/").split("/") if one]
    rows = Template.objects.filter(organisation__in=above).select_related("organisation", "actor")
    newest = {(one.organisation_id, one.kind): one for one in sorted(rows, key=lambda one: one.number)}
    found = sorted(newest.values(), key=lambda one: above.index(one.organisation_id))
    return {one.kind: one for one in found if one.file}
