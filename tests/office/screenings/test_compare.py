"""Two runs side by side: what only one of them found, by rule, with amounts; publication through the hook."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from mingjing.kernel.errors import ConflictError, ForbiddenError, MingjingError
from mingjing.office.screenings import publishing
from mingjing.office.screenings.compare import compare
from mingjing.office.screenings.models import Screening
from mingjing.office.screenings.services import publish as publication
from mingjing.office.screenings.services import runs
from tests.office.province import Province

S = Screening.State
Make = Callable[..., Screening]
COLUMNS = pa.schema(
    [(name, pa.string()) for name in (
        "finding_id", "rule_code", "rule_version", "fixmedins_code", "psn_no", "staff_code", "group_id", "mdtrt_id",
        "setl_id", "message",
    )]
    + [("bkkp_sns", pa.list_(pa.string())), ("related_ids", pa.list_(pa.string())), ("occurred_on", pa.date32())]
    + [("sev_deg", pa.int64()), ("checkout_amt", pa.decimal128(16, 2))]
)  # fmt: skip


def found(folder: Path, **amounts: str) -> Path:
    """Write a run's findings: R1_a="1.00" is finding a of rule R1."""
    rows = [
        {
            "finding_id": name, "rule_code": name.split("_")[0], "rule_version": "1", "fixmedins_code": "H1",
            "psn_no": "P20260001", "message": "人员 P20260001 重复收费", "bkkp_sns": [], "related_ids": [],
            "occurred_on": date(2026, 3, 1), "sev_deg": 2, "checkout_amt": Decimal(amount),
        }
        for name, amount in amounts.items()
    ]  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, COLUMNS), folder / "findings.parquet")
    return folder


def test_gained_lost_and_changed_findings_are_told_by_rule(tmp_path: Path) -> None:
    old = found(tmp_path / "old", R1_a="1.00", R1_b="2.00", R2_c="4.00")
    new = found(tmp_path / "new", R1_a="1.50", R1_d="8.00", R2_c="4.00")
    result = compare(old, new)
    one, two = result.rules
    assert (one["code"], one["gained"], one["lost"], one["changed"]) == ("R1", 1, 1, 1)
    assert (one["gained_amt"], one["lost_amt"]) == (Decimal("8.00"), Decimal("2.00"))
    assert (two["gained"], two["lost"], two["changed"]) == (0, 0, 0)
    assert (result.totals["old_amt"], result.totals["new_amt"]) == (Decimal("7.00"), Decimal("13.50"))
    assert [row["finding_id"] for row in result.gained] == ["R1_d"]
    assert "P20260001" not in result.lost[0]["message"], "people are masked"


def test_a_run_without_results_is_not_compared(tmp_path: Path) -> None:
    with pytest.raises(ConflictError):
        compare(tmp_path / "none", found(tmp_path / "new", R1_a="1.00"))


def test_the_page_compares_runs_in_scope_only(
    province: Province, waiting: Make, signed_in: Callable[..., Client]
) -> None:
    for number in ("SC-A", "SC-B"):
        found(runs.folder(waiting(number, state=S.DONE)), R1_a="1.00")
    address = "/screenings/compare/?old=SC-A&new=SC-B"
    assert "比较两次筛查" in signed_in("analyst", "province").get(address).content.decode()
    assert signed_in("analyst", "city1").get(address).status_code == 404


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A publisher that only notes what it was given."""
    noted: list[str] = []
    monkeypatch.setattr(
        publishing, "_publishers", [lambda user, run: noted.append(f"{user.username} {run.number}")]
    )
    return noted


def test_a_finished_live_run_is_published_once(
    province: Province, waiting: Make, published: list[str]
) -> None:
    analyst, run = province.who("analyst", "province"), waiting(state=S.DONE)
    publication.publish(analyst, run)
    assert published == ["analyst-province SC-A"]
    assert run.state == S.PUBLISHED
    with pytest.raises(ConflictError):
        publication.publish(analyst, run)


def test_trial_runs_and_unfinished_ones_are_not_published(
    province: Province, waiting: Make, published: list[str]
) -> None:
    analyst = province.who("analyst", "province")
    for run in (waiting("SC-A", state=S.DONE, mode=Screening.Mode.SHADOW), waiting("SC-B", state=S.FAILED)):
        with pytest.raises(ConflictError):
            publication.publish(analyst, run)
    with pytest.raises(ForbiddenError):
        publication.publish(province.who("officer", "province"), waiting("SC-C", state=S.DONE))
    assert published == []


def test_a_publication_that_fails_leaves_the_run_done_and_says_why(
    province: Province, waiting: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(user: object, run: object) -> None:
        raise MingjingError("筛查结果不完整", do="重新运行")

    monkeypatch.setattr(publishing, "_publishers", [fail])
    run = waiting(state=S.DONE)
    publication.publish(province.who("analyst", "province"), run)
    assert (run.state, run.failure[0]["what"]) == (S.DONE, "筛查结果不完整")
