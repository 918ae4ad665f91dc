"""The register of departments: which department a partner body is, and who to call."""

from django.db import transaction

from mingjing.kernel.errors import InvalidError, NotVisibleError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.liaison.models import Department, Partner


def bodies(user: User) -> list[Organisation]:
    """Return the partner bodies that a bureau keeps the register of: those in its own tree."""
    found = user.organisation.below().filter(kind=Organisation.Kind.PARTNER)
    return list(found.select_related("parent", "partner").order_by("path"))


@transaction.atomic
def register(actor: User, key: int, department: str, contact: str = "", tel: str = "") -> Partner:
    """Say which department a body is, and who to call. What was handed to it keeps what it was then.

    Raises ForbiddenError, NotVisibleError, InvalidError.
    """
    demand(actor, Permission.LIAISON_APPROVE)
    body = next((one for one in bodies(actor) if one.pk == key), None)
    if body is None:
        raise NotVisibleError("没有这个协同部门，或者不在您的管辖范围内", where=str(key))
    if department not in Department.values:
        raise InvalidError("请选择部门", where="department")
    fields = {
        "department": department,
        "contact": contact.strip()[:60],
        "tel": tel.strip()[:40],
        "updated_by": actor,
    }
    known = Partner.objects.filter(organisation=body).first()
    before = {"department": known.department, "contact": known.contact, "tel": known.tel} if known else None
    made, _ = Partner.objects.update_or_create(organisation=body, defaults=fields)
    after = {"department": department, "contact": made.contact, "tel": made.tel}
    audit.record(actor, "handover_partner", "organisation", body.code, before, after)
    return made
