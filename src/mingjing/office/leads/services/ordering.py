"""In which order leads stand: by expected money, or as a published run learnt it from verdicts; and why."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from mingjing.analysis.detectors.rank.decide import Ranking, from_json
from mingjing.analysis.detectors.rank.traits import hours
from mingjing.analysis.screening import ranking as run_ranking
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.leads.models import Lead, LeadOrder, Suspicion
from mingjing.office.leads.services import feedback
from mingjing.office.screenings.models import Screening

_BATCH = 2000
_FEN = Decimal("0.01")
_FINAL = Suspicion.State.FINAL


def current() -> LeadOrder | None:
    """Return the order in force, None before the first run that decided one."""
    return LeadOrder.objects.defer("decision").first()


def adopt(actor: User, screening: Screening) -> LeadOrder | None:
    """Put the order that a published run decided into force for all open leads; None when the run says nothing of it."""
    file = Path(settings.RUNS) / screening.number / run_ranking.FILE
    if not file.is_file():
        return None
    text = file.read_text(encoding="utf-8")
    found = from_json(text)
    with transaction.atomic():
        last = current()
        made = LeadOrder.objects.create(
            screening=screening, learnt=found.deployed, why=found.why[:500], decision=text
        )
        if found.deployed:
            _apply(found)
        elif last and last.learnt:
            _back()
        told = {"learnt": found.deployed, "why": found.why, "verdicts": found.verdicts_sha256}
        audit.record(actor, "order", "screening", screening.number, None, told)
    return made


def decision(order: LeadOrder) -> Ranking:
    """Return what the run decided, whole."""
    return _decision(order.pk)


@lru_cache(maxsize=2)
def _decision(pk: int) -> Ranking:
    return from_json(LeadOrder.objects.values_list("decision", flat=True).get(pk=pk))


def _apply(found: Ranking) -> None:
    """Give every open suspicion the money that the learnt model expects of it, and every open lead its hours."""
    if found.learnt is None:
        return
    for rows in _open():
        kinds = [(row["rule_code"], row["behaviour"]) for row in rows]
        known = [traits_of(row) for row in rows]
        rate = found.learnt.probability(known, kinds) * found.learnt.ratio(known, kinds)
        money = [
            (_yuan(row["counted_amt"], float(share)), row["pk"])
            for row, share in zip(rows, rate, strict=True)
        ]
        by_lead: dict[int, list[str]] = {}
        for row in rows:
            by_lead.setdefault(row["lead_id"], []).append(row["subject_type"])
        times = [(Decimal(str(round(hours(some), 2))), lead) for lead, some in by_lead.items()]
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE leads_suspicion SET expected_amt = %s WHERE id = %s", money)
            cursor.executemany("UPDATE leads_lead SET hours = %s WHERE id = %s", times)
    _settle()


def _open() -> Iterator[list[dict[str, Any]]]:
    """Yield open suspicions in batches; those of one lead are never torn apart."""
    names = (
        "pk",
        "lead_id",
        "rule_code",
        "behaviour",
        "sev_deg",
        "subject_type",
        "score",
        "counted_amt",
        "traits",
    )
    leads = Lead.objects.filter(open_count__gt=0).order_by("pk").values_list("pk", flat=True)
    keys = list(leads)
    for begin in range(0, len(keys), _BATCH):
        some = keys[begin : begin + _BATCH]
        found = Suspicion.objects.filter(lead__gte=some[0], lead__lte=some[-1], lead__open_count__gt=0)
        yield list(found.exclude(state=_FINAL).order_by("lead_id", "pk").values(*names))


def traits_of(row: dict[str, Any]) -> dict[str, Any]:
    """Return what is known of a suspicion; of one published before traits were kept, what stands in its row."""
    return {"severity": 4 - row["sev_deg"], "score": row["score"], **row["traits"]}


def _yuan(amount: Decimal, share: float) -> Decimal:
    return (amount * Decimal(str(round(share, 6)))).quantize(_FEN)


def _back() -> None:
    """Return to expected money: hours no longer count."""
    Lead.objects.filter(open_count__gt=0).update(hours=1)
    feedback.refresh_expected(every=True)
    _settle()


def _settle() -> None:
    """Add up the open leads anew."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE leads_lead SET expected_amt = (SELECT ROUND(COALESCE(SUM(s.expected_amt), 0), 2)"
            " FROM leads_suspicion s WHERE s.lead_id = leads_lead.id), rank_value = (SELECT"
            " ROUND(COALESCE(SUM(s.expected_amt), 0) * 1.0 / leads_lead.hours, 2) FROM leads_suspicion s"
            " WHERE s.lead_id = leads_lead.id) WHERE open_count > 0"
        )


def reasons(lead: Lead, suspicions: Sequence[Suspicion]) -> dict[str, Any]:
    """Return why a lead stands where it does: the order in force, and what moved the lead most when it was learnt."""
    order = current()
    found: dict[str, Any] = {"order": order, "value": lead.rank_value, "hours": lead.hours, "parts": []}
    open_ = [one for one in suspicions if one.state != _FINAL]
    if order is None or not order.learnt or not open_:
        return found
    rows = [
        traits_of({"sev_deg": one.sev_deg, "score": one.score, "traits": one.traits})
        | {"rule_code": one.rule_code, "behaviour": one.behaviour}
        for one in open_
    ]
    parts = run_ranking.reasons(decision(order), rows, [float(one.expected_amt) for one in open_])
    return found | {"parts": parts}
