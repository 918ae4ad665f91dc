"""A score needs a basis, two people and its standard; it is reversed, never changed; the year is its sum."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.staff.models import Effect, Notice, Proposal, Score
from mingjing.office.staff.services import effects, register, scoring, standing
from tests.office.staff.conftest import DOCTOR, NURSE, World

pytestmark = pytest.mark.django_db


def test_an_approved_score_counts_in_the_year_and_reaches_every_institution(world: World) -> None:
    score = world.score()
    assert (score.points, score.year, score.on) == (3, 2026, date(2026, 4, 10))
    assert standing.points(world.doctor, 2026) == 3
    told = Notice.objects.filter(score=score).values_list("institution__code", flat=True)
    assert sorted(told) == ["H1", "H4"]


def test_the_points_follow_situation_and_responsibility(world: World) -> None:
    found = [
        world.propose(item, duty, f"{item}{duty}").points
        for item, duty in (
            ("agreement", "general"), ("penalty_38_39", "important"), ("lent_name", "main"), ("penalty_40", "main"),
        )
    ]  # fmt: skip
    assert found == [1, 5, 9, 12]


def test_who_proposed_a_score_cannot_approve_or_refuse_it(world: World) -> None:
    from mingjing.office.accounts.models import Grant

    proposal = world.propose()
    officer = world.who("officer")
    Grant.objects.create(user=officer, role="reviewer")
    officer = world.who("officer")
    with pytest.raises(ForbiddenError):
        scoring.approve(officer, proposal)
    with pytest.raises(ForbiddenError):
        scoring.refuse(officer, proposal, "不同意")


def test_only_a_reviewer_approves(world: World) -> None:
    proposal = world.propose()
    for role in ("analyst", "leader", "auditor", "administrator", "officer"):
        with pytest.raises(ForbiddenError):
            scoring.approve(world.who(role), proposal)


def test_another_bureau_neither_sees_the_proposal_nor_approves_it(world: World) -> None:
    proposal = world.propose()
    with pytest.raises(NotVisibleError):
        scoring.approve(world.who("reviewer", "county3"), proposal)
    with pytest.raises(ForbiddenError):
        scoring.approve(world.who("reviewer", "city1"), proposal)


def test_a_decided_proposal_is_not_decided_again(world: World) -> None:
    proposal = world.propose()
    scoring.approve(world.who("reviewer"), proposal)
    for again in (
        lambda: scoring.approve(world.who("reviewer2"), proposal),
        lambda: scoring.refuse(world.who("reviewer2"), proposal, "晚了"),
        lambda: scoring.withdraw(world.who("officer"), proposal),
    ):
        with pytest.raises(ConflictError):
            again()
    assert Score.objects.count() == 1


def test_an_old_version_is_refused(world: World) -> None:
    with pytest.raises(ConflictError):
        scoring.approve(world.who("reviewer"), world.propose(), version=7)


def test_a_score_without_a_ground_is_refused(world: World) -> None:
    for more, where in (
        ({"document": ""}, "document"), ({"reason": " "}, "reason"), ({"item": "nothing"}, "item"),
        ({"duty": "none"}, "duty"), ({"institution": "H2"}, "institution"),
        ({"happened_on": date(2024, 12, 31)}, "happened_on"), ({"happened_on": date(2026, 4, 11)}, "happened_on"),
    ):  # fmt: skip
        with pytest.raises(InvalidError) as caught:
            world.propose(**more)  # type: ignore[arg-type]
        assert caught.value.problems[0].where == where


def test_somebody_out_of_scope_or_unknown_is_not_scored_and_not_named(world: World) -> None:
    for code, place in ((DOCTOR, "county2"), ("D999", "county1")):
        given = world.given(code=code, institution="H3" if place == "county2" else "H1")
        with pytest.raises(NotVisibleError) as caught:
            scoring.propose(world.who("officer", place), given)
        assert "张医生" not in str(caught.value)


def test_the_same_situation_of_the_same_paper_is_scored_once(world: World) -> None:
    first = world.propose()
    with pytest.raises(ConflictError):
        world.propose()
    scoring.refuse(world.who("reviewer"), first, "事实不清")
    again = world.score()
    with pytest.raises(ConflictError):
        world.propose()
    world.propose("out_of_scope")
    reversal = scoring.propose_reversal(world.who("officer"), again, "认定有误")
    scoring.approve(world.who("reviewer"), reversal)
    assert world.propose().state == Proposal.State.PROPOSED


def test_a_reversal_takes_the_points_back_from_the_year_of_the_score(world: World) -> None:
    score = world.on(date(2026, 12, 31)).score("penalty_38_39")
    world.on(date(2027, 1, 4))
    proposal = scoring.propose_reversal(world.who("officer"), score, "行政复议撤销")
    with pytest.raises(ConflictError):
        scoring.propose_reversal(world.who("officer2"), score, "再次")
    undone = scoring.approve(world.who("reviewer"), proposal)
    assert (undone.points, undone.year) == (-6, 2026)
    assert (standing.points(world.doctor, 2026), standing.points(world.doctor, 2027)) == (0, 0)
    with pytest.raises(ConflictError):
        scoring.propose_reversal(world.who("officer"), score, "再次")
    with pytest.raises(ConflictError):
        scoring.propose_reversal(world.who("officer"), undone, "冲正的冲正")


def test_points_are_cleared_on_the_first_of_january_by_the_calendar_alone(world: World) -> None:
    world.on(date(2026, 12, 31)).score("penalty_38_39", "main")
    world.on(date(2027, 1, 1)).score("penalty_38_39", "main", "协〔2027〕1号")
    assert (standing.points(world.doctor, 2026), standing.points(world.doctor, 2027)) == (6, 6)
    assert not Effect.objects.exists()


def test_a_score_counts_in_the_year_of_its_approval(world: World) -> None:
    proposal = world.on(date(2026, 12, 31)).propose()
    world.on(date(2027, 1, 4))
    assert scoring.approve(world.who("reviewer"), proposal).year == 2027


def test_scores_of_several_institutions_and_bureaus_add_up(world: World) -> None:
    world.score("penalty_38_39", "main")
    other = scoring.propose(
        world.who("officer", "county3"), world.given("agreement", "main", "乙协〔2026〕9号", institution="H4")
    )
    scoring.approve(world.who("reviewer", "county3"), other)
    assert standing.points(world.doctor, 2026) == 9
    assert Effect.objects.get().organisation == world.province.bodies["county3"]


def test_the_database_refuses_to_change_or_delete_a_score(world: World) -> None:
    score = world.score()
    for attempt in (
        lambda: Score.objects.filter(pk=score.pk).update(points=1),
        lambda: Score.objects.filter(pk=score.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_people_are_seen_where_they_work(world: World) -> None:
    from mingjing.office.staff import policy

    def seen(role: str, place: str) -> set[str]:
        return set(policy.visible(world.who(role, place)).values_list("code", flat=True))

    assert seen("officer", "county1") == {DOCTOR, NURSE}
    assert seen("officer", "county3") == seen("clerk", "H4") == {DOCTOR}
    assert seen("officer", "county2") == seen("clerk", "H3") == set()
    assert seen("leader", "province") == {DOCTOR, NURSE}
    assert (
        seen("administrator", "county1")
        == seen("third_party", "third")
        == seen("partner", "partner")
        == set()
    )


def test_the_register_follows_the_data_and_forgets_nobody(world: World) -> None:
    from mingjing.office.institutions.models import Staff

    assert register.follow() == (0, 0)
    Staff.objects.filter(code=NURSE).update(name="李主管护师")
    Staff.objects.filter(code=DOCTOR).delete()
    assert register.follow() == (0, 1)
    assert register.places(world.doctor) == []


def test_somebody_missing_is_added_by_hand_and_may_work_in_two_places(world: World) -> None:
    officer, day = world.who("officer"), date(2026, 1, 1)
    made = register.add(officer, "A420100000009", "王审核", "8", "H1", day, "机构备案表")
    register.add(officer, "A420100000009", "王审核", "8", "H2", day, "机构备案表")
    assert [one.code for one in register.places(made)] == ["H1", "H2"]
    for code, name, place in (("A420100000009", "王审核", "H1"), ("A420100000009", "别人", "H2")):
        with pytest.raises((ConflictError, InvalidError)):
            register.add(officer, code, name, "8", place, day, "机构备案表")
    with pytest.raises(NotVisibleError):
        register.add(officer, "A1", "赵", "8", "H4", day, "备案表")


def test_a_replay_of_the_history_gives_the_states_of_all_effects(world: World) -> None:
    effect = world.nine()
    world.decide(effect, 1)
    effects.lift(world.who("leader"), Effect.objects.get(pk=effect.pk), date(2026, 4, 10), "查明有误")
    for one in Effect.objects.all():
        assert effects.replay(one) == one.state == "lifted"
