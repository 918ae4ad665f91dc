"""Publishing: documents with facts from the lake, every finding once, cut short and gone on with, whole batches."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Sum

from mingjing.kernel.errors import ConflictError, ForbiddenError
from mingjing.office.accounts.models import AuditEntry
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Event, Lead, Line, Suspicion, detected
from mingjing.office.leads.services import publish as publishing
from mingjing.office.leads.services import publish_sql, reading, totals
from mingjing.office.leads.services.commands import Published
from mingjing.office.screenings.models import Lake, Screening
from tests.office.leads import run_files
from tests.office.province import Province

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def lake_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_files.deliver(tmp_path_factory.mktemp("lake"))


@pytest.fixture
def screening(province: Province, lake_path: Path, tmp_path: Path) -> Iterator[Screening]:
    before, settings.RUNS = settings.RUNS, tmp_path
    Lake.objects.all().update(path=str(lake_path))
    made = Screening.objects.create(
        number="SC-1", title="三月筛查", lake=Lake.objects.get(), organisation=province.bodies["province"],
        state=Screening.State.DONE, created_by=province.who("analyst", "province"),
    )  # fmt: skip
    run_files.write_run(tmp_path / "SC-1", run_files.usual())
    yield made
    settings.RUNS = before


def published(province: Province, screening: Screening) -> Published:
    return publishing.publish(province.who("analyst", "province"), screening)


def test_findings_become_documents_suspicions_and_lines_with_facts_from_the_lake(
    province: Province, screening: Screening
) -> None:
    done = published(province, screening)
    assert done == Published(leads=4, suspicions=5, lines=6, repeated=0, cut=1, homeless=0)
    lead = Lead.objects.get(mdtrt_id="M1")
    assert (lead.kind, lead.institution.code, lead.bureau) == ("encounter", "H1", province.bodies["county1"])
    assert lead.held_by == province.bodies["province"] and lead.state == Lead.State.PUBLISHED
    assert lead.person is not None and (lead.person.psn_no, lead.person.psn_name) == ("P1", "李四")
    assert (lead.began_on, lead.ended_on, lead.diag_code, lead.dept) == (
        date(2026, 3, 1),
        date(2026, 3, 20),
        "I10.x00",
        "A03",
    )
    assert (lead.medfee_sumamt, lead.fund_pay_sumamt) == (Decimal("4500.00"), Decimal("3150.00")), (
        "refunds are taken off"
    )
    # F1 10 + 20, F2 25 + 5; L2 counts once with its larger amount: 10 + 25 + 5.
    assert (lead.checkout_amt, lead.counted_amt, lead.suspicion_count) == (
        Decimal("60.00"),
        Decimal("40.00"),
        2,
    )
    one = Suspicion.objects.get(finding_id="F1")
    assert one.counted_amt == Decimal("30.00") and one.expected_amt == (one.counted_amt * one.prior).quantize(
        Decimal("0.01")
    )
    assert (
        one.evidence == {"limit": 1.5} and one.verify and "《" in one.clause and one.rule_title != "CHG-001"
    )
    screening.refresh_from_db()
    assert screening.state == Screening.State.PUBLISHED and screening.published_at
    assert Event.objects.filter(action="publish").count() == 4
    assert AuditEntry.objects.filter(action="publish", object_id="SC-1").exists()


def test_what_names_no_encounter_is_a_document_of_its_institution_and_a_rule_gone_goes_by_its_code(
    province: Province, screening: Screening
) -> None:
    published(province, screening)
    lead = Lead.objects.get(kind="institution")
    assert (lead.doc_id, lead.mdtrt_id, lead.person, lead.checkout_amt) == ("H2", "", None, Decimal("0.00"))
    assert Suspicion.objects.get(finding_id="F5").rule_title == "GONE-001"
    assert not Suspicion.objects.filter(finding_id="F6").exists(), "beyond capacity"


def test_publishing_again_repeats_everything_and_doubles_nothing(
    province: Province, screening: Screening
) -> None:
    published(province, screening)
    before = (Lead.objects.count(), Suspicion.objects.count(), Line.objects.count(), Event.objects.count())
    assert published(province, screening) == Published(0, 0, 0, repeated=5, cut=1)
    assert before == (
        Lead.objects.count(),
        Suspicion.objects.count(),
        Line.objects.count(),
        Event.objects.count(),
    )
    Screening.objects.create(
        number="SC-2", title="再筛", lake=screening.lake, organisation=screening.organisation, state="done",
        created_by=screening.created_by,
    )  # fmt: skip
    run_files.write_run(
        Path(settings.RUNS) / "SC-2", [*run_files.usual(), run_files.finding("F7", [("L9", "3.00")])]
    )
    assert published(province, Screening.objects.get(number="SC-2")) == Published(1, 1, 1, repeated=5, cut=1)
    assert Suspicion.objects.get(finding_id="F7").lead.number == "SC-2-000001"


@pytest.mark.parametrize("fails_at", [0, 1, 2, 3])
def test_a_publication_that_is_killed_goes_on_where_it_was(
    province: Province, screening: Screening, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    monkeypatch.setitem(publish_sql.STEPS, "sized", publish_sql.SIZED.replace("20000", "1"))
    real, calls = publishing._write, [0]

    def failing(*given: Any) -> None:
        real(*given)
        calls[0] += 1
        if calls[0] > fails_at:
            raise KeyboardInterrupt("killed after the rows were written, before the commit")

    with monkeypatch.context() as broken:
        broken.setattr(publishing, "_write", failing)
        with pytest.raises(KeyboardInterrupt):
            published(province, screening)
    assert Lead.objects.count() == fails_at, "a batch is there whole or not at all"
    screening.refresh_from_db()
    assert screening.state == Screening.State.DONE
    done = published(province, screening)
    assert done.leads == 4 - fails_at and done.suspicions + done.repeated == 5
    assert (Lead.objects.count(), Suspicion.objects.count(), Line.objects.count()) == (4, 5, 6)
    assert sorted(Lead.objects.values_list("number", flat=True)) == [f"SC-1-{n:06}" for n in range(1, 5)]


def test_trial_runs_unfinished_runs_and_runs_of_others_are_not_published(
    province: Province, screening: Screening
) -> None:
    with pytest.raises(ForbiddenError):
        publishing.publish(province.who("analyst", "city1"), screening)
    with pytest.raises(ForbiddenError):
        publishing.publish(province.who("officer", "province"), screening)
    screening.mode = Screening.Mode.SHADOW
    with pytest.raises(ConflictError, match="试运行"):
        published(province, screening)
    screening.mode, screening.state = Screening.Mode.LIVE, Screening.State.RUNNING
    with pytest.raises(ConflictError, match="不能发布"):
        published(province, screening)
    screening.state = Screening.State.DONE
    (Path(settings.RUNS) / "SC-1" / "leads.parquet").unlink()
    with pytest.raises(ConflictError, match=r"leads\.parquet"):
        published(province, screening)
    assert not Lead.objects.exists()


def test_institutions_the_register_lacks_get_a_row_and_the_bureau_of_their_division(
    province: Province, screening: Screening
) -> None:
    Institution.objects.filter(code="H2").delete()
    published(province, screening)
    made = Institution.objects.get(code="H2")
    assert (made.name, made.bureau, made.source) == ("第二医院", province.bodies["county2"], "SC-1")


def test_a_finding_without_institution_takes_that_of_its_lines_or_is_counted_as_homeless(
    province: Province, screening: Screening
) -> None:
    with_lines, lines = run_files.finding("F8", [("L8", "4.00")], mdtrt_id="M5")
    with_lines["fixmedins_code"] = None
    lost = run_files.finding(
        "F9", [], fixmedins_code=None, mdtrt_id=None, amount_basis="none", checkout_amt=None
    )
    run_files.write_run(Path(settings.RUNS) / "SC-1", [(with_lines, lines), lost])
    assert published(province, screening) == Published(1, 1, 1, 0, cut=0, homeless=1)


def test_an_estimate_stands_with_its_finding_and_enters_no_total(
    province: Province, screening: Screening
) -> None:
    guess = run_files.finding(
        "F8", [], amount_basis="estimate", checkout_amt=Decimal("900.00"), rule_code="MDL-11"
    )
    run_files.write_run(Path(settings.RUNS) / "SC-1", [*run_files.usual(), guess])
    published(province, screening)
    lead = Lead.objects.get(mdtrt_id="M1")
    assert lead.suspicions.get(finding_id="F8").checkout_amt == Decimal("900.00")
    assert lead.checkout_amt == Decimal("60.00")
    totals.refresh([lead.pk])
    lead.refresh_from_db()
    assert lead.checkout_amt == Decimal("60.00")
    assert lead.suspicions.aggregate(all=detected())["all"] == Decimal("60.00")


def test_amounts_of_leads_are_the_sums_of_their_suspicions(province: Province, screening: Screening) -> None:
    published(province, screening)
    for lead in Lead.objects.all():
        sums = lead.suspicions.aggregate(c=Sum("checkout_amt"), n=Sum("counted_amt"), e=Sum("expected_amt"))
        shown = (lead.checkout_amt, lead.counted_amt, lead.expected_amt)
        assert shown == tuple((value or Decimal(0)).quantize(Decimal("0.01")) for value in sums.values())


def test_all_visits_of_a_person_come_from_the_lake_and_looking_is_logged(
    province: Province, screening: Screening
) -> None:
    analyst = province.who("analyst", "province")
    published(province, screening)
    visits = reading.person_visits(analyst, "P1")
    assert [(one.mdtrt_id, bool(one.lead)) for one in visits] == [("M7", False), ("M1", True)]
    assert visits[1].medfee == Decimal("4500.00") and visits[1].fixmedins_name == "第一医院"
    assert AuditEntry.objects.filter(action="view_visits", object_id="P1").count() == 1
