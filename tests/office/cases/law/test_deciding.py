"""Every row of the decision table, and what bends it: refusal, effect, purpose, the law of the day."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from mingjing.analysis.knowledge.laws import articles
from mingjing.kernel.errors import InvalidError
from mingjing.office.cases.law.causes import situations
from mingjing.office.cases.law.deciding import Proposal, propose
from mingjing.office.cases.law.documents import document
from mingjing.office.cases.law.facts import Facts, Purpose, Subject
from mingjing.office.cases.law.standards import standard

DAY = date(2026, 5, 6)
YES, NO = Purpose.YES, Purpose.NO
DISCRETION, CRIME = standard("discretion", "", DAY), standard("crime", "", DAY)
HOSPITAL, PERSON, AGENCY, OTHER = Subject.INSTITUTION, Subject.PERSON, Subject.AGENCY, Subject.OTHER


def facts(subject: Subject, situation: int, purpose: Purpose, loss: str | None, **more: object) -> Facts:
    return Facts(subject, situation, DAY, purpose, Decimal(loss) if loss else None, **more)  # type: ignore[arg-type]


def one(found: Facts) -> Proposal:
    (proposal,) = propose(found, DISCRETION, CRIME)
    return proposal


# row, facts, refund, fine, suspension, fraud; in the order of domain law 1.2
ROWS: list[tuple[str, Facts, str, tuple[str, str] | None, tuple[str, int, int] | None, bool]] = [
    ("institution-ordinary-loss", facts(HOSPITAL, 13, NO, "100"), "100", ("100", "200"), None, False),
    ("institution-ordinary-no-loss", facts(HOSPITAL, 11, NO, None), "0", None, None, False),
    ("institution-management", facts(HOSPITAL, 3, NO, None, refused=True), "0", ("10000", "50000"), None, False),
    ("institution-fraud-by-ordinary-act", facts(HOSPITAL, 14, YES, "100"), "100", ("200", "500"),
     ("department", 6, 12), True),
    ("institution-fraud", facts(HOSPITAL, 24, YES, "100"), "100", ("200", "500"), ("department", 6, 12), True),
    ("institution-fraud-attempted", facts(HOSPITAL, 23, YES, None), "0", None, None, False),
    ("person-ordinary", facts(PERSON, 27, NO, "100"), "100", None, ("settlement", 3, 12), False),
    ("person-fraud", facts(PERSON, 29, YES, "100"), "100", ("200", "500"), ("settlement", 3, 12), True),
    ("person-fraud-by-means", facts(PERSON, 31, YES, "100"), "100", ("200", "500"), ("settlement", 3, 12), True),
    ("agency-fraud", facts(AGENCY, 1, YES, "100"), "100", ("200", "500"), None, True),
    ("agency-failure", facts(AGENCY, 1, YES, None), "0", None, None, False),
    ("insurance-fraud-of-benefits", facts(PERSON, 33, YES, "100"), "100", ("200", "500"), None, True),
    ("aid-fraud", facts(PERSON, 34, YES, "100"), "100", ("100", "300"), None, True),
    ("without-loss", facts(OTHER, 35, YES, None), "0", None, None, False),
    ("agreement-only", facts(HOSPITAL, 10, NO, None), "0", None, None, False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "given", "refund", "fine", "suspension", "fraud"), ROWS, ids=[r[0] for r in ROWS]
)
def test_a_row_of_the_decision_table(
    row: str,
    given: Facts,
    refund: str,
    fine: tuple[str, str] | None,
    suspension: tuple[str, int, int] | None,
    fraud: bool,
) -> None:
    found = one(given)
    assert found.row == row and found.refund == Decimal(refund) and found.fraud is fraud
    assert (found.fine and (found.fine.least, found.fine.most)) == (fine and tuple(map(Decimal, fine)))
    shown = found.suspension and (found.suspension.what, found.suspension.least, found.suspension.most)
    assert shown == suspension
    assert ("fine" in found.measures) is (fine is not None)
    assert ("refund" in found.measures) is (Decimal(refund) > 0)


def test_every_row_of_the_table_has_its_test_and_only_reachable_rows_exist() -> None:
    rows = {row["id"] for row in document("table")["rows"]}
    # The only act under 社会保险法 87 alone is an agency's second reading; the row serves local catalogues.
    assert rows - {row[0] for row in ROWS} == {"insurance-fraud-by-unit"}


def test_every_reference_of_the_data_resolves() -> None:
    cited = {ref for one in situations().values() for ref in one.law}
    for row in document("table")["rows"]:
        cited |= {*row["article"], *row.get("basis", ())}
    cited |= set(document("discretion")[0]["values"])
    cited |= {one["ref"] for one in document("procedure")[0]["values"]["deadlines"].values()}
    assert cited <= set(articles())


def test_the_catalogue_has_four_subjects_nine_causes_thirty_five_situations() -> None:
    found = situations().values()
    assert len(found) == 35 and len({one.subject for one in found}) == 4
    assert len({(one.subject, one.cause) for one in found}) == 9


@pytest.mark.parametrize("number", range(1, 36))
@pytest.mark.parametrize("loss", [None, "0.01", "999999.99"])
def test_every_situation_finds_a_row_for_every_loss_and_never_a_fine_without_one(
    number: int, loss: str | None
) -> None:
    act = situations()[number]
    for found in propose(facts(act.subject, number, Purpose.UNDECIDED, loss), DISCRETION, CRIME):
        assert found.basis and found.measures
        if found.fine:
            assert loss and found.fine.least <= found.fine.most
            assert all(tier.least in found.fine and tier.most in found.fine for tier in found.tiers.values())


@pytest.mark.parametrize("why", ["refused", "serious"])
def test_refusal_or_grave_effect_suspends_the_department_of_an_ordinary_violation(why: str) -> None:
    for loss in ("100", None):
        found = one(replace(facts(HOSPITAL, 12, NO, loss), **{why: True}))
        assert found.suspension and "suspend_department" in found.measures


def test_a_management_violation_is_fined_only_when_correction_is_refused() -> None:
    found = one(facts(HOSPITAL, 3, NO, None))
    assert found.fine is None and found.measures == ("correct", "talk")


def test_someone_who_is_not_insured_has_no_settlement_to_suspend() -> None:
    found = one(facts(PERSON, 29, YES, "100", insured=False))
    assert found.suspension is None and "suspend_settlement" not in found.measures


def test_while_the_purpose_is_undecided_both_readings_are_shown() -> None:
    found = propose(facts(HOSPITAL, 14, Purpose.UNDECIDED, "100"), DISCRETION, CRIME)
    assert [(one.purpose, one.row) for one in found] == [
        (NO, "institution-ordinary-loss"), (YES, "institution-fraud-by-ordinary-act"),
    ]  # fmt: skip


def test_major_loss_bans_the_head_of_an_institution_for_five_years() -> None:
    found = one(facts(HOSPITAL, 24, YES, "100", major=True))
    assert found.ban_years == 5 and "735-43" in found.basis
    assert one(facts(PERSON, 31, YES, "100", major=True)).ban_years == 0


def test_what_the_rules_of_2026_deem_fraud_is_fraud_from_their_day_on_and_not_before() -> None:
    found = one(facts(HOSPITAL, 17, Purpose.UNDECIDED, "100", deemed="xz-27-3"))
    assert found.row == "institution-fraud" and found.basis[:2] == ("735-40", "xz-27-3")
    earlier = replace(facts(HOSPITAL, 17, NO, "100", deemed="xz-27-3"), acted_on=date(2026, 3, 31))
    with pytest.raises(InvalidError, match="尚未施行"):
        propose(earlier, DISCRETION, CRIME)


def test_the_law_of_the_day_of_the_act_applies() -> None:
    found = one(replace(facts(HOSPITAL, 18, NO, "100"), acted_on=date(2026, 3, 31)))
    assert found.basis == ("735-38-7",)
    assert one(facts(HOSPITAL, 18, NO, "100")).basis == ("735-38-7", "xz-23")
    with pytest.raises(InvalidError, match="尚未施行"):
        propose(replace(facts(HOSPITAL, 18, NO, "100"), acted_on=date(2021, 4, 30)), DISCRETION, CRIME)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (facts(HOSPITAL, 27, NO, "1"), "不一致"),
        (facts(HOSPITAL, 99, NO, "1"), "没有这个"),
        (facts(HOSPITAL, 24, NO, "1"), "以骗取为要件"),
        (facts(HOSPITAL, 13, NO, "-1"), "不能为负"),
        (facts(HOSPITAL, 13, NO, "1", deemed="735-40-1"), "不能引用"),
        (facts(PERSON, 29, NO, "1", deemed="xz-27-1"), "只适用于"),
        (facts(PERSON, 29, NO, "1", presumptions=("xz-16-1",)), "不能引用"),
        (facts(PERSON, 29, NO, "1", grounds=("apl-33",)), "不能引用"),
    ],
)
def test_facts_that_contradict_each_other_are_refused(given: Facts, said: str) -> None:
    with pytest.raises(InvalidError, match=said):
        propose(given, DISCRETION, CRIME)


def test_presumptions_and_grounds_are_told_but_decide_nothing() -> None:
    found = one(facts(PERSON, 29, NO, "100", presumptions=("xz-31-3",)))
    assert found.row == "person-ordinary" and any("第三十一条" in note for note in found.notes)
    assert "xz-31-3" in found.basis
    lenient = one(facts(HOSPITAL, 13, NO, "100", grounds=("apl-32-1",)))
    assert lenient.fine and any("第三十二条" in note for note in lenient.notes)
