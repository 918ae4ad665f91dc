"""The institution's side and the third party's: why, which lines, until when; accept, appeal, give an opinion."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingjing.office.clocks import services as clocks
from mingjing.office.leads.models import Evidence, Lead, Suspicion
from mingjing.office.leads.services import check, review
from mingjing.office.leads.services.commands import Review
from tests.office.leads.pages import appeal, ask, checked, fresh, send, text
from tests.office.province import Province

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


@pytest.fixture
def one(province: Province, sent: list[Lead]) -> Suspicion:
    """The first suspicion of the first lead, put to H1."""
    found = sent[0].suspicions.select_related("lead__institution").get(rule_code="TST-001")
    ask(province, found)
    return found


def test_the_institution_reads_why_which_lines_which_clause_and_until_when(
    one: Suspicion, signed_in: Enter
) -> None:
    page = text(signed_in("clerk", "H1"), "leads:suspicion", one.pk)
    due = fresh(one).appl_ddln
    for shown in (
        "超出限定频次",
        "项目0",
        "第三十八条",
        f"{due}",
        "还剩",
        "申诉金额",
        "逾期未答复的，视同认可",
    ):
        assert shown in page, shown
    for hidden in ("核查要点", "核对医嘱", "病情需要", "去重金额", "预期可追回", "提交并办下一条初审"):
        assert hidden not in page, hidden


def test_it_accepts(one: Suspicion, signed_in: Enter) -> None:
    client = signed_in("clerk", "H1")
    send(client, "leads:answer", one.pk, kind="accepted", amount="3", version=fresh(one).version)
    now = fresh(one)
    assert (now.state, now.answer, now.appl_amt) == ("answered", "accepted", None)
    assert "已答复，核查中" in text(client, "leads:suspicion", one.pk)


def test_it_appeals_with_files_or_not_at_all(
    one: Suspicion, signed_in: Enter, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = signed_in("clerk", "H1")
    said = {"kind": "appealed", "version": fresh(one).version}
    assert "申诉须填写理由" in send(client, "leads:answer", one.pk, status=422, amount="5", **said)
    bad = [SimpleUploadedFile("病历.exe", b"MZ")]
    page = send(client, "leads:answer", one.pk, status=422, amount="5", reason="有医嘱", files=bad, **said)
    assert "不接收文件" in page and "有医嘱" in page and fresh(one).state == "asked"
    page = send(client, "leads:answer", one.pk, status=422, amount="99999", reason="有医嘱", **said)
    assert "元之间" in page
    good = [SimpleUploadedFile("病历.pdf", b"%PDF-1.4")]
    send(client, "leads:answer", one.pk, amount="5", reason="有医嘱", files=good, **said)
    assert fresh(one).appl_amt == Decimal(5) and Evidence.objects.get().name == "病历.pdf"
    assert "病历.pdf" in text(signed_in("officer"), "leads:suspicion", one.pk)


def test_a_failed_answer_leaves_no_file(
    one: Suspicion, signed_in: Enter, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    good = [SimpleUploadedFile("病历.pdf", b"%PDF-1.4")]
    said = {"kind": "appealed", "amount": "99999", "reason": "有医嘱", "version": fresh(one).version}
    send(signed_in("clerk", "H1"), "leads:answer", one.pk, status=422, files=good, **said)
    assert not Evidence.objects.exists()


def test_after_the_deadline_there_is_no_form(one: Suspicion, signed_in: Enter) -> None:
    Suspicion.objects.filter(pk=one.pk).update(appl_ddln=clocks.today() - timedelta(days=1))
    client = signed_in("clerk", "H1")
    assert "提交并办下一条" not in text(client, "leads:suspicion", one.pk)
    page = send(client, "leads:answer", one.pk, status=409, kind="accepted", version=fresh(one).version)
    assert "已过" in page


def test_the_check_that_goes_on_stays_inside(province: Province, one: Suspicion, signed_in: Enter) -> None:
    appeal(province, one)
    checked(province, one, text="内部初审意见")
    page = text(signed_in("clerk", "H1"), "leads:suspicion", one.pk)
    assert "内部初审意见" not in page and "已初审" not in page and "核查中" in page
    assert "认定金额" not in page


def test_the_result_is_told_and_the_panel_asked_for_once(
    province: Province, one: Suspicion, signed_in: Enter
) -> None:
    appeal(province, one)
    checked(province, one)
    review.review(province.who("reviewer"), fresh(one), Review("true", text="内部复审意见"))
    client = signed_in("clerk", "H1")
    page = text(client, "leads:suspicion", one.pk)
    assert "核查结果" in page and "申请合议" in page and "内部复审意见" not in page
    send(client, "leads:request_panel", one.pk, reason="请专家再看")
    assert fresh(one).state == "panel"
    review.conclude_panel(province.who("leader"), fresh(one), Review("true", text="合议认定"))
    page = text(client, "leads:suspicion", one.pk)
    assert "合议认定" in page and "提交合议申请" not in page


@pytest.mark.parametrize(
    ("role", "place"), [("clerk", "H2"), ("third_party", "third"), ("partner", "partner")]
)
def test_others_do_not_see_it(one: Suspicion, signed_in: Enter, role: str, place: str) -> None:
    status = 403 if role == "partner" else 404
    text(signed_in(role, place), "leads:suspicion", one.pk, status=status)


def test_the_officer_cannot_answer_for_the_institution(one: Suspicion, signed_in: Enter) -> None:
    send(signed_in("officer"), "leads:answer", one.pk, status=403, kind="accepted")


def test_the_third_party_sees_what_it_was_given_and_gives_its_opinion(
    province: Province, one: Suspicion, signed_in: Enter
) -> None:
    appeal(province, one, why="有医嘱可查")
    checked(province, one, text="内部初审意见")
    check.consult(province.who("officer"), [fresh(one)], province.bodies["third"])
    client = signed_in("third_party", "third")
    assert "测试规则1" in text(client, "home")
    page = text(client, "leads:suspicion", one.pk)
    assert "有医嘱可查" in page and "第三方复审意见" in page
    for hidden in ("内部初审意见", "核对医嘱", "病情需要", "核查结果", "认定金额（"):
        assert hidden not in page.replace("建议认定金额（", ""), hidden
    other = one.lead.suspicions.get(rule_code="TST-002")
    text(client, "leads:suspicion", other.pk, status=404)
    version = fresh(one).version
    send(client, "leads:advise", one.pk, status=422, verdict="partly", amount="5", text="", version=version)
    send(client, "leads:advise", one.pk, verdict="partly", amount="5", text="医嘱不全", version=version)
    assert fresh(one).state == "advised"
    assert "医嘱不全" in text(signed_in("officer"), "leads:suspicion", one.pk)
    assert "医嘱不全" not in text(signed_in("clerk", "H1"), "leads:suspicion", one.pk)
