"""Local rules: list, begin, edit with live checks, put in force, retire."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingjing.kernel.errors import ConflictError, InvalidError, MingjingError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.screenings import editing, policy
from mingjing.office.screenings.forms import TrialForm
from mingjing.office.screenings.models import LocalRule
from mingjing.office.screenings.services import local_rules, trials
from mingjing.office.ui.columns import Column
from mingjing.office.ui.pages import listing
from mingjing.office.ui.tables import Empty, Table

S = LocalRule.State


RULES = Table(
    "local",
    (
        Column("code", "编码", "code", sort="code", link=lambda r: reverse("screenings:local-rule", args=[r.code, r.version])),
        Column("version", "版本", "count", sort="version"),
        Column("title", "名称"),
        Column("state", "状态", "badge", sort="state"),
        Column("organisation.name", "单位"),
        Column("author.name", "编写人"),
        Column("updated_at", "最近改动", "moment", sort="updated_at"),
    ),
    unit="版",
    empty=Empty("还没有本地规则", "筛查分析员可以新写一条，或照抄一条再改。"),
)  # fmt: skip


class NewForm(forms.Form):
    """A new local rule."""

    code = forms.CharField(
        label="编码", max_length=20, help_text="2 至 5 个大写字母、短横、3 位数字，例如 LOC-001"
    )
    copied = forms.CharField(
        label="照抄这条规则", max_length=20, required=False, help_text="规则编码；不填则从空白骨架写起"
    )


@allow(Permission.RULES_READ)
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Show the local rules."""
    user = person(request)
    rows = policy.local_rules(user).select_related("author", "organisation")
    context = {
        "may_write": allowed(user.roles, Permission.RULES_WRITE),
        "crumbs": [("规则库", reverse("screenings:rules")), ("本地规则", "")],
    }
    return listing(
        request, "screenings/local_rules.html", RULES.read(request, rows), context, title="本地规则"
    )


@allow(Permission.RULES_WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Begin a rule."""
    form = NewForm(
        request.POST if request.method == "POST" else None, initial={"copied": request.GET.get("copied", "")}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = local_rules.begin(
                person(request), form.cleaned_data["code"], form.cleaned_data["copied"].strip().upper()
            )
        except (InvalidError, ConflictError) as error:
            for problem in error.problems:
                field = problem.where if problem.where in form.fields else None
                form.add_error(field, "。".join(filter(None, (problem.what, problem.do))))
        else:
            return redirect("screenings:local-rule", made.code, made.version)
    crumbs = [("本地规则", reverse("screenings:local-rules")), ("新写", "")]
    status = 422 if form.errors else 200
    return render(request, "screenings/local_new.html", {"form": form, "crumbs": crumbs}, status=status)


@allow(Permission.RULES_READ)
@require_safe
def detail(request: HttpRequest, code: str, version: int) -> HttpResponseBase:
    """Show one version: its text (a draft to be edited), checks, trials."""
    user = person(request)
    rule = policy.local_rule(user, code, version)
    mine = allowed(user.roles, Permission.RULES_WRITE) and rule.organisation.path.startswith(
        user.organisation.path
    )
    context = {
        "rule": rule,
        "title": rule.title,
        "draft": mine and rule.state == S.DRAFT,
        "mine": mine,
        "steps": _steps(rule) if mine else [],
        "versions": policy.local_rules(user).filter(code=code),
        "trials": policy.trials(user).filter(rule_code=code).select_related("lake")[:10],
        "form": TrialForm(user) if mine else None,
        "inner": user.organisation.is_bureau,
        "crumbs": [("本地规则", reverse("screenings:local-rules")), (f"{code} 第 {version} 版", "")],
    }
    return render(request, "screenings/local_rule.html", context)


def _steps(rule: LocalRule) -> list[tuple[str, str, str]]:
    """Return the steps that the version can take: state, label, what to confirm."""
    steps = []
    if rule.state in (S.DRAFT, S.ACTIVE):
        steps.append((S.SHADOW.value, "转为试运行", "今后的筛查都运行这一版，结果不计入合计和线索。继续？"))
    if rule.state in (S.DRAFT, S.SHADOW):
        steps.append((S.ACTIVE.value, "启用", "今后的筛查都运行这一版，查出的疑点可以发布为线索。继续？"))
    return steps


@allow(Permission.RULES_WRITE)
@require_POST
def save(request: HttpRequest, code: str, version: int) -> HttpResponseBase:
    """Save a draft."""
    rule = policy.local_rule(person(request), code, version)
    seen = parse_datetime(request.POST.get("seen", "")) or rule.created_at
    local_rules.save(person(request), rule, request.POST.get("text", ""), seen)
    messages.success(request, "已保存")
    return redirect("screenings:local-rule", code, version)


@allow(Permission.RULES_WRITE)
@require_POST
def check(request: HttpRequest, code: str, version: int) -> HttpResponseBase:
    """Say what is wrong with the text as it stands in the editor; with `cases` run its cases too."""
    policy.local_rule(person(request), code, version)
    text = request.POST.get("text", "").replace("\r\n", "\n")
    problems = editing.problems(text, code, version)
    context: dict[str, Any] = {"problems": problems, "cases": None}
    if not problems and request.GET.get("cases"):
        try:
            context["cases"] = editing.cases(text, code)
        except MingjingError as error:
            context["problems"] = error.problems
    return render(request, "screenings/checked.html", context)


@allow(Permission.RULES_WRITE)
@require_POST
def put_in_force(request: HttpRequest, code: str, version: int) -> HttpResponseBase:
    """Put a version in force."""
    rule = policy.local_rule(person(request), code, version)
    local_rules.put_in_force(person(request), rule, request.POST.get("state", ""))
    messages.success(
        request, f"{rule.code} 第 {rule.version} 版已转为“{rule.get_state_display()}”，下次筛查起生效"
    )
    return redirect("screenings:local-rule", code, version)


@allow(Permission.RULES_WRITE)
@require_POST
def revise(request: HttpRequest, code: str, version: int) -> HttpResponseBase:
    """Begin the next version."""
    made = local_rules.revise(person(request), policy.local_rule(person(request), code, version))
    return redirect("screenings:local-rule", made.code, made.version)


@allow(Permission.RULES_WRITE)
@require_POST
def retire(request: HttpRequest, code: str, version: int) -> HttpResponseBase:
    """Retire a version."""
    local_rules.retire(person(request), policy.local_rule(person(request), code, version))
    messages.success(request, "已停用，下次筛查起不再运行")
    return redirect("screenings:local-rule", code, version)


@allow(Permission.RULES_WRITE)
@require_POST
def try_out(request: HttpRequest, code: str, version: int) -> HttpResponseBase:
    """Try the saved text of a version over history."""
    user = person(request)
    rule = policy.local_rule(user, code, version)
    form = TrialForm(user, request.POST)
    if not form.is_valid():
        raise InvalidError(
            "请检查试算条件：" + "；".join(str(one) for found in form.errors.values() for one in found)
        )
    made = trials.of_text(user, rule, request.POST.get("against", ""), **form.cleaned_data)
    return redirect("screenings:trial", made.pk)
