"""Gives the workbook of a part out, to the bureau that works on it."""

from mingjing.kernel.errors import ForbiddenError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.leads import policy
from mingjing.office.leads.models import Part
from mingjing.office.leads.workbook.write import write
from mingjing.office.ui.download import Download

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def own_part(user: User, pk: int) -> Part:
    """Return the part, which must lie with the user's own bureau. Raises NotVisibleError, ForbiddenError."""
    part = policy.part(user, pk)
    if part.receiver_id != user.organisation_id:
        raise ForbiddenError(f"该分件由{part.receiver.name}承办，工作簿由该单位下载、上传")
    return part


def hand_out(user: User, part: Part) -> Download:
    """Return the workbook as a download; who took it is logged."""
    audit.record(user, "workbook.download", "part", part.pk)
    path = write(part)
    file = path.open("rb")
    path.unlink()
    return Download(file, f"{part}.xlsx", XLSX)
