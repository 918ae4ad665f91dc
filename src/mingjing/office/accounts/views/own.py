"""One's own account: password, second factor, sessions, keys for programs."""

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts import password as policy
from mingjing.office.accounts import tokens
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.forms import CodeForm, ConfirmForm, PasswordForm, TokenForm, show
from mingjing.office.accounts.models import Role
from mingjing.office.accounts.permissions import Permission
from mingjing.office.accounts.services import passwords, secondfactor, sessions
from mingjing.office.accounts.views.signin import destination

_KEY = "second_factor_key"


@allow(Permission.OWN_ACCOUNT)
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """Everything about one's own account."""
    user = person(request)
    page = {
        "roles": [Role(one).label for one in sorted(user.roles)],
        "enrolled": secondfactor.enrolled(user),
        "required": secondfactor.required(user),
        "left": secondfactor.left(user),
        "sign_ins": user.sign_ins.all(),
        "here": request.session.session_key,
        "tokens": user.tokens.all(),
        "now": timezone.now(),
    }
    return render(request, "accounts/own.html", page)


@allow(Permission.OWN_ACCOUNT)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's password; also where somebody is held whose password was given or has expired."""
    user = person(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            passwords.change(user, form.cleaned_data["current"], form.cleaned_data["new"])
        except (InvalidError, ConflictError) as error:
            show(form, error)
        else:
            sessions.renew(request, user)
            messages.success(request, "密码已更换，其他登录会话已结束。")
            return redirect(destination(request) if "next" in request.POST else "accounts:own")
    page = {"form": form, "owed": policy.must_change(user), "next": request.GET.get("next", "")}
    return render(request, "accounts/password.html", page, status=422 if form.errors else 200)


@allow(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Bind an authenticator; the secret lives in the session until a code confirms it."""
    user = person(request)
    if secondfactor.enrolled(user):
        return redirect("accounts:own")
    key = request.session.setdefault(_KEY, secondfactor.new_key())
    form = CodeForm(request.POST or None)
    form.fields["code"].help_text = "扫描后手机上显示的 6 位数字。"
    if request.method == "POST" and form.is_valid():
        try:
            codes = secondfactor.enrol(user, key, form.cleaned_data["code"].strip())
        except (InvalidError, ConflictError) as error:
            show(form, error)
        else:
            del request.session[_KEY]
            sessions.prove(request, user)
            sessions.end_all(user, keep=request.session.session_key)
            return render(request, "accounts/codes.html", {"codes": codes, "next": destination(request)})
    picture = segno.make(secondfactor.address(user, key), error="m")
    page = {
        "form": form,
        "qr": picture.svg_inline(scale=5, dark="#000", light="#fff"),
        "spelt": secondfactor.spelt(key),
        "required": secondfactor.required(user),
        "next": destination(request),
    }
    return render(request, "accounts/second_factor.html", page, status=422 if form.errors else 200)


@allow(Permission.OWN_ACCOUNT)
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second_factor_change(request: HttpRequest) -> HttpResponse:
    """New recovery codes, or no second factor any more; both ask for the password."""
    user = person(request)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if "remove" in request.POST:
                secondfactor.remove(user, form.cleaned_data["password"])
                messages.success(request, "已解除动态口令。")
                return redirect("accounts:own")
            codes = secondfactor.renew_codes(user, form.cleaned_data["password"])
            return render(request, "accounts/codes.html", {"codes": codes, "next": "/account/"})
        except (InvalidError, ConflictError) as error:
            show(form, error)
    page = {"form": form, "required": secondfactor.required(user)}
    return render(request, "accounts/second_factor_change.html", page, status=422 if form.errors else 200)


@allow(Permission.OWN_ACCOUNT)
@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's sessions."""
    sessions.end(person(request), pk)
    messages.success(request, "该登录会话已结束。")
    return redirect("accounts:own")


@allow(Permission.OWN_ACCOUNT)
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """End all one's sessions but this one."""
    count = sessions.end_all(person(request), keep=request.session.session_key)
    messages.success(request, f"已结束其他 {count} 个登录会话。")
    return redirect("accounts:own")


@allow(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "POST"])
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a key for a program; its text is shown once, in the answer."""
    user = person(request)
    form = TokenForm(request.POST or None, scopes=tokens.offered(user))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            token, key = tokens.issue(user, data["name"], data["scopes"], data["days"])
        except (InvalidError, ConflictError) as error:
            show(form, error)
        else:
            return render(request, "accounts/token.html", {"token": token, "key": key})
    return render(request, "accounts/token_new.html", {"form": form}, status=422 if form.errors else 200)


@allow(Permission.OWN_ACCOUNT)
@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke one of one's keys."""
    tokens.revoke(person(request), pk)
    messages.success(request, "令牌已作废。")
    return redirect("accounts:own")
