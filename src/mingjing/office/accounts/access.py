"""Every view says which permission it needs; whoever lacks it gets 403, whoever is not signed in the sign-in page."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from mingjing.kernel.errors import ForbiddenError
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed

View = Callable[..., HttpResponseBase]
PUBLIC = "public"


def allow(permission: Permission) -> Callable[[View], View]:
    """Let only signed-in people with `permission` in; the walk over all addresses reads it from the view."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                if request.headers.get("HX-Request"):
                    return HttpResponse(status=401, headers={"HX-Redirect": _sign_in_from(request)})
                return redirect_to_login(request.get_full_path())
            demand(person(request), permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def _sign_in_from(request: HttpRequest) -> str:
    """Return the sign-in page that leads back to the page htmx was on."""
    here = urlsplit(request.headers.get("HX-Current-URL", ""))
    return f"/sign-in?{urlencode({'next': f'{here.path}?{here.query}' if here.query else here.path or '/'})}"


def public(view: View) -> View:
    """Mark a view that anybody may call."""
    view.permission = PUBLIC  # type: ignore[attr-defined]
    return view


def person(request: HttpRequest) -> User:
    """Return who is signed in."""
    return cast(User, request.user)


def demand(user: User, permission: Permission) -> None:
    """Raise ForbiddenError unless `user` has `permission`."""
    if not allowed(user.roles, permission):
        raise ForbiddenError(f"您没有“{permission.label}”的权限", do="请联系本单位系统管理员")


def may(permission: Permission) -> Callable[[User], bool]:
    """Return a test of whether a user has `permission`, for entries of the navigation."""
    return lambda user: allowed(user.roles, permission)
