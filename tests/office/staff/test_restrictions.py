"""Measures against persons: from a served decision by themselves, by hand with two people, and bans met again."""

from datetime import date
from decimal import Decimal

import pytest

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.cases import hooks
from mingjing.office.cases.models import Case, Measure, Track
from mingjing.office.leads.models import Person
from mingjing.office.staff.elsewhere import of_case, of_institution
from mingjing.office.staff.models import Restriction
from mingjing.office.staff.services import blocklist, owed, restrictions
from mingjing.office.staff.services.commands import Limit
from tests.office.staff.conftest import World

pytestmark = pytest.mark.django_db
DAY = date(2026, 4, 10)
PAUSE = Limit("pause", "赵某", "出借凭证", DAY, 3, psn_no="P1", document="罚〔2026〕1号")


def _case(world: World, subject: str, kind: str, until: date) -> Case:
    """A decided case of county1 with one measure that began today."""
    person = Person.objects.create(psn_no="P9", psn_name="钱某", certno="420101198001011234")
    officer, place = world.who("officer"), world.province.institutions["H1"]
    case = Case.objects.create(
        number=f"AJ-{kind}", organisation=officer.organisation, admdvs="420101", title="案件", source="tip",
        subject=subject, party="person" if subject == "person" else "organisation", party_name="钱某",
        person=person if subject == "person" else None, institution=place if subject != "person" else None,
        found_on=DAY, decided_on=DAY, created_by=officer, loss_amt=Decimal(1),
    )  # fmt: skip
    track = Track.objects.create(case=case, kind="penalty", reason="x", created_by=officer)
    Measure.objects.create(track=track, kind=kind, since=DAY, until=until, actor=world.who("leader"))
    return case


def test_a_served_decision_pauses_the_insured_person_by_itself_once(world: World) -> None:
    case = _case(world, "person", "suspend_settlement", date(2026, 10, 10))
    hooks.served(world.who("officer"), case)
    hooks.served(world.who("officer"), case)
    one = Restriction.objects.get()
    assert (one.psn_no, one.months, one.since, one.until, one.state) == (
        "P9",
        6,
        DAY,
        date(2026, 10, 9),
        "active",
    )
    assert blocklist.pauses() == [
        {
            "psn_no": "P9",
            "basis": case.number,
            "begndate": DAY,
            "enddate": date(2026, 10, 9),
            "source": "甲一县医疗保障局决定",
        }
    ]
    assert not owed.unnamed_bans(world.who("officer")).exists()


def test_a_ban_waits_until_its_person_is_named_and_then_holds_five_years(world: World) -> None:
    case = _case(world, "institution", "ban", date(2031, 4, 10))
    hooks.served(world.who("officer"), case)
    measure = owed.unnamed_bans(world.who("officer")).get()
    assert not owed.unnamed_bans(world.who("officer", "county3")).exists()
    given = Limit(
        "ban", "孙院长", "重大损失", certno="420101197001011234", role="法定代表人", measure=measure.pk
    )
    one = restrictions.propose(world.who("officer"), given)
    assert (one.since, one.until, one.case) == (DAY, date(2031, 4, 9), case)
    with pytest.raises(ConflictError):
        restrictions.propose(world.who("officer"), given)
    restrictions.approve(world.who("reviewer"), one)
    assert not owed.unnamed_bans(world.who("officer")).exists()


def test_somebody_banned_who_is_there_again_is_pointed_out_everywhere(world: World) -> None:
    given = Limit("ban", "孙院长", "重大损失", DAY, certno="42", role="法定代表人", document="罚〔2026〕2号")
    one = restrictions.propose(world.who("officer"), given)
    place = world.province.institutions["H4"]
    place.legrep_name = "孙院长"
    place.save()
    leader = world.who("leader", "county3")
    assert not owed.in_office(leader).exists(), "not before it is approved"
    restrictions.approve(world.who("reviewer"), one)
    assert list(owed.in_office(leader)) == [place]
    assert of_institution(leader, place)["bans"] == [owed.Met(one, sure=False)]  # type: ignore[index]
    case = _case(world, "institution", "fine", DAY)
    Case.objects.filter(pk=case.pk).update(party_name="孙院长")
    assert of_case(world.who("officer"), Case.objects.get(pk=case.pk))["bans"] == [owed.Met(one, sure=False)]
    world.on(date(2031, 4, 10))
    assert not owed.in_office(leader).exists()


OUTSIDE = (
    Limit("pause", "赵某", "出借", DAY, 2, psn_no="P1", document="x"),
    Limit("pause", "赵某", "出借", DAY, 13, psn_no="P1", document="x"),
    Limit("pause", "赵某", "出借", DAY, 3, psn_no="", document="x"),
    Limit("pause", "赵某", "出借", DAY, 3, psn_no="P1"),
    Limit("pause", "赵某", " ", DAY, 3, psn_no="P1", document="x"),
    Limit("pause", "赵某", "出借", None, 3, psn_no="P1", document="x"),
    Limit("ban", "孙", "损失", DAY, certno="", role="院长", document="x"),
    Limit("ban", "孙", "损失", DAY, certno="42", role="", document="x"),
    Limit("ban", "孙", "损失", DAY, certno="42", role="院长", document="x", interim=True),
    Limit("jail", "孙", "损失", DAY, document="x"),
)


def test_a_measure_outside_the_law_is_refused(world: World) -> None:
    for given in OUTSIDE:
        with pytest.raises(InvalidError):
            restrictions.propose(world.who("officer"), given)


def test_two_people_enter_a_measure_and_a_head_lifts_it(world: World) -> None:
    one = restrictions.propose(world.who("officer"), PAUSE)
    assert blocklist.pauses() == []
    for role in ("officer", "leader", "analyst"):
        with pytest.raises(ForbiddenError):
            restrictions.approve(world.who(role), one)
    with pytest.raises(ForbiddenError):
        restrictions.approve(world.who("reviewer", "city1"), one)
    one = restrictions.approve(world.who("reviewer"), one)
    world.on(date(2026, 5, 1))
    with pytest.raises(ForbiddenError):
        restrictions.lift(world.who("officer"), one, date(2026, 5, 1), "改正")
    restrictions.lift(world.who("leader"), one, date(2026, 5, 1), "已改正并退回")
    assert blocklist.pauses()[0]["enddate"] == date(2026, 4, 30)
    with pytest.raises(ConflictError):
        restrictions.lift(world.who("leader"), one, date(2026, 5, 1), "再次")


def test_a_pause_during_an_inquiry_lasts_until_it_is_lifted(world: World) -> None:
    given = Limit("pause", "赵某", "拒不配合调查", DAY, psn_no="P1", document="通知〔2026〕1号", interim=True)
    restrictions.approve(world.who("reviewer"), restrictions.propose(world.who("officer"), given))
    assert blocklist.pauses()[0]["enddate"] is None


def test_the_certificate_number_decides_who_is_banned_where_it_is_known(world: World) -> None:
    given = Limit(
        "ban", "孙某", "重大损失", DAY, certno="42010119700101123x", role="负责人", document="罚〔2026〕2号"
    )
    one = restrictions.propose(world.who("officer"), given)
    restrictions.approve(world.who("reviewer"), one)
    case = _case(world, "person", "fine", DAY)

    def met(name: str, code: str) -> list[bool]:
        Case.objects.filter(pk=case.pk).update(party_name=name, party_code=code)
        return [one.sure for one in of_case(world.who("officer"), Case.objects.get(pk=case.pk))["bans"]]

    assert met("孙某", " 42010119700101123X") == [True]
    assert met("孙改名", "42010119700101123X") == [True], "another name, the same person"
    assert met("孙某", "420101198001019999") == [], "the same name, another person"
    Person.objects.filter(pk=case.person_id).update(certno="")
    assert met("孙某", "") == [False], "nothing but the name: a question"
