"""Findings become leads: in batches, each whole or not at all, so that a publication that was cut short goes on."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mingjing.analysis.detectors.rank.traits import STORED
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.kernel.errors import ConflictError, ForbiddenError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Event, Lead, Line, Suspicion
from mingjing.office.leads.services import ordering, registers, spot, totals
from mingjing.office.leads.services.commands import Published
from mingjing.office.leads.services.notify import notify
from mingjing.office.leads.services.rule_texts import RuleTexts
from mingjing.office.leads.services.run_folder import staged
from mingjing.office.screenings.models import Screening

_SLICE = 2000
_FEN = Decimal("0.01")
Row = Mapping[str, Any]


@dataclass
class _Run:
    """What all batches of one publication share."""

    actor: User
    screening: Screening
    engine: DuckDBEngine
    institutions: dict[str, Institution]
    texts: RuleTexts
    leads: int = 0
    suspicions: int = 0
    lines: int = 0
    repeated: int = 0
    people: dict[str, int] = field(default_factory=dict)
    traits: dict[str, dict[str, Any]] = field(default_factory=dict)


def publish(actor: User, screening: Screening) -> Published:
    """Make leads of what a live screening found; findings that are leads already are counted as repeated.

    Documents are encounters, or institutions where no encounter can be named. Safe to call again after it was
    cut short. Raises ForbiddenError, ConflictError (trial run, not finished, published by somebody else just now).
    """
    demand(actor, Permission.SCREENINGS_RUN)
    _demand_publishable(actor, screening)
    with staged(screening) as engine:
        codes = engine.native("SELECT DISTINCT inst FROM doc_key").column("inst").to_pylist()
        run = _Run(actor, screening, engine, registers.institutions(engine, codes, screening), RuleTexts())
        batches = engine.native("SELECT DISTINCT batch FROM sized ORDER BY batch").column("batch").to_pylist()
        for batch in batches:
            _publish_batch(run, int(batch))
        spot.keep(engine, screening)
        cut = _count(engine, "SELECT count(*) AS n FROM placed WHERE cut")
        homeless = _count(engine, "SELECT count(*) AS n FROM placed WHERE NOT cut AND inst IS NULL")
    ordering.adopt(actor, screening)
    done = Published(run.leads, run.suspicions, run.lines, run.repeated, cut, homeless)
    _finish(actor, screening, done)
    return done


def _demand_publishable(actor: User, screening: Screening) -> None:
    if not screening.organisation.path.startswith(actor.organisation.path):
        raise ForbiddenError("只能发布本单位或下级单位的筛查")
    if screening.mode != Screening.Mode.LIVE:
        raise ConflictError(
            "试运行的筛查不能发布线索", where=screening.number, do="以“正式”方式重新筛查后发布"
        )
    if screening.state not in (Screening.State.DONE, Screening.State.PUBLISHING, Screening.State.PUBLISHED):
        raise ConflictError(f"筛查处于“{screening.get_state_display()}”，不能发布", where=screening.number)


def _count(engine: DuckDBEngine, select: str) -> int:
    return int(engine.native(select).column("n")[0].as_py())


def _finish(actor: User, screening: Screening, done: Published) -> None:
    said = {
        "leads": done.leads,
        "suspicions": done.suspicions,
        "lines": done.lines,
        "repeated": done.repeated,
        "cut": done.cut,
        "homeless": done.homeless,
    }
    with transaction.atomic():
        Screening.objects.filter(pk=screening.pk).update(
            state=Screening.State.PUBLISHED, published_at=timezone.now()
        )
        audit.record(actor, "publish", "screening", screening.number, None, said)
        notify("published", body=screening.organisation, screening=screening.number, made=said)
    screening.refresh_from_db()


def _publish_batch(run: _Run, batch: int) -> None:
    """Write one batch of documents in a transaction of its own."""
    docs = run.engine.native(f"SELECT * FROM sized WHERE batch = {batch} ORDER BY doc").to_pylist()
    first, last = docs[0]["doc"], docs[-1]["doc"]
    span = f"doc BETWEEN {first} AND {last}"
    found = run.engine.native(f"SELECT * FROM found WHERE {span} ORDER BY doc, finding_id").to_pylist()
    run.traits = _traits(run.engine, span)
    run.people = registers.people(run.engine, [doc["psn_no"] for doc in docs if doc["psn_no"]])
    try:
        with transaction.atomic():
            known = _known([row["finding_id"] for row in found])
            new = [row for row in found if row["finding_id"] not in known]
            run.repeated += len(found) - len(new)
            if new:
                _write(run, docs, new, span)
    except IntegrityError as error:
        raise ConflictError(
            "同一筛查正在由他人发布", where=run.screening.number, why=str(error), do="稍后再试"
        ) from error


def _traits(engine: DuckDBEngine, span: str) -> dict[str, dict[str, Any]]:
    """What the run knew of each finding, without what it did not; empty for runs that kept nothing."""
    shown = ", ".join(f"t.{name}" for name in ("finding_id", "unit_key", *STORED))
    rows = engine.native(
        f"SELECT {shown} FROM trait_in AS t SEMI JOIN (SELECT finding_id FROM found WHERE {span}) AS f"
        " ON f.finding_id = t.finding_id"
    ).to_pylist()
    return {
        row["finding_id"]: {
            name: value for name, value in row.items() if name != "finding_id" and value is not None
        }
        for row in rows
    }


def _known(finding_ids: Sequence[str]) -> set[str]:
    known: set[str] = set()
    for begin in range(0, len(finding_ids), _SLICE):
        some = finding_ids[begin : begin + _SLICE]
        known |= set(Suspicion.objects.filter(finding_id__in=some).values_list("finding_id", flat=True))
    return known


def _write(run: _Run, docs: Sequence[Row], new: Sequence[Row], span: str) -> None:
    wanted = {row["doc"] for row in new}
    leads = _leads(run, [doc for doc in docs if doc["doc"] in wanted])
    rows = [_suspicion(run, row, leads[row["doc"]]) for row in new]
    made = Suspicion.objects.bulk_create(rows, batch_size=_SLICE)
    ids = {one.finding_id: one.pk for one in made}
    run.suspicions += len(made)
    lines = run.engine.native(f"SELECT * FROM line WHERE {span} ORDER BY doc, finding_id, bkkp_sn")
    for piece in lines.to_batches(max_chunksize=_SLICE):
        some = [_line(ids[row["finding_id"]], row) for row in piece.to_pylist() if row["finding_id"] in ids]
        Line.objects.bulk_create(some, batch_size=_SLICE)
        run.lines += len(some)
    totals.refresh_new(leads.values())


def _leads(run: _Run, docs: Sequence[Row]) -> dict[int, int]:
    """Return the lead of each document, made where there is none yet."""
    numbers = {f"{run.screening.number}-{doc['doc']:06}": doc for doc in docs}
    there = {lead.number: lead for lead in _by_number(list(numbers))}
    fresh = [_lead(run, number, doc) for number, doc in numbers.items() if number not in there]
    made = Lead.objects.bulk_create(fresh, batch_size=_SLICE)
    run.leads += len(made)
    Event.objects.bulk_create(
        (
            Event(lead=lead, action="publish", actor=run.actor, organisation=run.actor.organisation, text=run.screening.title)
            for lead in made
        ),
        batch_size=_SLICE,
    )  # fmt: skip
    return {numbers[lead.number]["doc"]: lead.pk for lead in (*there.values(), *made)}


def _by_number(numbers: list[str]) -> Iterator[Lead]:
    for begin in range(0, len(numbers), _SLICE):
        yield from Lead.objects.filter(number__in=numbers[begin : begin + _SLICE])


def _lead(run: _Run, number: str, doc: Row) -> Lead:
    institution = run.institutions[doc["inst"]]
    encounter = doc["encounter"] or ""
    return Lead(
        number=number,
        doc_id=encounter or doc["inst"],
        kind=Lead.Kind.ENCOUNTER if encounter else Lead.Kind.INSTITUTION,
        screening=run.screening,
        institution=institution,
        person_id=run.people.get(doc["psn_no"]) if encounter else None,
        bureau_id=institution.bureau_id,
        held_by=run.screening.organisation,
        mdtrt_id=encounter,
        setl_id=doc["setl_id"] or "",
        med_type=doc["med_type"] or "",
        insutype=doc["insutype"] or "",
        began_on=_day(doc["begntime"]),
        ended_on=_day(doc["endtime"]),
        settled_on=_day(doc["setl_time"]),
        diag_code=(doc["dscg_maindiag_code"] or "")[:40],
        diag_name=(doc["dscg_maindiag_name"] or "")[:200],
        dept=(doc["dept"] or "")[:100],
        dr_code=doc["chfpdr_code"] or "",
        medfee_sumamt=doc["medfee"],
        fund_pay_sumamt=doc["fund"],
        sev_deg=doc["sev_deg"],
        behaviour=doc["behaviour"],
        occurred_on=doc["occurred_on"],
    )


def _day(value: datetime | date | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def _suspicion(run: _Run, row: Row, lead: int) -> Suspicion:
    text = run.texts.of(row["rule_code"], row["behaviour"])
    return Suspicion(
        lead_id=lead,
        finding_id=row["finding_id"],
        group=row["grp"],
        rule_code=row["rule_code"],
        rule_version=row["rule_version"],
        rule_title=text.title,
        national_code=(row["national_code"] or "")[:20],
        behaviour=row["behaviour"],
        sev_deg=row["sev_deg"],
        subject_type=row["subject_type"],
        message=row["message"] or "",
        evidence=json.loads(row["evidence"]) if row["evidence"] else {},
        clause=text.clause,
        verify=text.verify,
        defence=text.defence,
        occurred_on=row["occurred_on"],
        amount_basis=row["amount_basis"],
        related_ids=row["related_ids"] or [],
        psn_no=row["psn_no"] or "",
        staff_code=row["staff_code"] or "",
        group_id=row["group_id"] or "",
        score=row["score"],
        checkout_cnt=row["checkout_cnt"],
        checkout_amt=row["checkout_amt"] or Decimal(0),
        counted_amt=row["counted_amt"],
        fund_amt=row["fund_amt"],
        prior=row["prior"],
        traits=run.traits.get(row["finding_id"], {}),
        expected_amt=(row["counted_amt"] * row["prior"]).quantize(_FEN),
    )


def _line(suspicion: int, row: Row) -> Line:
    return Line(
        suspicion_id=suspicion,
        bkkp_sn=row["bkkp_sn"],
        mdtrt_id=row["mdtrt_id"] or "",
        fee_on=row["svc_date"],
        med_list_codg=row["item"] or "",
        name=(row["item_name"] or row["item"] or "结算")[:255],
        cnt=row["cnt"] or Decimal(0),
        pric=row["pric"] or Decimal(0),
        sumamt=row["gross"] or Decimal(0),
        hit_amt=row["hit_amt"] or Decimal(0),
        hit_fund=row["hit_fund"],
    )
