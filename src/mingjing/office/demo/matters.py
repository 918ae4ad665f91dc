"""The demonstration's work with other departments: letters in every state, a listed case, a joint case, a meeting."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases.models import Case, Stage
from mingjing.office.clocks import services as clocks
from mingjing.office.liaison.models import Department, Joint, Letter, Listing, Meeting, Partner
from mingjing.office.liaison.services import joints, letters, listings, meetings, replies

_BODIES = (("XT001", Department.POLICE), ("XT002", Department.HEALTH))
_OVER = (Stage.DECLINED, Stage.CLOSED, Stage.ARCHIVED, Stage.TERMINATED)


@dataclass(frozen=True, slots=True)
class Hands:
    """Who writes and signs in the county, who answers in two departments, who leads the bureau above."""

    officer: User
    leader: User
    health: User
    police: User
    above: User


@transaction.atomic
def tell() -> None:
    """Play once; a province that has letters, or no cases, is left as it is."""
    if Letter.objects.exists():
        return
    names = ("yunhu.jingban", "yunhu.lingdao", "weijian.lianluo", "gongan.lianluo", "lanzhou.lingdao")
    people = User.objects.select_related("organisation").in_bulk(names, field_name="username")
    cases = Case.objects.filter(organisation__code="BJ421221").exclude(stage__in=_OVER).order_by("pk")
    if len(people) < len(names) or not cases:
        return
    for code, department in _BODIES:
        body = Organisation.objects.get(code=code)
        Partner.objects.get_or_create(
            organisation=body,
            defaults={"department": department, "contact": "联络员", "updated_by": people["yunhu.lingdao"]},
        )
    play(Hands(*(people[one] for one in names)), cases[0])


def play(hands: Hands, case: Case) -> None:
    """Play the months of it about one case."""
    _settled(hands, case)
    _under_way(hands, case)
    _fresh(hands, case)


def _settled(hands: Hands, case: Case) -> None:
    """A letter answered and closed, a meeting whose resolution was reported."""
    today = clocks.today()
    with clocks.play(today - timedelta(days=40)):
        done = _sent(
            hands,
            "关于规范住院管理的建议",
            "部分定点医院低标准入院、挂床住院问题多发",
            "加强住院指征和病案质量管理",
            case,
        )
        replies.receive(hands.health, done)
        meeting = _met(hands)
    with clocks.play(today - timedelta(days=25)):
        text = "已对辖区医院开展住院指征专项督查，约谈医院 3 家。"
        replies.reply(hands.health, done, text, "印发通知，建立月度抽查制度。", "卫函〔2026〕18号")
        meetings.report(hands.health, meeting, meeting.resolutions.get().pk, "已联合检查医院 6 家")
    with clocks.play(today - timedelta(days=20)):
        replies.accept(hands.officer, done, "措施具体，建议已落实")


def _under_way(hands: Hands, case: Case) -> None:
    """A listed case with a report of progress, a letter to be answered, a joint case."""
    today = clocks.today()
    with clocks.play(today - timedelta(days=20)):
        listing = _listed(hands, case)
    with clocks.play(today - timedelta(days=12)):
        listings.sign(hands.officer, listing)
        listings.report(hands.officer, listing, "已调取结算明细和病历，正在核算基金损失。")
        waiting = _sent(
            hands,
            "关于核查医师执业情况的建议",
            "本案涉及医师超执业范围开具处方",
            "依法核查有关医师执业行为",
            case,
        )
        replies.receive(hands.health, waiting)
        _joint(hands, case)


def _fresh(hands: Hands, case: Case) -> None:
    """A letter to be signed for, one to be signed, one that came on paper."""
    today = clocks.today()
    _sent(
        hands,
        "关于通报职业骗保线索的建议",
        "发现多人结伴住院、集中报销的情况",
        "对有关人员开展研判",
        case,
        hands.police,
    )
    given = _given(
        hands.health, "关于定点药店联合检查的联系函", "拟于下月开展药店联合检查", "派员参加", case, "contact"
    )
    letters.submit(hands.officer, letters.draft(hands.officer, given))
    paper = letters.Given(
        "procuratorial", "检察建议书", "对定点药店处方审核的监管存在漏洞", "完善日常监管和信息共享机制",
        other_name="云湖县人民检察院",
    )  # fmt: skip
    had = letters.Paperwork("云检建〔2026〕3号", today - timedelta(days=6), today - timedelta(days=4))
    letters.enter(hands.officer, paper, had)


def _given(
    to: User, title: str, problem: str, request: str, case: Case, kind: str = "advice"
) -> letters.Given:
    return letters.Given(kind, title, problem, request, to.organisation_id, case=case)


def _sent(hands: Hands, title: str, problem: str, request: str, case: Case, to: User | None = None) -> Letter:
    letter = letters.draft(hands.officer, _given(to or hands.health, title, problem, request, case))
    letters.submit(hands.officer, letter)
    done: Letter = letters.issue(hands.leader, letter)
    return done


def _met(hands: Hands) -> Meeting:
    bodies = [hands.health.organisation_id, hands.police.organisation_id]
    call = meetings.Call(
        "regular",
        "医保基金监管联席会议第一次会议",
        clocks.today(),
        "通报基金监管情况\n研究联合检查安排",
        "县政府三楼会议室",
        "分管副县长",
        bodies,
        ["县人民检察院"],
    )
    meeting = meetings.call(hands.officer, call)
    rows = {one.pk: "分管负责人" for one in meeting.attendees.exclude(organisation=None)}
    meetings.hold(
        hands.officer,
        meeting,
        "会议通报了今年以来医保基金监管情况，研究了下一步工作。",
        rows,
        "云医保联〔2026〕1号",
    )
    due = clocks.today() + timedelta(days=60)
    meetings.resolve(hands.officer, meeting, "联合开展住院管理专项检查", due, hands.health.organisation_id)
    return meeting


def _listed(hands: Hands, case: Case) -> Listing:
    order = listings.Order(
        case.title[:200], "涉案金额较大，社会关注度高", "依法从快查处，追回全部基金损失，每十个工作日报告进展",
        clocks.today() + timedelta(days=60), "city", case=case.number, departments=(), report_days=10,
    )  # fmt: skip
    return listings.list_matter(hands.above, order)


def _joint(hands: Hands, case: Case) -> Joint:
    joint = joints.propose(
        hands.officer, case, "parallel", "案件同时涉及医师执业管理", "某定点医院涉嫌重复收费、超执业范围开具处方，基金损失正在核算。",
        [hands.health.organisation_id],
    )  # fmt: skip
    joints.approve(hands.leader, joint)
    joints.join(hands.health, joint, "卫健联络员 0000-1111111")
    joints.assign(
        hands.officer,
        joint,
        "核查涉案医师执业资格和执业范围",
        hands.health.organisation_id,
        clocks.today() + timedelta(days=15),
    )
    return joint
