"""A city whose two counties did something in March 2026: every column of the table has a source."""

from datetime import date
from decimal import Decimal

from mingjing.office.accounts.models import User
from mingjing.office.cases.models import Act, Case, Measure, PartnerResult, Step, Track
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Lead, Opinion, Suspicion
from mingjing.office.ledger.core.posting import Move, Tags
from mingjing.office.ledger.services.post import Voucher, post
from mingjing.office.reports.services import activities
from mingjing.office.reports.services.activities import Given
from tests.office.province import Province

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
DAY = date(2026, 3, 5)
FUND = "310100"


def institution(province: Province, code: str, place: str, **more: str) -> Institution:
    """Add an institution to the register."""
    fields = {"kind": "1", "hosp_lv": "5", "level_group": "2", "ownership": "1"} | more
    body = province.bodies[place]
    return Institution.objects.create(
        code=code, name=f"{code}机构", admdvs=body.admdvs, bureau=body, **fields
    )


def book(actor: User, key: str, steps: str, kind: str, amount: str, tags: Tags, on: date = DAY) -> None:
    """Book some movements in one entry."""
    moves = [Move(step, kind, Decimal(amount), tags) for step in steps.split()]
    post(actor, Voucher(key, on, moves, "说明"))


def case(province: Province, number: str, code: str | None, place: str = "county1", **more: object) -> Case:
    """Put a case on file as the case services leave it: only its dates matter to reports."""
    officer = province.who("officer", place)
    fields: dict[str, object] = {
        "title": f"{number}违规案", "source": "lead", "subject": "institution", "party": "organisation",
        "party_name": "某某", "found_on": DAY, "filed_on": DAY, "created_by": officer,
    } | more  # fmt: skip
    one = Institution.objects.get(code=code) if code else None
    return Case.objects.create(
        number=number, organisation=province.bodies[place], admdvs=province.bodies[place].admdvs, institution=one, **fields
    )  # fmt: skip


def measure(made: Case, kind: str, track: str = "agreement", actor: User | None = None) -> Measure:
    """Put a measure on file."""
    way, _ = Track.objects.get_or_create(
        case=made, kind=track, defaults={"reason": "轻微", "created_by": made.created_by, "state": "decided"}
    )
    return Measure.objects.create(track=way, kind=kind, since=DAY, actor=actor or made.created_by)


def city(province: Province) -> None:
    """Fill county1 (a public hospital, a private one, two pharmacies) and county2 of city1."""
    institution(province, "M1", "county1", ownership="2", level_group="3", hosp_lv="2")
    institution(province, "P1", "county1", kind="2", ownership="", level_group="", hosp_lv="", chain="1")
    institution(province, "P2", "county2", kind="2", ownership="", level_group="", hosp_lv="", chain="2")
    officer = province.who("officer", "county1")
    keys = {one.code: one.pk for one in Institution.objects.all()}
    fraud = case(
        province, "AJ-1", "H1", decided_on=DAY, outcome="penalty", published_on=DAY, closed_on=DAY,
        refund_amt="100000.00", fine_amt="300000.00",
    )  # fmt: skip
    Act.objects.create(case=fraud, situation=1, text="虚构", acted_on=DAY, ended_on=DAY)
    measure(fraud, "fine", "penalty")
    measure(fraud, "suspend", "agreement")
    sent = Track.objects.create(
        case=fraud, kind="transfer", reason="涉嫌犯罪", created_by=officer, state="returned"
    )
    Step.objects.create(case=fraud, track=sent, name="send", on=DAY)
    PartnerResult.objects.create(case=fraud, department="卫生健康委", result="警告", on=DAY, actor=officer)
    light = case(province, "AJ-2", "P1", closed_on=DAY)
    for kind in ("talk", "correct", "refuse"):
        measure(light, kind)
    case(province, "AJ-3", None, subject="person", party="person", party_name="张某")
    h1, person = Tags(keys["H1"], case="旧案1号", fund=FUND), Tags(party="张某", case="旧案3号")
    book(officer, "a", "declare decide serve receive", "principal", "100000", h1)
    book(officer, "b", "impose serve receive", "fine", "300000", Tags(keys["H1"], case="旧案1号"))
    book(officer, "c", "impose serve receive", "surcharge", "9000", Tags(keys["H1"], case="旧案1号"))
    book(officer, "d", "declare refuse", "principal", "520", Tags(keys["P1"], case="旧案2号", fund=FUND))
    book(officer, "e", "impose serve receive", "fine", "700", person)
    book(officer, "f", "declare decide serve receive", "patient", "83900", Tags(keys["H1"], case="旧案1号"))
    register(officer, "inspection", institution="M1")
    register(
        officer, "self_check", institution="M1", number=2, amount=Decimal("229700"), patients=Decimal("83900")
    )
    register(officer, "reward", institution="H1", case="AJ-1", number=1, people=2, amount=Decimal("500.50"))
    register(officer, "exposure", institution="P1", number=1)
    register(officer, "joint_sanction", institution="P1")
    register(officer, "training", number=20, people=1000)
    other = province.who("officer", "county2")
    register(other, "inspection", institution="P2")
    register(other, "letter", number=3)


def register(actor: User, kind: str, **more: object) -> None:
    """Put an activity on file."""
    activities.register(actor, Given(kind, DAY, "佐证〔2026〕1号", **more))  # type: ignore[arg-type]


def settle(lead: Lead, verdict: str, on: date = DAY) -> None:
    """Let the suspicions of a lead be finally decided, one of them after a third party was asked."""
    for one in lead.suspicions.all():
        Suspicion.objects.filter(pk=one.pk).update(state="final", verdict=verdict, consulted=True)
        made = Opinion.objects.create(suspicion=one, step="final", verdict=verdict)
        Opinion.objects.filter(pk=made.pk).update(at=f"{on}T12:00:00+08:00")
