"""What a password must be, when it must be changed, and how a one-time password is made."""

import secrets
import string
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from mingjing.office.accounts.models import User

_KINDS = (str.islower, str.isupper, str.isdigit, lambda one: not one.isalnum())
# Without the characters that people confuse when they copy them from paper.
_LETTERS = "".join(sorted(set(string.ascii_letters) - set("lIOo")))
_DIGITS, _SIGNS = "23456789", "-+=#%"


class KindsOfCharacters:
    """At least three of: lower case, upper case, digits, other characters."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError when too few kinds are there."""
        if sum(any(kind(one) for one in password) for kind in _KINDS) < 3:
            raise ValidationError(self.get_help_text(), code="password_kinds")

    def get_help_text(self) -> str:
        """Say what is demanded."""
        return "密码至少包含大写字母、小写字母、数字、符号中的三类。"


class NotTheCurrentOne:
    """The new password differs from the one in use."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError when it is the same."""
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError(self.get_help_text(), code="password_reused")

    def get_help_text(self) -> str:
        """Say what is demanded."""
        return "新密码不能与现用密码相同。"


def must_change(user: User) -> bool:
    """Return whether the password was given by somebody else or is too old."""
    if user.must_change_password:
        return True
    days = settings.MINGJING_PASSWORD_DAYS
    since = user.password_changed_at or user.created_at
    return bool(days) and timezone.now() - since > timedelta(days=days)


def one_time() -> str:
    """Return a random password that satisfies the policy; its owner must change it at once."""
    while True:
        text = "".join(secrets.choice(_LETTERS + _DIGITS + _SIGNS) for _ in range(14))
        try:
            KindsOfCharacters().validate(text)
        except ValidationError:
            continue
        if text[0].isalnum() and any(one.isdigit() for one in text):
            return text
