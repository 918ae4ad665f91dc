"""Plans of inspections: tried, kept, withdrawn; the once-a-year guard, keeping away, both orders, what happened since."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.clocks import services as clocks
from mingjing.office.inspections import shown
from mingjing.office.inspections.models import Plan
from mingjing.office.inspections.services import plans
from mingjing.office.reports.models import Activity
from tests.office.province import Province

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


@pytest.fixture
def run(province: Province, settings: object, tmp_path: Path) -> Path:
    """A finished full screening whose run ranked H1 to H3."""
    settings.RUNS = tmp_path  # type: ignore[attr-defined]
    one = province.screening
    one.state, one.summary, one.rules, one.packs = "done", {"totals": {}}, [], []
    one.save()
    rows = [
        {"fixmedins_code": f"H{n}", "intensity": 0.1 * n, "stake": 10000.0 / n, "priority": 10000.0 / n * (0.1 + 0.1 * n), "rank": n, "rank_by_stake": n}
        for n in (1, 2, 3)
    ]  # fmt: skip
    (tmp_path / one.number).mkdir()
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / one.number / "risk.parquet")
    return tmp_path


def inspection(province: Province, code: str) -> Activity:
    return Activity.objects.create(
        organisation=province.bodies["county1"], kind="inspection", on=clocks.today() - timedelta(days=30),
        institution=province.institutions[code], document="检查通知书", actor=province.who("officer", "county1"),
    )  # fmt: skip


def test_a_plan_is_tried_kept_shown_and_exported(run: Path, province: Province, signed_in: Enter) -> None:
    client = signed_in("analyst", "province")
    tried = client.get("/inspection-plans/new/?title=x&visits=2&seed=20260302").content.decode()
    for words in ("拟检查对象", "强度与涉及金额", "两种次序对照", "随机"):
        assert words in tried
    assert not Plan.objects.exists()
    answer = client.post("/inspection-plans/new/", {"title": "春季检查", "visits": "2", "seed": "20260302"})
    plan = Plan.objects.get()
    assert answer.headers["Location"] == f"/inspection-plans/{plan.number}/"
    assert plan.targets.count() == 2 and plan.targets.filter(how="lot").count() == 1
    page = client.get(answer.headers["Location"]).content.decode()
    assert "20260302" in page and "按 V 次序" in page
    assert client.get(f"{answer.headers['Location']}?export=xlsx").status_code == 200
    assert plan.number in client.get("/inspection-plans/").content.decode()


def test_who_was_inspected_within_a_year_is_left_out_and_shown(
    run: Path, province: Province, signed_in: Enter
) -> None:
    inspection(province, "H1")
    page = (
        signed_in("analyst", "province")
        .get("/inspection-plans/new/?title=x&visits=4&seed=1")
        .content.decode()
    )
    assert "一年内已检查，不列入" in page
    tried = plans.attempt(province.who("analyst", "province"), 4, "1")
    assert "H1" not in {one.code for one in tried.choices}
    assert {one.code for one in tried.choices} >= {"H2", "H3"}


def test_an_inspection_on_file_afterwards_shows_in_the_plan(run: Path, province: Province) -> None:
    plan = plans.make(province.who("analyst", "province"), plans.Wanted("检查", 4, "1"))
    done = inspection(province, "H1")
    Activity.objects.filter(pk=done.pk).update(on=clocks.today() + timedelta(days=1))
    targets = list(plan.targets.all())
    assert list(shown.inspected(plan, targets)) == [province.institutions["H1"].pk]


def test_the_seed_a_plan_names_draws_its_institutions_again(run: Path, province: Province) -> None:
    analyst = province.who("analyst", "province")
    plan = plans.make(analyst, plans.Wanted("检查", 4, " 开奖号码 3 "))
    again = plans.attempt(analyst, 4, plan.seed)
    assert {one.code for one in again.choices} == {one.institution.code for one in plan.targets.all()}
    by_lot = {one.code for one in again.choices if one.how == "lot"}
    assert by_lot == {one.institution.code for one in plan.targets.all() if one.how == "lot"}
    assert plan.seed == "开奖号码 3"
    with pytest.raises(InvalidError):
        plans.make(analyst, plans.Wanted("检查", 4, "3" * 61))


def test_an_inspection_of_the_day_before_is_not_what_the_plan_brought(run: Path, province: Province) -> None:
    """At seven in the morning it is still yesterday in UTC."""
    plan = plans.make(province.who("analyst", "province"), plans.Wanted("检查", 4, "1"))
    morning = datetime(2026, 3, 2, 7, tzinfo=ZoneInfo("Asia/Shanghai"))
    Plan.objects.filter(pk=plan.pk).update(created_at=morning)
    plan.refresh_from_db()
    done, targets = inspection(province, "H1"), list(plan.targets.all())
    Activity.objects.filter(pk=done.pk).update(on=date(2026, 3, 1))
    assert shown.inspected(plan, targets) == {}
    Activity.objects.filter(pk=done.pk).update(on=date(2026, 3, 2))
    assert list(shown.inspected(plan, targets)) == [province.institutions["H1"].pk]


def test_a_plan_stays_in_its_bureau_and_is_withdrawn_once_with_a_reason(
    run: Path, province: Province, signed_in: Enter
) -> None:
    plan = plans.make(province.who("analyst", "province"), plans.Wanted("检查", 2, "1"))
    assert signed_in("officer", "county1").get(f"/inspection-plans/{plan.number}/").status_code == 404
    assert signed_in("clerk", "H1").get("/inspection-plans/").status_code == 403
    client = signed_in("analyst", "province")
    assert client.post(f"/inspection-plans/{plan.number}/withdraw/", {"reason": ""}).status_code == 422
    client.post(f"/inspection-plans/{plan.number}/withdraw/", {"reason": "重新编制"})
    assert "重新编制" in client.get(f"/inspection-plans/{plan.number}/").content.decode()
    with pytest.raises(ConflictError):
        plans.withdraw(province.who("analyst", "province"), plan, "再次")


def test_without_scores_of_risk_the_page_says_what_to_do(province: Province, signed_in: Enter) -> None:
    answer = signed_in("analyst", "province").get("/inspection-plans/new/?title=x&visits=2&seed=1")
    assert answer.status_code == 409 and "先完成一次全面筛查" in answer.content.decode()


def test_programs_make_and_read_plans(run: Path, province: Province, signed_in: Enter) -> None:
    client = signed_in("analyst", "province")
    made = client.post(
        "/api/v1/inspection-plans",
        {"title": "检查", "visits": 2, "seed": "7"},
        content_type="application/json",
    )
    assert made.status_code == 201
    number = made.json()["number"]
    assert len(client.get(f"/api/v1/inspection-plans/{number}").json()["targets"]) == 2
    assert [one["number"] for one in client.get("/api/v1/inspection-plans").json()["items"]] == [number]


def test_a_county_plans_its_own_institutions_from_the_screening_of_the_province(
    run: Path, province: Province
) -> None:
    tried = plans.attempt(province.who("officer", "county1"), 4, "1")
    mine = {code for code, one in province.institutions.items() if one.bureau == province.bodies["county1"]}
    assert {one.code for one in tried.choices} == mine
