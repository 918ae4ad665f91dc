"""The page where a suspicion is checked: lines, drafts, conflicts, files; and what others may do there."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingjing.office.leads.models import Draft, Evidence, Lead, Suspicion
from mingjing.office.leads.services import check
from mingjing.office.leads.services.commands import Check
from tests.office import province as making
from tests.office.leads.pages import appeal, ask, checked, cost, finished, fresh, send, text
from tests.office.province import Province

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]
PDF = b"%PDF-1.4 test"


@pytest.fixture
def one(sent: list[Lead]) -> Suspicion:
    """The first suspicion of the first lead, at county1."""
    return sent[0].suspicions.select_related("lead__institution").get(rule_code="TST-001")


def cells(one: Suspicion, **verdicts: dict[str, str]) -> dict[str, str]:
    """Return the fields of all lines; `l0={...}` fills the first."""
    data: dict[str, str] = {}
    for place, line in enumerate(one.lines.order_by("fee_on", "id")):
        given = {"verdict": "true", "version": str(line.version), **verdicts.get(f"l{place}", {})}
        data |= {f"line-{line.pk}-{name}": value for name, value in given.items()}
    return data


def whole(one: Suspicion, **more: Any) -> dict[str, Any]:
    return {"verdict": "true", "version": fresh(one).version, **more}


def test_lines_are_checked_one_by_one(one: Suspicion, signed_in: Enter) -> None:
    lines = cells(
        one,
        l0={"verdict": "partly", "amt": "５.00", "reason": "部分数量有病历、医嘱记录", "note": "有一次医嘱"},
        l1={"verdict": "false", "reason": "record_supports"},
    )
    send(
        signed_in("officer"),
        "leads:check",
        one.pk,
        **whole(one, verdict="partly", reason_code="part_proven", **lines),
    )
    now = fresh(one)
    assert now.state == "checked" and now.chk_amt == Decimal("5.00") + Decimal("30.03")
    first, second, third = now.lines.order_by("fee_on", "id")
    assert (first.accepted_amt, first.reason_code, first.note) == (
        Decimal("5.00"),
        "part_recorded",
        "有一次医嘱",
    )
    assert second.accepted_amt == 0 and third.accepted_amt == Decimal("30.03")


def test_a_wrong_cell_is_marked_and_everything_typed_stays(one: Suspicion, signed_in: Enter) -> None:
    lines = cells(one, l0={"verdict": "partly", "amt": "99999"}, l1={"verdict": "partly", "amt": "甲"})
    page = send(
        signed_in("officer"),
        "leads:check",
        one.pk,
        status=422,
        **whole(one, verdict="partly", text="我的意见", **lines),
    )
    assert "请填写数字" in page and "99999" in page and "我的意见" in page
    lines = cells(one, l0={"verdict": "partly", "amt": "99999"})
    page = send(
        signed_in("officer"), "leads:check", one.pk, status=422,
        **whole(one, verdict="partly", reason_code="part_proven", **lines),
    )  # fmt: skip
    assert "金额须在 0 与 10.01 元之间" in page
    assert fresh(one).state == "pending"


def test_a_verdict_is_needed_and_its_reason(one: Suspicion, signed_in: Enter) -> None:
    client = signed_in("officer")
    assert "请选择结论" in send(client, "leads:check", one.pk, status=422, version=1)
    page = send(client, "leads:check", one.pk, status=422, verdict="false", version=1)
    assert "须选择原因" in page


def test_submitting_leads_to_the_next_in_the_queue(
    one: Suspicion, sent: list[Lead], signed_in: Enter
) -> None:
    client = signed_in("officer")
    other = sent[0].suspicions.get(rule_code="TST-002")
    where = send(client, "leads:check", one.pk, **whole(one, then="next"))
    assert where == reverse("leads:suspicion", args=[other.pk])
    for left in Suspicion.objects.filter(lead__in=sent[:2], state="pending"):
        where = send(client, "leads:check", left.pk, **whole(left, then="next"))
    assert where == "/"


def test_a_conflict_shows_both_and_keeps_what_was_typed(
    province: Province, one: Suspicion, signed_in: Enter
) -> None:
    stale = whole(one, text="我写的意见", **cells(one))
    check.check(province.who("officer2"), fresh(one), Check("false", "record_supports", "别人的意见"))
    page = send(signed_in("officer"), "leads:check", one.pk, status=409, **stale)
    assert "别人的意见" in page and "我写的意见" in page and "已不能办理" in page
    assert fresh(one).verdict == "false"


def test_a_conflict_can_be_sent_again_on_the_newest_version(
    province: Province, one: Suspicion, signed_in: Enter
) -> None:
    stale = whole(one, text="我写的意见", **cells(one))
    ask(province, one)
    appeal(province, one)
    page = send(signed_in("officer"), "leads:check", one.pk, status=409, **stale)
    assert "仍在下方表单中" in page and f'name="version" value="{fresh(one).version}"' in page
    send(signed_in("officer"), "leads:check", one.pk, **{**stale, "version": fresh(one).version})
    assert fresh(one).state == "checked"


def test_a_double_click_checks_once(one: Suspicion, signed_in: Enter) -> None:
    client, data = signed_in("officer"), whole(one)
    send(client, "leads:check", one.pk, **data)
    send(client, "leads:check", one.pk, status=409, **data)
    assert fresh(one).opinions.count() == 1


def test_a_draft_comes_back_and_is_gone_after_submitting(one: Suspicion, signed_in: Enter) -> None:
    client = signed_in("officer")
    lines = cells(one, l0={"verdict": "partly", "amt": "3.21"})
    send(client, "leads:draft", one.pk, verdict="partly", text="写到一半", version="1", **lines)
    page = text(client, "leads:suspicion", one.pk)
    assert "已恢复您" in page and "写到一半" in page and "3.21" in page
    assert "写到一半" not in text(signed_in("officer2"), "leads:suspicion", one.pk)
    assert "未提交的草稿" in text(client, "home")
    send(client, "leads:check", one.pk, **whole(one))
    assert not Draft.objects.exists()


def test_a_newer_draft_of_another_window_is_not_overwritten(one: Suspicion, signed_in: Enter) -> None:
    client = signed_in("officer")
    address = reverse("leads:draft", args=[one.pk])
    htmx = {"HX-Request": "true"}
    client.post(address, {"text": "甲"}, headers=htmx)
    page = client.post(address, {"text": "乙", "draft_seen": ""}, headers=htmx).content.decode()
    assert "较新的草稿" in page and Draft.objects.get().data["text"] == "甲"
    seen = Draft.objects.get().saved_at.isoformat()
    page = client.post(address, {"text": "丙", "draft_seen": seen}, headers=htmx).content.decode()
    assert "草稿已于" in page and Draft.objects.get().data["text"] == "丙"
    client.post(address, {"text": "丁", "draft_force": "1"}, headers=htmx)
    assert Draft.objects.get().data["text"] == "丁"
    send(client, "leads:draft", one.pk, discard="1")
    assert "已恢复您" not in text(client, "leads:suspicion", one.pk)


def test_a_draft_older_than_the_suspicion_is_told(
    province: Province, one: Suspicion, signed_in: Enter
) -> None:
    client = signed_in("officer")
    send(client, "leads:draft", one.pk, text="旧稿", version=str(one.version))
    ask(province, one)
    appeal(province, one)
    assert "草稿保存后该疑点已有变动" in text(client, "leads:suspicion", one.pk)


def test_files_are_attached_and_given_out_to_their_side_only(
    province: Province, one: Suspicion, signed_in: Enter, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    line = one.lines.first()
    assert line is not None
    files = [SimpleUploadedFile("护理记录.pdf", PDF)]
    send(signed_in("officer"), "leads:attach", one.pk, files=files, line=line.pk)
    file = Evidence.objects.get()
    assert file.line == line and file.suspicion == one
    ask(province, one)
    assert "护理记录.pdf" in text(signed_in("officer"), "leads:suspicion", one.pk)
    assert "护理记录.pdf" not in text(signed_in("clerk", "H1"), "leads:suspicion", one.pk)
    assert signed_in("officer").get(reverse("leads:evidence", args=[file.pk])).status_code == 200
    assert signed_in("clerk", "H1").get(reverse("leads:evidence", args=[file.pk])).status_code == 404
    client = signed_in("officer")
    send(client, "leads:attach", one.pk, files=[SimpleUploadedFile("x.exe", b"MZ")])
    assert "不接收文件" in text(client, "leads:suspicion", one.pk)


def test_the_page_offers_each_only_their_steps(province: Province, one: Suspicion, signed_in: Enter) -> None:
    assert "提交并办下一条" in text(signed_in("officer"), "leads:suspicion", one.pk)
    for role, place in (
        ("reviewer", "county1"),
        ("officer", "city1"),
        ("auditor", "province"),
        ("leader", "county1"),
    ):
        page = text(signed_in(role, place), "leads:suspicion", one.pk)
        assert "<textarea" not in page.split("<dialog")[0], role
    checked(province, one, "false")
    page = text(signed_in("reviewer"), "leads:suspicion", one.pk)
    assert "复审结论" in page and "退回重核" in page and "内部初审意见" in page
    assert "复审结论" not in text(signed_in("officer"), "leads:suspicion", one.pk)


def test_a_step_by_looking_at_its_address_is_not_taken(one: Suspicion, signed_in: Enter) -> None:
    response = signed_in("officer").get(reverse("leads:check", args=[one.pk]))
    assert response.status_code == 302 and response["Location"] == reverse("leads:suspicion", args=[one.pk])


def test_without_a_csrf_token_nothing_is_sent(province: Province, one: Suspicion) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(province.who("officer"))
    assert client.post(reverse("leads:check", args=[one.pk]), whole(one)).status_code == 403
    assert fresh(one).state == "pending"


def test_the_page_costs_the_same_for_any_number_of_lines(
    province: Province, publish_some: Callable[..., list[Lead]], signed_in: Enter
) -> None:
    small = publish_some(leads=1, suspicions=1, lines=1)[0]
    large = publish_some(leads=1, suspicions=6, lines=40, prefix="E")[0]
    making.send(province, [small, large])
    client = signed_in("officer")
    keys = [lead.suspicions.order_by("pk")[0].pk for lead in (small, large)]
    few, many = (cost(client, "leads:suspicion", key) for key in keys)
    assert abs(many - few) <= 2 and many <= 26


def test_money_is_taken_and_given_back(province: Province, one: Suspicion, signed_in: Enter) -> None:
    finished(province, one)
    client = signed_in("officer")
    assert "登记扣款" in text(client, "leads:suspicion", one.pk)
    page = send(
        client, "leads:deduct", one.pk, status=422, amount="99999", on="2026-05-01", reason="终审认定"
    )
    assert "元之间" in page
    send(client, "leads:deduct", one.pk, amount="60.06", on="2026-05-01", reason="终审认定")
    send(client, "leads:revise", one.pk, amount="10.00", reason="复议调整")
    now = fresh(one)
    assert (now.det_amt, now.rvis_amt) == (Decimal("60.06"), Decimal("10.00"))
    page = text(signed_in("clerk", "H1"), "leads:suspicion", one.pk)
    assert "60.06" in page and "终审认定" in page
