"""The verdicts file: what checks found, handed to the screening that learns from it; every version is kept.

One row per suspicion that was finally decided, with what was known of it when it was published. Keys of leads and
institutions, no names and no persons' numbers.
"""

import csv
import hashlib
import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from mingjing.analysis.detectors.kit.verdicts import COLUMNS, KNOWN
from mingjing.kernel import local
from mingjing.kernel.errors import ConflictError, ForbiddenError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads.models import AUDIT_SCORE, Opinion, Suspicion, Verdict, VerdictFile

HEAD = (*COLUMNS, *KNOWN)
_ROWS = 2000


def file() -> Path:
    """Return where runs read the verdicts."""
    return Path(settings.REGISTERS) / local.VERDICTS


def archive() -> Path:
    """Return the folder of all versions."""
    return Path(settings.REGISTERS).parent / "verdicts"


def rows() -> Iterator[dict[str, Any]]:
    """Yield what was finally decided, the earliest first."""
    final = Max("opinions__at", filter=Q(opinions__step=Opinion.Step.FINAL))
    found = (
        Suspicion.objects.filter(state=Suspicion.State.FINAL)
        .exclude(verdict=Verdict.NONE)
        .select_related("lead__institution")
        .annotate(decided_at=Coalesce(final, Max("opinions__at"), "updated_at"))
        .order_by("decided_at", "pk")
    )
    for one in found.iterator(_ROWS):
        known = {name: value for name, value in one.traits.items() if name not in ("unit_key", AUDIT_SCORE)}
        yield {
            "rule_code": one.rule_code,
            "score_raw": _score(one),
            "verdict": Verdict(one.verdict).label,
            "suspected_amt": one.checkout_amt,
            "verified_amt": one.cnfm_amt or 0,
            "sel_prob": 1 if one.lead.sel_prob is None else one.lead.sel_prob,
            "fixmedins_code": one.lead.institution.code,
            "finding_id": one.finding_id,
            "unit_key": one.traits.get("unit_key", ""),
            "lead": one.lead.number,
            "rule_version": one.rule_version,
            "behaviour": one.behaviour,
            "sev_deg": one.sev_deg,
            "subject_type": one.subject_type,
            "decided_on": timezone.localtime(one.decided_at).date(),
            "source": _source(one),
            "traits": json.dumps(known, sort_keys=True) if known else "",
        }


def _score(one: Suspicion) -> Any:
    """The score before calibration; that of a drawn unit stands apart, where no checker sees it. Empty for rules."""
    if one.score is None:
        return one.traits.get(AUDIT_SCORE, "")
    return one.evidence.get("score_raw", one.score)


def _source(one: Suspicion) -> str:
    if one.rechecked:
        return "recheck"
    if one.lead.drawn:
        return "random"
    return "model" if one.rule_code.startswith("MDL-") else "rule"


def text() -> tuple[str, int]:
    """Return the file as it stands now, and how many rows it has."""
    paper, number = io.StringIO(newline=""), 0
    writer = csv.DictWriter(paper, HEAD, lineterminator="\n")
    writer.writeheader()
    for row in rows():
        writer.writerow(row)
        number += 1
    return paper.getvalue(), number


def write(actor: User | None = None) -> VerdictFile | None:
    """Write the verdicts where runs read them, as a new version when they changed; None while nothing is decided."""
    content, number = text()
    if not number:
        return None
    sha = hashlib.sha256(content.encode()).hexdigest()
    last = VerdictFile.objects.first()
    if last is None or last.sha256 != sha:
        last = _new(content, sha, number, actor)
    if not file().is_file() or file().read_bytes() != content.encode():
        _put(file(), content)
    return last


def _new(content: str, sha: str, number: int, actor: User | None) -> VerdictFile:
    try:
        with transaction.atomic():
            last = VerdictFile.objects.order_by("-version").values_list("version", flat=True).first()
            version = (last or 0) + 1
            name = f"verdicts-{version:05}-{timezone.localdate():%Y%m%d}-{sha[:12]}.csv"
            made = VerdictFile.objects.create(
                version=version, sha256=sha, rows=number, name=name, made_by=actor
            )
            _put(archive() / name, content)
            audit.record(actor, "export", "verdicts", version, None, {"rows": number, "sha256": sha})
    except IntegrityError as error:
        raise ConflictError("核查结果正在由他人导出", why=str(error), do="稍后再试") from error
    return made


def _put(target: Path, content: str) -> None:
    """Write a file so that it appears whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    draft.write_text(content, encoding="utf-8", newline="")
    draft.replace(target)


def export(actor: User) -> VerdictFile:
    """Write the verdicts for an analyst who asks. Raises ForbiddenError, ConflictError while nothing is decided."""
    demand(actor, Permission.SCREENINGS_RUN)
    if not actor.organisation.is_bureau:
        raise ForbiddenError("只有医保部门可以导出核查结果")
    made = write(actor)
    if made is None:
        raise ConflictError("还没有终审的疑点，没有可导出的核查结果")
    return made


def refresh() -> None:
    """Write the verdicts before a run starts."""
    write()
