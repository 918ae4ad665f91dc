"""Applies a previewed workbook: all of what was shown, in one transaction, or nothing."""

from pathlib import Path

from django.db import transaction

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.leads.models import Part
from mingjing.office.leads.services.check import check
from mingjing.office.leads.workbook.plan import Plan, plan
from mingjing.office.leads.workbook.read import read


@transaction.atomic
def apply(actor: User, part: Part, path: Path, digest: str) -> Plan:
    """Check every suspicion that the preview named `digest` showed as a change; return the plan.

    Raises ConflictError when something changed since the preview; nothing is written then.
    """
    found = plan(part, read(path))
    if found.digest != digest:
        raise ConflictError("预览之后，其中的疑点又有变化，没有写入任何内容", do="查看新的预览，确认后再提交")
    for change in found.changes:
        check(actor, change.suspicion, change.command)
    audit.record(
        actor,
        "workbook.apply",
        "part",
        part.pk,
        after={
            "suspicions": len(found.changes),
            "conflicts": len(found.conflicts),
            "wrong": len(found.wrong),
        },
    )
    return found
