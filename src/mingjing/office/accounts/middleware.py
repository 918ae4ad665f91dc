"""Notes where a request comes from; ends idle sessions; holds whoever owes a password or a code at that page."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from mingjing.office.accounts import audit, password
from mingjing.office.accounts.access import person
from mingjing.office.accounts.models import User
from mingjing.office.accounts.services import secondfactor, sessions

# What somebody who is held may still reach; `accounts:` names.
_ALWAYS = ("sign-in", "sign-out", "health")


class AccessMiddleware:
    """Wraps each request in its origin and lets only sessions through that owe nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request with its origin noted."""
        with audit.coming_from(request.META.get("REMOTE_ADDR", ""), request.headers.get("User-Agent", "")):
            if request.user.is_authenticated:
                if _idle(request):
                    logout(request)
                elif held := hold(request, person(request)):
                    return held
            return self.get_response(request)


def _idle(request: HttpRequest) -> bool:
    """Return whether nothing was done for too long; note that something is being done now, not at each request."""
    now, longest = timezone.now().timestamp(), settings.MINGJING_IDLE_MINUTES * 60
    seen = request.session.get(sessions.SEEN)
    if seen is not None and now - seen > longest:
        return True
    if seen is not None and now - seen > max(60, longest / 10):
        request.session[sessions.SEEN] = now
    return False


def hold(request: HttpRequest, user: User) -> HttpResponseBase | None:
    """Return the way to the page where the person must go first, or None."""
    name = _owed(request, user)
    if name is None or request.path in {reverse(f"accounts:{one}") for one in (*_ALWAYS, name)}:
        return None
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": "请先在页面上完成登录", "status": 403}
        return JsonResponse(problem, status=403, content_type="application/problem+json")
    where = reverse(f"accounts:{name}")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": where})
    # Somebody sent here from their own account page comes back to the work, not to it.
    back = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{where}?{urlencode({'next': back})}")


def _owed(request: HttpRequest, user: User) -> str | None:
    proven = request.session.get(sessions.PROVEN)
    if proven is False:
        return "code"
    if password.must_change(user):
        return "password"
    if settings.MINGJING_OTP_ROLES and secondfactor.required(user):
        # Whoever was signed in when the demand arose has proven nothing yet.
        if not secondfactor.enrolled(user):
            return "second-factor"
        if proven is None:
            return "code"
    return None
