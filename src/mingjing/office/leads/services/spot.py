"""The random check of what nobody flagged: the screening's pool is kept, and what is drawn becomes a lead.

What a model does not list stays unknown unless some of it is checked. A drawn unit has a document, what to verify, and
no finding, no amount and no score that a checker could see; its verdict says how much the model misses.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings

from mingjing.analysis.detectors.kit.stats import wilson
from mingjing.analysis.detectors.kit.verdicts import MOST_WEIGHT
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.screening import audit_pool
from mingjing.kernel.errors import MingjingError
from mingjing.office.accounts.models import User
from mingjing.office.leads import policy
from mingjing.office.leads.models import AUDIT_SCORE, AuditUnit, Event, Lead, Person, Suspicion, Verdict
from mingjing.office.leads.services import registers, totals
from mingjing.office.leads.services.rule_texts import RuleTexts
from mingjing.office.leads.services.run_folder import lake_engine
from mingjing.office.screenings.models import Screening

FIRST_NUMBER = 500_000
_DOCUMENTS = """
SELECT a.*, m.med_type, m.insutype, CAST(m.begntime AS DATE) AS began_on, CAST(m.endtime AS DATE) AS ended_on,
  m.dscg_maindiag_code AS diag_code, m.dscg_maindiag_name AS diag_name, m.chfpdr_code AS dr_code,
  s.setl_id, s.settled_on, s.medfee_sumamt, s.fund_pay_sumamt
FROM audit_in AS a
LEFT JOIN (SELECT * FROM mdtrt_d WHERE mdtrt_id IN (SELECT mdtrt_id FROM audit_in)
  QUALIFY row_number() OVER (PARTITION BY mdtrt_id ORDER BY begntime) = 1) AS m
  ON m.mdtrt_id = a.mdtrt_id
LEFT JOIN (SELECT mdtrt_id, max(setl_id) AS setl_id, CAST(max(setl_time) AS DATE) AS settled_on,
    CAST(sum(medfee_sumamt) AS DECIMAL(16,2)) AS medfee_sumamt, CAST(sum(fund_pay_sumamt) AS DECIMAL(16,2)) AS fund_pay_sumamt
  FROM setl_d WHERE coalesce(vali_flag, '1') <> '0' AND mdtrt_id IN (SELECT mdtrt_id FROM audit_in) GROUP BY mdtrt_id) AS s
  ON s.mdtrt_id = a.mdtrt_id
ORDER BY a.rule_code, a.unit, a.decile, a.size, a.county, a.pool_id
"""
_DATES = ("began_on", "ended_on", "settled_on")
_AMOUNTS = ("medfee_sumamt", "fund_pay_sumamt")
_TEXTS = {"med_type": 8, "insutype": 8, "setl_id": 40, "diag_code": 40, "diag_name": 200, "dr_code": 40}


def keep(engine: DuckDBEngine, screening: Screening) -> int:
    """Keep the pool of a run that is being published; what is kept already stays. Returns how many are new."""
    file = Path(settings.RUNS) / screening.number / audit_pool.FILE
    if not file.is_file():
        return 0
    engine.attach_parquet("audit_in", [file], audit_pool.COLUMNS)
    rows = engine.native(_DOCUMENTS).to_pylist()
    places = registers.institutions(engine, {row["fixmedins_code"] for row in rows}, screening)
    there = set(AuditUnit.objects.filter(screening=screening).values_list("pool_id", flat=True))
    new = [_unit(screening, at, row, places) for at, row in enumerate(rows) if row["pool_id"] not in there]
    AuditUnit.objects.bulk_create(new, batch_size=2000)
    return len(new)


def _unit(screening: Screening, at: int, row: Mapping[str, Any], places: Mapping[str, Any]) -> AuditUnit:
    institution = places[row["fixmedins_code"]]
    facts = {name: value for name, value in row.items() if value is not None}
    return AuditUnit(
        screening=screening,
        place=at,
        pool_id=row["pool_id"],
        institution=institution,
        bureau_id=institution.bureau_id,
        rule_code=row["rule_code"],
        first_prob=row["first_prob"],
        facts=json.loads(json.dumps(facts, default=str)),
    )


def pool(actor: User) -> list[tuple[int, str, str]]:
    """Return what the actor's bureau can draw from, in order: key, number in the pool, path of the bureau it belongs to.

    It is that of the bureau's newest screening that left one; what was drawn once is not drawn again.
    """
    own = AuditUnit.objects.filter(screening__organisation=actor.organisation_id)
    newest = own.order_by("-screening_id").values_list("screening", flat=True)[:1]
    free = own.filter(screening__in=list(newest), lead=None).order_by("place")
    return list(free.values_list("pk", "pool_id", "bureau__path"))


def send(actor: User, units: Sequence[int], share: float) -> dict[int, int]:
    """Make leads of drawn units, in the caller's transaction; returns the lead of each. `share` were drawn of the pool."""
    found = AuditUnit.objects.select_for_update().filter(pk__in=units, lead=None)
    rows = list(found.select_related("screening__lake", "institution").order_by("pk"))
    people, texts, made = _people(rows), RuleTexts(), dict[int, int]()
    for one in rows:
        lead = _lead(actor, one, people.get(str(one.facts.get("psn_no"))))
        lead.sel_prob = one.first_prob * share
        lead.save()
        _suspicion(one, lead, texts).save()
        Event.objects.create(
            lead=lead,
            action="publish",
            actor=actor,
            organisation=actor.organisation,
            text=one.screening.title,
        )
        AuditUnit.objects.filter(pk=one.pk).update(lead=lead)
        made[one.pk] = lead.pk
    totals.refresh_new(made.values())
    return made


def _people(units: Iterable[AuditUnit]) -> dict[str, int]:
    """The persons of drawn units, from the lake; by number alone where the lake is gone."""
    numbers = sorted({str(one.facts["psn_no"]) for one in units if one.facts.get("mdtrt_id")})
    if not numbers:
        return {}
    try:
        with lake_engine(next(iter(units)).screening.lake, ("psn_info_b",)) as engine:
            listed = ", ".join("'" + number.replace("'", "''") + "'" for number in numbers)
            engine.execute(
                f"CREATE OR REPLACE TEMP TABLE person AS SELECT * FROM psn_info_b WHERE psn_no IN ({listed})"
                " QUALIFY row_number() OVER (PARTITION BY psn_no ORDER BY psn_insu_date DESC NULLS LAST) = 1"
            )
            return registers.people(engine, numbers)
    except MingjingError:
        return {number: Person.objects.get_or_create(psn_no=number)[0].pk for number in numbers}


def _lead(actor: User, unit: AuditUnit, person: int | None) -> Lead:
    facts = unit.facts
    encounter = str(facts.get("mdtrt_id") or "")
    given: dict[str, Any] = {name: str(facts.get(name) or "")[:most] for name, most in _TEXTS.items()}
    given |= {name: date.fromisoformat(facts[name]) for name in _DATES if facts.get(name)}
    given |= {name: Decimal(facts[name]) for name in _AMOUNTS if facts.get(name)}
    return Lead(
        number=f"{unit.screening.number}-{FIRST_NUMBER + unit.place:06}",
        doc_id=encounter or unit.institution.code,
        kind=Lead.Kind.ENCOUNTER if encounter else Lead.Kind.INSTITUTION,
        screening=unit.screening,
        institution=unit.institution,
        person_id=person if encounter else None,
        bureau_id=unit.bureau_id,
        held_by=actor.organisation,
        mdtrt_id=encounter,
        behaviour=facts["behaviour"],
        occurred_on=given.get("settled_on"),
        drawn=True,
        **given,
    )


def _suspicion(unit: AuditUnit, lead: Lead, texts: RuleTexts) -> Suspicion:
    facts, text = unit.facts, texts.of(unit.rule_code, unit.facts["behaviour"])
    when = f"{facts['period']} " if facts.get("period") else ""
    return Suspicion(
        lead=lead,
        finding_id=f"{unit.screening.number}-{unit.pool_id}"[:64],
        rule_code=unit.rule_code,
        rule_version=facts["rule_version"],
        rule_title=text.title,
        behaviour=facts["behaviour"],
        sev_deg=3,
        subject_type=facts["subject_type"],
        message=f"该{facts['unit']}列入{when}{text.title}方面的核查：请按核查要点核对就诊、收费和病历是否真实、合规。",
        clause=text.clause,
        verify=text.verify,
        defence=text.defence,
        occurred_on=lead.occurred_on,
        amount_basis=Suspicion.NO_AMOUNT,
        psn_no=str(facts.get("psn_no") or ""),
        staff_code=str(facts.get("staff_code") or ""),
        traits={AUDIT_SCORE: facts["score"]},
    )


@dataclass(frozen=True, slots=True)
class Missed:
    """What random checks say of a model: of units that it did not list, `checked` were checked and `true` found true.

    `share` weighs each by the probability of its draw; low and high are its 95 % interval.
    """

    title: str
    checked: int
    true: int
    share: float
    low: float
    high: float


_TOLD = (Verdict.TRUE, Verdict.PARTLY, Verdict.FALSE)


def missed(reader: User) -> list[Missed]:
    """Return what the decided random checks that the reader sees say, model by model."""
    decided = (
        policy.suspicions(reader)
        .filter(lead__audit_unit__isnull=False, state=Suspicion.State.FINAL, verdict__in=_TOLD)
        .select_related("lead")
    )
    by_model: dict[str, list[Suspicion]] = {}
    for one in decided.order_by("rule_code", "pk"):
        by_model.setdefault(one.rule_title, []).append(one)
    return [_missed(title, some) for title, some in by_model.items()]


def _missed(title: str, some: Sequence[Suspicion]) -> Missed:
    weights = [min(MOST_WEIGHT, 1 / (one.lead.sel_prob or 1)) for one in some]
    true = [one.verdict != Verdict.FALSE for one in some]
    share = sum(w for w, found in zip(weights, true, strict=True) if found) / sum(weights)
    worth = sum(weights) ** 2 / sum(w * w for w in weights)  # so many equal draws tell as much
    low, high = wilson(share * worth, worth) or (0.0, 1.0)
    return Missed(title, len(some), sum(true), share, low, high)
