"""A model's finding as the office shows it: in words from its evidence, in pictures from what its run kept."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Sum

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.screening.pictures import drawing, peers, reading, series
from mingjing.analysis.screening.pictures.svg import Picture
from mingjing.analysis.screening.pictures.told import Told, tell
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.institutions.models import Institution
from mingjing.office.leads import policy
from mingjing.office.leads.models import Person, Suspicion

MOST_VISITS, MOST_MEMBERS = 50, 200
_MEMORY, _THREADS = "512MB", 2


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that the finding rests on: its number, lines, yuan, and the lead to open where it is visible.

    The yuan are those found; of a selection, by how much the visit lies above its like.
    """

    mdtrt_id: str
    lines: int
    amount: Decimal
    lead: str


@dataclass(frozen=True, slots=True)
class Behind:
    """What a risk of an institution adds up: the findings of one rule or model there, and the gravest of them to open."""

    code: str
    title: str
    count: int
    amount: Decimal
    sev_deg: int
    suspicion: int
    lead: str


@dataclass(frozen=True, slots=True)
class Explained:
    """A finding of a model, explained; `gone` says why its pictures cannot be drawn, empty when they can."""

    told: Told
    pictures: Sequence[Picture] = ()
    visits: Sequence[Visit] = ()
    visit_count: int = 0
    members: Sequence[Person] = ()
    member_count: int = 0
    gone: str = ""
    inner: bool = False
    behind: Sequence[Behind] = ()
    selected: bool = False


@contextmanager
def opened(folder: Path) -> Iterator[DuckDBEngine]:
    """Open a DuckDB that reads one run's folder and nothing else."""
    engine = DuckDBEngine(_MEMORY, _THREADS, allowed=[folder])
    try:
        yield engine
    finally:
        engine.close()


def brief(user: User, one: Suspicion) -> Explained | None:
    """Return a visible finding in words and the strips of its features, from its evidence alone; None for a rule's."""
    said = _told(one)
    if said is None:
        return None
    strip = peers.strip(said.why)
    return Explained(said, [strip] if strip else [], inner=user.organisation.is_bureau)


def whole(user: User, one: Suspicion) -> Explained | None:
    """Return a visible finding with all its pictures, visits and members; None for a rule's.

    Outside the bureau only its own features are shown: the pictures name other people. Looking is logged.
    """
    short = brief(user, one)
    if short is None or not (short.inner and allowed(user.roles, Permission.PERSONS_READ)):
        return short
    folder = Path(settings.RUNS) / one.lead.screening.number
    audit.record(user, "view_model", "suspicion", str(one.pk))
    visits, count = _visits(user, one)
    members = one.related_ids if one.group_id else []
    known = list(policy.people(user).filter(psn_no__in=members[:MOST_MEMBERS]).order_by("psn_no"))
    found: dict[str, Any] = {
        "visits": visits,
        "visit_count": count,
        "members": known,
        "member_count": len(members),
        "inner": True,
        "behind": _behind(user, one) if one.rule_code == reading.RISK else [],
        "selected": bool(one.evidence.get("carried")),
    }
    if not (folder / series.FILE).is_file():
        gone = "这次筛查没有保留绘图数据（较早的筛查，或结果文件夹已清理），只能显示各特征。"
        return Explained(short.told, short.pictures, gone=gone, **found)
    pictures, since = _pictures(folder, one)
    return Explained(_told(one, since) or short.told, pictures, **found)


def _behind(user: User, one: Suspicion) -> list[Behind]:
    """Return the other visible findings of the screening at the institution, by rule and model, the gravest and most first.

    Their yuan count every line once and no estimate, as on leads.
    """
    rows = (
        Suspicion.objects.filter(lead__in=policy.visible(user), lead__screening=one.lead.screening)
        .filter(lead__institution=one.lead.institution)
        .exclude(rule_code__in=("MDL-15", reading.RISK))
        .order_by("sev_deg", "-checkout_amt", "pk")
        .values_list("rule_code", "rule_title", "counted_amt", "sev_deg", "pk", "lead__number")
    )
    found: dict[str, list[tuple[str, str, Decimal, int, int, str]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row)
    parts = [
        Behind(code, own[0][1], len(own), sum((r[2] for r in own), Decimal(0)), *own[0][3:])
        for code, own in found.items()
    ]
    return sorted(parts, key=lambda part: (part.sev_deg, -part.count, part.code))


def _told(one: Suspicion, since: str = "") -> Told | None:
    return tell(one.rule_code, one.rule_version, one.score, one.evidence, since)


def _pictures(folder: Path, one: Suspicion) -> tuple[list[Picture], str]:
    """Return the pictures, and from when on the subject stands out."""
    evidence = one.evidence
    keys = {
        "fixmedins_code": one.lead.institution.code,
        "psn_no": one.psn_no,
        "staff_code": one.staff_code,
    }
    with opened(folder) as engine:
        marks = reading.marks(engine, folder, [one.finding_id]).get(one.finding_id, {})
        history = reading.history(engine, folder, one.rule_code, evidence, keys)
        risk = reading.risk(engine, folder) if one.rule_code == reading.RISK else []
    codes = drawing.places(marks) | {row["code"] for row in risk}
    names = dict(Institution.objects.filter(code__in=codes).values_list("code", "name"))
    drawn = drawing.draw(evidence, marks, names, members=one.related_ids, history=history)
    if risk:
        rows = [row | {"name": names.get(row["code"], row["code"])} for row in risk]
        drawn.insert(0, peers.plane(rows, {one.lead.institution.code: "本机构"}))
    return drawn, drawing.since(marks, history, evidence)


def _visits(user: User, one: Suspicion) -> tuple[list[Visit], int]:
    """Return the visits of the finding's lines, else those it names, the dearest first, and how many there are."""
    rows = list(
        one.lines.exclude(mdtrt_id="")
        .values("mdtrt_id")
        .annotate(n=Count("pk"), amount=Sum("hit_amt"))
        .order_by("-amount", "mdtrt_id")
    )
    beyond = one.evidence.get("carried") or [(key, 0) for key in one.related_ids]
    named: list[dict[str, Any]] = (
        []
        if one.group_id
        else [{"mdtrt_id": key, "n": 0, "amount": Decimal(str(yuan))} for key, yuan in beyond]
    )
    every = (
        rows
        or named
        or ([{"mdtrt_id": one.lead.mdtrt_id, "n": 0, "amount": Decimal(0)}] if one.lead.mdtrt_id else [])
    )
    kept = every[:MOST_VISITS]
    leads = dict(
        policy.visible(user)
        .filter(mdtrt_id__in=[row["mdtrt_id"] for row in kept])
        .values_list("mdtrt_id", "number")
    )
    found = [Visit(row["mdtrt_id"], row["n"], row["amount"], leads.get(row["mdtrt_id"], "")) for row in kept]
    return found, len(every)
