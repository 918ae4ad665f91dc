"""The random check of what nobody flagged: kept with the publication, drawn beside the leads, checked like any other."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.conf import settings
from django.test import Client

from mingjing.analysis.screening import audit_pool
from mingjing.office.leads.models import AuditDraw, AuditUnit, Lead, Suspicion
from mingjing.office.leads.services import dispatch, drawing, outcomes, publish, spot
from mingjing.office.screenings.models import Lake, Screening
from tests.office import province as making
from tests.office.leads import run_files
from tests.office.leads.test_feedback import conclude
from tests.office.province import Province

pytestmark = pytest.mark.django_db
UNITS = 8


@pytest.fixture(scope="module")
def lake_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_files.deliver(tmp_path_factory.mktemp("lake"))


@pytest.fixture
def published(province: Province, lake_path: Path, tmp_path: Path) -> Iterator[Screening]:
    before = settings.RUNS, settings.REGISTERS
    settings.RUNS, settings.REGISTERS = tmp_path / "runs", tmp_path / "registers"
    Lake.objects.all().update(path=str(lake_path))
    made = Screening.objects.create(
        number="SC-1", title="三月筛查", lake=Lake.objects.get(), organisation=province.bodies["province"],
        state=Screening.State.DONE, created_by=province.who("analyst", "province"),
    )  # fmt: skip
    run_files.write_run(settings.RUNS / "SC-1", run_files.usual())
    rows = [
        {
            "pool_id": f"{number:024}", "rule_code": "MDL-02", "rule_version": "3", "behaviour": "hanging_bed",
            "subject_type": "encounter", "unit": "住院", "fixmedins_code": "H1", "psn_no": "P2", "mdtrt_id": f"M{number}",
            "period": "", "score": number / 100, "decile": number, "size": 1, "county": "420101",
            "population": 80, "first_prob": 0.1,
        }
        for number in range(UNITS)
    ]  # fmt: skip
    kinds = {"VARCHAR": pa.string(), "DOUBLE": pa.float64(), "BIGINT": pa.int64()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in audit_pool.COLUMNS.items()])
    pq.write_table(pa.Table.from_pylist(rows, schema), settings.RUNS / "SC-1" / audit_pool.FILE)
    publish.publish(province.who("analyst", "province"), made)
    yield made
    settings.RUNS, settings.REGISTERS = before


def sent(province: Province) -> Lead:
    """Send two leads of the county with half as much drawn at random; return what was drawn of the pool."""
    actor = province.who("officer", "province")
    chosen = Lead.objects.filter(bureau=province.bodies["county1"]).order_by("pk")[:1]
    targets = {province.bodies["county1"].pk: [one.pk for one in chosen]}
    task = dispatch.dispatch(actor, title="三月核查", audit_share=Decimal("0.5"), targets=targets)
    for part in task.parts.all():
        dispatch.sign(making.officer_of(province, part), part)
    return Lead.objects.get(audit_unit__isnull=False)


def test_a_drawn_unit_is_a_lead_with_its_document_and_without_a_finding(
    province: Province, published: Screening
) -> None:
    assert AuditUnit.objects.count() == UNITS
    publish.publish(province.who("analyst", "province"), published)
    assert AuditUnit.objects.count() == UNITS, "publishing again keeps each once"
    lead = sent(province)
    unit, one = AuditUnit.objects.get(lead=lead), lead.suspicions.get()
    assert lead.drawn and lead.sel_prob == pytest.approx(0.1 / UNITS)
    assert (lead.mdtrt_id, lead.checkout_amt, lead.state) == (f"M{unit.place}", 0, Lead.State.CHECKING)
    assert lead.person is not None and lead.person.psn_name == "王五", (
        "the person comes from the lake when drawn"
    )
    assert (one.rule_code, one.score, one.evidence) == ("MDL-02", None, {})
    assert one.verify and "核查要点" in one.message
    kept = AuditDraw.objects.get()
    place = drawing.systematic(UNITS, 1, f"{kept.seed}-U")
    assert [kept.unit_population[at] for at in place] == kept.unit_picked == [unit.pool_id]
    assert spot.pool(province.who("officer", "province")) and len(
        spot.pool(province.who("officer", "province"))
    ) == (UNITS - 1)


def test_who_checks_does_not_see_that_it_was_drawn_and_the_verdict_says_what_was_missed(
    province: Province, published: Screening, signed_in: Callable[..., Client]
) -> None:
    lead = sent(province)
    page = signed_in("officer").get(f"/leads/{lead.number}/").content.decode()
    assert "随机" not in page and "列入" in page and "得分" not in page
    conclude(province, lead.suspicions.get(), "false", "refunded")
    Suspicion.objects.filter(lead=lead).update(verdict="true")
    row = next(row for row in outcomes.rows() if row["lead"] == lead.number)
    score = AuditUnit.objects.get(lead=lead).facts["score"]
    assert (row["rule_code"], row["score_raw"], row["source"]) == ("MDL-02", score, "random")
    assert (row["sel_prob"], row["traits"]) == (lead.sel_prob, "")
    (told,) = spot.missed(province.who("analyst", "province"))
    assert spot.missed(province.who("officer", "county2")) == [], (
        "another bureau's checks say nothing of its own"
    )
    assert (told.checked, told.true, told.share) == (1, 1, 1.0) and told.low < 0.5
    page = signed_in("analyst", "province").get("/ranking/").content.decode()
    assert "没有列出疑点的对象中有多少问题" in page and "100" in page


def test_the_plan_of_a_dispatch_makes_no_leads(province: Province, published: Screening) -> None:
    actor, before = province.who("officer", "province"), Lead.objects.count()
    drawn = drawing.draw(actor, {province.bodies["county1"].pk: [Lead.objects.all()[0].pk]}, Decimal("0.5"))
    assert drawn.pool_picked and Lead.objects.count() == before
