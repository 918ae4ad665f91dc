"""Who is visited: by V inside strata, a tenth by lot, nobody twice, and the same for the same seed."""

from decimal import Decimal

from mingjing.office.inspections.core.choice import BY_LOT, BY_VALUE, SMALL, Candidate, choose, strata


def city(hospitals: int = 60, shops: int = 100, small: int = 40) -> list[Candidate]:
    """Return hospitals with large stakes, shops with small ones, and institutions that were not scored."""
    rows = [("医院", n, 1_000_000 - n * 1000) for n in range(hospitals)] + [
        ("药店", n, 10_000 - n * 10) for n in range(shops)
    ]
    found = [
        Candidate(f"{kind}{n:03}", kind, 0.1 + n % 7 / 10, Decimal(stake), stake * (0.2 + n % 7 / 10))
        for kind, n, stake in rows
    ]
    return found + [Candidate(f"小{n:03}", "医院", None, Decimal(0), 0.0) for n in range(small)]


def test_the_same_seed_draws_the_same_and_another_seed_others() -> None:
    found = city()
    assert choose(found, 40, "20260302") == choose(list(reversed(found)), 40, "20260302")
    by_lot = [{one.code for one in choose(found, 40, seed) if one.how == BY_LOT} for seed in ("1", "2")]
    assert by_lot[0] != by_lot[1]


def test_a_tenth_goes_by_lot_and_the_rest_by_priority_inside_strata() -> None:
    found, chosen = city(), choose(city(), 40, "s")
    assert len({one.code for one in chosen}) == 40
    assert sum(one.how == BY_LOT for one in chosen) == 4
    value = {one.code: one.priority for one in found}
    for stratum in {one.stratum for one in chosen if one.how == BY_VALUE}:
        mine = [one.code for one in chosen if one.how == BY_VALUE and one.stratum == stratum]
        rest = [
            code
            for code, place in strata(found).items()
            if place == stratum and code not in {c.code for c in chosen}
        ]
        assert min(value[code] for code in mine) >= max((value[code] for code in rest), default=0)


def test_every_stratum_gets_a_twentieth_and_small_ones_only_by_lot() -> None:
    chosen = choose(city(), 40, "s")
    by_value = [one.stratum for one in chosen if one.how == BY_VALUE]
    assert all(by_value.count(stratum) >= 2 for stratum in strata(city()).values() if stratum != SMALL)
    assert SMALL not in by_value


def test_who_is_left_out_is_never_chosen_and_few_candidates_make_a_short_plan() -> None:
    found = city(3, 0, 2)
    chosen = choose(found, 10, "s", left_out={"医院000"})
    assert {one.code for one in chosen} <= {"医院001", "医院002", "小000", "小001"}
    assert choose([], 10, "s") == []
