"""What can be done with a document: each step an address that takes a form."""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases.views.attempts import attempt
from mingjing.office.documents import policy
from mingjing.office.documents.forms import DeliveryForm, DraftForm, ReasonForm
from mingjing.office.documents.models import Document
from mingjing.office.documents.services import delivering, drafting, issuing
from mingjing.office.documents.services.delivering import Service
from mingjing.office.documents.views.document import show

View = Callable[[HttpRequest, Document], HttpResponseBase]


def _step(permission: Permission) -> Callable[[View], Callable[..., HttpResponseBase]]:
    """Guard a view that takes a step: signed in, permitted, by POST. Looking at its address leads to the page."""

    def decorate(view: View) -> Callable[..., HttpResponseBase]:
        @allow(permission)
        @wraps(view)
        def guarded(request: HttpRequest, pk: int) -> HttpResponseBase:
            document = policy.one(person(request), pk)
            return view(request, document) if request.method == "POST" else redirect("documents:detail", pk)

        return guarded

    return decorate


def _done(request: HttpRequest, document: Document, said: str) -> HttpResponseBase:
    messages.success(request, said)
    return redirect("documents:detail", document.pk)


@_step(Permission.DOCUMENTS_DRAFT)
def change(request: HttpRequest, document: Document) -> HttpResponseBase:
    """Keep what was filled in."""
    paths = [name.removeprefix("gap-") for name in request.POST if name.startswith("gap-")]
    form = DraftForm(document, paths, request.POST)

    def act(given: dict[str, object]) -> object:
        fields, gaps = form.given()
        version = given["version"]
        return drafting.change(
            person(request),
            document,
            fields,
            gaps=gaps,
            version=version if isinstance(version, int) else None,
        )

    if attempt(form, act):
        return _done(request, document, "已保存")
    return show(request, policy.whole(person(request), document.pk), "change", form)


def _seen(request: HttpRequest) -> int | None:
    """Return which version the page showed: nobody signs a text that was changed since."""
    seen = request.POST.get("version", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else None


@_step(Permission.DOCUMENTS_DRAFT)
def submit(request: HttpRequest, document: Document) -> HttpResponseBase:
    """Hand a draft to the head."""
    drafting.submit(person(request), document, _seen(request))
    return _done(request, document, "已送签")


@_step(Permission.DOCUMENTS_DRAFT)
def issue(request: HttpRequest, document: Document) -> HttpResponseBase:
    """Issue a document."""
    made = issuing.issue(person(request), document, _seen(request))
    return _done(request, document, f"已签发：{made.number}" if made.number else "已定稿")


@_step(Permission.DOCUMENTS_DRAFT)
def send_back(request: HttpRequest, document: Document) -> HttpResponseBase:
    """Send a submitted document back."""
    act = drafting.send_back
    return _with_reason(
        request, document, "return", lambda text: act(person(request), document, text), "已退回"
    )


@_step(Permission.DOCUMENTS_DRAFT)
def void(request: HttpRequest, document: Document) -> HttpResponseBase:
    """Void a document."""
    act = issuing.void
    return _with_reason(
        request, document, "void", lambda text: act(person(request), document, text), "已作废"
    )


def _with_reason(
    request: HttpRequest, document: Document, name: str, act: Callable[[str], object], said: str
) -> HttpResponseBase:
    form: forms.Form = ReasonForm(request.POST)
    if attempt(form, lambda given: act(given["text"])):
        return _done(request, document, said)
    return show(request, policy.whole(person(request), document.pk), name, form)


@_step(Permission.CASES_INVESTIGATE)
def deliver(request: HttpRequest, document: Document) -> HttpResponseBase:
    """Register the service of a document."""
    user = person(request)
    form = DeliveryForm(document.case, user, request.POST, request.FILES)

    def act(given: dict[str, object]) -> object:
        upload = given.pop("file")
        return delivering.deliver(user, document, Service(**given), upload)  # type: ignore[arg-type]

    if attempt(form, act):
        return _done(request, document, "已登记送达")
    return show(request, policy.whole(person(request), document.pk), "deliver", form)
