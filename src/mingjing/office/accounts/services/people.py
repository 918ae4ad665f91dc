"""Accounts as the administrator keeps them. Nobody changes their own: that needs a second administrator."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts import audit, password, policy, tokens
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Grant, Organisation, Role, User
from mingjing.office.accounts.permissions import ALONE, FITS, Permission
from mingjing.office.accounts.services import passwords, secondfactor, sessions


@dataclass(frozen=True, slots=True)
class Person:
    """What is kept of an account, besides its password."""

    username: str
    name: str
    organisation: Organisation
    roles: Collection[str]
    cert_no: str = ""
    tel: str = ""


def fit(organisation: Organisation, roles: Collection[str]) -> None:
    """Raise InvalidError unless a person of this body can hold these roles together."""
    if not roles:
        raise InvalidError("至少一个角色", where="roles")
    if strange := set(roles) - FITS[organisation.kind]:
        labels = "、".join(sorted(str(Role(one).label) for one in strange))
        kind = Organisation.Kind(organisation.kind).label
        raise InvalidError(f"{kind}的人员不能担任：{labels}", where="roles")
    if len(set(roles)) > 1 and (lone := ALONE & set(roles)):
        labels = "、".join(sorted(str(Role(one).label) for one in lone))
        raise InvalidError(f"{labels}不能兼任其他角色", where="roles", do="职责分离：另设账号由他人担任")


def create(actor: User, data: Person) -> tuple[User, str]:
    """Make an account; return it with its one-time password, which is never shown again.

    Raises InvalidError when the roles do not fit, ConflictError when the account name is taken.
    """
    _guard(actor, data)
    with transaction.atomic():
        user, first = make(data)
        audit.record(actor, "account.created", "account", user.username, after=state(user))
    return user, first


def make(data: Person, first: str | None = None) -> tuple[User, str]:
    """Store a new account without asking who may: for `create`, and for the command line on the machine itself."""
    fit(data.organisation, data.roles)
    first = first or password.one_time()
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                data.username,
                None,
                name=data.name,
                organisation=data.organisation,
                cert_no=data.cert_no,
                tel=data.tel,
            )
    except IntegrityError as error:
        raise ConflictError("账号已有人使用", where="username", do="换一个账号") from error
    Grant.objects.bulk_create(Grant(user=user, role=role) for role in sorted(set(data.roles)))
    passwords.put(user, first, must_change=True)
    return user, first


def edit(actor: User, user: User, data: Person) -> None:
    """Change name, organisation, roles, numbers; the account name stays."""
    _guard(actor, data, user)
    with transaction.atomic():
        before = state(user)
        user.name, user.organisation, user.cert_no, user.tel = (
            data.name,
            data.organisation,
            data.cert_no,
            data.tel,
        )
        user.save(update_fields=["name", "organisation", "cert_no", "tel"])
        user.grants.exclude(role__in=data.roles).delete()
        held = set(user.grants.values_list("role", flat=True))
        Grant.objects.bulk_create(Grant(user=user, role=role) for role in sorted(set(data.roles) - held))
        after = state(User.objects.get(pk=user.pk))
        audit.record(actor, "account.changed", "account", user.username, before, after)


def set_active(actor: User, user: User, active: bool) -> None:
    """Disable an account (its sessions and keys end) or enable it again."""
    _guard_one(actor, user)
    with transaction.atomic():
        before, user.is_active = {"is_active": user.is_active}, active
        user.save(update_fields=["is_active"])
        if not active:
            sessions.end_all(user)
            tokens.revoke_all(actor, user)
        action = "account.enabled" if active else "account.disabled"
        audit.record(actor, action, "account", user.username, before, {"is_active": active})


def unlock(actor: User, user: User) -> None:
    """Lift the lock that wrong passwords brought."""
    _guard_one(actor, user)
    with transaction.atomic():
        before = {"locked_until": user.locked_until}
        user.failures, user.locked_until = 0, None
        user.save(update_fields=["failures", "locked_until"])
        audit.record(actor, "account.unlocked", "account", user.username, before, {"locked_until": None})


def reset_password(actor: User, user: User) -> str:
    """Give a one-time password; all sessions end."""
    _guard_one(actor, user)
    with transaction.atomic():
        first = password.one_time()
        passwords.put(user, first, must_change=True)
        sessions.end_all(user)
        audit.record(actor, "password.reset", "account", user.username)
    return first


def reset_second_factor(actor: User, user: User) -> None:
    """Remove the authenticator of somebody who lost it; all sessions end."""
    _guard_one(actor, user)
    with transaction.atomic():
        secondfactor.reset(actor, user)
        sessions.end_all(user)


def state(user: User) -> dict[str, Any]:
    """Return what the audit log keeps of an account."""
    return {
        "name": user.name,
        "organisation": user.organisation.code,
        "roles": sorted(user.grants.values_list("role", flat=True)),
        "cert_no": user.cert_no,
        "tel": user.tel,
        "is_active": user.is_active,
    }


def _guard(actor: User, data: Person, user: User | None = None) -> None:
    demand(actor, Permission.ACCOUNTS)
    policy.one_organisation(actor, data.organisation.pk)
    if user is not None:
        _guard_one(actor, user)
    fit(data.organisation, data.roles)


def _guard_one(actor: User, user: User) -> None:
    demand(actor, Permission.ACCOUNTS)
    policy.one_person(actor, user.pk)
    if actor.pk == user.pk:
        raise ForbiddenError(
            "不能更改本人的账号",
            why="职责分离",
            do="本人密码、动态口令在“我的账号”中更改；其余请另一管理员办理",
        )
