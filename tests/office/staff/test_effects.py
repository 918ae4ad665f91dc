"""Nine points suspend, twelve terminate: proposed by the figures, decided by a head, told everywhere, ended in writing."""

from datetime import date, timedelta

import pytest

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.accounts.models import Grant
from mingjing.office.clocks import services as clocks
from mingjing.office.staff import daily
from mingjing.office.staff.models import Effect, Notice
from mingjing.office.staff.services import blocklist, effects, scoring, standing
from tests.office.staff.conftest import DOCTOR, World

pytestmark = pytest.mark.django_db


def test_eight_points_lead_to_nothing_and_nine_to_a_proposal(world: World) -> None:
    world.score("lent_name", "important")
    assert not Effect.objects.exists()
    world.score("agreement", "general")
    one = Effect.objects.get()
    assert (one.kind, one.points, one.least, one.most, one.state) == ("suspend", 9, 1, 2, "proposed")


def test_more_points_replace_what_was_proposed_and_twelve_terminate(world: World) -> None:
    world.nine()
    world.score("agreement", "important")
    world.score("agreement", "general", "协〔2026〕2号")
    found = [(one.kind, one.points, one.state) for one in Effect.objects.order_by("pk")]
    assert found == [
        ("suspend", 9, "superseded"), ("suspend", 11, "superseded"), ("terminate", 12, "proposed"),
    ]  # fmt: skip
    assert Effect.objects.get(state="proposed").most == 12
    for one in Effect.objects.all():
        assert effects.replay(one) == one.state


def test_twelve_at_once_keep_somebody_out_for_three_years(world: World) -> None:
    world.score("penalty_40", "main")
    one = world.decide(Effect.objects.get(), 36)
    assert one.single
    assert (one.since, one.until) == (date(2026, 4, 10), date(2029, 4, 9))


def test_points_after_a_decision_propose_more_only_when_they_reach_more(world: World) -> None:
    world.decide(world.nine(), 1)
    world.score("agreement", "general")
    second = Effect.objects.get(state="proposed")
    assert (second.kind, second.points, second.least, second.most) == ("suspend", 10, 2, 4)
    effects.decline(world.who("leader"), second, "已在暂停期间")
    world.score("agreement", "general", "协〔2026〕3号")
    assert Effect.objects.get(state="proposed").points == 11


def test_the_head_stays_within_the_figures(world: World) -> None:
    one = world.nine()
    for months in (0, 3, 13):
        with pytest.raises(InvalidError):
            world.decide(one, months)


def test_a_suspension_never_reaches_back(world: World) -> None:
    one = world.nine()
    for since in (date(2026, 4, 9), date(2026, 8, 1)):
        with pytest.raises(InvalidError):
            world.decide(one, 1, since)


def test_whoever_had_part_in_the_scores_does_not_decide(world: World) -> None:
    one = world.nine()
    reviewer = world.who("reviewer")
    Grant.objects.create(user=reviewer, role="leader")
    with pytest.raises(ForbiddenError):
        effects.decide(world.who("reviewer"), one, 1, clocks.today(), "依规")
    with pytest.raises(ForbiddenError):
        effects.decline(world.who("reviewer"), one, "依规")


def test_only_a_leader_decides(world: World) -> None:
    one = world.nine()
    for role in ("officer", "reviewer", "analyst", "auditor"):
        with pytest.raises(ForbiddenError):
            effects.decide(world.who(role), one, 1, clocks.today(), "依规")


def test_another_bureau_does_not_decide(world: World) -> None:
    one = world.nine()
    for place in ("county3", "city1"):
        with pytest.raises(ForbiddenError):
            effects.decide(world.who("leader", place), one, 1, clocks.today(), "依规")
    with pytest.raises(NotVisibleError):
        effects.decide(world.who("leader", "county2"), one, 1, clocks.today(), "依规")


def test_what_is_decided_is_not_decided_twice(world: World) -> None:
    one = world.nine()
    world.decide(one, 1)
    with pytest.raises(ConflictError):
        world.decide(one, 2)
    with pytest.raises(ConflictError):
        effects.decline(world.who("leader"), one, "晚了")


def test_every_institution_is_told_across_divisions_and_confirms_for_itself(world: World) -> None:
    from mingjing.office.staff.services import notices

    world.decide(world.nine(), 1)
    told = Notice.objects.filter(kind="suspended").order_by("institution__code")
    assert [one.institution.code for one in told] == ["H1", "H4"]
    with pytest.raises(NotVisibleError):
        notices.confirm(world.who("clerk", "H1"), told[1])
    with pytest.raises(ForbiddenError):
        notices.confirm(world.who("officer"), told[0])
    notices.confirm(world.who("clerk", "H4"), told[1])
    with pytest.raises(ConflictError):
        notices.confirm(world.who("clerk", "H4"), told[1])
    notices.deliver(world.who("officer"), told[0], "当面送达医保办")
    assert not told.filter(confirmed_on__isnull=True).exists()


@pytest.mark.parametrize(
    ("since", "months", "until"),
    [
        (date(2026, 4, 10), 1, date(2026, 5, 9)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 30), 2, date(2028, 2, 29)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 1), 2, date(2026, 2, 28)),
    ],
)
def test_a_suspension_ends_with_the_day_before_its_date_or_the_last_of_the_month(
    world: World, since: date, months: int, until: date
) -> None:
    world.on(since)
    one = world.decide(world.nine(), months, since)
    assert one.until == until
    days = [bool(standing.halts(world.doctor, day)) for day in (since, until, until + timedelta(days=1))]
    assert days == [True, True, False]


def test_a_termination_of_29_february_may_end_on_the_last_of_the_next_february(world: World) -> None:
    world.on(date(2028, 2, 29)).score("lent_name", "main")
    world.score("agreement", "main")
    one = world.decide(Effect.objects.get(state="proposed"), 12)
    assert one.until == date(2029, 2, 28)
    leader = world.who("leader")
    with pytest.raises(InvalidError):
        effects.register_again(leader, one, date(2029, 2, 28), "申请")
    world.on(date(2029, 3, 1))
    assert standing.halts(world.doctor, date(2029, 3, 1)), "terminated until registered again"
    effects.register_again(leader, one, date(2029, 3, 1), "重新登记备案申请表")
    assert not standing.halts(world.doctor, date(2029, 3, 1))
    assert standing.halts(world.doctor, date(2029, 2, 28))


def test_a_suspension_that_passes_new_year_goes_on_though_the_points_are_cleared(world: World) -> None:
    world.on(date(2026, 12, 20))
    world.decide(world.nine(), 2)
    world.on(date(2027, 1, 2))
    assert standing.points(world.doctor, 2027) == 0
    assert standing.halts(world.doctor, date(2027, 1, 2))


def test_a_reversal_withdraws_a_proposal_and_questions_a_decision(world: World) -> None:
    one = world.nine()
    score = one.member.scores.get()

    def undo() -> None:
        proposal = scoring.propose_reversal(world.who("officer"), score, "认定有误")
        scoring.approve(world.who("reviewer"), proposal)

    world.decide(one, 1)
    assert not standing.undermined(Effect.objects.all()).exists()
    undo()
    assert list(standing.undermined(Effect.objects.all())) == [one]
    effects.lift(world.who("leader"), Effect.objects.get(), date(2026, 4, 10), "依据已冲正")
    assert not standing.undermined(Effect.objects.all()).exists()
    assert blocklist.halts() == []


def test_a_proposal_goes_with_the_points_it_rests_on(world: World) -> None:
    one = world.nine()
    proposal = scoring.propose_reversal(world.who("officer"), one.member.scores.get(), "认定有误")
    scoring.approve(world.who("reviewer"), proposal)
    assert Effect.objects.get().state == "superseded"


def test_the_end_of_a_suspension_is_told_once(world: World) -> None:
    world.decide(world.nine(), 1)
    assert daily.run(date(2026, 5, 9))["ended"] == 0
    assert daily.run(date(2026, 5, 10))["ended"] == 1
    assert daily.run(date(2026, 5, 11))["ended"] == 0
    assert Notice.objects.filter(kind="ended").count() == 2


def test_the_list_for_screening_has_no_overlaps_and_termination_outranks(world: World) -> None:
    world.decide(world.nine(), 2)
    world.score("agreement", "main")
    world.on(date(2026, 5, 1))
    world.decide(Effect.objects.get(state="proposed"), 12)
    found = [(one["halt"], one["begndate"], one["enddate"]) for one in blocklist.halts()]
    assert found == [
        ("suspended", date(2026, 4, 10), date(2026, 4, 30)), ("terminated", date(2026, 5, 1), None),
    ]  # fmt: skip
    assert {one["prac_psn_code"] for one in blocklist.halts()} == {DOCTOR}


def test_two_bureaus_may_not_leave_two_open_proposals(world: World) -> None:
    world.score("penalty_38_39", "main")
    for number in range(2):
        other = world.given("agreement", "main", f"乙协〔2026〕{number}号", institution="H4")
        scoring.approve(
            world.who("reviewer", "county3"), scoring.propose(world.who("officer", "county3"), other)
        )
    assert Effect.objects.filter(state="proposed").count() == 1
    assert Effect.objects.get(state="proposed").points == 12
