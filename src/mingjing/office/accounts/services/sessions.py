"""Sessions: begin, list, end."""

from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import SignIn, User
from mingjing.office.accounts.services import secondfactor

SEEN, PROVEN = "seen", "second_factor"


def begin(request: HttpRequest, user: User) -> None:
    """Sign `user` in under a new session key; a second factor, if there is one, is still to be proven."""
    request.session.flush()
    login(request, user)
    request.session[SEEN] = timezone.now().timestamp()
    request.session[PROVEN] = not secondfactor.enrolled(user)
    request.session.save()
    note(request, user)
    audit.record(user, "sign_in", "account", user.username)


def note(request: HttpRequest, user: User) -> None:
    """Remember the session, and forget those of this person that have expired."""
    keys = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    user.sign_ins.exclude(session_key__in=keys).delete()
    source = audit.origin()
    user.sign_ins.create(
        session_key=request.session.session_key or "", address=source.address, agent=source.agent
    )


def prove(request: HttpRequest, user: User) -> None:
    """Note that the second factor was given, under a new session key."""
    old = request.session.session_key
    request.session[PROVEN] = True
    request.session.cycle_key()
    user.sign_ins.filter(session_key=old).update(session_key=request.session.session_key or "")


def leave(request: HttpRequest, user: User) -> None:
    """Sign out of this session."""
    user.sign_ins.filter(session_key=request.session.session_key or "").delete()
    audit.record(user, "sign_out", "account", user.username)
    logout(request)


def end(user: User, pk: int) -> None:
    """End one of one's own sessions; raise NotVisibleError when it is not one's own."""
    found = user.sign_ins.filter(pk=pk).first()
    if found is None:
        raise NotVisibleError("没有这个登录会话", why="可能已经退出")
    _drop([found])
    audit.record(user, "session.ended", "account", user.username, before={"address": found.address})


def end_all(user: User, keep: str | None = None) -> int:
    """End all sessions of `user` but the one with key `keep`; return how many."""
    return _drop(list(user.sign_ins.exclude(session_key=keep or "")))


def _drop(sign_ins: list[SignIn]) -> int:
    Session.objects.filter(session_key__in=[one.session_key for one in sign_ins]).delete()
    SignIn.objects.filter(pk__in=[one.pk for one in sign_ins]).delete()
    return len(sign_ins)


def renew(request: HttpRequest, user: User) -> None:
    """Keep this session after a change of password, under a new key; all others end."""
    old = request.session.session_key
    update_session_auth_hash(request, user)
    request.session.save()
    user.sign_ins.filter(session_key=old).update(session_key=request.session.session_key or "")
    end_all(user, keep=request.session.session_key)
