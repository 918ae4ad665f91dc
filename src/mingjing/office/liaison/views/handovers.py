"""A handover: drawn up, looked at, worked on by the bureau and by the department; its files handed out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy as cases
from mingjing.office.cases import words
from mingjing.office.cases.models import Case
from mingjing.office.leads import policy as leads
from mingjing.office.leads.models import Suspicion
from mingjing.office.liaison import handing, handover_words, policy
from mingjing.office.liaison.deeds import kit
from mingjing.office.liaison.deeds.drafts import InForm, OutForm
from mingjing.office.liaison.deeds.handovers import DEEDS
from mingjing.office.liaison.models import Handover, State
from mingjing.office.liaison.services import drafting, incoming, packing
from mingjing.office.liaison.tables import state
from mingjing.office.liaison.views import matters

_METHODS = ["GET", "HEAD", "POST"]


@allow(Permission.LIAISON_READ)
@require_safe
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Show one handover."""
    user = person(request)
    one = policy.one(user, number)
    if handover_words.hidden(user, one) or not user.organisation.is_bureau:
        audit.record(user, "read", "handover", one.number)
    return _show(request, one)


@allow(Permission.LIAISON_READ)
@require_http_methods(_METHODS)
def step(request: HttpRequest, number: str, name: str) -> HttpResponseBase:
    """Do one deed, or show the page with what was refused."""
    user = person(request)
    one, deed = policy.one(user, number), kit.find(DEEDS, name)
    if request.method != "POST":
        return redirect("liaison:handover", number)
    form = kit.take(deed, user, one, request.POST, request.FILES)
    if form.errors:
        return _show(request, policy.one(user, number), name, form)
    messages.success(request, f"已办理：{deed.label}")
    seen = policy.visible(user).filter(number=number).exists()
    return redirect("liaison:handover", number) if seen else redirect("liaison:list")


def _show(
    request: HttpRequest, one: Handover, tried: str = "", form: kit.DeedForm | None = None
) -> HttpResponse:
    user = person(request)
    offers = [
        _offer(deed, user, one, form if deed.name == tried else None) for deed in _deeds(user, one, tried)
    ]
    context = matters.frame(user, "handovers", (one.number, "")) | _facts(user, one) | {"offers": offers}
    return render(
        request, "liaison/handovers/handover.html", context, status=kit.status_of(form) if form else 200
    )


def _deeds(user: User, one: Handover, tried: str) -> list[kit.Deed]:
    found = kit.offered(DEEDS, user, one)
    if tried and tried not in {deed.name for deed in found}:
        found.insert(0, DEEDS[tried])
    return found


def _offer(deed: kit.Deed, user: User, one: Handover, form: kit.DeedForm | None) -> dict[str, Any]:
    shown = form or deed.form(user, one)
    shown.auto_id = f"{deed.name}-%s"
    if form is not None:  # The page has now shown the newest state: it may be sent again.
        data = form.data.copy() if isinstance(form.data, QueryDict) else dict(form.data)
        data["version"] = str(one.version)
        form.data = data
    address = reverse("liaison:handover-step", args=[one.number, deed.name])
    return {"deed": deed, "form": shown, "address": address, "bare": not shown.visible_fields()}


def _facts(user: User, one: Handover) -> dict[str, Any]:
    """Return what the page shows of a handover, as this person may see it."""
    own = user.organisation_id == one.bureau_id
    sender = own if one.direction == Handover.Direction.OUT else user.organisation_id == one.partner_id
    unsent = one.sent_on is None and one.state != State.CANCELLED
    return {
        "handover": one, "badge": state(one), "title": handover_words.title(user, one),
        "party": handover_words.party(user, one), "text": handover_words.plain(user, one, one.text), "basis": handover_words.plain(user, one, one.basis), "limits": handover_words.limits(user, one), "events": events(user, one),
        "packages": list(one.packages.prefetch_related("files")), "own": own,
        "prepared": packing.prepare(one) if sender and unsent else None, "unsent": unsent,
        "case_seen": _case_seen(user, one), "origin_seen": _origin_seen(user, one),
        "clues": list(one.clues.select_related("suspicion__lead__institution")) if user.organisation.is_bureau else [],
        "editable": sender and unsent and (one.track_id is not None or one.state == State.DRAFT),
    }  # fmt: skip


def _case_seen(user: User, one: Handover) -> bool:
    return one.case_id is not None and cases.visible(user).filter(pk=one.case_id).exists()


def _origin_seen(user: User, one: Handover) -> bool:
    return one.origin_id is not None and policy.visible(user).filter(pk=one.origin_id).exists()


def events(user: User, one: Handover) -> list[handover_words.Happened]:
    """Return the history as somebody may see it, the newest first."""
    rows = one.events.select_related("actor", "organisation", "step").prefetch_related("files")
    return [
        handover_words.happened(user, one, event)
        for event in rows.filter(handover_words.seen(user)).order_by("-pk")
    ]


@allow(Permission.LIAISON_HANDLE)
@require_http_methods(_METHODS)
def new(request: HttpRequest) -> HttpResponseBase:
    """Draw up the handover of the case, or of the clues, that the address names."""
    user = person(request)
    case, clues = _about(user, request.GET)
    form = OutForm(user, None, request.POST if request.method == "POST" else None)
    form.initial.update(_first(case, clues))

    def act(v: dict[str, Any]) -> Handover:
        return (
            drafting.of_case(user, case, form.given())
            if case
            else drafting.of_clues(user, clues, form.given())
        )

    if (made := matters.made(request, form, act)) is not None:
        messages.success(request, f"已拟制移送 {made.number}")
        return redirect("liaison:handover", made.number)
    back = reverse("liaison:case", args=[case.number]) if case else reverse("liaison:list")
    context = matters.frame(user, "handovers", ("拟制移送", "")) | {
        "form": form, "title": "拟制移送", "case": case, "clues": clues, "back": back,
    }  # fmt: skip
    return render(
        request, "liaison/handovers/new.html", context, status=kit.status_of(form) if form.errors else 200
    )


def _about(user: User, asked: QueryDict) -> tuple[Case | None, list[Suspicion]]:
    """Return what the address names. Raises NotVisibleError, InvalidError when it names nothing."""
    if number := asked.get("case", ""):
        return cases.one(user, number), []
    keys = [int(one) for one in asked.getlist("suspicion") if one.isdecimal() and len(one) < 10]
    if not keys:
        raise InvalidError("请从案卷的“协作”页，或者从疑点页面移送", do="打开要移送的案件或者疑点")
    return None, [leads.suspicion(user, key) for key in keys]


def _first(case: Case | None, clues: list[Suspicion]) -> dict[str, str]:
    """Return what is known before anybody typed."""
    if case is not None:
        text = "\n".join(act.text for act in case.acts.all())
        return {"title": f"{words.title(case, masked=False)}移送", "text": text}
    places = "、".join(dict.fromkeys(one.lead.institution.name for one in clues))
    said = "\n".join(
        f"{one.lead.number} {one.lead.institution.name}：{one.rule_title}，{one.message}" for one in clues
    )
    return {"title": f"{places}有关线索移送", "text": said}


@allow(Permission.PARTNER_ANSWER)
@require_http_methods(_METHODS)
def new_in(request: HttpRequest) -> HttpResponseBase:
    """A department draws up what it hands to a bureau."""
    user = person(request)
    form = InForm(user, None, request.POST if request.method == "POST" else None)
    if (made := matters.made(request, form, lambda v: incoming.draft(user, form.said()))) is not None:
        messages.success(request, f"已保存 {made.number}，上传移送函和材料后移送")
        return redirect("liaison:handover", made.number)
    context = matters.frame(user, "handovers", ("移送案件、线索", "")) | {
        "form": form, "title": "移送案件、线索", "back": reverse("liaison:desk"),
    }  # fmt: skip
    return render(
        request, "liaison/handovers/new.html", context, status=kit.status_of(form) if form.errors else 200
    )


@allow(Permission.LIAISON_READ)
@require_http_methods(_METHODS)
def change(request: HttpRequest, number: str) -> HttpResponseBase:
    """Change what a draft says."""
    user = person(request)
    one = policy.one(user, number)
    data = request.POST if request.method == "POST" else None
    form: OutForm | InForm
    if one.direction == Handover.Direction.IN:
        form = incoming_form = InForm(user, one, data)
        done = matters.made(
            request, form, lambda v: incoming.change(user, one, incoming_form.said(), v["version"])
        )
    else:
        form = outgoing_form = OutForm(user, one, data)
        done = matters.made(
            request, form, lambda v: drafting.change(user, one, outgoing_form.given(), v["version"])
        )
    if done is not None:
        messages.success(request, "已修改")
        return redirect("liaison:handover", number)
    context = matters.frame(user, "handovers", (number, reverse("liaison:handover", args=[number])), ("修改", "")) | {
        "form": form, "title": "修改移送", "back": reverse("liaison:handover", args=[number]),
    }  # fmt: skip
    return render(
        request, "liaison/handovers/new.html", context, status=kit.status_of(form) if form.errors else 200
    )


@allow(Permission.LIAISON_READ)
@require_safe
def package(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out one package."""
    return handing.package(person(request), pk)


@allow(Permission.LIAISON_READ)
@require_safe
def packed(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out one file of a package."""
    return handing.packed_file(person(request), pk)


@allow(Permission.LIAISON_READ)
@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out one attachment."""
    return handing.attachment(person(request), pk)
