"""What the newest screening's models scored of an institution or a person, flagged or not, by period."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from mingjing.analysis.detectors.kit.judge import FINDING
from mingjing.analysis.screening.pictures import reading
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.institutions.models import Institution
from mingjing.office.leads import policy
from mingjing.office.leads.models import Person
from mingjing.office.leads.services.model_finding import opened
from mingjing.office.screenings import policy as screenings
from mingjing.office.screenings.models import Screening

SHOWN_FEATURES = 3
_LOOKED_AT = 10


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one subject: rows grouped by model and kind of unit, from this screening; "" when none has any."""

    screening: str
    groups: list[dict[str, Any]]


def of_institution(user: User, one: Institution) -> Scores:
    """Return the scores of a visible institution, to people of bureaus. Raises ForbiddenError."""
    demand(user, Permission.SCREENINGS_READ)
    runs = screenings.covering(one.bureau).values_list("number", flat=True)
    return _read(list(runs[:_LOOKED_AT]), "fixmedins_code", one.code)


def of_person(user: User, one: Person) -> Scores:
    """Return the scores of a visible person from the screenings that found them; looking is logged."""
    demand(user, Permission.PERSONS_READ)
    runs = Screening.objects.filter(pk__in=policy.visible(user).filter(person=one).values("screening"))
    audit.record(user, "view_scores", "person", one.psn_no)
    return _read(
        list(runs.order_by("-created_at").values_list("number", flat=True)[:_LOOKED_AT]), "psn_no", one.psn_no
    )


def _read(numbers: list[str], key: str, value: str) -> Scores:
    """Read the first run that kept scores."""
    for number in numbers:
        folder = Path(settings.RUNS) / number
        if (folder / "model_scores").is_dir():
            with opened(folder) as engine:
                return Scores(number, _grouped(reading.scores(engine, folder, key, value)))
    return Scores("", [])


def _grouped(rows: list[reading.Row]) -> list[dict[str, Any]]:
    groups: dict[tuple[str, str], list[reading.Row]] = defaultdict(list)
    for row in rows:
        groups[row["code"], row["unit"]].append(row)
    return [
        {
            "code": code,
            "title": some[0]["title"],
            "version": some[0]["version"],
            "zh": some[0]["zh"],
            "rows": [_row(row) for row in some],
        }
        for (code, _), some in sorted(groups.items())
    ]


def _row(row: reading.Row) -> dict[str, Any]:
    score = row["score"]
    return {
        "period": row["period"] or "",
        "score": None if score is None else round(float(score), 4),
        "out": score is not None and score >= FINDING,
        "parts": row["parts"],
        "coverage": row["coverage"],
        "stab": row["stab"],
        "peers": row["peers"],
        "features": [
            {
                "zh": one["zh"],
                "shown": one["shown"],
                "z": None if one["z"] is None else round(float(one["z"]), 2),
            }
            for one in row["features"][:SHOWN_FEATURES]
        ],
    }
