"""Two tabs, double clicks, a power cut: nothing is lost, nothing done twice. On a real database, with real threads."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.db.models import Sum

from mingjing.kernel.errors import ConflictError, MingjingError
from mingjing.office.accounts.models import AuditEntry, AuditHead
from mingjing.office.leads.models import Event, Lead, Opinion, Part, Suspicion, Task
from mingjing.office.leads.services import acting, answer, check, dispatch, feedback, report, review, totals
from mingjing.office.leads.services.commands import Answer, Check, Review
from mingjing.office.screenings.models import RuleStanding
from tests.office import province as making
from tests.office.province import Province

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts: Callable[[], object]) -> Counter[str]:
    """Do all at the same moment, each in a thread with a connection of its own; return how each ended."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        start.wait()
        try:
            act()
        except MingjingError as error:
            return type(error).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))


def first(lead: Lead) -> Suspicion:
    return Suspicion.objects.filter(lead=lead).order_by("pk")[0]


def chain_is_whole() -> bool:
    numbers = list(AuditEntry.objects.order_by("seq").values_list("seq", flat=True))
    return numbers == list(range(1, AuditHead.objects.get().seq + 1))


def test_the_same_answer_twice_at_once_is_given_once(province: Province, sent: list[Lead]) -> None:
    one = first(sent[0])
    check.ask(province.who("officer"), [one])
    clerk = province.who("clerk", "H1")
    ended = together(*[lambda: answer.answer(clerk, one, Answer("accepted"))] * 4)
    assert ended == {"done": 1, "ConflictError": 3}
    assert Opinion.objects.filter(suspicion=one).count() == 1
    assert Event.objects.filter(suspicion=one, action="answer").count() == 1 and chain_is_whole()


def test_of_two_different_answers_from_the_same_page_one_wins(province: Province, sent: list[Lead]) -> None:
    one = first(sent[0])
    check.ask(province.who("officer"), [one])
    clerk, seen = province.who("clerk", "H1"), first(sent[0])
    ended = together(
        lambda: answer.answer(clerk, seen, Answer("accepted", version=seen.version)),
        lambda: answer.answer(clerk, seen, Answer("appealed", seen.checkout_amt, "有理", seen.version)),
    )
    assert ended == {"done": 1, "ConflictError": 1}
    assert first(sent[0]).answer == Opinion.objects.get(suspicion=one).data["kind"]


def test_two_officers_checking_the_same_suspicion_from_two_tabs(province: Province, sent: list[Lead]) -> None:
    one = first(sent[0])
    told = {"officer": ("true", ""), "officer2": ("false", "refunded")}

    def act(who: str) -> Callable[[], object]:
        person = province.who(who)
        return lambda: check.check(person, one, Check(*told[who], version=one.version))

    assert together(act("officer"), act("officer2")) == {"done": 1, "ConflictError": 1}
    now = first(sent[0])
    assert now.chk_amt == now.lines.aggregate(total=Sum("accepted_amt"))["total"]
    assert Opinion.objects.get(suspicion=one).verdict == now.verdict


def test_many_suspicions_of_one_lead_concluded_at_once_leave_true_sums(
    province: Province, publish_some: Callable[..., list[Lead]]
) -> None:
    lead = publish_some(leads=1, suspicions=6, institution="H1")[0]
    making.send(province, [lead])
    officer, reviewer = province.who("officer"), province.who("reviewer")
    for one in lead.suspicions.all():
        check.check(officer, one, Check("false", "refunded"))
        review.review(reviewer, Suspicion.objects.get(pk=one.pk), Review("false"))
    ended = together(*[lambda one=one: review.finalise(reviewer, one) for one in lead.suspicions.all()])  # type: ignore[misc]
    assert ended == {"done": 6}
    lead.refresh_from_db()
    assert lead.open_count == 0
    assert RuleStanding.objects.aggregate(n=Sum("rejected"))["n"] == 6 and chain_is_whole()


def test_a_double_click_on_dispatch_sends_once(province: Province, leads: list[Lead]) -> None:
    boss = province.who("officer", "province")
    targets = dispatch.auto_targets(boss, leads, "county")
    ended = together(*[lambda: dispatch.dispatch(boss, title="任务", targets=targets)] * 3)
    assert ended == {"done": 1, "ConflictError": 2}
    assert Task.objects.count() == 1 and Part.objects.count() == 3
    assert Event.objects.filter(action="dispatch").count() == 4


def test_signing_returning_and_withdrawing_at_once_ends_in_one_of_them(
    province: Province, leads: list[Lead]
) -> None:
    boss, officer = province.who("officer", "province"), province.who("officer")
    targets = {province.bodies["county1"].pk: [leads[0].pk]}
    part = dispatch.dispatch(boss, title="任务", targets=targets).parts.get()
    together(lambda: dispatch.sign(officer, part), lambda: dispatch.withdraw(boss, part, "误发"))
    part.refresh_from_db()
    held = Lead.objects.get(pk=leads[0].pk).held_by
    assert held == {"signed": part.receiver, "withdrawn": part.sender}[part.state]


def test_a_report_and_a_reopening_at_once_never_sign_what_is_open(
    province: Province, sent: list[Lead]
) -> None:
    part = Part.objects.get(leads=sent[3])
    officer, reviewer = province.who("officer", "county3"), province.who("reviewer", "county3")
    for one in sent[3].suspicions.all():
        check.check(officer, one, Check("false", "refunded"))
        review.review(reviewer, one, Review("false"))
        review.finalise(reviewer, one)
    stranger = province.who("reviewer", "province")
    together(lambda: report.report(officer, part), lambda: review.reopen(stranger, first(sent[3]), "改判"))
    part.refresh_from_db()
    lead = Lead.objects.get(pk=sent[3].pk)
    assert (part.state, lead.state, lead.signed, lead.open_count) == ("signed", "checking", 0, 1)


def test_bulk_and_single_checks_at_once_do_each_once(
    province: Province, publish_some: Callable[..., list[Lead]]
) -> None:
    leads = publish_some(leads=6, institution="H1")
    making.send(province, leads)
    one, two = province.who("officer"), province.who("officer2")
    every = list(Suspicion.objects.order_by("pk"))
    results: list[int] = []
    together(
        lambda: results.append(check.check_many(one, every, "false", "refunded").done),
        lambda: results.append(check.check_many(two, every[::-1], "false", "refunded").done),
    )
    assert sum(results) == len(every) == Opinion.objects.count() and chain_is_whole()


STEPS: list[tuple[object, str]] = [
    (acting, "walk"), (acting, "say"), (totals, "refresh"), (feedback, "consequences"), (acting, "tell"),
]  # fmt: skip


@pytest.mark.parametrize(("module", "name"), STEPS)
def test_a_restart_in_the_middle_of_a_final_decision_undoes_all_of_it(
    province: Province, sent: list[Lead], monkeypatch: pytest.MonkeyPatch, module: object, name: str
) -> None:
    one, reviewer = first(sent[0]), province.who("reviewer")
    check.ask(province.who("officer"), [one])
    answer.answer(province.who("clerk", "H1"), one, Answer("accepted"))
    check.check(province.who("officer"), one, Check("true"))
    review.review(reviewer, one, Review("true"))
    before = _everything()
    real = getattr(module, name)

    def torn(*given: Any, **more: Any) -> None:
        real(*given, **more)
        raise SystemExit("the machine went down")

    with monkeypatch.context() as broken:
        broken.setattr(module, name, torn)
        with pytest.raises(SystemExit):
            review.finalise(reviewer, one)
    assert _everything() == before
    review.finalise(reviewer, one)
    assert Suspicion.objects.get(pk=one.pk).state == "final" and chain_is_whole()


def test_a_restart_in_the_middle_of_a_dispatch_undoes_all_of_it(
    province: Province, leads: list[Lead], monkeypatch: pytest.MonkeyPatch
) -> None:
    boss, before, real, calls = province.who("officer", "province"), _everything(), dispatch._send, [0]

    def torn(*given: Any) -> Part:
        calls[0] += 1
        if calls[0] == 3:
            raise SystemExit("the machine went down")
        return real(*given)

    targets = dispatch.auto_targets(boss, leads, "county")
    with monkeypatch.context() as broken:
        broken.setattr(dispatch, "_send", torn)
        with pytest.raises(SystemExit):
            dispatch.dispatch(boss, title="任务", targets=targets)
    assert _everything() == before
    dispatch.dispatch(boss, title="任务", targets=targets)
    with pytest.raises(ConflictError):
        dispatch.dispatch(boss, title="任务", targets=targets)


def _everything() -> tuple[object, ...]:
    return (
        sorted(Lead.objects.values_list("pk", "state", "version", "held_by", "part", "cnfm_amt", "open_count")),
        sorted(Suspicion.objects.values_list("pk", "state", "version", "verdict")),
        sorted(Part.objects.values_list("pk", "state")),
        Task.objects.count(), Event.objects.count(), Opinion.objects.count(), AuditEntry.objects.count(),
        RuleStanding.objects.count(),
    )  # fmt: skip
