"""联合办案: the list, one joint case, a new proposal."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy as cases
from mingjing.office.liaison import letter_tables, scope, tones
from mingjing.office.liaison.deeds import kit
from mingjing.office.liaison.deeds.joints import DEEDS
from mingjing.office.liaison.models import Joint, Noun
from mingjing.office.liaison.services import joints
from mingjing.office.liaison.views import matters
from mingjing.office.ui.filters import Filters
from mingjing.office.ui.pages import listing

_RELATED = ("case", "host", "proposed_by", "approved_by")


@allow(Permission.LETTERS_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """List the joint cases in scope."""
    user = person(request)
    filters = Filters.of(letter_tables.JointFilterForm, request.GET)
    rows = (
        filters.apply(scope.joints(user))
        .select_related("host", "case")
        .prefetch_related("members__organisation")
    )
    sheet = letter_tables.JOINTS.read(request, rows)
    context = matters.frame(user, "joints") | {"filters": filters}
    record = matters.recorded(request, "joint", filters.query)
    return listing(request, "liaison/matters/joints.html", sheet, context, title="联合办案", on_export=record)


def _more(user: User, one: Joint) -> dict[str, Any]:
    members = [(row, tones.badge_of(row)) for row in one.members.select_related("organisation", "kept")]
    tasks = [(row, tones.badge_of(row)) for row in one.tasks.select_related("organisation")]
    seen = cases.visible(user).filter(pk=one.case_id).exists()
    return {"joint": one, "members": members, "tasks": tasks, "case_seen": seen}


MATTER = matters.Matter(
    Noun.JOINT,
    "joints",
    "联合办案",
    DEEDS,
    "liaison/matters/joint.html",
    "liaison:joint",
    "liaison:joint-step",
    _RELATED,
    _more,
)


@allow(Permission.LETTERS_READ)
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one joint case."""
    return matters.page(request, MATTER, pk)


@allow(Permission.LETTERS_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """Do something in a joint case."""
    return matters.step(request, MATTER, pk, name)


class ProposeForm(kit.DeedForm):
    """How, why, with whom, and what they are told."""

    mode = forms.ChoiceField(label="方式", choices=Joint.Mode.choices, widget=forms.RadioSelect)
    departments = kit.BodiesField("参与部门")
    reason = kit.area("理由", 3, most=2000)
    summary = kit.area("向参与部门通报的案情", 6, help_text="参与部门只看到这里填写的内容，看不到案卷")

    def prepare(self) -> None:
        """Offer the departments."""
        self.fields["departments"].offer(scope.departments(self.user))  # type: ignore[attr-defined]
        self.initial["mode"] = Joint.Mode.JOINT


@allow(Permission.LIAISON_HANDLE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Propose to work on the case that the address names with other departments."""
    user = person(request)
    case = cases.one(user, request.GET.get("case", ""))
    form = ProposeForm(user, None, request.POST if request.method == "POST" else None)
    made = matters.made(
        request,
        form,
        lambda v: joints.propose(user, case, v["mode"], v["reason"], v["summary"], v["departments"]),
    )
    if made is not None:
        messages.success(request, "已提出，等待负责人批准")
        return redirect("liaison:joint", made.pk)
    back = reverse("liaison:case", args=[case.number])
    context = matters.frame(user, "joints", ("提出联合办案", "")) | {
        "form": form, "title": "提出联合办案、同步上案", "about": {"case": case}, "back": back,
    }  # fmt: skip
    return render(
        request, "liaison/matters/new.html", context, status=kit.status_of(form) if form.errors else 200
    )
