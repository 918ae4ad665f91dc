"""What every service does: ask for the permission, look in scope, lock the person, leave a trace."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Model

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.staff import policy
from mingjing.office.staff.models import Event, Member, Restriction


def enter(actor: User, code: str, permission: Permission) -> Member:
    """Return a person in scope, locked until the transaction ends. Raises ForbiddenError, NotVisibleError."""
    demand(actor, permission)
    found = policy.member(actor, code)
    return hold(found.pk)


def hold(key: int) -> Member:
    """Lock a person: whatever changes their year goes through here, one after the other."""
    return Member.objects.select_for_update().get(pk=key)


def write(row: Model, version: int | None = None, **changes: Any) -> None:
    """Change a row as it was read. Raises ConflictError when somebody changed it meanwhile."""
    seen: int = getattr(row, "version")  # noqa: B009 - rows of several models
    if version is not None and version != seen:
        raise changed()
    done = (
        type(row)._default_manager.filter(pk=row.pk, version=seen).update(version=F("version") + 1, **changes)
    )
    if not done:
        raise changed()
    row.refresh_from_db()


def changed() -> ConflictError:
    """Return what is raised when two people change a thing at once."""
    return ConflictError("该事项已被他人处理", do="刷新页面，核对最新内容后重新提交")


def tell(
    actor: User | None, about: Member | Restriction, name: str, text: str = "", data: Mapping[str, Any] | None = None
) -> Event:  # fmt: skip
    """Add one entry to a person's history and to the audit log."""
    kept = audit.plain(dict(data or {})) or {}
    made = Event.objects.create(
        member=about if isinstance(about, Member) else None,
        restriction=about if isinstance(about, Restriction) else None,
        name=name, text=text[:2000], data=kept, actor=actor, organisation=actor.organisation if actor else None,
        on=clocks.today(),
    )  # fmt: skip
    noun = "staff" if isinstance(about, Member) else "restriction"
    key = about.code if isinstance(about, Member) else str(about.pk)
    audit.record(actor, f"staff_{name}", noun, key, None, {"text": text[:500], **kept})
    return made


def demand_text(text: str, what: str, where: str = "text", longest: int = 1000) -> str:
    """Return the text stripped. Raises InvalidError when it is empty or too long."""
    clean = text.strip()
    if not clean:
        raise InvalidError(f"请填写{what}", where=where)
    if len(clean) > longest:
        raise InvalidError(f"{what}不能超过 {longest} 字（现 {len(clean)} 字）", where=where)
    return clean
