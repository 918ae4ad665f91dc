"""What a final verdict teaches: tickets, the standing of its rule, and the money expected from it elsewhere."""

from decimal import Decimal

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.models import Lead, LeadOrder, Suspicion, Ticket, Verdict
from mingjing.office.leads.services import acting
from mingjing.office.screenings.models import RuleStanding

# Where a rule has no floor of its own: below this share of confirmed verdicts, once there are enough of them.
FLOOR = Decimal(str(getattr(settings, "RULE_FLOOR", "0.3")))
ENOUGH = int(getattr(settings, "RULE_FLOOR_VERDICTS", 20))
# The prior rate weighs as much as this many verdicts.
WEIGHT = 20

_COLUMN = {Verdict.TRUE: "confirmed", Verdict.PARTLY: "partly", Verdict.FALSE: "rejected"}
_TICKETS = {
    Verdict.DATA_ERROR: (Ticket.Kind.MAPPING, "核查结论为数据错误，请核对数据映射"),
    Verdict.POLICY: (Ticket.Kind.KNOWLEDGE, "核查结论为政策理解差异，请核对知识库"),
}


def consequences(actor: User, suspicion: Suspicion) -> None:
    """Draw the consequences of a final verdict, in the caller's transaction."""
    standing = _count(suspicion, 1)
    _open_ticket(suspicion)
    _judge(standing, suspicion)


def undo(suspicion: Suspicion) -> None:
    """Take a final verdict out of its rule's standing again (re-check); tickets stay."""
    _count(suspicion, -1)


def _count(suspicion: Suspicion, by: int) -> RuleStanding:
    standing, _ = RuleStanding.objects.select_for_update().get_or_create(rule_code=suspicion.rule_code)
    column = _COLUMN.get(Verdict(suspicion.verdict), "other")
    changes = {
        column: F(column) + by,
        "checkout_amt": F("checkout_amt") + by * suspicion.checkout_amt,
        "cnfm_amt": F("cnfm_amt") + by * (suspicion.cnfm_amt or Decimal(0)),
    }
    RuleStanding.objects.filter(pk=standing.pk).update(**changes)
    standing.refresh_from_db()
    return standing


def _open_ticket(suspicion: Suspicion) -> None:
    if suspicion.verdict not in _TICKETS:
        return
    kind, words = _TICKETS[Verdict(suspicion.verdict)]
    last = suspicion.opinions.filter(verdict=suspicion.verdict).exclude(text="").last()
    Ticket.objects.get_or_create(
        kind=kind,
        suspicion=suspicion,
        closed_at=None,
        defaults={
            "rule_code": suspicion.rule_code,
            "organisation": suspicion.lead.held_by,
            "question": f"{words}：{suspicion.message}"[:700] + (f"（{last.text[:200]}）" if last else ""),
        },
    )


def rate(standing: RuleStanding) -> Decimal | None:
    """Return the share of a rule's decided verdicts that confirmed it, wholly or partly; None without any."""
    decided = standing.confirmed + standing.partly + standing.rejected
    return Decimal(standing.confirmed + standing.partly) / decided if decided else None


def _judge(standing: RuleStanding, suspicion: Suspicion) -> None:
    """Send a rule under its floor to shadow, with a notice and a ticket."""
    decided = standing.confirmed + standing.partly + standing.rejected
    found = rate(standing)
    floor = FLOOR if standing.floor is None else standing.floor
    if standing.shadowed_at or found is None or decided < ENOUGH or found >= floor:
        return
    notice = f"已核查 {decided} 条，查实率 {found:.1%}，低于下限 {floor:.0%}，转入试运行"
    standing.shadowed_at, standing.notice = timezone.now(), notice
    standing.save(update_fields=["shadowed_at", "notice"])
    question = f"规则{suspicion.rule_code} {suspicion.rule_title}{notice}，请复核规则逻辑和参数。"
    Ticket.objects.create(
        kind=Ticket.Kind.RULE,
        rule_code=suspicion.rule_code,
        organisation=suspicion.lead.screening.organisation,
        question=question[:1000],
    )
    audit.record(None, "shadow", "rule", suspicion.rule_code, None, {"notice": notice})


@transaction.atomic
def answer_ticket(actor: User, ticket: Ticket, text: str) -> Ticket:
    """Answer and close a ticket. Raises ConflictError when it is closed already."""
    demand(actor, Permission.TICKETS)
    seen = policy.ticket(actor, ticket.pk)
    said = acting.demand_text(text, "答复", 2000)
    open_ = Ticket.objects.filter(pk=seen.pk, closed_at__isnull=True)
    if not open_.update(answer=said, closed_at=timezone.now(), closed_by=actor):
        raise ConflictError("该工单已经答复", where=str(seen.pk), do="刷新页面查看答复")
    audit.record(actor, "answer_ticket", "ticket", seen.pk, None, {"answer": said})
    seen.refresh_from_db()
    return seen


# Expected money: amount counted once × (prior as WEIGHT verdicts + the rule's own confirmed share of money).
_EXPECTED = """
UPDATE leads_suspicion SET expected_amt = ROUND(counted_amt * COALESCE((
  SELECT (%s * prior + (r.confirmed + r.partly + r.rejected) * 1.0 * r.cnfm_amt / NULLIF(r.checkout_amt, 0))
    / (%s + r.confirmed + r.partly + r.rejected)
  FROM screenings_rulestanding r WHERE r.rule_code = leads_suspicion.rule_code AND r.checkout_amt > 0
    AND r.confirmed + r.partly + r.rejected > 0), prior), 2)
WHERE state <> 'final'
"""
# Only rules that were judged: the expected money of all others has not changed since publication.
_JUDGED = "rule_code IN (SELECT rule_code FROM screenings_rulestanding WHERE checkout_amt <> 0)"
_RANKING = f"""
UPDATE leads_lead SET expected_amt = (
  SELECT ROUND(COALESCE(SUM(s.expected_amt), 0), 2) FROM leads_suspicion s WHERE s.lead_id = leads_lead.id),
  rank_value = (SELECT ROUND(COALESCE(SUM(s.expected_amt), 0) * 1.0 / leads_lead.hours, 2)
    FROM leads_suspicion s WHERE s.lead_id = leads_lead.id)
WHERE open_count > 0 AND id IN (SELECT lead_id FROM leads_suspicion WHERE {_JUDGED}
"""


@transaction.atomic
def refresh_expected(rule_code: str = "", every: bool = False) -> int:
    """Compute the expected money of open suspicions and the ranking of their leads anew, from verdicts so far.

    Of one rule, or of all that were judged, or with `every` also of those that were not. While a learnt order is in
    force it says what to expect: nothing is done unless `every`. Returns how many suspicions were computed.
    """
    newest = LeadOrder.objects.defer("decision").first()
    if every:
        with connection.cursor() as cursor:
            cursor.execute(_EXPECTED, [WEIGHT, WEIGHT])
            return int(cursor.rowcount)
    if newest and newest.learnt:
        return 0
    judged = RuleStanding.objects.exclude(checkout_amt=0).values("rule_code")
    concerned = Suspicion.objects.filter(rule_code__in=[rule_code] if rule_code else judged)
    open_ = Lead.objects.filter(open_count__gt=0, pk__in=concerned.values("lead"))
    # Locked in the order of ids, as all do who lock several: nobody waits for each other in a circle.
    list(open_.select_for_update().order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        one, values = (" AND rule_code = %s", [rule_code]) if rule_code else ("", [])
        cursor.execute(f"{_EXPECTED} AND {_JUDGED}{one}", [WEIGHT, WEIGHT, *values])
        done = int(cursor.rowcount)
        cursor.execute(f"{_RANKING}{one})", values)
    return done
