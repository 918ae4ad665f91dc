"""Passwords: change one's own, confirm it before something grave."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from mingjing.kernel.errors import InvalidError, MingjingError, Problem
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.accounts.signin import count_failure, locked


def change(user: User, current: str, new: str) -> None:
    """Change one's own password.

    Raises InvalidError when the current one is wrong or the new one does not satisfy the policy.
    """
    confirm(user, current, "current")
    accept(user, new)
    with transaction.atomic():
        put(user, new, must_change=False)
        audit.record(user, "password.changed", "account", user.username)


def confirm(user: User, password: str, field: str = "password") -> None:
    """Raise InvalidError unless it is the person's password; wrong ones count towards the lock."""
    if locked(user):
        raise InvalidError("账号已锁定", where=field, do="请稍后再试，或请管理员解锁")
    if not user.check_password(password):
        count_failure(user, "password.wrong")
        raise InvalidError("现用密码不正确", where=field)


def accept(user: User, new: str, field: str = "new") -> None:
    """Raise InvalidError with every way in which a new password falls short of the policy."""
    try:
        validate_password(new, user)
    except ValidationError as error:
        problems = [Problem(message, field) for message in error.messages]
        raise _invalid(problems) from error


def _invalid(problems: list[Problem]) -> MingjingError:
    return InvalidError.from_problems(problems)


def put(user: User, new: str, must_change: bool) -> None:
    """Store a password; sessions under the old one end by themselves."""
    user.set_password(new)
    user.must_change_password, user.password_changed_at = must_change, timezone.now()
    user.failures, user.locked_until = 0, None
    user.save(
        update_fields=[
            "password",
            "must_change_password",
            "password_changed_at",
            "failures",
            "locked_until",
        ]
    )
