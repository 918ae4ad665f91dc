"""The demonstration's work with other departments: a suspected crime at the police, clues and cases in every state."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases.commands import Party
from mingjing.office.cases.models import Case, Stage, Track
from mingjing.office.leads import policy as leads
from mingjing.office.leads.models import Suspicion
from mingjing.office.liaison.models import Handover, Partner
from mingjing.office.liaison.services import answering, drafting, incoming, partners, sending
from mingjing.office.liaison.services.answering import Answer, Outcome

# code of the body: department, who registers it, liaison officer
_DEPARTMENTS = {
    "XT001": ("police", "sheng.lingdao"), "XT002": ("health", "sheng.lingdao"), "XT003": ("police", "yunhu.lingdao"),
    "XT004": ("prosecutor", "yunhu.lingdao"), "XT005": ("market", "yunhu.lingdao"), "XT006": ("drug", "lanzhou.lingdao"),
    "XT007": ("finance", "yunhu.lingdao"), "XT008": ("audit", "yunhu.lingdao"), "XT009": ("discipline", "yunhu.lingdao"),
    "XT010": ("police", "qingdu.fushen"),
}  # fmt: skip
_PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def _who(username: str) -> User:
    return User.objects.select_related("organisation").get(username=username)


def _of(code: str) -> User:
    """Return the liaison officer of a department."""
    return User.objects.select_related("organisation").filter(organisation__code=code)[0]


def _paper(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.pdf", _PDF, "application/pdf")


@transaction.atomic
def introduce() -> None:
    """Register which department each body is, once."""
    for code, (department, username) in _DEPARTMENTS.items():
        body = Organisation.objects.filter(code=code).first()
        if body is not None and not Partner.objects.filter(organisation=body).exists():
            people = body.users.order_by("pk")
            contact = people[0].name if people else ""
            partners.register(_who(username), body.pk, department, contact, "0000-0000001")


def to_police(officer: User, case: Case) -> Track:
    """Hand a suspected crime whose transfer is approved to the police of the county, a copy to its prosecutor."""
    police = Partner.objects.get(department="police", organisation__parent=case.organisation)
    watching = Partner.objects.filter(department="prosecutor", organisation__parent=case.organisation).first()
    given = drafting.Given(
        police.organisation_id, f"{case.party_name}涉嫌诈骗罪案移送", "当事人虚构医药服务项目骗取医疗保障基金，涉嫌诈骗犯罪。",
        "金额达到诈骗罪数额较大标准，依法移送。", watching.organisation_id if watching else None,
    )  # fmt: skip
    one = drafting.of_case(officer, case, given)
    sent = sending.send(officer, one, f"移送{police.organisation.name}。")
    return Track.objects.get(handover=sent)


def filed(case: Case) -> None:
    """Let the police receive a case and file it."""
    one = Handover.objects.get(case=case, track__isnull=False)
    police = User.objects.select_related("organisation").filter(organisation=one.partner_id)[0]
    one = sending.received(police, one, text="经侦大队签收")
    answering.answer(police, one, Answer(True, "立案告知书"), [_paper("立案告知书")])


@transaction.atomic
def tell() -> None:
    """Play once; a province where clues were handed over already is left as it is."""
    if Handover.objects.exclude(track__isnull=False).exists():
        return
    officer = _who("yunhu.jingban")
    clues = _clues(officer)
    for play in (_finished, _waiting, _refused, _to_sign):
        if len(clues):
            play(officer, clues.pop(0))
    _returned_case(officer)
    _come_in()


def _clues(officer: User) -> list[Suspicion]:
    """Return suspicions of the county, each of another institution."""
    rows = leads.suspicions(officer).filter(lead__held_by=officer.organisation_id)
    first: dict[int, Suspicion] = {}
    for one in rows.select_related("lead__institution").order_by("-checkout_amt", "pk")[:400]:
        first.setdefault(one.lead.institution_id, one)
    return list(first.values())


def _clue(officer: User, one: Suspicion, code: str, text: str) -> Handover:
    body = Organisation.objects.get(code=code)
    place = one.lead.institution.name
    given = drafting.Given(body.pk, f"{place}有关线索移送", f"{place}：{one.rule_title}。{text}", text)
    return drafting.submit(officer, drafting.of_clues(officer, [one], given))


def _send(officer: User, one: Handover) -> Handover:
    approved = drafting.approve(_who("yunhu.lingdao"), one, "同意移送。")
    return sending.send(officer, approved, "")


def _finished(officer: User, one: Suspicion) -> None:
    """To the health authority, which has punished."""
    sent = _send(officer, _clue(officer, one, "XT002", "涉及医疗机构诊疗行为，请依职责查处。"))
    health = _of("XT002")
    taken = answering.answer(health, sending.received(health, sent), Answer(True, "受理通知书"))
    done = Outcome("punished", "卫医罚〔2026〕3号", "警告，责令改正诊疗行为")
    answering.conclude(health, taken, done, [_paper("行政处罚决定书")])


def _waiting(officer: User, one: Suspicion) -> None:
    """To the market authority, not yet received."""
    _send(officer, _clue(officer, one, "XT005", "涉嫌价格违法，请依职责查处。"))


def _refused(officer: User, one: Suspicion) -> None:
    """To the drug authority, which does not take it up."""
    sent = _send(officer, _clue(officer, one, "XT006", "药品进销存数量不符，请依职责核查。"))
    drug = _of("XT006")
    said = Answer(False, "不予受理告知书", "经核查，购进渠道合法，未发现药品质量问题。")
    answering.answer(drug, sending.received(drug, sent), said)


def _to_sign(officer: User, one: Suspicion) -> None:
    """To the discipline authority, waiting for the head."""
    body = Organisation.objects.get(code="XT009")
    given = drafting.Given(
        body.pk, "涉及公职人员的问题线索移送", "检查中发现公职人员涉嫌违规干预结算。", "依法移送监察机关。"
    )
    made = drafting.of_clues(officer, [one], given)
    drafting.attach(officer, made, "official", [_paper("涉及公职人员的情况说明")])
    drafting.submit(officer, made)


def _returned_case(officer: User) -> None:
    """A case to the audit authority, which gives it back."""
    ended = (Stage.CLUE, Stage.DECLINED, Stage.ARCHIVED)
    case = (
        Case.objects.filter(organisation=officer.organisation_id, officers__user=officer)
        .exclude(stage__in=ended)
        .first()
    )
    if case is None:
        return
    body = Organisation.objects.get(code="XT008")
    given = drafting.Given(
        body.pk, f"{case.party_name}资金问题移送", "检查发现机构财务收支不规范。", "请依职责审计。"
    )
    made = drafting.of_case(officer, case, given)
    drafting.attach(officer, made, "letter", [_paper("案件移送函")])
    sent = _send(officer, drafting.submit(officer, made))
    answering.turn_back(_of("XT008"), sent, "该机构不属于本机关审计管辖范围。")


def _come_in() -> None:
    """The police send a clue that becomes a case, the market authority one that waits."""
    bureau, officer = Organisation.objects.get(code="BJ421221"), _who("yunhu.jingban")
    police, market = _of("XT003"), _of("XT005")
    one = incoming.draft(police, incoming.Said(
        bureau.pk, "clue", "倒卖医保药品线索", "李某", "办理其他案件中发现李某多次使用他人医保卡购药后转卖。",
    ))  # fmt: skip
    drafting.attach(police, one, "letter", [_paper("线索移送函")])
    one = sending.received(officer, incoming.send(police, one))
    incoming.take_up(officer, one, Party("person", "person", "李某"))
    other = incoming.draft(market, incoming.Said(
        bureau.pk, "clue", "药店串换商品线索", "演示大药房", "价格检查中发现该店将日用品按药品结算。",
    ))  # fmt: skip
    drafting.attach(market, other, "letter", [_paper("线索移送函")])
    incoming.send(market, other)
