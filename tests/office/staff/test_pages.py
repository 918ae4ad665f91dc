"""The pages: a score from the decision to the confirmed notice, as people click through it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from mingjing.office.staff.models import Effect, Member, Notice, Objection, Proposal, Restriction, Score
from tests.office.staff.conftest import DOCTOR, World

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]


def test_a_score_goes_through_the_pages_from_proposal_to_receipt(world: World, signed_in: SignedIn) -> None:
    officer, reviewer, leader, clerk = (
        signed_in("officer"), signed_in("reviewer"), signed_in("leader"), signed_in("clerk", "H4"),
    )  # fmt: skip
    sent = {
        "code": DOCTOR, "name": "张医生", "institution": "H1", "item": "lent_name", "duty": "main",
        "happened_on": "2026-04-10", "document": "协〔2026〕1号", "reason": "借他人名义结算",
    }  # fmt: skip
    assert "请选择" in officer.get(f"/staff/propose/?code={DOCTOR}").content.decode()
    assert officer.post("/staff/propose/", sent | {"reason": ""}).status_code == 422
    assert officer.post("/staff/propose/", sent).status_code == 302
    proposal = Proposal.objects.get()
    assert "张医生" in reviewer.get("/").content.decode()
    assert (
        reviewer.post(f"/staff/proposals/{proposal.pk}/", {"do": "approve", "text": "同意"}).status_code
        == 302
    )
    effect = Effect.objects.get()
    assert "暂停、终止资格待决定" in leader.get("/").content.decode()
    wrong = {"do": "decide", "months": "6", "since": "2026-04-10", "text": "依规"}
    assert "1 至 2 个月" in leader.post(f"/staff/effects/{effect.pk}/", wrong).content.decode()
    assert leader.post(f"/staff/effects/{effect.pk}/", wrong | {"months": "2"}).status_code == 302
    assert "人员通知待签收" in clerk.get("/").content.decode()
    notice = Notice.objects.get(kind="suspended", institution__code="H4")
    assert clerk.post(f"/staff/notices/{notice.pk}/", {"do": "confirm"}).status_code == 302
    page = clerk.get(f"/staff/people/{DOCTOR}/").content.decode()
    assert "已暂停" in page and "借他人名义结算" not in page
    assert "2026-06-09" in page
    assert clerk.post(f"/staff/effects/{effect.pk}/object/", {"text": "不服"}).status_code == 302
    objection = Objection.objects.get()
    assert (
        officer.post(f"/staff/objections/{objection.pk}/", {"do": "advise", "text": "x"}).status_code == 302
    )
    for client in (officer, reviewer, leader, clerk):
        for address in (
            "/staff/", "/staff/proposals/", "/staff/effects/", "/staff/objections/", "/staff/notices/", "/staff/owed/",
            "/staff/restrictions/", "/staff/standards/", f"/staff/people/{DOCTOR}/", f"/staff/effects/{effect.pk}/",
            f"/staff/objections/{objection.pk}/", f"/staff/notices/{notice.pk}/" if client is clerk else "/staff/",
        ):  # fmt: skip
            assert client.get(address).status_code == 200, address


def test_nobody_does_by_a_forged_form_what_the_page_does_not_offer(world: World, signed_in: SignedIn) -> None:
    proposal = world.propose()
    for client in (signed_in("officer"), signed_in("officer2"), signed_in("leader"), signed_in("auditor")):
        answer = client.post(f"/staff/proposals/{proposal.pk}/", {"do": "approve", "text": ""})
        assert answer.status_code == 403
    assert (
        signed_in("clerk", "H1").post(f"/staff/proposals/{proposal.pk}/", {"do": "approve"}).status_code
        == 404
    )
    assert not Score.objects.exists()


def test_the_list_filters_and_exports(world: World, signed_in: SignedIn) -> None:
    world.score()
    client = signed_in("officer")
    page = client.get("/staff/?points=1").content.decode()
    assert DOCTOR in page and "李护士" not in page
    assert "李护士" not in client.get("/staff/?institution=H1").content.decode()
    assert "李护士" in client.get("/staff/?institution=H2&status=usual").content.decode()
    assert "张医生" not in client.get("/staff/?points=1&year=2025").content.decode()
    sheet = client.get("/staff/?export=csv")
    assert "H1医院、H4医院" in b"".join(sheet).decode("utf-8-sig")


def test_the_list_costs_as_many_queries_for_many_people_as_for_few(
    world: World, signed_in: SignedIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    from mingjing.office.institutions.models import Staff
    from mingjing.office.staff.services import register

    for number in range(60):
        place = world.province.institutions["H1"]
        Staff.objects.create(institution=place, code=f"D{number:012}", name="某", kind="1", stas="1")
    register.follow()
    client = signed_in("officer")
    client.get("/staff/")
    with django_assert_max_num_queries(12):
        assert client.get("/staff/").status_code == 200


def test_the_search_the_institution_page_and_a_hand_registered_person(
    world: World, signed_in: SignedIn
) -> None:
    world.score()
    client = signed_in("officer")
    assert "张医生" in client.get("/search/?q=张医").content.decode()
    assert "张医生" in client.get("/institutions/H1/").content.decode()
    sent = {
        "code": "A420100000009", "name": "王审核", "kind": "8", "institution": "H1", "since": "2026-01-01", "text": "备案表",
    }  # fmt: skip
    assert client.post("/staff/new/", sent).status_code == 302
    assert Member.objects.get(code="A420100000009").kind == "8"


def test_a_restriction_is_entered_approved_and_lifted_on_its_pages(world: World, signed_in: SignedIn) -> None:
    sent = {
        "kind": "pause", "psn_no": "P1", "name": "赵某", "document": "鄂医保罚〔2026〕1号", "months": "3",
        "since": "2026-04-10", "text": "将医保凭证交由他人冒名使用",
    }  # fmt: skip
    officer = signed_in("officer")
    assert officer.post("/staff/restrictions/new/", sent | {"months": "2"}).status_code == 422
    assert officer.post("/staff/restrictions/new/", sent).status_code == 302
    one = Restriction.objects.get()
    address = f"/staff/restrictions/{one.pk}/"
    assert signed_in("reviewer").post(address, {"do": "approve"}).status_code == 302
    assert (
        signed_in("leader").post(address, {"do": "lift", "on": "2026-04-10", "text": "改正"}).status_code
        == 302
    )
    page = officer.get(address).content.decode()
    assert "解除限制措施" in page and "赵某" not in page
    assert "赵*" in officer.get("/staff/restrictions/").content.decode()


def test_a_province_registers_its_standard_on_the_page(world: World, signed_in: SignedIn) -> None:
    leader = signed_in("leader", "province")
    form = leader.get("/staff/standards/new/").context["form"]
    sent = {name: field.initial for name, field in form.fields.items() if name != "source"}
    sent |= {"source": "鄂医保发〔2026〕1号", "begndate": "2026-01-01", "t1_main": 2, "suspend_9_most": 3}
    assert leader.post("/staff/standards/new/", sent | {"t1_main": 9}).status_code == 422
    assert leader.post("/staff/standards/new/", sent).status_code == 302
    assert world.on(date(2026, 4, 11)).propose("agreement", "main").points == 2
    assert "鄂医保发〔2026〕1号" in signed_in("clerk", "H1").get("/staff/standards/").content.decode()
