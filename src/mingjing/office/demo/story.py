"""Plays the province's people at work through the same services as the pages, until leads stand in every state."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.leads.models import Lead, Part, Suspicion, Task, Verdict
from mingjing.office.leads.services import answer, check, dispatch, money, moving, report, review
from mingjing.office.leads.services.commands import Advice, Answer, Check, Review
from mingjing.office.ledger.core.posting import yuan
from mingjing.office.ledger.services.gathering import confirmed

KEPT_BACK = 5
"""One lead in so many stays with the province, undispatched."""
S = Suspicion.State


@transaction.atomic
def tell() -> None:
    """Play once; a province that already has tasks is left as it is."""
    if Task.objects.exists():
        return
    _three_level_through_the_city()
    _direct_to_the_counties()
    for county in ("lancheng", "yunhu"):
        _check(county, finish=county == "yunhu")
    _check("qingdu", finish=True)
    _report("yunhu", "lanzhou.fushen")
    _report("qingdu", "sheng.fushen")


def _who(username: str) -> User:
    return User.objects.select_related("organisation").get(username=username)


def _leads(city: str) -> list[Lead]:
    """Return what of a city's leads goes out."""
    body = Organisation.objects.get(code=city)
    found = Lead.objects.filter(bureau__in=body.bureaus(), state=Lead.State.PUBLISHED).order_by("pk")
    return [lead for n, lead in enumerate(found) if n % KEPT_BACK]


def _three_level_through_the_city() -> None:
    """Province → 澜州 → its counties; 石岭 has not signed for its part yet."""
    analyst, city = _who("sheng.fenxi"), _who("lanzhou.jingban")
    leads = _leads("BJ421200")
    task = dispatch.dispatch(
        analyst,
        title="重点领域疑点线索核查（第一批）",
        instructions="逐条核查、逐条反馈、逐级上报。先由机构医保办自查，再由第三方复审，最后由医保部门核定。",
        days=20,
        targets=dispatch.auto_targets(analyst, leads, "city"),
    )
    part = task.parts.get()
    dispatch.sign(city, part)
    part.refresh_from_db()
    counties = dispatch.auto_targets(city, Lead.objects.filter(part=part), "county")
    for below in dispatch.pass_on(city, part, {key: keys for key, keys in counties.items() if keys}):
        if below.receiver.code in ("BJ421202", "BJ421221"):
            name = {"BJ421202": "lancheng", "BJ421221": "yunhu"}[below.receiver.code]
            dispatch.sign(_who(f"{name}.jingban"), below)
        else:
            moving.remind(city, below, "请尽快签收。")


def _direct_to_the_counties() -> None:
    """Province → counties under 江亭 directly; 禾丰 sends its part back, 清渡 finishes."""
    analyst = _who("sheng.fenxi")
    leads = _leads("BJ421281")
    task = dispatch.dispatch(
        analyst,
        title="零售药店和基层机构疑点线索核查",
        instructions="初审后发机构申诉，逾期不申诉视同认可。",
        route=Task.Route.AUDIT,
        days=15,
        targets=dispatch.auto_targets(analyst, leads, "county"),
    )
    for part in task.parts.select_related("receiver"):
        if part.receiver.code == "BJ421223":
            dispatch.sign(_who("qingdu.jingban"), part)
        elif part.receiver.code == "BJ421224":
            moving.return_part(
                _who("hefeng.jingban"), part, "其中部分机构已于上月划转，请核对主管部门后重新下发。"
            )


def _check(county: str, *, finish: bool) -> None:
    """Let one county check what it holds; with `finish` to the end, else leads stay in every state."""
    officer, reviewer = _who(f"{county}.jingban"), _who(f"{county}.fushen")
    mine = Suspicion.objects.filter(lead__held_by=officer.organisation, lead__state=Lead.State.CHECKING)
    every = list(mine.select_related("lead__institution__account", "lead__part__task").order_by("pk"))
    if any(one.lead.part and one.lead.part.task.route == Task.Route.AUDIT for one in every):
        _first_check(officer, every, finish=finish)
        _ask_and_answer(officer, every, finish=finish)
    else:
        _ask_and_answer(officer, every, finish=finish)
        _consult(officer, every[1::6], finish=finish)
        _first_check(officer, every, finish=finish)
    for n, one in enumerate(_checked(every)):
        if finish or n % 2:
            review.review(reviewer, one, _agree(n, one))
    for n, one in enumerate(_now(every, S.REVIEWED)):
        if finish or n % 2:
            review.finalise(reviewer, one, "")
    for n, one in enumerate(_now(every, S.FINAL)):
        # Suspicions share lines, and a line is taken back once: what the ledger still holds as confirmed of the lead.
        siblings = Suspicion.objects.filter(lead=one.lead_id).values_list("pk", flat=True)
        left = yuan(sum(found.amount for found in confirmed(siblings)))
        amount = min(one.cnfm_amt or Decimal(0), left)
        if amount > 0 and n % 2 == 0:
            money.deduct(officer, one, amount, "在当月结算中扣减", timezone.localdate())


def _first_check(officer: User, every: Sequence[Suspicion], *, finish: bool) -> None:
    for n, one in enumerate(_now(every, S.PENDING, S.ANSWERED, S.ADVISED)):
        if finish or n % 3:
            check.check(officer, one, _verdict(n, one))


def _checked(every: Sequence[Suspicion]) -> list[Suspicion]:
    """Return what waits for the second person: checked, and the institution heard."""
    found = _now(every, S.CHECKED, S.ANSWERED, S.ADVISED)
    return [one for one in found if one.checker_id and one.answer]


def _ask_and_answer(officer: User, every: Sequence[Suspicion], *, finish: bool) -> None:
    """Ask the institutions: some accept, some appeal; unless the county finishes, some have yet to answer."""
    check.ask(officer, every)
    for n, one in enumerate(_now(every, S.ASKED)):
        clerk = _who(one.lead.institution.code)
        if not finish and n % 3 == 2:
            continue
        if n % 3 == 0 or not one.checkout_amt:
            answer.answer(clerk, one, Answer("accepted"))
        else:
            half = (one.checkout_amt / 2).quantize(Decimal("0.01"))
            answer.answer(clerk, one, Answer("appealed", half, "部分费用有病历和医嘱支持，详见病程记录。"))


def _consult(officer: User, some: Sequence[Suspicion], *, finish: bool) -> None:
    """Hand some to the third party, which has advised on every other one."""
    third_party = Organisation.objects.get(code="DSF001")
    check.consult(officer, _now(some, S.PENDING, S.ANSWERED), third_party)
    for one in _now(some, S.CONSULTING)[:: 1 if finish else 2]:
        words = "已调阅病历和收费清单，疑点基本成立，建议按检出金额认定。"
        check.advise(_who("dsf.shenhe"), one, Advice(Verdict.TRUE, None, words))


def _now(some: Iterable[Suspicion], *states: str) -> list[Suspicion]:
    """Return those of `some` that stand in one of `states` now, read afresh."""
    found = Suspicion.objects.filter(pk__in=[one.pk for one in some], state__in=states)
    return list(found.select_related("lead__institution__account").order_by("pk"))


def _verdict(n: int, one: Suspicion) -> Check:
    """Most suspicions hold; some do not, for every reason there is."""
    by_turn = {
        3: Check(Verdict.FALSE, "record_supports", "病历、医嘱齐全，收费有据。"),
        7: Check(Verdict.DATA_ERROR, "mapping_wrong", "院内项目与医保目录对照错误。"),
        11: Check(Verdict.POLICY, "local_policy", "本地文件对该项目另有规定。"),
    }
    return by_turn.get(n % 12, Check(Verdict.TRUE, "", "已核对病历和收费清单，疑点属实。"))


def _agree(n: int, one: Suspicion) -> Review:
    """The reviewer mostly agrees; now and then not."""
    if n % 10 == 9 and one.verdict == Verdict.FALSE:
        return Review(Verdict.TRUE, None, "", "复核病历未见相应记录，改判属实。")
    return Review(one.verdict, None, one.reason_code, "同意初审意见。")


def _report(county: str, above: str) -> None:
    """Report what a county finished, and let the sender sign it off."""
    officer = _who(f"{county}.jingban")
    for part in Part.objects.filter(receiver=officer.organisation, state=Part.State.SIGNED):
        report.report(officer, part, "已逐条核查完毕。")
        report.sign_off(_who(above), Part.objects.get(pk=part.pk), "同意。")
