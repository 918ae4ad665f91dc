"""Two tabs, double clicks: a score is entered once, a person is suspended once. On a real database, with real threads."""

import pytest

from mingjing.office.staff.models import Effect, Score
from mingjing.office.staff.services import effects, owed, scoring, standing
from tests.office.cases.test_together import together
from tests.office.staff.conftest import World

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_score_is_approved_and_its_effect_decided_once_however_often_it_is_clicked(world: World) -> None:
    proposal = world.propose("lent_name", "main")
    reviewers = [world.who("reviewer"), world.who("reviewer2")] * 2
    ended = together(*[lambda one=one: scoring.approve(one, proposal) for one in reviewers])  # type: ignore[misc]
    assert ended == {"done": 1, "ConflictError": 3}
    assert (Score.objects.count(), standing.points(world.doctor, 2026)) == (1, 9)
    effect, leader = Effect.objects.get(), world.who("leader")
    ended = together(
        *[lambda: world.decide(effect, 1)] * 3, lambda: effects.decline(leader, effect, "不予处理")
    )  # fmt: skip
    assert ended == {"done": 1, "ConflictError": 3}
    assert effects.replay(Effect.objects.get()) == Effect.objects.get().state


def test_scores_of_two_bureaus_at_once_lead_to_one_proposal(world: World) -> None:
    one = world.propose("penalty_38_39", "main")
    given = world.given("penalty_38_39", "main", "乙罚〔2026〕1号", institution="H4")
    other = scoring.propose(world.who("officer", "county3"), given)
    first, second = world.who("reviewer"), world.who("reviewer", "county3")
    ended = together(lambda: scoring.approve(first, one), lambda: scoring.approve(second, other))
    assert ended == {"done": 2}
    assert standing.points(world.doctor, 2026) == 12
    assert [(one.kind, one.points) for one in Effect.objects.filter(state="proposed")] == [("terminate", 12)]
    assert not owed.unscored(world.who("officer")).exists()
