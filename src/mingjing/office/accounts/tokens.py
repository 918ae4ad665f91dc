"""Keys with which programs act for a person: `mj_<prefix>_<secret>`, shown once, kept as sha256."""

import hashlib
import secrets
import string
from collections.abc import Collection
from datetime import timedelta
from functools import lru_cache

from django.db import transaction
from django.utils import timezone

from mingjing.kernel.errors import InvalidError, NotVisibleError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import ApiToken, User
from mingjing.office.accounts.permissions import Permission, allowed, held
from mingjing.office.accounts.signin import usable

LONGEST = 366
# A key must not be able to make keys, nor accounts that outlive it.
_NEVER = {Permission.OWN_ACCOUNT, Permission.ACCOUNTS}
_NOTED_EVERY = timedelta(minutes=1)


def offered(user: User) -> list[Permission]:
    """Return the permissions that the person may pass on to a program."""
    return [one for one in Permission if one not in _NEVER and allowed(user.roles, one)]


def issue(actor: User, name: str, scopes: Collection[str], days: int) -> tuple[ApiToken, str]:
    """Make a key for oneself; return it with its text, which is never shown again.

    Raises InvalidError for an empty name, scopes beyond one's own permissions, or more than a year.
    """
    demand(actor, Permission.OWN_ACCOUNT)
    if not name.strip():
        raise InvalidError("请填写用途", where="name")
    if not scopes or set(scopes) - set(offered(actor)):
        raise InvalidError("范围须至少一项，且不超出本人的权限", where="scopes")
    if not 1 <= days <= LONGEST:
        raise InvalidError(f"有效期须为 1 至 {LONGEST} 天", where="days")
    prefix = "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(8))
    key = f"mj_{prefix}_{secrets.token_urlsafe(32)}"
    expires = timezone.now() + timedelta(days=days)
    with transaction.atomic():
        token = ApiToken.objects.create(
            user=actor,
            name=name.strip(),
            prefix=prefix,
            digest=_digest(key),
            scopes=sorted(set(scopes)),
            expires_at=expires,
        )
        after = {"name": token.name, "prefix": prefix, "scopes": token.scopes, "expires_at": expires}
        audit.record(actor, "token.issued", "token", prefix, after=after)
    return token, key


def revoke(actor: User, pk: int) -> None:
    """Revoke one of one's own keys; raise NotVisibleError when it is not one's own."""
    with transaction.atomic():
        token = ApiToken.objects.select_for_update().filter(user=actor, pk=pk).first()
        if token is None:
            raise NotVisibleError("没有这个令牌")
        if token.revoked_at is None:
            token.revoked_at = timezone.now()
            token.save(update_fields=["revoked_at"])
            audit.record(actor, "token.revoked", "token", token.prefix, before={"name": token.name})


def revoke_all(actor: User, user: User) -> int:
    """Revoke every key of `user`; return how many."""
    count = ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())
    if count:
        audit.record(actor, "token.revoked_all", "account", user.username, after={"count": count})
    return count


def authenticate(key: str) -> tuple[User, frozenset[Permission]] | None:
    """Return for whom a key acts and what it may do now; None when it is unknown, expired, revoked or its owner disabled.

    The permissions are those of the key that its owner still has.
    """
    now = timezone.now()
    valid = ApiToken.objects.filter(revoked_at=None, expires_at__gt=now).select_related("user__organisation")
    try:
        token = valid.get(digest=_digest(key))
    except ApiToken.DoesNotExist:
        return None
    if not usable(token.user):
        return None
    if token.last_used_at is None or now - token.last_used_at > _NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token.user, _within(frozenset(token.scopes), token.user.roles)


@lru_cache
def _within(scopes: frozenset[str], roles: frozenset[str]) -> frozenset[Permission]:
    """Return what a key with these scopes may do for somebody with these roles."""
    return frozenset(one for one in held(roles) - _NEVER if one.value in scopes)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
