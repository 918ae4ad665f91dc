"""Scores: proposed, looked at by a second person, reversed; who is named and not scored."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases.models import Named
from mingjing.office.clocks import services as clocks
from mingjing.office.institutions import policy as institutions
from mingjing.office.staff import filters as filtering
from mingjing.office.staff import policy, tables
from mingjing.office.staff.forms import NothingForm, OpinionForm, ReasonForm, ScoreForm
from mingjing.office.staff.models import Proposal
from mingjing.office.staff.services import owed, papers, register, scoring, standing
from mingjing.office.staff.services.commands import Given
from mingjing.office.staff.views.frame import Deed, attempt, frame, recorded, thing
from mingjing.office.ui.filters import Filters
from mingjing.office.ui.pages import listing


@allow(Permission.STAFF_READ)
@require_safe
def owing(request: HttpRequest) -> HttpResponseBase:
    """List who is named by decisions and waits to be scored."""
    user = person(request)
    filters = Filters.of(filtering.OwedForm, request.GET)
    rows = filters.apply(owed.unscored(user).select_related("case__institution", "step"))
    sheet = tables.OWED.read(request, rows)
    context = frame(user, "owed") | {"filters": filters, "title": "待记分的责任人员", "list": "owed"}
    return listing(
        request,
        "staff/list.html",
        sheet,
        context,
        title="待记分的责任人员",
        on_export=recorded(request, filters.query),
    )


@allow(Permission.STAFF_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def waive(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Decide that somebody named is not scored."""
    user = person(request)
    named = policy.named(user, pk)
    form = ReasonForm(request.POST or None)
    if form.is_bound and attempt(
        request, form, lambda data: owed.waive(user, named, data["text"]), "已登记不予记分的理由"
    ):
        return redirect("staff:owed")
    context = frame(user, "owed", (named.name, "")) | {
        "form": form, "title": f"不予记分：{named.name}", "submit": "决定不予记分", "back": reverse("staff:owed"),
        "note": f"{named.case.number}的处理决定载明{named.name}（{named.code}）负{named.get_duty_display()}。不予记分须有书面理由。",
    }  # fmt: skip
    return render(request, "staff/form.html", context, status=422 if form.errors else 200)


@allow(Permission.STAFF_SCORE)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponseBase:
    """Propose a score."""
    user = person(request)
    figures = standing.in_force(user.organisation.admdvs, clocks.today())
    form = ScoreForm(request.POST or None, initial=_start(user, request), standard=figures)
    if form.is_bound and attempt(
        request, form, lambda data: scoring.propose(user, Given(**data)), "已提出，等待审核"
    ):
        return redirect("staff:proposals")
    context = frame(user, "proposals", ("提出记分", "")) | {
        "form": form, "title": "提出记分", "submit": "提交审核", "back": reverse("staff:proposals"),
        "note": "分值由情形和责任程度按现行标准确定，经另一名人员审核后计入审核当日所在年度。同一违规行为的同一情形只记一次。",
    }  # fmt: skip
    return render(request, "staff/form.html", context, status=422 if form.errors else 200)


def _start(user: User, request: HttpRequest) -> dict[str, Any]:
    key = request.GET.get("named", "")
    if key.isdigit() and len(key) < 10:
        named: Named = policy.named(user, int(key))
        place = named.case.institution
        return {
            "code": named.code, "name": named.name, "duty": named.duty, "named": named.pk, "case": named.case.number,
            "institution": place.code if place else "", "happened_on": named.step.on,
        }  # fmt: skip
    code = request.GET.get("code", "")
    member = policy.visible(user).filter(code=code).first() if code else None
    if member is None:
        return {}
    work = [one.pk for one in register.places(member)]
    places = list(institutions.visible(user).filter(pk__in=work).values_list("code", flat=True))
    return {"code": member.code, "name": member.name, "institution": places[0] if len(places) == 1 else ""}


@allow(Permission.STAFF_READ)
@require_safe
def proposals(request: HttpRequest) -> HttpResponseBase:
    """List the proposals of bureaus in scope."""
    user = person(request)
    filters = Filters.of(filtering.ProposalForm, request.GET)
    rows = policy.proposals(user).select_related(
        "member", "institution", "organisation", "author", "approver", "case", "lead"
    )
    sheet = tables.PROPOSALS.read(request, filters.apply(rows))
    context = frame(user, "proposals") | {"filters": filters, "title": "记分审批", "list": "proposals"}
    return listing(
        request,
        "staff/list.html",
        sheet,
        context,
        title="记分审批",
        on_export=recorded(request, filters.query),
    )


@allow(Permission.STAFF_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show one proposal, with approval, refusal, withdrawal."""
    user = person(request)
    one = policy.proposal(user, pk)
    context = frame(user, "proposals", (str(one.member), "")) | {
        "proposal": one,
        "total": standing.points(one.member, clocks.today().year),
        "year": clocks.today().year,
        "title": f"{'冲正' if one.reverses_id else '记分'}：{one.member}",
    }
    return thing(request, "staff/proposal.html", context, _deeds(user, one))


def _deeds(user: User, one: Proposal) -> list[Deed]:
    if one.organisation_id != user.organisation_id:
        return []
    if one.state == Proposal.State.APPROVED and one.case and not one.reverses_id:
        return [_paper(user, one)] if allowed(user.roles, Permission.DOCUMENTS_DRAFT) else []
    if one.state != Proposal.State.PROPOSED:
        return []
    found = []
    if allowed(user.roles, Permission.STAFF_APPROVE) and one.author_id != user.pk:
        found.append(
            Deed(
                "approve",
                "审核通过",
                OpinionForm,
                lambda data: scoring.approve(user, one, one.version, data["text"]),
                "已记分，并通知人员所在的全部机构",
            )
        )
        found.append(
            Deed(
                "refuse",
                "不通过",
                ReasonForm,
                lambda data: scoring.refuse(user, one, data["text"], one.version),
                "已退回",
                danger=True,
            )
        )
    if one.author_id == user.pk and allowed(user.roles, Permission.STAFF_SCORE):
        found.append(
            Deed(
                "withdraw",
                "撤回",
                NothingForm,
                lambda data: scoring.withdraw(user, one, one.version),
                "已撤回",
                danger=True,
            )
        )
    return found  # fmt: skip


def _paper(user: User, one: Proposal) -> Deed:
    return Deed(
        "paper", "拟制记分通知书", NothingForm, lambda data: papers.draft_score(user, one), "已拟制，请核对后送签",
        note="在案件的文书中拟制，由负责人签发后送达。", then=lambda made: reverse("documents:detail", args=[made.pk]),
    )  # fmt: skip


@allow(Permission.STAFF_SCORE)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Propose to reverse a score."""
    user = person(request)
    score = policy.score(user, pk)
    form = ReasonForm(request.POST or None)
    if form.is_bound and attempt(
        request,
        form,
        lambda data: scoring.propose_reversal(user, score, data["text"]),
        "已提出冲正，等待审核",
    ):
        return redirect("staff:person", score.member.code)
    context = frame(user, "people", (str(score.member), reverse("staff:person", args=[score.member.code])), ("冲正记分", "")) | {
        "form": form, "title": f"冲正记分：{score.member}", "submit": "提交审核",
        "back": reverse("staff:person", args=[score.member.code]),
        "note": f"{score.on} 记 {score.points} 分（{score.proposal.item_text}）。冲正经另一名人员审核后，自{score.year}年度扣回，原记录保留。",
    }  # fmt: skip
    return render(request, "staff/form.html", context, status=422 if form.errors else 200)
