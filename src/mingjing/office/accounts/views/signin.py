"""Sign in, give a code, sign out."""

from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from mingjing.office.accounts.access import allow, person, public
from mingjing.office.accounts.forms import CodeForm, SignInForm
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.accounts.services import secondfactor, sessions
from mingjing.office.accounts.signin import count_failure, forget_failures, locked

WRONG = "账号或密码不正确，或者账号已停用、已锁定。连续多次错误会锁定账号一段时间，请稍后再试或联系管理员。"


def destination(request: HttpRequest) -> str:
    """Return where to go afterwards: an address of this site, or the start page."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    own = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=own, require_https=request.is_secure())
    return wanted if safe else "/"


@public
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Account and password."""
    if request.method == "GET" and request.user.is_authenticated:
        return redirect(destination(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if isinstance(user, User):
            sessions.begin(request, user)
            if request.session[sessions.PROVEN]:
                forget_failures(user)
            return redirect(destination(request))
        form.add_error(None, WRONG)
    page = {"form": form, "next": destination(request)}
    return render(request, "accounts/sign_in.html", page, status=422 if form.errors else 200)


@allow(Permission.HOME)
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The second factor."""
    user = person(request)
    if request.session.get(sessions.PROVEN) or not secondfactor.enrolled(user):
        return redirect(destination(request))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not locked(user) and secondfactor.prove(user, form.cleaned_data["code"]):
            sessions.prove(request, user)
            forget_failures(user)
            return redirect(destination(request))
        count_failure(user, "second_factor.failed")
        if locked(user):
            sessions.leave(request, user)
            messages.error(request, "动态口令多次错误，账号已锁定，请稍后再试。")
            return redirect("accounts:sign-in")
        form.add_error("code", "动态口令不正确，或刚刚用过。请等待下一个口令。")
    page = {"form": form, "next": destination(request)}
    return render(request, "accounts/code.html", page, status=422 if form.errors else 200)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    if request.user.is_authenticated:
        sessions.leave(request, person(request))
    return redirect("accounts:sign-in")
