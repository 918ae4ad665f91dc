"""The institutions in a person's scope with the risk that the newest full screening found, and who was there lately."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max

from mingjing.analysis.screening.pictures import reading
from mingjing.office.accounts.models import User
from mingjing.office.cases.models import Recusal
from mingjing.office.inspections.core.choice import Candidate
from mingjing.office.institutions import policy as institutions
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.services.model_finding import opened
from mingjing.office.reports.models import Activity
from mingjing.office.screenings import policy as screenings
from mingjing.office.screenings.models import Screening

YEAR = timedelta(days=365)
_LOOKED_AT = 10


@dataclass(frozen=True, slots=True)
class Field:
    """Everything a choice is made from. `risk` is the run's row by code, `visited` the last inspection within a year."""

    screening: Screening
    institutions: Mapping[str, Institution]
    candidates: list[Candidate]
    risk: Mapping[str, dict[str, Any]]
    visited: Mapping[str, date]
    conflicts: Mapping[str, str]


def field(user: User, today: date) -> Field | None:
    """Return what a choice in the user's scope is made from; None when no full screening in scope scored the risk."""
    run = _newest(user)
    if run is None:
        return None
    folder = Path(settings.RUNS) / run.number
    with opened(folder) as engine:
        rows = {row["code"]: row for row in reading.risk(engine, folder)}
    mine = institutions.visible(user).filter(absent_since__isnull=True).select_related("bureau")
    places = {one.code: one for one in mine}
    risk = _ranked({code: row for code, row in rows.items() if code in places})
    return Field(
        run,
        places,
        [_candidate(one, risk.get(code)) for code, one in sorted(places.items())],
        risk,
        _visited(places, today),
        _conflicts(places),
    )


def _newest(user: User) -> Screening | None:
    """Return the newest full run of the bureau or one above it whose folder holds the risk of institutions."""
    rows = screenings.covering(user.organisation).filter(rules=[], packs=[], region="")
    for one in rows.defer("summary")[:_LOOKED_AT]:
        if (Path(settings.RUNS) / one.number / "risk.parquet").is_file():
            return one
    return None


def _ranked(rows: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the rows with both orders inside the scope."""
    by_value = sorted(rows, key=lambda code: (rows[code]["rank"], code))
    by_money = sorted(rows, key=lambda code: (rows[code]["rank_by_stake"], code))
    places = {code: {"rank": n} for n, code in enumerate(by_value, start=1)}
    for number, code in enumerate(by_money, start=1):
        places[code]["rank_by_stake"] = number
    return {code: row | places[code] for code, row in rows.items()}


def _candidate(one: Institution, row: Mapping[str, Any] | None) -> Candidate:
    kind = one.get_kind_display()
    if row is None:
        return Candidate(one.code, kind, None, Decimal(0), 0.0)
    return Candidate(one.code, kind, row["intensity"], Decimal(str(row["stake"])), float(row["priority"]))


def _visited(places: Mapping[str, Institution], today: date) -> dict[str, date]:
    """Return the last inspection on file within a year, by code, whichever bureau it was."""
    rows = Activity.objects.filter(
        kind="inspection",
        withdrawn_at__isnull=True,
        on__gt=today - YEAR,
        on__lte=today,
        institution__isnull=False,
    )
    found = rows.values("institution__code").annotate(last=Max("on"))
    return {row["institution__code"]: row["last"] for row in found if row["institution__code"] in places}


def _conflicts(places: Mapping[str, Institution]) -> dict[str, str]:
    """Return who was told to keep away from cases of an institution, in words, by code."""
    rows = Recusal.objects.filter(granted=True, case__institution__code__in=list(places)).select_related(
        "user", "case__institution"
    )
    found: dict[str, set[str]] = {}
    for one in rows:
        if one.case.institution is not None:
            found.setdefault(one.case.institution.code, set()).add(one.user.name)
    return {code: f"{'、'.join(sorted(names))}在其案件中已决定回避" for code, names in found.items()}
