"""Lakes that runs may read, and the register that follows them."""

from pathlib import Path

from django.db import transaction

from mingjing.analysis.ingest.lake import Lake as StoredLake
from mingjing.kernel.errors import ConflictError, InvalidError, MingjingError, Problem
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.screenings import policy, queue
from mingjing.office.screenings.models import Lake


def add(actor: User, name: str, path: str, organisation: Organisation) -> Lake:
    """Register a lake on this machine for a bureau in scope. Raises ForbiddenError, InvalidError, ConflictError."""
    demand(actor, Permission.LAKES)
    problems = [] if name.strip() else [Problem("请填写数据名称", "name")]
    if not actor.organisation.bureaus().filter(pk=organisation.pk).exists():
        problems.append(Problem("归属单位不在您的管辖范围内", "organisation"))
    root = Path(path.strip()).expanduser()
    if not root.is_absolute():
        problems.append(Problem("位置须为绝对路径", "path", do="例如 /data/lakes/2026"))
    else:
        try:
            StoredLake.open(root)
        except MingjingError as error:
            problems += [Problem(p.what, "path", p.why, p.do) for p in error.problems]
    if problems:
        raise InvalidError.from_problems(problems)
    if Lake.objects.filter(name=name.strip()).exists():
        raise ConflictError(f"已有名为“{name.strip()}”的数据", do="换一个名称")
    with transaction.atomic():
        made = Lake.objects.create(name=name.strip(), path=str(root), organisation=organisation)
        told = {"path": made.path, "organisation": organisation.name}
        audit.record(actor, "add", "lake", made.name, None, told)
    return made


def load_register(actor: User, lake: Lake) -> None:
    """Have the worker bring the register of institutions up to the lake. Raises ForbiddenError, NotVisibleError."""
    demand(actor, Permission.INSTITUTIONS_LOAD)
    policy.lake(actor, lake.pk)
    audit.record(actor, "load.ask", "institution", lake.name)
    queue.put("load_register", lake.pk, actor.pk)
