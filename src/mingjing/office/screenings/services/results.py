"""The files of a finished run, handed out; recorded, because they name persons."""

from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.screenings import policy
from mingjing.office.screenings.models import Screening
from mingjing.office.screenings.services import runs
from mingjing.office.ui.download import Download

S = Screening.State
FILES = {"leads.xlsx": "线索清单", "report.html": "筛查报告"}


def files(one: Screening) -> list[tuple[str, str]]:
    """Return the files that a run has, with what they are called."""
    if one.state not in (S.DONE, S.PUBLISHED, S.PUBLISHING):
        return []
    folder = runs.folder(one)
    return [(name, title) for name, title in FILES.items() if (folder / name).is_file()]


def hand_out(actor: User, one: Screening, name: str) -> Download:
    """Return a run's workbook or report as a download. Raises ForbiddenError, NotVisibleError."""
    demand(actor, Permission.SCREENINGS_READ)
    policy.one(actor, one.number)
    if name not in dict(files(one)):
        raise NotVisibleError("没有这个文件", where=name)
    audit.record(actor, "download", "screening", one.number, None, {"file": name})
    file = (runs.folder(one) / name).open("rb")
    return Download(file, f"{one.number}-{FILES[name]}{name[name.index('.') :]}")
