"""Suspensions and terminations, objections, notices."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.staff import filters as filtering
from mingjing.office.staff import policy, tables
from mingjing.office.staff.forms import (
    AnswerForm,
    DecideForm,
    EndForm,
    LongReasonForm,
    NothingForm,
    ObjectionForm,
    ReasonForm,
)
from mingjing.office.staff.models import Effect, Notice, Objection
from mingjing.office.staff.services import effects, notices, objections, papers, standing
from mingjing.office.staff.views.frame import Deed, attempt, frame, recorded, thing
from mingjing.office.ui.filters import Filters
from mingjing.office.ui.pages import listing

P = Permission


@allow(P.STAFF_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """List suspensions and terminations."""
    user = person(request)
    filters = Filters.of(filtering.EffectForm, request.GET)
    rows = filters.apply(policy.effects(user).select_related("member", "organisation"))
    if request.GET.get("undermined") == "1":
        rows = standing.undermined(rows)
    context = frame(user, "effects") | {
        "filters": filters,
        "title": "暂停和终止医保支付资格",
        "list": "effects",
    }
    sheet = tables.EFFECTS.read(request, rows)
    return listing(
        request,
        "staff/list.html",
        sheet,
        context,
        title="暂停和终止",
        on_export=recorded(request, filters.query),
    )


@allow(P.STAFF_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one effect, with what can be decided about it."""
    user = person(request)
    one = policy.effect(user, pk)
    scores = one.member.scores.filter(year=one.year).select_related(
        "proposal", "institution", "author", "approver"
    )
    context = frame(user, "effects", (str(one.member), "")) | {
        "effect": one,
        "badge": tables.effect_badge(one),
        "title": f"{one.get_kind_display()}：{one.member}",
        "scores": scores.order_by("pk"),
        "total": standing.points(one.member, one.year),
        "undermined": standing.undermined(Effect.objects.filter(pk=one.pk)).exists(),
        "notices": one.notices.select_related("institution") if policy.is_bureau(user) else policy.notices(user).filter(effect=one),
        "may_object": one.state == Effect.State.DECIDED and _may_object(user),
    }  # fmt: skip
    return thing(request, "staff/effect.html", context, _deeds(user, one))


def _may_object(user: User) -> bool:
    return allowed(user.roles, P.STAFF_CONFIRM) or (
        policy.is_bureau(user) and allowed(user.roles, P.STAFF_SCORE)
    )


def _paper(user: User, one: Effect) -> list[Deed]:
    decided = one.state == Effect.State.DECIDED and allowed(user.roles, P.DOCUMENTS_DRAFT)
    if not decided or papers.case_of(one) is None:
        return []
    return [
        Deed(
            "paper", "拟制处理通知书", NothingForm, lambda data: papers.draft_effect(user, one), "已拟制，请核对后送签",
            note="在案件的文书中拟制，由负责人签发后送达。", then=lambda made: reverse("documents:detail", args=[made.pk]),
        )
    ]  # fmt: skip


def _deeds(user: User, one: Effect) -> list[Deed]:
    if one.organisation_id != user.organisation_id:
        return []
    if not allowed(user.roles, P.STAFF_DECIDE):
        return _paper(user, one)
    if one.state == Effect.State.PROPOSED:
        said = f"{one.least}" if one.least == one.most else f"{one.least} 至 {one.most}"
        return [
            Deed("decide", "作出决定", DecideForm, lambda data: effects.decide(user, one, data["months"], data["since"], data["text"], one.version), "已决定，并通知人员所在的全部机构", {"months": one.least}, f"累计 {one.points} 分，期限须为 {said} 个月。"),
            Deed("decline", "不予处理", ReasonForm, lambda data: effects.decline(user, one, data["text"], one.version), "已登记理由", danger=True),
        ]  # fmt: skip
    if one.state != Effect.State.DECIDED:
        return []
    found = [
        Deed(
            "lift",
            "提前解除",
            EndForm,
            lambda data: effects.lift(user, one, data["on"], data["text"], one.version),
            "已解除，并通知机构",
        )
    ]
    if one.kind == Effect.Kind.TERMINATE:
        note = f"{one.until} 期满后方可重新登记。" if one.until else "终身终止，不得重新登记。"
        found.insert(
            0,
            Deed(
                "restore",
                "重新登记备案",
                EndForm,
                lambda data: effects.register_again(user, one, data["on"], data["text"], one.version),
                "已重新登记，并通知机构",
                note=note,
            ),
        )
    return [*found, *_paper(user, one)]


@allow(P.STAFF_READ)
@require_safe
def objecting(request: HttpRequest) -> HttpResponseBase:
    """List objections."""
    user = person(request)
    filters = Filters.of(filtering.ObjectionForm, request.GET)
    rows = filters.apply(policy.objections(user).select_related("member", "organisation", "score", "effect"))
    context = frame(user, "objections") | {"filters": filters, "title": "记分异议", "list": "objections"}
    sheet = tables.OBJECTIONS.read(request, rows)
    return listing(
        request,
        "staff/list.html",
        sheet,
        context,
        title="记分异议",
        on_export=recorded(request, filters.query),
    )


@allow(P.STAFF_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def object_to_score(request: HttpRequest, pk: int) -> HttpResponseBase:
    """File an objection to a score."""
    score = policy.score(person(request), pk)
    return _object(
        request,
        f"记 {score.points} 分（{score.proposal.item_text}）",
        score.member,
        {"score": score, "effect": None},
    )


@allow(P.STAFF_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def object_to_effect(request: HttpRequest, pk: int) -> HttpResponseBase:
    """File an objection to a suspension or termination."""
    effect = policy.effect(person(request), pk)
    return _object(request, effect.get_kind_display(), effect.member, {"score": None, "effect": effect})


def _object(request: HttpRequest, about: str, member: Any, target: dict[str, Any]) -> HttpResponseBase:
    user = person(request)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and attempt(
        request,
        form,
        lambda data: objections.file(user, text=data["text"], filed_on=data["filed_on"], **target),
        "已提出异议",
    ):
        return redirect("staff:objections")
    context = frame(user, "objections", (str(member), "")) | {
        "form": form, "title": f"提出异议：{member}", "submit": "提出异议",
        "back": reverse("staff:person", args=[member.code]), "note": f"对“{about}”提出异议。",
    }  # fmt: skip
    return render(request, "staff/form.html", context, status=422 if form.errors else 200)


@allow(P.STAFF_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one objection, with opinion, answer, withdrawal."""
    user = person(request)
    one = policy.objection(user, pk)
    context = frame(user, "objections", (str(one.member), "")) | {
        "objection": one,
        "title": f"异议：{one.member}",
    }
    return thing(request, "staff/objection.html", context, _answers(user, one))


def _answers(user: User, one: Objection) -> list[Deed]:
    state, found = Objection.State, []
    own = one.organisation_id == user.organisation_id
    above = policy.is_bureau(user) and one.organisation.path.startswith(user.organisation.path)
    if one.state == state.FILED and own and allowed(user.roles, P.STAFF_SCORE):
        found.append(
            Deed(
                "advise",
                "登记核查意见",
                LongReasonForm,
                lambda data: objections.advise(user, one, data["text"], one.version),
                "已登记，等待答复",
            )
        )
    if one.state == state.ADVISED and above and allowed(user.roles, P.STAFF_DECIDE):
        found.append(
            Deed(
                "decide",
                "答复",
                AnswerForm,
                lambda data: objections.decide(user, one, data["upheld"] == "yes", data["text"], one.version),
                "已答复",
                note="异议成立的，同时冲正记分或者解除处理。",
            )
        )
    if one.state in (state.FILED, state.ADVISED) and one.filed_by.organisation_id == user.organisation_id:
        found.append(
            Deed(
                "withdraw",
                "撤回异议",
                ReasonForm,
                lambda data: objections.withdraw(user, one, data["text"], one.version),
                "已撤回",
                danger=True,
            )
        )
    return found


@allow(P.STAFF_READ)
@require_safe
def telling(request: HttpRequest) -> HttpResponseBase:
    """List notices."""
    user = person(request)
    filters = Filters.of(filtering.NoticeForm, request.GET)
    rows = filters.apply(policy.notices(user).select_related("institution", "organisation"))
    context = frame(user, "notices") | {"filters": filters, "title": "人员通知", "list": "notices"}
    sheet = tables.notices(not policy.is_bureau(user)).read(request, rows)
    return listing(
        request,
        "staff/list.html",
        sheet,
        context,
        title="人员通知",
        on_export=recorded(request, filters.query),
    )


@allow(P.STAFF_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one notice; the institution confirms it, a bureau says that it was handed over on paper."""
    user = person(request)
    one = policy.notice(user, pk)
    context = frame(user, "notices", (one.get_kind_display(), "")) | {
        "notice": one,
        "title": f"{one.get_kind_display()}通知：{one.member}",
    }
    return thing(request, "staff/notice.html", context, _receipts(user, one))


def _receipts(user: User, one: Notice) -> list[Deed]:
    if one.confirmed_on is not None:
        return []
    if one.institution.account_id == user.organisation_id and allowed(user.roles, P.STAFF_CONFIRM):
        return [Deed("confirm", "确认收到", NothingForm, lambda data: notices.confirm(user, one), "已签收")]
    near = user.organisation_id in (one.organisation_id, one.institution.bureau_id)
    if near and allowed(user.roles, P.STAFF_SCORE):
        return [
            Deed(
                "deliver",
                "登记线下送达",
                ReasonForm,
                lambda data: notices.deliver(user, one, data["text"]),
                "已登记",
            )
        ]
    return []
