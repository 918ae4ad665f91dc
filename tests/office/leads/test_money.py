"""Money: the amount of a suspicion is the sum of its lines, never negative, a line never counted twice."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.leads.models import Lead, Line, Suspicion, Verdict
from mingjing.office.leads.services import totals, verdicts
from mingjing.office.leads.services.commands import LineVerdict

FEN = st.integers(0, 10_000_00).map(lambda fen: Decimal(fen) / 100)
REASON = {Verdict.FALSE: "refunded", Verdict.PARTLY: "part_proven", Verdict.POLICY: "transition"}


def line(key: int, hit: Decimal, cnt: Decimal = Decimal(2)) -> Line:
    return Line(
        pk=key, bkkp_sn=f"L{key}", name=f"项目{key}", cnt=cnt, pric=hit, sumamt=hit, hit_amt=hit, version=1
    )


def decide(
    lines: list[Line], verdict: str, *given_: LineVerdict, amount: Decimal | None = None
) -> verdicts.Decided:
    whole = Suspicion(checkout_amt=sum((one.hit_amt for one in lines), Decimal(0)) or Decimal("100.00"))
    return verdicts.decide(whole, lines, verdict, REASON.get(Verdict(verdict), ""), given_, amount)


@given(st.lists(FEN, min_size=1, max_size=12), st.data())
def test_whatever_is_decided_the_amount_is_the_sum_of_lines_within_what_was_found(
    hits: list[Decimal], data: st.DataObject
) -> None:
    lines = [line(key, hit) for key, hit in enumerate(hits)]
    told = []
    for one in lines:
        kind = data.draw(st.sampled_from(["", "true", "partly", "false", "policy"]))
        if kind:
            amt = data.draw(
                st.none() | st.integers(0, int(one.hit_amt * 100)).map(lambda fen: Decimal(fen) / 100)
            )
            told.append(LineVerdict(one.pk, kind, None, amt))
    verdict = data.draw(st.sampled_from(["true", "partly", "false", "policy"]))
    try:
        decided = decide(lines, verdict, *told)
    except InvalidError:
        return
    assert decided.amount == sum((one.accepted_amt or Decimal(0) for one in lines), Decimal(0))
    full = sum(hits, Decimal(0))
    assert 0 <= decided.amount <= full
    for one in lines:
        assert one.accepted_amt is not None and one.accepted_cnt is not None
        assert 0 <= one.accepted_amt <= one.hit_amt and 0 <= one.accepted_cnt <= one.cnt
        assert one.accepted_amt == one.accepted_amt.quantize(Decimal("0.01"))
        if one.verdict not in verdicts.WITH_MONEY:
            assert not one.accepted_amt and not one.accepted_cnt
        elif one.hit_amt:
            assert (one.verdict == Verdict.TRUE) == (one.accepted_amt == one.hit_amt)
    if decided.verdict not in verdicts.WITH_MONEY:
        assert decided.amount == 0
    elif full:
        assert (decided.verdict == Verdict.TRUE) == (decided.amount == full)


@given(st.lists(FEN, min_size=1, max_size=30), st.integers(0, 10**9))
def test_an_amount_spread_over_lines_adds_up_and_gives_none_more_than_was_found(
    hits: list[Decimal], part: int
) -> None:
    full = sum(hits, Decimal(0))
    amount = (full * part / 10**9).quantize(Decimal("0.01"))
    shares = verdicts.spread(amount, dict(enumerate(hits)))
    assert sum(shares.values()) == amount
    assert all(0 <= shares[key] <= hit for key, hit in enumerate(hits))


def test_a_reduced_quantity_reduces_the_amount_and_the_other_way_round() -> None:
    lines = [line(1, Decimal("10.01"), Decimal(3)), line(2, Decimal("4.00"))]
    decided = decide(lines, "true", LineVerdict(1, "true", accepted_cnt=Decimal(1)))
    assert lines[0].accepted_amt == Decimal("3.34") and lines[0].verdict == Verdict.PARTLY
    assert decided == verdicts.Decided(Verdict.PARTLY, Decimal("7.34"))
    decide(lines, "true", LineVerdict(1, "true", accepted_amt=Decimal("5.00")))
    assert lines[0].accepted_cnt == Decimal("1.4985")


@pytest.mark.parametrize(
    ("verdict", "told"),
    [
        ("true", LineVerdict(1, "true", accepted_amt=Decimal("10.02"))),
        ("true", LineVerdict(1, "true", accepted_amt=Decimal("-0.01"))),
        ("true", LineVerdict(1, "true", accepted_amt=Decimal("1.001"))),
        ("true", LineVerdict(1, "true", accepted_amt=Decimal("NaN"))),
        ("true", LineVerdict(1, "true", accepted_cnt=Decimal("2.1"))),
        ("true", LineVerdict(1, "true", accepted_cnt=Decimal(0), accepted_amt=Decimal(1))),
        ("true", LineVerdict(1, "true", accepted_amt=Decimal(0))),
        ("true", LineVerdict(1, "false", accepted_amt=Decimal(1))),
        ("true", LineVerdict(1, "")),
        ("true", LineVerdict(7, "true")),
        ("false", LineVerdict(1, "true")),
        ("partly", LineVerdict(1, "partly")),
        ("partly", LineVerdict(1, "true")),
        ("partly", LineVerdict(1, "partly", accepted_amt=Decimal("10.01"))),
        ("true", LineVerdict(1, "true", reason_code="refunded")),
        ("true", LineVerdict(1, "true", note="长" * 501)),
    ],
)
def test_contradictions_are_refused(verdict: str, told: LineVerdict) -> None:
    with pytest.raises(InvalidError):
        decide([line(1, Decimal("10.01"))], verdict, told)


def test_no_line_true_is_no_true_suspicion_and_a_line_changed_meanwhile_is_a_conflict() -> None:
    with pytest.raises(InvalidError, match="没有一条"):
        decide([line(1, Decimal("10.01"))], "true", LineVerdict(1, "false"))
    with pytest.raises(ConflictError):
        decide([line(1, Decimal("10.01"))], "true", LineVerdict(1, "true", version=3))


def test_a_suspicion_without_lines_is_given_its_amount() -> None:
    assert decide([], "true").amount == Decimal("100.00")
    assert decide([], "true", amount=Decimal("30.00")) == verdicts.Decided(Verdict.PARTLY, Decimal("30.00"))
    assert decide([], "false").amount == 0
    for verdict, amount in (
        ("partly", None),
        ("partly", Decimal(0)),
        ("partly", Decimal(101)),
        ("false", Decimal(1)),
    ):
        with pytest.raises(InvalidError):
            decide([], verdict, amount=amount)


CASES = st.lists(
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5000)), max_size=5), min_size=1, max_size=5
)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CASES)
def test_a_lead_counts_each_line_once_with_the_largest_of_its_amounts(
    leads: list[Lead], cases: list[list[tuple[int, int]]]
) -> None:
    lead = leads[0]
    Suspicion.objects.filter(lead=lead).delete()
    largest: dict[int, Decimal] = {}
    alone = Decimal(0)
    for number, rows in enumerate(cases):
        amounts = {key: Decimal(fen) / 100 for key, fen in rows}
        total = sum(amounts.values(), Decimal(0)) if amounts else Decimal(number + 1)
        one = Suspicion.objects.create(
            lead=lead, finding_id=f"X{number}", rule_code="R", rule_version="1", rule_title="t", behaviour="b",
            sev_deg=1, subject_type="fee", message="", amount_basis="lines", checkout_amt=total, cnfm_amt=total,
        )  # fmt: skip
        alone += Decimal(0) if amounts else total
        for key, amt in amounts.items():
            largest[key] = max(largest.get(key, Decimal(0)), amt)
            made = line(0, amt)
            made.pk, made.suspicion, made.bkkp_sn, made.accepted_amt = None, one, f"L{key}", amt
            made.save()
    totals.refresh([lead.pk])
    assert Lead.objects.get(pk=lead.pk).cnfm_amt == sum(largest.values(), Decimal(0)) + alone


def test_a_finding_without_an_amount_brings_no_money_by_a_verdict_on_the_whole() -> None:
    lines = [line(1, Decimal("30.00")), line(2, Decimal("12.50"))]
    whole = Suspicion(amount_basis="none", checkout_amt=Decimal(0))

    def judged(*told: LineVerdict) -> tuple[str, Decimal, list[Decimal | None]]:
        made = verdicts.decide(whole, lines, "true", "", told)
        return made.verdict, made.amount, [one.accepted_amt for one in lines]

    assert judged() == ("true", 0, [0, 0]), "the fact is established, nothing else"
    assert judged(*map(LineVerdict.of, lines)) == ("true", 0, [0, 0]), "a second person may leave it so"
    stated = LineVerdict(1, "partly", None, Decimal("10.00"))
    assert judged(stated) == ("true", 10, [10, 0])
    assert judged(LineVerdict(1, "true")) == ("true", 30, [30, 0]), "a line judged by itself counts whole"
    assert judged(LineVerdict(1, "true"), LineVerdict(2, "true"))[1] == Decimal("42.50")
