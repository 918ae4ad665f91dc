"""What the pages of letters, listings, joint cases and meetings share: tabs, deeds, files, deadlines, history."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases.running import Limit
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.models import Clock
from mingjing.office.documents.handing import hand_out
from mingjing.office.liaison import desk, scope, tones
from mingjing.office.liaison.deeds import kit
from mingjing.office.liaison.models import Joint, Member, Note, Noun, Paper

TABS = (
    ("handovers", "移送", "liaison:list"),
    ("letters", "函件", "liaison:letters"),
    ("listings", "挂牌督办", "liaison:listings"),
    ("joints", "联合办案", "liaison:joints"),
    ("meetings", "联席会议", "liaison:meetings"),
    ("resolutions", "议定事项", "liaison:resolutions"),
)
LIMITS = {"receipt": "签收", "reply": "复函", "sign": "签收", "due": "办结", "report": "报告进展"}
_FILES_OF = {
    "letter": "来函",
    "reply": "复函附件",
    "report": "进展材料",
    "share": "共享材料",
    "minutes": "会议材料",
}


@dataclass(frozen=True)
class Matter:
    """One noun as its pages know it; `more` gives what its template shows besides."""

    noun: str
    tab: str
    title: str
    deeds: kit.Table
    template: str
    page: str
    step: str
    related: tuple[str, ...]
    more: Callable[[User, Any], dict[str, Any]]


def frame(user: User, active: str, *crumbs: tuple[str, str]) -> dict[str, Any]:
    """Return tabs and crumbs: of the bureaus' pages, or of a partner's desk."""
    names = {name: (title, address) for name, title, address in TABS}
    title, address = names[active]
    if user.organisation.is_bureau:
        tabs: list[Any] = [desk.Shown(reverse(one), said, name == active) for name, said, one in TABS]
        path = [("部门协作", reverse("liaison:list"))]
    else:
        tabs, path = list(desk.tabs(active)), [("协同事项", reverse("liaison:desk"))]
    path.append((title, reverse(address) if crumbs else ""))
    return {"tabs": tabs, "crumbs": [*path, *crumbs], "bureau": user.organisation.is_bureau}


def page(request: HttpRequest, matter: Matter, pk: int) -> HttpResponse:
    """Show one thing."""
    user = person(request)
    return show(request, matter, scope.one(user, matter.noun, pk, *matter.related))


def show(
    request: HttpRequest, matter: Matter, thing: Any, tried: str = "", form: kit.DeedForm | None = None
) -> HttpResponse:
    """Show a thing with its deeds; `form` is one that was tried for the deed `tried` and was refused."""
    user = person(request)
    offers = [
        _offer(matter, one, user, thing, form if one.name == tried else None)
        for one in _deeds(matter, user, thing, tried)
    ]
    context = {
        **frame(user, matter.tab, (thing.code, "")), **matter.more(user, thing), "thing": thing, "matter": matter,
        "badge": tones.badge_of(thing), "offers": offers, "limits": limits(matter.noun, thing.pk),
        "papers": papers(user, matter.noun, thing), "events": events(user, matter.noun, thing.pk),
    }  # fmt: skip
    return render(request, matter.template, context, status=kit.status_of(form) if form is not None else 200)


def _deeds(matter: Matter, user: User, thing: Any, tried: str) -> list[kit.Deed]:
    found = kit.offered(matter.deeds, user, thing)
    if tried and tried not in {one.name for one in found}:
        found.insert(0, matter.deeds[tried])
    return found


def _offer(
    matter: Matter, deed: kit.Deed, user: User, thing: Any, form: kit.DeedForm | None
) -> dict[str, Any]:
    shown = form or deed.form(user, thing)
    shown.auto_id = f"{deed.name}-%s"
    if form is not None:  # The page has now shown the newest state: it may be sent again.
        data = form.data.copy() if isinstance(form.data, QueryDict) else dict(form.data)
        data["version"] = str(thing.version)
        form.data = data
    address = reverse(matter.step, args=[thing.pk, deed.name])
    return {"deed": deed, "form": shown, "address": address, "bare": not shown.visible_fields()}


def step(request: HttpRequest, matter: Matter, pk: int, name: str) -> HttpResponseBase:
    """Do one deed, or show the page with what was refused."""
    user = person(request)
    thing, deed = scope.one(user, matter.noun, pk, *matter.related), kit.find(matter.deeds, name)
    if request.method != "POST":
        return redirect(matter.page, pk)
    form = kit.take(deed, user, thing, request.POST, request.FILES)
    if form.errors:
        return show(request, matter, scope.one(user, matter.noun, pk, *matter.related), name, form)
    messages.success(request, f"已办理：{deed.label}")
    # Who declines an invitation no longer sees what it was for.
    return (
        redirect(matter.page, pk) if scope.sees(user, matter.noun, pk) else redirect(f"liaison:{matter.tab}")
    )


def made(request: HttpRequest, form: forms.Form, act: Callable[[dict[str, Any]], Any]) -> Any:
    """Return what a form makes, None when it was refused."""
    kept: list[Any] = []
    done = request.method == "POST" and kit.try_form(form, lambda values: kept.append(act(values)))
    return kept[0] if done else None


def limits(noun: str, key: int, kinds: Mapping[str, str] = LIMITS) -> list[Limit]:
    """Return the deadlines of a thing, the running ones first."""
    today = clocks.today()
    rows = Clock.objects.filter(noun=noun, object_id=key).order_by("stopped_on", "due_on")
    found = [
        Limit(one.kind, kinds.get(one.kind, one.kind), one.started_on, one.due_on, one.stopped_on, "", (one.due_on - today).days)
        for one in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.stopped_on is not None)


def events(user: User, noun: str, key: int) -> list[Note]:
    """Return the history as somebody may see it."""
    rows = Note.objects.filter(noun=noun, object_id=key).select_related("actor", "organisation")
    return list(rows.filter(Q(inner=False) | Q(organisation=user.organisation_id)).order_by("-pk"))


def papers(user: User, noun: str, thing: Any) -> list[tuple[str, Paper]]:
    """Return the files as somebody may see them, each with what it is."""
    rows = Paper.objects.filter(noun=noun, object_id=thing.pk).select_related("organisation")
    seen = rows.filter(Q(inner=False) | Q(organisation=user.organisation_id))
    if noun == Noun.JOINT and isinstance(thing, Joint) and not user.organisation.is_bureau:
        joined = thing.members.filter(organisation=user.organisation_id, state=Member.State.JOINED).exists()
        seen = seen if joined else seen.none()
    return [(_FILES_OF.get(one.part, "附件"), one) for one in seen]


@allow(Permission.LETTERS_READ)
@require_safe
def download_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out one file."""
    return hand(person(request), pk)


def hand(user: User, pk: int) -> HttpResponseBase:
    """Return one file as a download; each is recorded."""
    one = scope.paper(user, pk)
    said = {"file": one.name, "sha256": one.sha256, "of": f"{one.noun} {one.object_id}"}
    audit.record(user, "download", "liaison_file", one.pk, None, said)
    return hand_out(one.file.open("rb"), one.name, one.content_type)


def recorded(request: HttpRequest, noun: str, query: str) -> Callable[[int], None]:
    """Return what puts an export into the audit log."""

    def record(count: int) -> None:
        audit.record(person(request), "export", noun, "list", None, {"filters": query, "rows": count})

    return record
