"""What is known of a lake: how much it holds, how good it is, when the register of institutions last followed it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mingjing.analysis.ingest.lake import Lake as StoredLake
from mingjing.kernel.errors import MingjingError
from mingjing.office.accounts.models import AuditEntry, User
from mingjing.office.screenings import jobs, policy
from mingjing.office.screenings.models import Lake


@dataclass(frozen=True, slots=True)
class LakeStatus:
    """A lake with what is known of it; `trouble` says why it cannot be read, `loaded` the last load of the register."""

    lake: Lake
    batches: int
    rows: int
    quality: dict[str, Any]
    trouble: str
    loaded: AuditEntry | None


def every(user: User) -> list[LakeStatus]:
    """Return the lakes that `user` may run over, by name."""
    return [of(one) for one in policy.lakes(user).select_related("organisation").order_by("name")]


def of(lake: Lake) -> LakeStatus:
    """Return what is known of one lake."""
    last = AuditEntry.objects.filter(
        noun="institution", object_id=lake.name, action__startswith="load"
    ).first()
    try:
        stored = StoredLake.open(Path(lake.path))
        rows = stored.rows("fee_list_d")
    except MingjingError as error:
        return LakeStatus(lake, 0, 0, {}, error.problems[0].what, last)
    return LakeStatus(lake, len(stored.batches), rows, jobs.quality(stored.root), "", last)
