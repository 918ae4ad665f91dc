"""The second person's page: opinions side by side, overrule, send back, panel, final; re-checks."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client

from mingjing.office.leads import lines
from mingjing.office.leads.models import Lead, Recheck, Suspicion
from tests.office.leads.pages import appeal, ask, checked, finished, fresh, send, text
from tests.office.province import Province

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


@pytest.fixture
def one(province: Province, sent: list[Lead]) -> Suspicion:
    """A suspicion that was appealed and checked."""
    found = sent[0].suspicions.select_related("lead__institution").get(rule_code="TST-001")
    ask(province, found)
    appeal(province, found, "20.02", "有医嘱可查")
    checked(province, found)
    return found


def test_check_and_answer_stand_side_by_side(one: Suspicion, signed_in: Enter) -> None:
    page = text(signed_in("reviewer"), "leads:suspicion", one.pk)
    sides = page[page.index("对照各方意见") :]
    assert "内部初审意见" in sides and "有医嘱可查" in sides and "异议 20.02" in sides


def test_the_reviewer_overrules_with_a_reason(one: Suspicion, signed_in: Enter) -> None:
    client = signed_in("reviewer")
    said = {"verdict": "partly", "amount": "40.04", "text": "一次有医嘱", "version": fresh(one).version}
    assert "须选择原因" in send(client, "leads:review", one.pk, status=422, **said)
    send(client, "leads:review", one.pk, reason_code="part_recorded", **said)
    now = fresh(one)
    assert (now.state, now.verdict, now.cnfm_amt) == ("reviewed", "partly", Decimal("40.04"))
    send(client, "leads:finalise", one.pk, text="同意", version=now.version)
    assert fresh(one).state == "final"


def _cells(one: Suspicion, **changed: dict[str, str]) -> dict[str, str]:
    """Return the cells as the page shows them, some of them changed."""
    found = {}
    for row in lines.rows(one.lines.all()):
        for name, value in (row.typed | changed.get(str(row.line.pk), {})).items():
            found[f"{row.key}-{name}"] = value
    return found


def test_the_reviewer_overrules_line_by_line(one: Suspicion, signed_in: Enter) -> None:
    client, (first, *rest) = signed_in("reviewer"), list(one.lines.all())
    assert f'name="line-{first.pk}-verdict"' in text(client, "leads:suspicion", one.pk)
    cells = _cells(one, **{str(first.pk): {"verdict": "false", "cnt": "0", "amt": "0", "note": "有医嘱"}})
    said = {"verdict": "partly", "reason_code": "part_recorded", "version": fresh(one).version, **cells}
    assert "与明细合计" in send(client, "leads:review", one.pk, status=422, **said, amount="0.01")
    send(client, "leads:review", one.pk, **said)
    now = fresh(one)
    assert (now.verdict, now.cnfm_amt) == ("partly", sum(line.hit_amt for line in rest))
    assert [line.verdict for line in one.lines.all()] == ["false", *["true"] * len(rest)]
    assert first.chk_amt == one.lines.get(pk=first.pk).chk_amt == first.hit_amt


def test_lines_that_nobody_touched_follow_the_verdict(one: Suspicion, signed_in: Enter) -> None:
    said = {"verdict": "false", "reason_code": "record_supports", "version": fresh(one).version}
    cells = {name: value.removesuffix(".00") for name, value in _cells(one).items()}
    send(signed_in("reviewer"), "leads:review", one.pk, **said, **cells)
    assert {line.verdict for line in one.lines.all()} == {"false"}


def test_a_wrong_cell_stands_beside_its_line(one: Suspicion, signed_in: Enter) -> None:
    first = one.lines.all()[0]
    cells = _cells(one, **{str(first.pk): {"verdict": "partly", "amt": "很多"}})
    said = {"verdict": "partly", "reason_code": "part_recorded", "version": fresh(one).version}
    page = send(signed_in("reviewer"), "leads:review", one.pk, status=422, **said, **cells)
    assert "请填写数字" in page and "很多" in page
    assert fresh(one).state == "checked"


def test_a_second_click_on_final_does_nothing(one: Suspicion, signed_in: Enter) -> None:
    client = signed_in("reviewer")
    send(client, "leads:review", one.pk, verdict="true", version=fresh(one).version)
    version = fresh(one).version
    send(client, "leads:finalise", one.pk, version=version)
    send(client, "leads:finalise", one.pk, status=409, version=version)


def test_a_check_is_sent_back_with_a_reason(one: Suspicion, signed_in: Enter) -> None:
    client = signed_in("reviewer")
    assert "这个字段是必填项" in send(client, "leads:send_back", one.pk, status=422)
    send(client, "leads:send_back", one.pk, reason="证据不足", version=fresh(one).version)
    assert fresh(one).state == "pending"
    assert "证据不足" in text(signed_in("officer"), "leads:suspicion", one.pk)


def test_who_checked_is_offered_no_review(province: Province, one: Suspicion, signed_in: Enter) -> None:
    Suspicion.objects.filter(pk=one.pk).update(checker=province.who("reviewer"))
    client = signed_in("reviewer")
    assert "对照各方意见" not in text(client, "leads:suspicion", one.pk)
    send(client, "leads:review", one.pk, status=403, verdict="true", version=fresh(one).version)


def test_a_sample_is_drawn_shown_and_upheld_or_opened_again(
    province: Province, sent: list[Lead], signed_in: Enter
) -> None:
    for other in Suspicion.objects.filter(lead__in=sent[:2]).select_related("lead__institution"):
        finished(province, other, "false")
    part = sent[0].part
    assert part is not None
    client = signed_in("reviewer2")
    number = part.task.number
    assert "抽取" in text(client, "leads:task", number)
    send(client, "leads:recheck", number, seed="20261122")
    drawn = Recheck.objects.get()
    assert len(drawn.picked) == 1
    picked = Suspicion.objects.get(finding_id=drawn.picked[0])
    page = text(client, "leads:task", number)
    assert "20261122" in page and picked.lead.number in page
    assert "抽查复核" in text(client, "leads:suspicion", picked.pk)
    # Who made it final has no say in its re-check.
    assert "维持原结论" not in text(signed_in("reviewer"), "leads:suspicion", picked.pk)
    send(client, "leads:uphold", picked.pk, text="病历属实，维持")
    send(client, "leads:reopen", picked.pk, reason="发现新证据", version=fresh(picked).version)
    assert fresh(picked).state == "pending"
