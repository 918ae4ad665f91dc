"""Who calls the API: a token within its scopes, or somebody signed in at the page."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.utils import check_csrf

from mingjing.kernel.errors import ForbiddenError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.accounts.tokens import authenticate


class Needs(HttpBearer):
    """Lets in whoever has `permission`; with a token, only within the token's scopes. Returns the User."""

    def __init__(self, permission: Permission) -> None:
        super().__init__()
        self.permission = permission

    def __call__(self, request: HttpRequest) -> User | None:
        """Return who calls, None when nobody known does. Raises ForbiddenError when it is not allowed."""
        user, scopes = who(request)
        if user is None:
            return None
        demand(user, self.permission)
        if scopes is not None and self.permission not in scopes:
            raise ForbiddenError(f"令牌的范围不含“{self.permission.label}”", do="换用范围足够的令牌")
        return user

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Satisfy the base class; `__call__` does the work."""
        return authenticate(token)


def who(request: HttpRequest) -> tuple[User | None, frozenset[Permission] | None]:
    """Return the caller and the scopes of the token used (None for somebody signed in at the page)."""
    header = request.headers.get("Authorization", "")
    if header:
        kind, _, key = header.partition(" ")
        found = authenticate(key.strip()) if kind.lower() == "bearer" else None
        return found if found else (None, frozenset())
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return None, None
    if request.method not in ("GET", "HEAD", "OPTIONS") and check_csrf(request) is not None:
        raise ForbiddenError("页面会话的写操作缺少 CSRF 校验", do="改用令牌，或带上 X-CSRFToken")
    return user, None
