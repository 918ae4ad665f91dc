"""From the office back to the screening: verdicts out, the learnt order in, a random share beside what was chosen."""

import csv
import hashlib
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from mingjing.analysis.detectors.kit import verdicts as analysis
from mingjing.analysis.detectors.rank import decide
from mingjing.kernel import local
from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts.models import AuditEntry
from mingjing.office.leads.models import AuditDraw, Lead, LeadOrder, Suspicion, Task, VerdictFile
from mingjing.office.leads.services import dispatch, drawing, feedback, ordering, outcomes
from mingjing.office.screenings import child
from tests.analysis.rank.test_rank import verdicts
from tests.office import province as making
from tests.office.leads.test_feedback import conclude
from tests.office.province import Province

pytestmark = pytest.mark.django_db
FEN = Decimal("0.01")


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path) -> Iterator[None]:
    before = settings.REGISTERS, settings.RUNS
    settings.REGISTERS, settings.RUNS = tmp_path / "registers", tmp_path / "runs"
    yield
    settings.REGISTERS, settings.RUNS = before


def read() -> list[dict[str, str]]:
    with outcomes.file().open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_final_verdicts_go_to_the_screening_with_what_was_known_and_no_person(
    province: Province, sent: list[Lead]
) -> None:
    first, second = sent[0].suspicions.order_by("pk")
    Suspicion.objects.filter(pk=first.pk).update(traits={"unit_key": "u1", "severity": 2.0, "stab": 0.9})
    Lead.objects.filter(pk=sent[0].pk).update(drawn=True, sel_prob=0.25)
    conclude(province, first, "false", "refunded")
    Suspicion.objects.filter(pk=first.pk).update(verdict="true", cnfm_amt=first.checkout_amt)
    conclude(province, second, "data_error", "mapping_wrong")
    made = outcomes.write()
    assert made is not None and (made.version, made.rows) == (1, 2)
    one, other = read()
    assert (one["verdict"], other["verdict"]) == ("属实", "数据错误")
    assert (one["sel_prob"], one["source"], one["unit_key"]) == ("0.25", "random", "u1")
    assert Decimal(one["verified_amt"]) == Decimal(one["suspected_amt"]) == first.checkout_amt
    whole = outcomes.file().read_text(encoding="utf-8")
    assert "PD000" not in whole and "张" not in whole and "420101" not in whole
    with local.using((outcomes.file().parent,)):
        rows = analysis.read().rows
    assert [row.label for row in rows] == [1.0, None]
    assert rows[0].traits == {"severity": 2.0, "stab": 0.9} and rows[0].drawn == 4.0
    assert rows[0].lead == sent[0].number


def test_a_version_is_kept_for_every_change_and_none_without(province: Province, sent: list[Lead]) -> None:
    assert outcomes.write() is None and not outcomes.file().exists()
    conclude(province, sent[0].suspicions.all()[0], "false", "refunded")
    first = outcomes.write()
    assert outcomes.write() == first and VerdictFile.objects.count() == 1
    conclude(province, sent[0].suspicions.all()[1], "false", "refunded")
    child.machine()
    second = VerdictFile.objects.get(version=2)
    assert second.rows == 2 and second.sha256 == hashlib.sha256(outcomes.file().read_bytes()).hexdigest()
    assert {file.name for file in outcomes.archive().iterdir()} == {
        one.name for one in VerdictFile.objects.all()
    }
    call_command("verdicts")
    assert VerdictFile.objects.count() == 2


def test_only_analysts_of_a_bureau_export_verdicts(province: Province, sent: list[Lead]) -> None:
    with pytest.raises(ForbiddenError):
        outcomes.export(province.who("officer"))
    with pytest.raises(ConflictError):
        outcomes.export(province.who("analyst", "province"))


def learnt(province: Province, deployed: bool = True) -> None:
    """Leave a run that decided on the order."""
    found = decide.decide(verdicts(600 if deployed else 30, 1.0, places=30))
    assert found.deployed == deployed
    folder = settings.RUNS / province.screening.number
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "rank.json").write_text(decide.to_json(found), encoding="utf-8")


def test_a_published_order_moves_the_open_leads_and_a_worse_one_puts_them_back(
    province: Province, leads: list[Lead]
) -> None:
    last = Lead.objects.order_by("expected_amt", "pk")[0]
    for one in Suspicion.objects.all():
        steady = 0.95 if one.lead_id == last.pk else 0.1
        Suspicion.objects.filter(pk=one.pk).update(
            traits={"stab": steady, "score": 0.6}, rule_code="MDL-01", behaviour="sham_stay", prior="0.2000"
        )
    feedback.refresh_expected(every=True)
    ordering._settle()
    before = list(Lead.objects.values_list("pk", "expected_amt", "rank_value"))
    assert all(value == money for _, money, value in before)
    learnt(province)
    actor = province.who("analyst", "province")
    order = ordering.adopt(actor, province.screening)
    assert order is not None and order.learnt and AuditEntry.objects.filter(action="order").exists()
    first = Lead.objects.all()[0]
    assert first.pk == last.pk, "the steady one stands first now"
    assert first.hours == Decimal("0.60"), "two findings on fee lines of one document"
    total = sum(one.expected_amt for one in first.suspicions.all())
    assert first.expected_amt == total and first.rank_value == (total / first.hours).quantize(FEN)
    assert feedback.refresh_expected() == 0, "the learnt order says what to expect"
    told = ordering.reasons(first, list(first.suspicions.all()))
    assert told["parts"][0]["zh"] == "稳定性" and told["parts"][0]["moved"] > 0
    learnt(province, deployed=False)
    ordering.adopt(actor, province.screening)
    assert list(Lead.objects.order_by("pk").values_list("pk", "expected_amt", "rank_value")) == sorted(before)
    assert ordering.reasons(first, list(first.suspicions.all()))["parts"] == []
    assert LeadOrder.objects.count() == 2


def test_a_run_without_a_decision_leaves_the_order_alone(province: Province, leads: list[Lead]) -> None:
    assert ordering.adopt(province.who("analyst", "province"), province.screening) is None
    assert not LeadOrder.objects.exists()


def test_a_tenth_of_what_goes_down_is_drawn_from_the_rest(
    province: Province, publish_some: Callable[..., list[Lead]]
) -> None:
    leads = publish_some(leads=40, suspicions=1, lines=1)
    actor = province.who("officer", "province")
    targets = dispatch.auto_targets(actor, leads[:18], "city")
    task = dispatch.dispatch(actor, title="随机", audit_share=Decimal("0.1"), targets=targets)
    drawn = Lead.objects.filter(drawn=True)
    assert drawn.count() == 2 and not set(drawn.values_list("pk", flat=True)) & {one.pk for one in leads[:18]}
    assert set(drawn.values_list("sel_prob", flat=True)) == {2 / 22}
    assert set(Lead.objects.filter(part__task=task, drawn=False).values_list("sel_prob", flat=True)) == {1}
    assert all(
        lead.bureau.path.startswith(lead.part.receiver.path)
        for lead in drawn.select_related("bureau", "part__receiver")
        if lead.part
    )
    kept = AuditDraw.objects.get()
    assert len(kept.population) == 22 and sorted(kept.picked) == sorted(
        drawn.values_list("number", flat=True)
    )
    places = drawing.systematic(22, 2, kept.seed)
    assert [kept.population[place] for place in places] == kept.picked, "anybody can draw it again"
    with pytest.raises(InvalidError):
        dispatch.dispatch(actor, title="无", audit_share=Decimal("0.05"), targets={})


def test_every_lead_of_the_pool_is_drawn_as_often() -> None:
    times = [0] * 23
    for number in range(4000):
        for place in drawing.systematic(23, 5, f"seed-{number}"):
            times[place] += 1
    assert len(set(drawing.systematic(23, 23, "x"))) == 23 and drawing.systematic(0, 0, "x") == []
    assert max(times) < 1.15 * 4000 * 5 / 23 and min(times) > 0.85 * 4000 * 5 / 23


def test_the_draw_is_shown_to_who_sends_and_not_to_who_checks(
    province: Province, publish_some: Callable[..., list[Lead]], signed_in: Callable[..., Client]
) -> None:
    leads = publish_some(leads=12, suspicions=1, lines=1, institution="H1")
    actor = province.who("officer", "province")
    targets = dispatch.auto_targets(actor, leads[:6], "county")
    task = dispatch.dispatch(actor, title="随机", audit_share=Decimal("0.1"), targets=targets)
    for part in task.parts.all():
        dispatch.sign(making.officer_of(province, part), part)
    assert "随机抽取 1 条" in signed_in("officer", "province").get(f"/tasks/{task.number}/").content.decode()
    below = signed_in("officer", "county1")
    assert "随机抽取" not in below.get(f"/tasks/{task.number}/").content.decode()
    number = AuditDraw.objects.get().picked[0]
    assert "随机抽" not in below.get(f"/leads/{number}/").content.decode()
    assert Task.objects.count() == 1


def test_pages_say_in_which_order_leads_stand_and_why(
    province: Province, sent: list[Lead], signed_in: Callable[..., Client]
) -> None:
    analyst = signed_in("analyst", "province")
    page = analyst.get("/ranking/").content.decode()
    assert "还没有带排序决定的筛查发布过" in page and "还没有导出过" in page
    assert "线索排序与核查反馈" in analyst.get("/rules/").content.decode()
    lead = sent[0].number
    assert "按预期可追回金额排列" in signed_in("officer").get(f"/leads/{lead}/").content.decode()
    assert 'id="rank"' not in signed_in("clerk", "H1").get(f"/leads/{lead}/", follow=True).content.decode()
    Suspicion.objects.update(traits={"stab": 0.95, "score": 0.6}, rule_code="MDL-01", behaviour="sham_stay")
    learnt(province)
    ordering.adopt(province.who("analyst", "province"), province.screening)
    page = analyst.get("/ranking/").content.decode()
    assert "已启用复排" in page and "查实比例" in page and "元/工时" not in page
    page = signed_in("officer").get(f"/leads/{lead}/").content.decode()
    assert "元/工时" in page and "稳定性（0.95）：使排序上升" in page
    conclude(province, sent[0].suspicions.all()[0], "false", "refunded")
    answer = analyst.post("/ranking/export/")
    assert answer.status_code == 200 and b"rule_code,score_raw" in b"".join(answer)  # type: ignore[arg-type]
    assert "第 1 版" in analyst.get("/ranking/").content.decode()
    assert signed_in("officer").post("/ranking/export/").status_code == 403
