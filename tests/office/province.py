"""A small province for tests: one province, two cities, three counties, four institutions, a third party."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.contrib.auth.hashers import make_password

from mingjing.office.accounts.models import Grant, Organisation, Role, User
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Lead, Line, Part, Person, Suspicion, Task
from mingjing.office.leads.services import dispatch as dispatching
from mingjing.office.leads.services import totals
from mingjing.office.screenings.models import Lake, Screening

PASSWORD = "Ceshi-mima-2026"  # noqa: S105 - of people who exist in tests only
# county1 and county2 belong to city1, county3 to city2; the place of each institution.
INSTITUTIONS = {"H1": "county1", "H2": "county1", "H3": "county2", "H4": "county3"}
BUREAU_ROLES = (Role.ANALYST, Role.OFFICER, Role.REVIEWER, Role.LEADER, Role.AUDITOR, Role.ADMINISTRATOR)


@dataclass
class Province:
    """Bodies by place (province, city1 …, H1 …, third, partner), people by `role@place`."""

    bodies: dict[str, Organisation]
    people: dict[str, User]
    institutions: dict[str, Institution]
    screening: Screening

    def who(self, role: str, place: str = "county1") -> User:
        """Return a person afresh, say `who("officer")` of county1."""
        return User.objects.get(pk=self.people[f"{role}@{place}"].pk)


def build() -> Province:
    """Make the province in the database."""
    bodies: dict[str, Organisation] = {}
    kinds, levels = Organisation.Kind, Organisation.Level

    def body(
        place: str, name: str, parent: str = "", kind: str = kinds.BUREAU, level: str = "", admdvs: str = ""
    ) -> None:
        bodies[place] = Organisation.objects.create(
            code=f"B-{place}", name=name, kind=kind, level=level, admdvs=admdvs, parent=bodies.get(parent)
        )

    body("province", "测试省医疗保障局", level=levels.PROVINCE, admdvs="420000")
    body("city1", "甲市医疗保障局", "province", level=levels.CITY, admdvs="420100")
    body("city2", "乙市医疗保障局", "province", level=levels.CITY, admdvs="420200")
    body("county1", "甲一县医疗保障局", "city1", level=levels.COUNTY, admdvs="420101")
    body("county2", "甲二县医疗保障局", "city1", level=levels.COUNTY, admdvs="420102")
    body("county3", "乙一县医疗保障局", "city2", level=levels.COUNTY, admdvs="420201")
    body("third", "商业保险公司", "province", kinds.THIRD_PARTY)
    body("partner", "市公安局", "city1", kinds.PARTNER)
    institutions = {}
    for code, place in INSTITUTIONS.items():
        body(code, f"{code}医院", place, kinds.INSTITUTION)
        institutions[code] = Institution.objects.create(
            code=code, name=f"{code}医院", kind="1", hosp_lv="5", level_group="2", ownership="1",
            admdvs=bodies[place].admdvs, bureau=bodies[place], account=bodies[code],
        )  # fmt: skip
    people = _people(bodies)
    lake = Lake.objects.create(name="测试数据", path="/nowhere", organisation=bodies["province"])
    screening = Screening.objects.create(
        number="SC-TEST-1", title="测试筛查", lake=lake, organisation=bodies["province"],
        state=Screening.State.PUBLISHED, created_by=people["analyst@province"],
    )  # fmt: skip
    return Province(bodies, people, institutions, screening)


def _people(bodies: dict[str, Organisation]) -> dict[str, User]:
    wanted = [
        (role, place, body)
        for place, body in bodies.items()
        for role in {
            Organisation.Kind.BUREAU: BUREAU_ROLES,
            Organisation.Kind.INSTITUTION: (Role.CLERK,),
            Organisation.Kind.THIRD_PARTY: (Role.THIRD_PARTY,),
            Organisation.Kind.PARTNER: (Role.PARTNER,),
        }[Organisation.Kind(body.kind)]
    ]
    # A second officer and reviewer everywhere: two-person rules need other people.
    wanted += [
        (role, place, body)
        for role in (Role.OFFICER, Role.REVIEWER)
        for place, body in bodies.items()
        if body.is_bureau
    ]
    password = make_password(PASSWORD)
    people: dict[str, User] = {}
    grants = []
    for role, place, body in wanted:
        key = f"{role.value}@{place}"
        if key in people:
            key = f"{role.value}2@{place}"
        people[key] = User(
            username=key.replace("@", "-"),
            name=f"{body.name}{role.label}",
            organisation=body,
            password=password,
        )
        grants.append(Grant(user=people[key], role=role))
    User.objects.bulk_create(people.values())
    Grant.objects.bulk_create(grants)
    return people


def publish_some(
    province: Province,
    leads: int = 4,
    suspicions: int = 2,
    lines: int = 3,
    institution: str = "",
    prefix: str = "D",
) -> list[Lead]:
    """Make published leads, dealt to the institutions in turn (or all to one), each with suspicions and lines.

    Every line of a lead's second suspicion is also a line of its first: overlap is the rule here.
    """
    made = []
    for number in range(leads):
        code = institution or list(INSTITUTIONS)[number % len(INSTITUTIONS)]
        made.append(_lead(province, f"{prefix}{number:03}", province.institutions[code], suspicions, lines))
    totals.refresh([lead.pk for lead in made])
    return [Lead.objects.get(pk=lead.pk) for lead in made]


def _lead(province: Province, key: str, institution: Institution, suspicions: int, lines: int) -> Lead:
    person, _ = Person.objects.get_or_create(
        psn_no=f"P{key}", defaults={"psn_name": "张三丰", "certno": "420101198001011234", "gend": "1"}
    )
    lead = Lead.objects.create(
        number=f"{province.screening.number}-{key}", doc_id=f"M{key}", kind=Lead.Kind.ENCOUNTER,
        screening=province.screening, institution=institution, person=person, bureau=institution.bureau,
        held_by=province.screening.organisation, mdtrt_id=f"M{key}", med_type="21", insutype="310",
        began_on=date(2026, 3, 1), ended_on=date(2026, 3, 9), settled_on=date(2026, 3, 9),
        diag_code="I10.x00", diag_name="高血压", dept="A03", dr_code="D001", sev_deg=2,
        behaviour="over_treatment", occurred_on=date(2026, 3, 2),
        medfee_sumamt=Decimal("5000.00"), fund_pay_sumamt=Decimal("3500.00"),
    )  # fmt: skip
    for number in range(suspicions):
        _suspicion(lead, key, number, lines)
    return lead


def _suspicion(lead: Lead, key: str, number: int, lines: int) -> None:
    hits = [Decimal("10.01") * (one + 1 + number) for one in range(lines)]
    total = sum(hits, Decimal(0))
    one = Suspicion.objects.create(
        lead=lead, finding_id=f"F-{key}-{number}", group=f"G-{lead.institution.code}",
        rule_code=f"TST-{number + 1:03}", rule_version="1", rule_title=f"测试规则{number + 1}",
        behaviour="over_treatment", sev_deg=2, subject_type="fee", message="超出限定频次",
        clause="《医疗保障基金使用监督管理条例》第三十八条第（一）项", verify="核对医嘱", defence="病情需要",
        occurred_on=date(2026, 3, 2), amount_basis="lines" if lines else "estimate",
        checkout_cnt=Decimal(lines), checkout_amt=total or Decimal("100.00"),
        counted_amt=(total or Decimal("100.00")) if not number else Decimal(0),
        fund_amt=total / 2, expected_amt=total / 5,
    )  # fmt: skip
    Line.objects.bulk_create(
        Line(
            suspicion=one, bkkp_sn=f"{key}-L{index}", fee_on=date(2026, 3, 2) + timedelta(days=index),
            med_list_codg=f"00{index}", name=f"项目{index}", cnt=Decimal(2), pric=hit / 2, sumamt=hit,
            hit_amt=hit, hit_fund=hit / 2,
        )
        for index, hit in enumerate(hits)
    )  # fmt: skip


def send(province: Province, leads: list[Lead], route: str = Task.Route.THREE_LEVEL, **more: object) -> Task:
    """Let the province send these leads straight to their counties and let the counties sign for them."""
    actor = province.who("officer", "province")
    targets = dispatching.auto_targets(actor, leads, "county")
    task = dispatching.dispatch(actor, title="测试核查任务", route=route, targets=targets, **more)  # type: ignore[arg-type]
    for part in task.parts.select_related("receiver"):
        dispatching.sign(officer_of(province, part), part)
    return Task.objects.get(pk=task.pk)


def officer_of(province: Province, part: Part) -> User:
    """Return the first officer of the bureau that received a part."""
    place = next(place for place, body in province.bodies.items() if body.pk == part.receiver_id)
    return province.who("officer", place)
