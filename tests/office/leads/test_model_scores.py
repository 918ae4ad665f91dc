"""Scores on the pages of institutions and persons: of every model, flagged or not, to whom it concerns."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from mingjing.analysis.detectors.kit.model import models
from mingjing.office.accounts.models import AuditEntry
from mingjing.office.leads.models import Lead
from tests.office.province import Province

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


def score_rows(
    name: str, unit: str, keys: dict[str, str], scores: dict[str, float | None]
) -> list[dict[str, Any]]:
    card = next(model.card for model in models().values() if model.card.name == name)
    one = next(each for each in card.units if each.name == unit)
    empty = {f"{mark}_{feature.name}": None for feature in one.features for mark in ("x", "z", "e")}
    first = one.features[0].name
    return [
        {"unit": unit, "unit_id": "|".join(keys.values()), "branch": one.branch, **keys, "period": period, "score": score, "coverage": 1.0, "stab": None,
         "level": 1, **empty, f"x_{first}": 3.0, f"z_{first}": 4.5, f"e_{first}": 0.5}
        for period, score in scores.items()
    ]  # fmt: skip


@pytest.fixture
def lead(sent: list[Lead], province: Province, settings: object, tmp_path: Path) -> Lead:
    """A lead at H1 about a person, whose run scored both in two quarters and below a finding."""
    settings.RUNS = tmp_path  # type: ignore[attr-defined]
    one = next(each for each in sent if each.person and each.institution.code == "H1")
    province.screening.state = "published"
    province.screening.save()
    folder = tmp_path / province.screening.number / "model_scores"
    folder.mkdir(parents=True)
    level = score_rows("water_level", "hospital", {"fixmedins_code": "H1"}, {"2026Q1": 0.31, "2026Q2": 0.62})
    level += score_rows("water_level", "hospital", {"fixmedins_code": "H2"}, {"2026Q1": 0.99})
    assert one.person is not None
    held = score_rows("cash_out", "holder", {"psn_no": one.person.psn_no}, {"2026Q1": None, "2026Q2": 0.12})
    pq.write_table(pa.Table.from_pylist(level), folder / "water_level.parquet")
    pq.write_table(pa.Table.from_pylist(held), folder / "cash_out.parquet")
    return one


def test_an_institution_shows_its_scores_by_period_with_peers_and_features(
    lead: Lead, signed_in: Enter
) -> None:
    client = signed_in("officer", "county1")
    assert "/institutions/H1/scores/" in client.get("/institutions/H1/").content.decode()
    page = client.get("/institutions/H1/scores/").content.decode()
    for words in ("水位分析", "2026Q1", "0.31", "<b>0.62</b>", "同市", "z 4.5"):
        assert words in page
    assert "0.99" not in page
    got = client.get("/api/v1/institutions/H1/scores").json()
    assert [(row["period"], row["out"]) for row in got["groups"][0]["rows"]] == [
        ("2026Q2", True),
        ("2026Q1", False),
    ]


def test_a_person_shows_scores_below_a_finding_too_and_looking_is_logged(
    lead: Lead, signed_in: Enter
) -> None:
    assert lead.person is not None
    page = signed_in("officer", "county1").get(f"/persons/{lead.person.psn_no}/scores/").content.decode()
    assert "0.12" in page and "未评价" in page
    assert AuditEntry.objects.filter(action="view_scores", object_id=lead.person.psn_no).exists()


def test_scores_stay_in_scope_and_with_bureaus(lead: Lead, signed_in: Enter) -> None:
    assert lead.person is not None
    other = signed_in("officer", "county3")
    assert other.get("/institutions/H1/scores/").status_code == 404
    assert other.get(f"/persons/{lead.person.psn_no}/scores/").status_code == 404
    clerk = signed_in("clerk", "H1")
    assert clerk.get("/institutions/H1/scores/").status_code == 403
    assert "/scores/" not in clerk.get("/institutions/H1/").content.decode()


def test_without_any_scores_it_says_so(
    lead: Lead, signed_in: Enter, settings: object, tmp_path: Path
) -> None:
    settings.RUNS = tmp_path / "gone"  # type: ignore[attr-defined]
    assert (
        "没有保留模型得分" in signed_in("officer", "county1").get("/institutions/H1/scores/").content.decode()
    )
