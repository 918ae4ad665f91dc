"""Standards of scoring that a province registers: from a day on, inside the national text, never rewritten."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.staff.core.standards import check
from mingjing.office.staff.models import LocalStandard
from mingjing.office.staff.services import acting


@transaction.atomic
def register(actor: User, begndate: date, source: str, values: Mapping[str, Any]) -> LocalStandard:
    """Register figures of one's province from a day on. Raises InvalidError when they leave the national text."""
    demand(actor, Permission.STAFF_STANDARDS)
    body = actor.organisation
    if body.level != Organisation.Level.PROVINCE:
        raise ForbiddenError("记分标准由省级医保部门登记")
    if not values:
        raise InvalidError("没有填写内容", where="values")
    try:
        check(values)
    except (AttributeError, TypeError, KeyError) as error:
        raise InvalidError("内容的格式不正确", where="values") from error
    said = acting.demand_text(source, "文件名和文号", "source", 300)
    try:
        with transaction.atomic():
            made = LocalStandard.objects.create(
                admdvs=body.admdvs, begndate=begndate, source=said, values=dict(values), actor=actor
            )
    except IntegrityError:
        raise ConflictError("该日起的标准已经登记，不得改写", do="填写新的起始日期") from None
    audit.record(actor, "staff_standard", "standard", body.admdvs, None, {"from": begndate, **values})
    return made
