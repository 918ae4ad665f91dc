"""End to end: nine points, suspended; the next screening finds what was billed within the days, and nothing else."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from mingjing.analysis.ingest.lake import Lake as Deposit
from mingjing.office.institutions.models import Staff
from mingjing.office.screenings.models import Screening
from mingjing.office.screenings.services import runs
from mingjing.office.screenings.services.runs import Wanted
from mingjing.office.staff.models import Effect
from mingjing.office.staff.services import effects, register, restrictions, scoring
from mingjing.office.staff.services.commands import Limit
from tests.office.screenings.conftest import lake, site, wanted
from tests.office.small_lake import small_lake
from tests.office.staff.conftest import World

__all__ = ["lake", "site", "wanted"]
pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 2, 1), date(2026, 3, 31)


def _delivered(table: str, columns: str, where: str, *values: Any) -> list[tuple[Any, ...]]:
    files = [str(path) for batch in Deposit.open(small_lake()).batches for path in batch.files(table)]
    with duckdb.connect() as base:
        asked = f"SELECT {columns} FROM read_parquet(?) WHERE {where}"
        return base.execute(asked, [files, *values]).fetchall()


def _suspend(world: World, code: str) -> None:
    """Score somebody of H1 with nine points on the first day, and suspend them for two months."""
    Staff.objects.create(
        institution=world.province.institutions["H1"], code=code, name="某医生", kind="1", stas="1"
    )
    register.follow()
    world.on(FIRST)
    given = world.given("lent_name", "main", code=code, name="某医生")
    scoring.approve(world.who("reviewer"), scoring.propose(world.who("officer"), given))
    effects.decide(world.who("leader"), Effect.objects.get(), 2, FIRST, "依规处理")


def _found(run: Screening, rule: str) -> tuple[list[dict[str, Any]], set[str]]:
    folder: Path = runs.folder(run)
    found = [
        row for row in pq.read_table(folder / "findings.parquet").to_pylist() if row["rule_code"] == rule
    ]
    return found, {line for row in found for line in row["bkkp_sns"]}


def test_what_a_suspended_doctor_and_a_paused_person_bill_is_found_within_the_days_only(
    world: World, wanted: Callable[..., Wanted]
) -> None:
    code = "D0000140304"
    _suspend(world, code)
    patient = _delivered(
        "setl_d", "psn_no", "setl_time BETWEEN ? AND ? ORDER BY setl_time", FIRST, date(2026, 2, 20)
    )[0][0]
    limit = Limit("pause", "某人", "出借凭证", FIRST, 3, psn_no=patient, document="罚〔2026〕1号")
    restrictions.approve(world.who("reviewer"), restrictions.propose(world.who("officer"), limit))
    run = runs.start(world.who("analyst", "province"), wanted(rules=("INS-008", "IDN-009")))
    assert run.state == Screening.State.DONE, run.failure
    assert {rule["code"] for rule in run.summary["rules"]} == {"IDN-009", "INS-008"}, run.summary
    found, lines = _found(run, "INS-008")
    mine = "bilg_dr_code = $2 OR acord_dr_code = $2"
    billed = dict(_delivered("fee_list_d", "bkkp_sn, CAST(fee_ocur_time AS DATE)", mine, code))
    within = {line for line, day in billed.items() if FIRST <= day <= LAST}
    assert {row["staff_code"] for row in found} == {code}
    assert lines and lines <= within
    assert len(lines) > 0.8 * len(within), "but for emergencies, refunds, orders given before"
    assert {day for line, day in billed.items() if line not in within}, "there was something to leave alone"
    paused, _ = _found(run, "IDN-009")
    assert paused and {row["psn_no"] for row in paused} == {patient}
