"""The tree of organisations as the administrator keeps it."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts import audit, policy
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Grant, Organisation, User
from mingjing.office.accounts.permissions import FITS, Permission

_ORDER = [Organisation.Level.PROVINCE, Organisation.Level.CITY, Organisation.Level.COUNTY]


@dataclass(frozen=True, slots=True)
class Body:
    """What is kept of an organisation."""

    code: str
    name: str
    kind: str
    parent: Organisation | None
    level: str = ""
    admdvs: str = ""


def add(actor: User, data: Body) -> Organisation:
    """Add a body below one in the actor's tree."""
    demand(actor, Permission.ACCOUNTS)
    if data.parent is None:
        raise ForbiddenError("不能另建最上级单位", do="请选择上级单位")
    policy.one_organisation(actor, data.parent.pk)
    check(data)
    with transaction.atomic():
        body = Organisation()
        _store(body, data)
        audit.record(actor, "organisation.created", "organisation", body.code, after=state(body))
    return body


def edit(actor: User, body: Organisation, data: Body) -> None:
    """Change a body; one's own keeps its place in the tree."""
    _guard(actor, body)
    if data.parent is not None and data.parent.pk != body.parent_id:
        policy.one_organisation(actor, data.parent.pk)
    if body.pk == actor.organisation_id and (data.parent.pk if data.parent else None) != body.parent_id:
        raise ForbiddenError("不能移动本单位", do="请上级单位的管理员办理")
    if data.parent is None and body.parent_id is not None:
        raise InvalidError("须有上级单位", where="parent")
    check(data, body)
    with transaction.atomic():
        before = state(body)
        _store(body, data)
        audit.record(actor, "organisation.changed", "organisation", body.code, before, state(body))


def set_active(actor: User, body: Organisation, active: bool) -> None:
    """Disable a body, so that its people can no longer sign in, or enable it again."""
    _guard(actor, body)
    if body.pk == actor.organisation_id:
        raise ForbiddenError("不能停用本单位")
    if not active and body.children.filter(active=True).exists():
        raise ConflictError("还有启用中的下级单位", do="先停用下级单位")
    with transaction.atomic():
        before, body.active = {"active": body.active}, active
        body.save(update_fields=["active"])
        action = "organisation.enabled" if active else "organisation.disabled"
        audit.record(actor, action, "organisation", body.code, before, {"active": active})


def delete(actor: User, body: Organisation) -> None:
    """Delete a body that nothing refers to; raise ConflictError otherwise."""
    _guard(actor, body)
    if body.users.exists() or body.children.exists():
        raise ConflictError("单位还有人员或下级，不能删除", do="停用即可")
    with transaction.atomic():
        before = state(body)
        try:
            body.delete()
        except ProtectedError as error:
            raise ConflictError("单位已有业务记录，不能删除", do="停用即可") from error
        audit.record(actor, "organisation.deleted", "organisation", before["code"], before)


def check(data: Body, body: Organisation | None = None) -> None:
    """Raise InvalidError unless the place in the tree and the kind make sense."""
    parent = data.parent
    if body is not None and parent is not None and parent.path.startswith(body.path):
        raise InvalidError("上级不能是本单位或其下级", where="parent")
    if parent is not None and not parent.is_bureau:
        raise InvalidError("上级须是医保部门", where="parent")
    if data.kind == Organisation.Kind.BUREAU:
        if data.level not in _ORDER:
            raise InvalidError("医保部门须有层级", where="level")
        if parent is not None and _ORDER.index(_level(parent)) >= _ORDER.index(_level(data)):
            raise InvalidError("层级须低于上级单位", where="level")
    elif parent is None:
        raise InvalidError("须有上级医保部门", where="parent")
    if body is not None and data.kind != body.kind:
        _may_become(body, data.kind)
    if body is not None and data.level != body.level:
        _may_take_level(body, data)


def _level(body: Organisation | Body) -> Organisation.Level:
    return Organisation.Level(body.level)


def _may_become(body: Organisation, kind: str) -> None:
    if body.children.exists() and kind != Organisation.Kind.BUREAU:
        raise InvalidError("有下级的单位须是医保部门", where="kind")
    if Grant.objects.filter(user__organisation=body).exclude(role__in=FITS[kind]).exists():
        raise InvalidError("现有人员的角色与新类别不符", where="kind", do="先调整人员角色")


def _may_take_level(body: Organisation, data: Body) -> None:
    below = body.children.filter(kind=Organisation.Kind.BUREAU).values_list("level", flat=True)
    if data.kind == Organisation.Kind.BUREAU and any(
        _ORDER.index(Organisation.Level(one)) <= _ORDER.index(_level(data)) for one in below
    ):
        raise InvalidError("层级须高于下级单位", where="level")


def state(body: Organisation) -> dict[str, Any]:
    """Return what the audit log keeps of a body."""
    return {
        "code": body.code,
        "name": body.name,
        "kind": body.kind,
        "level": body.level,
        "admdvs": body.admdvs,
        "parent": body.parent.code if body.parent else None,
        "active": body.active,
    }


def _store(body: Organisation, data: Body) -> None:
    body.code, body.name, body.kind, body.parent = data.code, data.name, data.kind, data.parent
    body.level = data.level if data.kind == Organisation.Kind.BUREAU else ""
    body.admdvs = data.admdvs
    try:
        with transaction.atomic():
            body.save()
    except IntegrityError as error:
        raise ConflictError("代码已有单位使用", where="code") from error


def _guard(actor: User, body: Organisation) -> None:
    demand(actor, Permission.ACCOUNTS)
    policy.one_organisation(actor, body.pk)
