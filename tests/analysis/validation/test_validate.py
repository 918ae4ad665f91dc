"""`mingjing validate`: what it counts, and the whole of it on a hamlet."""

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from mingjing.analysis.detectors.kit.model import models
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.synth.city import City, Order
from mingjing.analysis.validation import ablation, match, measure, reliability, run, size, world
from mingjing.analysis.validation.match import Placed
from mingjing.analysis.validation.plant import Act, Truth
from mingjing.cli.validate import command
from mingjing.kernel.errors import UsageError


def unit(name: str, score: float, plant: bool = False, **told: object) -> Placed:
    fields = {"baseline": None, "stab": None, "touched": False, "alike": (), "care": ()} | told
    return Placed(name, score, scheme="s" if plant else "", note="n" if plant else "", **fields)  # type: ignore[arg-type]


def test_of_equal_scores_the_honest_stand_first() -> None:
    world = measure.ranked([unit("a", 0.5, plant=True), unit("b", 0.5), unit("c", 0.4, plant=True)])
    assert [one.name for one in world.units] == ["b", "a", "c"]
    assert measure.counted([world])["precision_at_k"] == 0.5


def test_the_plant_of_another_scheme_is_neither_right_nor_wrong() -> None:
    world = measure.ranked([unit("a", 0.9, touched=True), unit("b", 0.8, plant=True)])
    figures = measure.counted([world])
    assert (figures["judged"], figures["planted"], figures["precision_at_k"]) == (1, 1, 1.0)


def test_recall_is_that_of_the_top_twentieth() -> None:
    honest = [unit(f"h{n}", 0.5) for n in range(4)] + [unit(f"z{n}", 0.0) for n in range(94)]
    found, missed = unit("found", 0.9, plant=True), unit("missed", 0.1, plant=True)
    figures = measure.counted([measure.ranked([*honest, found, missed])])
    assert (figures["recall_top"], figures["recall_finding"], figures["findings_elsewhere"]) == (0.5, 0.5, 4)


def test_look_alikes_on_top_are_counted_but_not_plants_among_them() -> None:
    units = [unit("a", 0.7, alike=("queue",)), unit("b", 0.6, plant=True, alike=("queue",)), unit("c", 0.1)]
    told = measure.alike([measure.ranked(units)])
    row = {"group": "queue", "judged": 1, "very_top": 1, "whole": True, "finding": 1, "score": 0.7}
    assert told["groups"] == [row]
    assert told["in_top_k"] == 1.0


def test_who_shares_a_score_with_many_is_not_ranked_on_top() -> None:
    crowd = [unit(f"h{n}", 0.1, alike=("queue",)) for n in range(40)] + [
        unit(f"z{n}", 0.0) for n in range(60)
    ]
    assert measure.ranked(crowd).very_top() == ()


def test_one_odd_unit_does_not_bring_its_group_on_top_but_half_of_them_do() -> None:
    def told(odd: int) -> bool:
        group = [unit(f"g{n}", 0.4 + n / 100 if n < odd else 0.0, alike=("queue",)) for n in range(20)]
        others = [unit(f"z{n}", 0.0) for n in range(980)]
        return bool(measure.alike([measure.ranked(group + others)])["groups"][0]["whole"])

    assert [told(1), told(10)] == [False, True]


def test_a_score_no_better_than_the_baseline_does_not_beat_it() -> None:
    worse = [unit(f"h{n}", n / 100, baseline=0.0) for n in range(50)] + [
        unit(f"p{n}", 0.2, plant=True, baseline=1.0) for n in range(20)
    ]
    told = measure.against_baseline([measure.ranked(worse)])
    assert told is not None
    assert (told["baseline"], told["auc"] < 0.5, told["high"] < 0) == (1.0, True, True)


def test_where_both_put_all_plants_first_nothing_is_beaten() -> None:
    both = [unit(f"h{n}", 0.0, baseline=0.0) for n in range(9)] + [unit("p", 0.9, plant=True, baseline=1.0)]
    assert (measure.against_baseline([measure.ranked(both)]) or {})["same"]


def test_a_score_that_follows_size_is_said_so() -> None:
    units = [unit(f"h{n}", n / 100, volume=10 * n, clean=True) for n in range(1, 41)]
    told = size.size([measure.ranked([*units, unit("p", 0.3, plant=True, volume=300)])])
    assert told is not None
    assert (told["rho"], told["auc_within"]) == (1.0, pytest.approx(5.5 / 8, abs=0.08))


def test_a_feature_without_which_nothing_changes_earns_nothing() -> None:
    party = models()["MDL-10"].card.unit("party")
    used = party.features[0]
    score = ablation.noisy_or(party, {used.name: 1.0})
    world = measure.ranked([unit("p", score, plant=True, effects={used.name: 1.0}), unit("h", 0.01)])
    rows = {row["feature"]: row for row in ablation.ablation(party, [world]) or ()}
    assert [name for name, row in rows.items() if row["earns"]] == [used.name]
    assert rows[used.name]["precision_lost"] == 1.0


def test_a_city_whose_building_was_killed_is_built_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(engine: DuckDBEngine, out: Path, order: Order) -> City:
        out.mkdir(parents=True)
        (out / "mdtrt_d.parquet").touch()
        raise KeyboardInterrupt

    bench = world.Bench(tmp_path, 300, (), ("MDL-10",), threads=1, memory="1GB")
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(world, "build", killed)
        world.prepare(bench, 1, world.NORMAL, lambda _step: None)
    again = world.prepare(bench, 1, world.NORMAL, lambda _step: None)
    assert pq.read_table(again.city / "mdtrt_d.parquet").num_rows > 0


def test_reliability_tells_how_far_scores_are_from_shares() -> None:
    units = [unit(f"p{n}", 0.6, plant=n < 3) for n in range(10)]
    rows = reliability.curve(units, [one.score for one in units])
    assert rows == [{"from": 0.5, "to": 0.65, "units": 10, "said": 0.6, "true": 0.3}]
    assert reliability.gap(rows) == {"mean": 0.3, "widest": 0.3}


@pytest.mark.parametrize(("members", "plant"), [("|A|B|C|", True), ("|A|X|", False)])
def test_a_group_is_a_plant_when_half_of_its_persons_are_in_it(
    tmp_path: Path, members: str, plant: bool
) -> None:
    model = models()["MDL-10"]
    party = model.card.unit("party")
    rows = [
        {"unit": "party", "group_id": "G", "score": 0.7, "related": members, "occurred_on": date(2026, 1, 1)}
    ]
    (tmp_path / "model_scores").mkdir()
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "model_scores" / "gang.parquet")
    act = Act("p", party.planted[0], True, "n", True, {"person": {"A", "B", "C"}})
    assert [one.is_plant for one in match.placed(tmp_path, model.card, party, Truth((act,), {}, {}))] == [
        plant
    ]


def test_every_scheme_a_card_names_exists() -> None:
    assert run.schemes(list(models().values()))


def test_a_hamlet_is_validated_written_and_not_built_twice(tmp_path: Path) -> None:
    out, work = tmp_path / "validation.md", tmp_path / "work"
    asked = [
        "--models",
        "MDL-05",
        "--seeds",
        "7",
        "--plain",
        "--people",
        "900",
        "--out",
        str(out),
        "--work",
        str(work),
    ]
    assert CliRunner().invoke(command, asked, catch_exceptions=False).exit_code == 0
    built = {path: path.stat().st_mtime_ns for path in work.rglob("truth.parquet")}
    first = json.loads(out.with_suffix(".json").read_text("utf-8"))
    episode = next(one for one in first["models"][0]["units"] if one["name"] == "episode")
    assert (episode["normal"]["planted"], episode["normal"]["recall_top"]) == (6, 1.0)
    assert "合成数据上的结果是上限" in out.read_text("utf-8")
    assert "--models MDL-05 --seeds 7 --people 900 --plain" in out.read_text("utf-8")
    CliRunner().invoke(command, asked, catch_exceptions=False)
    assert {path: path.stat().st_mtime_ns for path in work.rglob("truth.parquet")} == built
    assert json.loads(out.with_suffix(".json").read_text("utf-8"))["models"] == first["models"]


def test_a_model_that_does_not_exist_is_named_and_the_others_are_listed(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有模型 MDL-99") as told:
        run.validate(run.Wish((1,), 300, tmp_path, ("MDL-99",)), lambda _step: None)
    assert "MDL-01" in str(told.value)
    assert not list(tmp_path.iterdir())
