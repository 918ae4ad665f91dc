"""What the tests of letters, listings, joint cases and meetings begin with: letterheads, departments, people."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from mingjing.office.accounts.models import Grant, Organisation, User
from mingjing.office.cases.models import Case
from mingjing.office.clocks import services as clocks
from mingjing.office.documents.models import Letterhead
from mingjing.office.documents.services import drafting, issuing, letterheads
from mingjing.office.liaison.models import Joint, Letter, Listing, Meeting, Partner
from mingjing.office.liaison.services import joints, letters, listings, meetings, replies
from tests.office.documents.rich import HEAD
from tests.office.province import Province

PDF = b"%PDF-1.4\n1 0 obj\n%%EOF\n"


def upload(name: str = "附件.pdf") -> SimpleUploadedFile:
    """Return a small file."""
    return SimpleUploadedFile(name, PDF, "application/pdf")


def letterhead(province: Province, place: str) -> None:
    """Let a bureau have what its papers say of itself."""
    body = province.bodies[place]
    if not Letterhead.objects.filter(organisation=body).exists():
        letterheads.save(province.who("leader", place), HEAD | {"word": f"{place}医保"})


def department(
    province: Province, place: str, kind: str, parent: str = "county1", staffed: bool = True
) -> Organisation:
    """Return a partner department, with somebody who works there, or nobody."""
    if place not in province.bodies:
        province.bodies[place] = Organisation.objects.create(
            code=f"B-{place}", name=f"{place}部门", kind="partner", parent=province.bodies[parent]
        )
    body = province.bodies[place]
    Partner.objects.get_or_create(
        organisation=body, defaults={"department": kind, "updated_by": province.who("leader", "city1")}
    )
    if staffed and not body.users.exists():
        user = User.objects.create(username=f"partner-{place}", name=f"{place}联络员", organisation=body)
        Grant.objects.create(user=user, role="partner")
        province.people[f"partner@{place}"] = user
    return body


def given(province: Province, kind: str = "advice", other: str = "partner", **more: Any) -> letters.Given:
    """Return a letter to a body."""
    return letters.Given(
        kind,
        "关于加强医保基金监管的函",
        "部分门诊部未核验就诊凭证",
        "督促整改",
        province.bodies[other].pk,
        **more,
    )


def sent(
    province: Province, kind: str = "advice", other: str = "partner", place: str = "county1", **more: Any
) -> Letter:
    """Return a letter that went out: drafted by the officer, signed by the leader."""
    letterhead(province, place)
    officer, leader = province.who("officer", place), province.who("leader", place)
    letter = letters.draft(officer, given(province, kind, other, **more))
    return letters.issue(leader, letters.submit(officer, letter))


def listed(province: Province, case: Case, place: str = "city1", days: int = 30, **more: Any) -> Listing:
    """Return a case listed by the bureau above."""
    order = listings.Order(
        "重点案件",
        "案情重大",
        "依法从快查处",
        clocks.today() + timedelta(days=days),
        "city",
        case=case.number,
        **more,
    )
    return listings.list_matter(province.who("leader", place), order)


def joined(province: Province, case: Case, other: str = "partner") -> Joint:
    """Return a joint case that a department takes part in."""
    officer, leader = province.who("officer", "county1"), province.who("leader", "county1")
    joint = joints.propose(
        officer, case, "joint", "涉及多个部门", "某医院重复收费", [province.bodies[other].pk]
    )
    joints.approve(leader, joint)
    return joints.join(province.who("partner", other), joint, "王某 027-1")


def held(province: Province, other: str = "partner") -> Meeting:
    """Return a meeting that was held, with one resolution of the department."""
    officer = province.who("officer", "county1")
    call = meetings.Call(
        "regular", "第一次联席会议", clocks.today(), "通报情况", invited=[province.bodies[other].pk]
    )
    meeting = meetings.call(officer, call)
    meeting = meetings.hold(
        officer, meeting, "会议议定下列事项", {meeting.attendees.get().pk: "王某"}, "甲医保纪〔2026〕1号"
    )
    meetings.resolve(
        officer, meeting, "开展联合检查", clocks.today() + timedelta(days=10), province.bodies[other].pk
    )
    return Meeting.objects.get(pk=meeting.pk)


def samples(province: Province, case: Case) -> dict[str, Any]:
    """Make one of each for the walks over all addresses."""
    department(province, "partner", "police", "city1")
    letter = sent(province, case=case)
    replies.receive(province.who("partner", "partner"), letter)
    answer = replies.reply(province.who("partner", "partner"), letter, "已经整改", files=[upload()])
    incoming = letters.enter(
        province.who("officer", "county1"),
        letters.Given("procuratorial", "检察建议书", "监管漏洞", "完善制度", other_name="某县人民检察院"),
        letters.Paperwork("某检建〔2026〕1号", clocks.today()),
    )
    back = replies.reply(province.who("officer", "county1"), incoming, "已经完善制度")
    joint = joined(province, case)
    fields = {"受函单位": "市公安局", "问题": "问题", "建议": "建议", "回复期限": "2099-01-01"}
    paper = drafting.start(province.who("officer", "county1"), case, "advice_letter", fields)
    issuing.issue(
        province.who("leader", "county1"), drafting.submit(province.who("officer", "county1"), paper)
    )
    return {
        "letter": letter, "letter_incoming": incoming, "letter_reply": back, "letter_answer": answer,
        "listing": listed(province, case), "joint": joint, "meeting": held(province), "letter_paper": paper,
    }  # fmt: skip
