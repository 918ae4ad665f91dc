"""Letters: the list, one letter with its text and replies; begun, sent in, put on file, sent on from a case."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.kernel.errors import ConflictError, InvalidError, NotVisibleError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import policy as cases
from mingjing.office.cases import words
from mingjing.office.documents import policy as papers
from mingjing.office.documents import preview
from mingjing.office.institutions import policy as institutions
from mingjing.office.leads import policy as leads
from mingjing.office.liaison import letter_files, letter_tables, origins, scope, tones
from mingjing.office.liaison.deeds import kit
from mingjing.office.liaison.deeds.letters import DEEDS, given_of
from mingjing.office.liaison.letter_forms import DispatchForm, EnterForm, NewForm, SendForm
from mingjing.office.liaison.letter_kinds import BUREAU, PARTNER, LetterKind, letter_kind, letter_kinds
from mingjing.office.liaison.models import Letter, Noun, Reply
from mingjing.office.liaison.services import letters
from mingjing.office.liaison.views import matters
from mingjing.office.ui import pdf
from mingjing.office.ui.pages import listing

_RELATED = (
    "sender",
    "receiver",
    "case__organisation",
    "lead",
    "institution",
    "listing",
    "document",
    "drafted_by",
    "issued_by",
)


@allow(Permission.LETTERS_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """List the letters in scope."""
    user = person(request)
    filters = letter_tables.LetterFilters(letter_tables.LetterFilterForm, request.GET, user)
    rows = filters.apply(scope.letters(user)).select_related("case", "drafted_by")
    table = letter_tables.LETTERS if user.organisation.is_bureau else letter_tables.OF_DEPARTMENTS
    sheet = table.read(request, rows)
    context = matters.frame(user, "letters") | {"filters": filters, **_may(user)}
    record = matters.recorded(request, "letter", filters.query)
    return listing(request, "liaison/matters/letters.html", sheet, context, title="函件", on_export=record)


def _may(user: User) -> dict[str, bool]:
    bureau = user.organisation.is_bureau
    return {
        "may_write": bureau and allowed(user.roles, Permission.LIAISON_HANDLE),
        "may_send": not bureau and allowed(user.roles, Permission.PARTNER_ANSWER),
    }


def _more(user: User, letter: Letter) -> dict[str, Any]:
    """Return what the page of a letter shows besides: its text, its replies, what it is about."""
    text, problem = _text(letter)
    case = letter.case
    return {
        "letter": letter, "kind": letter_kind(letter.kind), "text": text, "problem": problem,
        "replies": replies_of(user, letter), "case_seen": bool(case and cases.visible(user).filter(pk=case.pk).exists()),
        "origin": origins.shown(user, letter.origin), "lead_seen": _sees_lead(user, letter),
        "may_institutions": allowed(user.roles, Permission.INSTITUTIONS_READ), "by_hand": scope.unattended(letter.receiver),
        "has_pdf": pdf.program() is not None,
    }  # fmt: skip


def _sees_lead(user: User, letter: Letter) -> bool:
    return letter.lead is not None and leads.visible(user).filter(pk=letter.lead.pk).exists()


def _text(letter: Letter) -> tuple[Any, str]:
    """Return the page of a letter that a bureau wrote, and what is wrong with it."""
    if letter.entered or not (letter.sender and letter.sender.is_bureau):
        return "", ""
    try:
        return preview.page(letter_files.content_of(letter)), ""
    except (InvalidError, ConflictError) as error:
        return "", str(error)


def replies_of(user: User, letter: Letter) -> list[Any]:
    """Return the replies as somebody may see them, each with its badges; drafts are the answering body's own."""
    rows = letter.replies.select_related("actor__organisation", "issued_by", "verdict_by")
    own = rows if user.organisation_id == letter.receiver_id else rows.filter(state=Reply.State.SENT)
    return [(one, tones.badge_of(one), tones.badge_of(one, "verdict") if one.verdict else "") for one in own]


MATTER = matters.Matter(
    Noun.LETTER,
    "letters",
    "函件",
    DEEDS,
    "liaison/matters/letter.html",
    "liaison:letter",
    "liaison:letter-step",
    _RELATED,
    _more,
)


@allow(Permission.LETTERS_READ)
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one letter; each look at one about a private person's case is recorded."""
    user = person(request)
    letter = scope.one(user, Noun.LETTER, pk, *_RELATED)
    if letter.case is not None and words.is_private(letter.case):
        audit.record(user, "read", "letter", letter.code, None, {"case": letter.case.number})
    return matters.show(request, MATTER, letter)


@allow(Permission.LETTERS_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Do something with a letter."""
    return matters.step(request, MATTER, pk, name)


@allow(Permission.LETTERS_READ)
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the letter as a Word file."""
    return letter_files.hand_letter(person(request), pk)


@allow(Permission.LETTERS_READ)
@require_safe
def pdf_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out the letter as PDF."""
    return letter_files.hand_letter(person(request), pk, as_pdf=True)


@allow(Permission.LETTERS_READ)
@require_safe
def reply_file(request: HttpRequest, pk: int, reply: int) -> HttpResponseBase:
    """Hand out a bureau's reply as a Word file."""
    return letter_files.hand_reply(person(request), pk, reply)


@allow(Permission.LETTERS_READ)
@require_safe
def reply_pdf(request: HttpRequest, pk: int, reply: int) -> HttpResponseBase:
    """Hand out a bureau's reply as PDF."""
    return letter_files.hand_reply(person(request), pk, reply, as_pdf=True)


def _about(user: User, request: HttpRequest) -> dict[str, Any]:
    """Return what the address says a letter is about; out of scope is absent."""
    given = request.GET
    about: dict[str, Any] = {}
    if number := given.get("case"):
        about["case"] = cases.one(user, number)
    if number := given.get("lead"):
        about["lead"] = leads.one(user, number)
    if code := given.get("institution"):
        about["institution"] = institutions.one(user, code)
    if (key := given.get("listing", "")).isdecimal():
        about["listing"] = scope.one(user, Noun.LISTING, int(key), "case")
        about["case"] = about["listing"].case
    if (origin := given.get("about", "")) and origins.shown(user, origin):
        about["origin"] = origin
    return about


def _start(about: dict[str, Any]) -> dict[str, Any]:
    """Return what a letter may begin with."""
    if listing_ := about.get("listing"):
        return {
            "problem": f"{listing_.title}。{listing_.reason}",
            "request": listing_.requirement,
            "other": listing_.body_id,
        }
    if case := about.get("case"):
        return {"problem": case.title}
    return {}


def _kinds(user: User, sender: str) -> list[LetterKind]:
    row = getattr(user.organisation, "partner", None)
    found = [one for one in letter_kinds().values() if one.sender == sender]
    if sender == BUREAU or user.organisation.is_bureau:
        return found
    return [one for one in found if not one.departments or (row and row.department in one.departments)]


def _chosen(request: HttpRequest, found: list[LetterKind]) -> LetterKind | None:
    return next((one for one in found if one.key == request.GET.get("kind")), None)


@allow(Permission.LIAISON_HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin a letter of one's own bureau."""
    user = person(request)
    found, about = _kinds(user, BUREAU), _about(user, request)
    kind = _chosen(request, found)
    if kind is None:
        return _choose(request, found, "拟制函件", about)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = NewForm(user, kind, data, files, _start(about))
    made = matters.made(request, form, lambda v: letters.draft(user, given_of(kind.key, v, **about)))
    if made is not None:
        messages.success(request, "已拟稿，核对后送签")
        return redirect("liaison:letter", made.pk)
    return _form(request, form, kind, "拟制函件", about)


@allow(Permission.PARTNER_ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest) -> HttpResponseBase:
    """Send a letter of one's own department to a bureau."""
    user = person(request)
    found = _kinds(user, PARTNER)
    kind = _chosen(request, found)
    if kind is None:
        return _choose(request, found, "发函", {})
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SendForm(user, kind, data, files)
    made = matters.made(request, form, _send(user, kind))
    if made is not None:
        messages.success(request, "已发出")
        return redirect("liaison:letter", made.pk)
    return _form(request, form, kind, "发函", {})


def _send(user: User, kind: LetterKind) -> Any:
    def act(v: dict[str, Any]) -> Letter:
        had = letters.Paperwork(v["number"], v["sent_on"], files=v["attachments"])
        made: Letter = letters.send_in(user, given_of(kind.key, v), had)
        return made

    return act


@allow(Permission.LIAISON_HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponseBase:
    """Put a letter on file that came on paper."""
    user = person(request)
    found = [
        one
        for one in letter_kinds().values()
        if one.sender == PARTNER or "below" in one.to or "bureau" in one.to
    ]
    kind = _chosen(request, found)
    if kind is None:
        return _choose(request, found, "登记来函", {})
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = EnterForm(user, kind, data, files)

    def act(v: dict[str, Any]) -> Letter:
        had = letters.Paperwork(v["number"], v["sent_on"], v["received_on"], v["due_on"], v["attachments"])
        made: Letter = letters.enter(user, given_of(kind.key, v), had)
        return made

    made = matters.made(request, form, act)
    if made is not None:
        messages.success(request, "已登记来函")
        return redirect("liaison:letter", made.pk)
    return _form(request, form, kind, "登记来函", {})


@allow(Permission.LIAISON_HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def dispatch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send an issued paper of a case as a letter."""
    user = person(request)
    document = papers.one(user, pk)
    kind = next((one for one in letter_kinds().values() if one.document == document.kind), None)
    if kind is None:
        raise NotVisibleError("这种文书不作为函件发出", where=str(pk))
    form = DispatchForm(request.POST if request.method == "POST" else None, initial={"days": kind.days})
    form.fields["other"].offer(scope.receivers(user, kind))  # type: ignore[attr-defined]
    made = matters.made(
        request, form, lambda v: letters.dispatch(user, document, v["other"], v["other_name"], v["days"])
    )
    if made is not None:
        messages.success(request, "已发出")
        return redirect("liaison:letter", made.pk)
    return _form(request, form, kind, f"发出{document.title} {document.number}", {"case": document.case})


def _choose(request: HttpRequest, found: list[LetterKind], title: str, about: dict[str, Any]) -> HttpResponse:
    kept = request.GET.copy()
    kept.pop("kind", None)
    context = matters.frame(person(request), "letters", (title, "")) | {
        "kinds": found, "title": title, "kept": kept.urlencode(), "about": about,
    }  # fmt: skip
    return render(request, "liaison/matters/kinds.html", context)


def _form(
    request: HttpRequest, form: forms.Form, kind: LetterKind, title: str, about: dict[str, Any]
) -> HttpResponse:
    context = matters.frame(person(request), "letters", (title, "")) | {
        "form": form, "kind": kind, "title": title, "about": about, "basis": kind.basis,
    }  # fmt: skip
    return render(
        request, "liaison/matters/new.html", context, status=kit.status_of(form) if form.errors else 200
    )
