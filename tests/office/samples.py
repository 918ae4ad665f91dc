"""One object for every argument of an address, so that the walks over all addresses can fill them in.

WHOEVER ADDS AN ADDRESS WITH AN ARGUMENT adds a line to SAMPLES: the beginning of the route (without `api/v1/`; the
longest that fits counts), the argument's name, and how its value is found in the world. Every sample belongs to
county1, to its hospital H1 and to the third party `third`: people of county3, of H4 and of `other` must not see it.
What is no secret of anybody's (rules, knowledge, the calendar) is marked `open_to_all`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from mingjing.office.accounts.models import Grant, Organisation, User
from mingjing.office.leads.models import Lead, Suspicion
from mingjing.office.liaison.models import Paper
from tests.analysis.screening.test_pictures import WHY
from tests.office import province as making
from tests.office.documents import samples as documents
from tests.office.liaison import handover_world, letters_world
from tests.office.province import Province
from tests.office.staff import samples as staff


@dataclass(frozen=True)
class World:
    """The province, a lead of county1 under way at H1 and at the third party, and somebody for every role."""

    province: Province
    lead: Lead
    made: dict[str, Any]

    def insider(self, role: str) -> User:
        """Return somebody of this role who sees the samples, as far as the role sees any."""
        place = {"clerk": "H1", "third_party": "third", "partner": "partner"}.get(role, "county1")
        return self.province.who(role, place)

    def stranger(self, role: str) -> User:
        """Return somebody of this role who must not see the samples."""
        place = {"clerk": "H4", "third_party": "other", "partner": "strange"}.get(role, "county3")
        return self.province.who(role, place)


def make() -> World:
    """Make the world in the database."""
    province = making.build()
    _another_third_party(province)
    leads = making.publish_some(province)
    making.send(province, [one for one in leads if one.bureau == province.bodies["county1"]])
    lead = Lead.objects.get(pk=leads[0].pk)
    cases = _of_cases(province)
    made = {
        **_work(province, lead),
        **_of_accounts(province),
        **_of_screenings(province),
        **cases,
        **documents.make(province, cases["case"]),
        **letters_world.samples(province, cases["case"]),
        **handover_world.samples(province, lead),
        **_of_reports(province),
        **_of_ledger(province),
        **_of_inspections(province),
        **staff.make(province, cases["case"]),
    }
    return World(province, Lead.objects.get(pk=lead.pk), made)


def body(world: World) -> dict[str, Any]:
    """Return what every call of the API that writes understands: each takes the fields it knows."""
    return {
        "verdict": "true", "kind": "accepted", "amount": "1.00", "reason": "理由", "text": "理由", "days": 5, "purpose": "核对身份",
        "third_party": "B-third", "targets": {"B-county1": [world.lead.number]}, "leads": [world.lead.number],
        "suspicions": [world.made["suspicion"].pk], "receiver": "B-county2", "officer": "officer-county1", "parts": [world.lead.part_id], "lines": [],
        "lake": world.made["lake"].pk, "seen": "2026-01-01T00:00:00Z", "state": "shadow", "data": {"text": "理由"},
        "version": 1, "options": {}, "situation": 13, "acted_on": "2026-03-02", "granted": True,
        "users": ["officer-county1", "officer2-county1"], "lead": "officer-county1", "fund": "310100",
        "months": 3, "since": "2026-03-02", "on": "2026-03-02", "upheld": True,
    }  # fmt: skip


def _another_third_party(province: Province) -> None:
    other = Organisation.objects.create(
        code="B-other", name="另一保险公司", kind="third_party", parent=province.bodies["province"]
    )
    province.bodies["other"] = other
    user = User.objects.create(username="third_party-other", name="另一审核员", organisation=other)
    Grant.objects.create(user=user, role="third_party")
    province.people["third_party@other"] = user


def _work(province: Province, lead: Lead) -> dict[str, Any]:
    """Ask H1 about one suspicion, with a file of its own; consult the third party about the other."""
    from mingjing.office.leads.models import Draft, SavedView, Ticket, Webhook
    from mingjing.office.leads.services import answer, check, evidence
    from mingjing.office.leads.services.commands import Answer

    officer = province.who("officer", "county1")
    first, second = lead.suspicions.order_by("pk")
    check.ask(officer, [first, second])
    second.refresh_from_db()
    said = Answer("appealed", Decimal("1.00"), "病情需要", second.version)
    answer.answer(province.who("clerk", "H1"), second, said)
    second.refresh_from_db()
    check.consult(officer, [second], province.bodies["third"])
    # Both have been at work on the first one, so that its addresses have somebody to be found by.
    Suspicion.objects.filter(pk=first.pk).update(
        consulted=True, rule_code="MDL-13", score=0.7, evidence={"why": WHY}
    )
    first.refresh_from_db()
    upload = SimpleUploadedFile("病历.pdf", b"%PDF-1.4\n1 0 obj\n%%EOF\n", "application/pdf")
    file = evidence.attach(province.who("clerk", "H1"), first, upload)
    ticket = Ticket.objects.create(
        kind="mapping",
        suspicion=first,
        rule_code=first.rule_code,
        organisation=province.bodies["county1"],
        question="编码对不上",
    )
    Draft.objects.create(user=officer, suspicion=first, data={"text": "未写完"})
    view = SavedView.objects.create(user=officer, noun="leads", name="我的", query="state=checking")
    hook = Webhook.objects.create(
        organisation=province.bodies["county1"], url="https://example.org/", secret="x"
    )
    call = hook.deliveries.create(event="answered", payload={})
    return {
        "call": call,
        "suspicion": first,
        "evidence": file,
        "ticket": ticket,
        "view": view,
        "webhook": hook,
        "task": lead.part.task,
    }


def _of_accounts(province: Province) -> dict[str, Any]:
    officer = province.who("officer", "county1")
    token = officer.tokens.create(
        name="取数", prefix="x", digest="x", expires_at=timezone.now() + timedelta(days=1)
    )
    return {"sign_in": officer.sign_ins.create(session_key="x"), "token": token, "user": officer}


def _of_screenings(province: Province) -> dict[str, Any]:
    from mingjing.office.screenings.models import Lake, LocalRule, Screening, Trial
    from mingjing.office.screenings.services import runs

    county, analyst = province.bodies["county1"], province.who("analyst", "county1")
    lake = Lake.objects.create(name="县数据", path="/nowhere", organisation=county)
    screening = Screening.objects.create(
        number="SC-COUNTY-1", title="县筛查", lake=lake, organisation=county, created_by=analyst, state="done"
    )
    report = runs.folder(screening) / "report.html"
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text("<p>筛查报告", encoding="utf-8")
    rule = LocalRule.objects.create(code="LOC-901", organisation=county, text="", author=analyst)
    trial = Trial.objects.create(
        kind=Trial.Kind.values[0],
        rule_code=rule.code,
        rule_version=1,
        lake=lake,
        organisation=county,
        created_by=analyst,
    )
    return {"lake": lake, "screening": screening, "local_rule": rule, "trial": trial}


def _of_cases(province: Province) -> dict[str, Any]:
    """A case of county1 against H1 that has one of each thing."""
    from mingjing.office.cases.commands import ActFacts, Party
    from mingjing.office.cases.services import evidence, people, register, tracks
    from mingjing.office.clocks import services as clocks

    officer, other, today = (
        province.who("officer", "county1"),
        province.who("officer2", "county1"),
        clocks.today(),
    )
    for number, one in enumerate((officer, other)):
        User.objects.filter(pk=one.pk).update(cert_no=f"4201-{number}")
    officer, other = (User.objects.get(pk=one.pk) for one in (officer, other))
    party = Party("institution", "organisation", "", institution=province.institutions["H1"].pk)
    case = register.open_case(officer, party, source="tip", found_on=today, source_text="群众来信")
    people.assign(officer, case, [officer, other], officer)
    facts = ActFacts(
        13, "重复收取护理费", today, loss=Decimal("2000.00"), loss_method="逐项计算", loss_ref="xz-35"
    )
    act = register.add_act(officer, case, facts)
    item = evidence.register(
        officer, case, kind="document", name="收费明细", text="证明重复收费", origin="机构提供", obtained_on=today,
        witness=other, content=b"%PDF-1.4\n%%EOF\n",
    )  # fmt: skip
    hold = evidence.hold(province.who("leader", "county1"), item, "preserve", "证据可能灭失")
    recusal = people.ask_recusal(officer, case, other, "self", "与当事人有利害关系")
    track = tracks.choose(officer, case, "agreement", "情节较轻")
    return {"case": case, "act": act, "item": item, "hold": hold, "recusal": recusal, "track": track}


def _of_ledger(province: Province) -> dict[str, Any]:
    """A receipt of the bank at county1, and the voucher that holds it."""
    from mingjing.office.clocks import services as clocks
    from mingjing.office.ledger.models import BankLine
    from mingjing.office.ledger.services import bank

    officer, today = province.who("officer", "county1"), clocks.today()
    text = f"交易日期,收入金额,对方户名,附言\n{today},10.00,H1医院,退款\n{today},20.00,H1医院,退款\n"
    file = bank.take_in(officer, "流水.csv", text.encode()).file
    first, second = BankLine.objects.order_by("pk")
    return {"bank_file": file, "bank_line": second, "entry": bank.confirm(officer, first, []).entry}


def _of_reports(province: Province) -> dict[str, Any]:
    from datetime import date

    from mingjing.office.reports.services import activities, reports

    officer, day = province.who("officer", "county1"), date(2026, 3, 5)
    made = activities.register(officer, activities.Given("inspection", day, "检查〔2026〕1号", "H1"))
    report = reports.begin(officer, "campaign", date(2026, 1, 1), date(2026, 3, 31), {})
    reports.draw(officer, report)
    return {"report": report, "activity": made}


def _of_inspections(province: Province) -> dict[str, Any]:
    from mingjing.office.inspections.models import Plan, Target

    plan = Plan.objects.create(
        number="JH-TEST-1", title="检查对象计划", organisation=province.bodies["county1"], screening_number="SC-TEST-1",
        visits=1, seed="20260302", candidates=1, created_by=province.who("officer", "county1"),
    )  # fmt: skip
    Target.objects.create(
        plan=plan, institution=province.institutions["H1"], how="lot", stratum="小规模", stake=0, priority=0
    )
    return {"inspection_plan": plan}


@dataclass(frozen=True)
class Sample:
    """The value of an argument; `open_to_all` when it is nobody's secret."""

    value: Callable[[World], Any]
    open_to_all: bool = False


def _made(name: str, field: str = "pk") -> Sample:
    return Sample(lambda world: getattr(world.made[name], field))


SAMPLES: dict[tuple[str, str], Sample] = {
    ("account/sessions/", "pk"): _made("sign_in"),
    ("account/tokens/", "pk"): _made("token"),
    ("accounts/users/", "pk"): _made("user"),
    ("accounts/organisations/", "pk"): Sample(lambda world: world.province.bodies["county1"].pk),
    ("handovers/", "number"): _made("handover", "number"),
    ("desk/handovers/", "number"): _made("handover", "number"),
    ("handovers/", "name"): Sample(lambda world: "receive"),
    ("handover-packages/", "pk"): _made("package"),
    ("handover-files/", "pk"): _made("packed"),
    ("handover-attachments/", "pk"): _made("handover_attachment"),
    ("partners/", "pk"): Sample(lambda world: world.province.bodies["near"].pk),
    ("letters/", "pk"): _made("letter"),
    ("letters/", "name"): Sample(lambda world: "change"),
    ("letters/<int:pk>/replies/", "pk"): _made("letter_incoming"),
    ("letters/<int:pk>/replies/", "reply"): _made("letter_reply"),
    ("letters/<pk>/replies/", "pk"): _made("letter_incoming"),
    ("letters/<pk>/replies/", "reply"): _made("letter_reply"),
    ("letters/dispatch/", "pk"): _made("letter_paper"),
    ("listings/", "pk"): _made("listing"),
    ("listings/", "name"): Sample(lambda world: "report"),
    ("joint-cases/", "pk"): _made("joint"),
    ("joint-cases/", "name"): Sample(lambda world: "share"),
    ("meetings/", "pk"): _made("meeting"),
    ("meetings/", "name"): Sample(lambda world: "report"),
    ("liaison-files/", "pk"): Sample(
        lambda world: Paper.objects.get(object_id=world.made["letter"].pk, noun="letter").pk
    ),
    ("calendar/", "year"): Sample(lambda world: 2026, open_to_all=True),
    ("coverage/", "table"): Sample(lambda world: "national_rule", open_to_all=True),
    ("work/", "kind"): Sample(lambda world: "check", open_to_all=True),
    ("views/", "pk"): _made("view"),
    ("calendar/", "day"): Sample(lambda world: "2026-05-04", open_to_all=True),
    ("institutions/", "code"): Sample(lambda world: "H1"),
    ("lakes/", "pk"): _made("lake"),
    ("screenings/lakes/", "pk"): _made("lake"),
    ("screenings/", "number"): _made("screening", "number"),
    ("screenings/", "name"): Sample(lambda world: "report.html"),
    ("rules/", "code"): Sample(lambda world: "BIL-001", open_to_all=True),
    ("rules/models/", "code"): Sample(lambda world: "MDL-13", open_to_all=True),
    ("models/", "code"): Sample(lambda world: "MDL-13", open_to_all=True),
    ("knowledge/", "name"): Sample(lambda world: "national_rule", open_to_all=True),
    ("local-rules/", "code"): _made("local_rule", "code"),
    ("local-rules/", "version"): _made("local_rule", "version"),
    ("trials/", "pk"): _made("trial"),
    ("local-rules/trials/", "pk"): _made("trial"),
    ("rules/trials/", "pk"): _made("trial"),
    ("leads/", "number"): Sample(lambda world: world.lead.number),
    ("leads/views/", "pk"): _made("view"),
    ("suspicions/", "pk"): _made("suspicion"),
    ("lines/", "pk"): Sample(lambda world: world.made["suspicion"].lines.all()[0].pk),
    ("evidence/", "pk"): _made("evidence"),
    ("files/", "pk"): _made("evidence"),
    ("persons/", "psn_no"): Sample(lambda world: world.lead.person.psn_no),
    ("tasks/", "number"): _made("task", "number"),
    ("parts/", "pk"): Sample(lambda world: world.lead.part_id),
    ("tickets/", "pk"): _made("ticket"),
    ("webhooks/", "pk"): _made("webhook"),
    ("webhooks/", "delivery"): _made("call"),
    ("cases/", "number"): _made("case", "number"),
    ("cases/views/", "pk"): _made("view"),
    ("cases/<str:number>/acts/", "pk"): _made("act"),
    ("cases/<number>/acts/", "pk"): _made("act"),
    ("cases/<number>/evidence/", "pk"): _made("item"),
    ("cases/<number>/recusals/", "pk"): _made("recusal"),
    ("cases/<str:number>/evidence/", "pk"): _made("item"),
    ("cases/<str:number>/evidence/", "name"): Sample(lambda world: "verify"),
    ("cases/<str:number>/recusals/", "pk"): _made("recusal"),
    ("cases/standards/", "name"): Sample(lambda world: "crime", open_to_all=True),
    ("cases/", "name"): Sample(lambda world: "propose-filing"),
    ("documents/", "pk"): _made("document"),
    ("deliveries/", "pk"): _made("delivery"),
    ("documents/templates/", "key"): Sample(lambda world: "penalty_decision", open_to_all=True),
    ("document-templates/", "key"): Sample(lambda world: "penalty_decision", open_to_all=True),
    ("ledger/entries/", "pk"): _made("entry"),
    ("ledger/institutions/", "code"): Sample(lambda world: "H1"),
    ("ledger/bank/files/", "pk"): _made("bank_file"),
    ("ledger/bank/lines/", "pk"): _made("bank_line"),
    ("ledger/deductions/", "pk"): _made("suspicion"),
    ("staff/", "code"): _made("member", "code"),
    ("staff/people/", "code"): _made("member", "code"),
    ("staff/owed/", "pk"): _made("named"),
    ("staff/proposals/", "pk"): _made("staff_proposal"),
    ("staff/scores/", "pk"): _made("score"),
    ("staff/effects/", "pk"): _made("effect"),
    ("staff/objections/", "pk"): _made("objection"),
    ("staff/notices/", "pk"): _made("notice"),
    ("staff/restrictions/", "pk"): _made("restriction"),
    ("staff-owed/", "pk"): _made("named"),
    ("staff-proposals/", "pk"): _made("staff_proposal"),
    ("staff-scores/", "pk"): _made("score"),
    ("staff-effects/", "pk"): _made("effect"),
    ("staff-objections/", "pk"): _made("objection"),
    ("staff-notices/", "pk"): _made("notice"),
    ("restrictions/", "pk"): _made("restriction"),
    ("inspection-plans/", "number"): _made("inspection_plan", "number"),
    ("reports/", "pk"): _made("report"),
    ("reports/", "number"): Sample(lambda world: 1),
    ("reports/", "row"): Sample(lambda world: 1),
    ("reports/", "column"): Sample(lambda world: 1),
    ("reports/activities/", "pk"): _made("activity"),
    ("activities/", "pk"): _made("activity"),
}


def sample(route: str, argument: str) -> Sample | None:
    """Return the sample of an argument, None when there is no line for it yet."""
    plain = route.removeprefix("api/v1/")
    fitting = [key for key in SAMPLES if key[1] == argument and plain.startswith(key[0])]
    return SAMPLES[max(fitting, key=lambda key: len(key[0]))] if fitting else None
