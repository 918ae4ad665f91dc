"""However scores are proposed, approved, refused and reversed: a year is the sum of its entries, and can be replayed."""

import random
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from mingjing.kernel.errors import ConflictError, MingjingError
from mingjing.office.staff.models import Effect, Event, Proposal, Score
from mingjing.office.staff.services import effects, scoring, standing
from mingjing.office.staff.services.blocklist import flat
from tests.office.staff.conftest import World

pytestmark = pytest.mark.django_db
ITEMS = ("agreement", "penalty_38_39", "lent_name", "penalty_40")
DAYS = [date(2026, 11, 2), date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29), date(2028, 12, 31)]


def _step(world: World, dice: random.Random, number: int) -> None:
    if dice.random() < 0.55:
        item, duty = dice.choice(ITEMS), dice.choice(("general", "important", "main"))
        world.propose(item, duty, f"协〔2026〕{number}号")
    elif dice.random() < 0.3 and Score.objects.exists():
        scoring.propose_reversal(world.who("officer"), dice.choice(list(Score.objects.all())), "认定有误")
    elif open_ := list(Proposal.objects.filter(state="proposed")):
        one = dice.choice(open_)
        if dice.random() < 0.8:
            scoring.approve(world.who("reviewer"), one)
        else:
            scoring.refuse(world.who("reviewer"), one, "退回")
    for one in Effect.objects.filter(state="proposed"):
        if dice.random() < 0.3:
            world.decide(one, one.least)


@pytest.mark.parametrize("seed", range(2))
def test_the_points_of_a_year_are_the_sum_of_its_entries(world: World, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a game, not a secret
    for number in range(45):
        if number % 9 == 0:
            world.on(DAYS[number // 9])
        try:
            _step(world, dice, number)
        except MingjingError as error:
            assert isinstance(error, ConflictError), error
        _hold(world)


def _hold(world: World) -> None:
    member = world.doctor
    sums: Counter[int] = Counter()
    for score in Score.objects.select_related("reverses"):
        sums[score.year] += score.points
        assert score.reverses is None or (score.reverses.year, -score.reverses.points) == (
            score.year,
            score.points,
        )
    for year in (2026, 2027, 2028):
        total = standing.points(member, year)
        assert total == sums[year] >= 0
        told = (
            Event.objects.filter(name__in=("scored", "score_reversed"), data__year=year)
            .order_by("-pk")
            .first()
        )
        assert (told.data["total"] if told else 0) == total
        open_ = Effect.objects.filter(year=year, state="proposed").first()
        assert open_ is None or (open_.points == total and total >= 9)
        graver = Effect.objects.filter(year=year, state__in=("proposed", "decided"))
        assert total < 9 or graver.exists()
        assert total < 12 or graver.filter(kind="terminate").exists()
    assert Score.objects.count() == Proposal.objects.filter(state="approved").count()
    for one in Effect.objects.all():
        assert effects.replay(one) == one.state


def test_the_stretches_for_screening_cover_the_same_days_without_overlap() -> None:
    dice, start = random.Random(7), date(2026, 1, 1).toordinal()  # noqa: S311 - a game, not a secret
    for _ in range(200):
        given = []
        for _ in range(dice.randint(1, 5)):
            first = start + dice.randint(0, 40)
            last = date.max if dice.random() < 0.2 else date.fromordinal(first + dice.randint(0, 30))
            given.append((date.fromordinal(first), last, dice.choice(("suspended", "terminated")), "x"))
        found = list(flat(given))
        assert all(one[1] < other[0] for one, other in pairwise(found))
        for offset in range(90):
            day = date.fromordinal(start + offset)
            wanted = max((one[2] for one in given if one[0] <= day <= one[1]), default="")
            assert wanted == next((one[2] for one in found if one[0] <= day <= one[1]), "")
