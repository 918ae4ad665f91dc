"""Checks a password in the same time whatever the outcome, counts failures, locks for a while."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User


class LockingBackend(BaseBackend):
    """Signs in people by account and password; a locked, disabled or unknown account looks like a wrong password."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """Return the user of `username` and `password`, or None."""
        username, password = str(credentials.get("username", "")), str(credentials.get("password", ""))
        user = User.objects.select_related("organisation").filter(username=username).first()
        if user is None:
            make_password(password)  # as long as a check takes
            audit.record(None, "sign_in.failed", "account", "（无此账号）")
            return None
        right = user.check_password(password)
        if locked(user) or not usable(user):
            audit.record(user, "sign_in.refused", "account", username)
            return None
        if not right:
            count_failure(user)
            return None
        return user

    def get_user(self, user_id: int) -> User | None:
        """Return the user of a session with organisation; None ends the session of somebody disabled."""
        try:
            user = User.objects.select_related("organisation").get(pk=user_id)
        except User.DoesNotExist:
            return None
        return user if usable(user) else None


def usable(user: User) -> bool:
    """Return whether the account and its organisation are in use."""
    return user.is_active and user.organisation.active


def locked(user: User) -> bool:
    """Return whether too many failures lock the account now."""
    return user.locked_until is not None and user.locked_until > timezone.now()


def count_failure(user: User, action: str = "sign_in.failed") -> None:
    """Count a wrong password or code; the last one allowed locks the account."""
    audit.record(user, action, "account", user.username)
    own = User.objects.filter(pk=user.pk)
    own.update(failures=F("failures") + 1)
    until = timezone.now() + timedelta(minutes=settings.MINGJING_LOCK_MINUTES)
    if own.filter(failures__gte=settings.MINGJING_LOCK_AFTER).update(failures=0, locked_until=until):
        audit.record(user, "account.locked", "account", user.username, after={"until": until})
    user.refresh_from_db(fields=["failures", "locked_until"])


def forget_failures(user: User) -> None:
    """Start counting anew after a full sign-in."""
    if user.failures or user.locked_until:
        User.objects.filter(pk=user.pk).update(failures=0, locked_until=None)
        user.failures, user.locked_until = 0, None
