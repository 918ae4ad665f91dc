"""Every step of every state: the transition table is the whole truth, tried by services."""

from collections.abc import Callable

import pytest

from mingjing.kernel.errors import ConflictError, MingjingError
from mingjing.office.accounts.models import AuditEntry, Role
from mingjing.office.accounts.permissions import ROLES
from mingjing.office.leads.models import Event, Lead, Part, Suspicion, Task, Verdict
from mingjing.office.leads.services import answer, check, dispatch, report, review
from mingjing.office.leads.services.commands import Advice, Answer, Check, Review
from mingjing.office.leads.workflow import PART, SUSPICION
from mingjing.office.screenings.models import RuleStanding
from tests.office import province as making
from tests.office.province import Province

pytestmark = pytest.mark.django_db
S = Suspicion.State
# Who takes the step in county1, with what; the checker is officer@county1, the reviewer reviewer@county1.
STEPS: dict[str, Callable[[Province, Suspicion], object]] = {
    "ask": lambda p, s: check.ask(p.who("officer"), [s]),
    "answer": lambda p, s: answer.answer(p.who("clerk", "H1"), s, Answer("accepted")),
    "consult": lambda p, s: check.consult(p.who("officer"), [s], p.bodies["third"]),
    "advise": lambda p, s: check.advise(p.who("third_party", "third"), s, Advice("true", None, "同意")),
    "check": lambda p, s: check.check(p.who("officer"), s, Check(Verdict.TRUE)),
    "review": lambda p, s: review.review(p.who("reviewer"), s, Review(Verdict.TRUE)),
    "send_back": lambda p, s: review.send_back(p.who("reviewer"), s, "依据不足"),
    "request_panel": lambda p, s: answer.request_panel(p.who("clerk", "H1"), s, "请求合议"),
    "conclude_panel": lambda p, s: review.conclude_panel(
        p.who("leader"), s, Review(Verdict.TRUE, text="维持")
    ),
    "finalise": lambda p, s: review.finalise(p.who("reviewer"), s),
    "reopen": lambda p, s: review.reopen(p.who("reviewer2"), s, "抽查改判"),
}


def put(province: Province, one: Suspicion, state: str) -> Suspicion:
    """Set the suspicion to a state, as if all that comes before had been done."""
    RuleStanding.objects.update_or_create(
        rule_code=one.rule_code, defaults={"confirmed": 9, "checkout_amt": 9000, "cnfm_amt": 9000}
    )
    checked = state not in (S.PENDING, S.ASKED, S.CONSULTING)
    Suspicion.objects.filter(pk=one.pk).update(
        state=state, answer="accepted", verdict="true" if checked else "", consulted=True,
        checker=province.who("officer") if checked else None, appl_ddln="2099-01-01",
        reviewer=province.who("reviewer") if state in (S.REVIEWED, S.PANEL, S.FINAL) else None,
        finaliser=province.who("reviewer") if state == S.FINAL else None,
        chk_amt=one.checkout_amt if checked else None,
        cnfm_amt=one.checkout_amt if state in (S.REVIEWED, S.PANEL, S.FINAL) else None,
    )  # fmt: skip
    Lead.objects.filter(pk=one.lead_id).update(at_institution=True, third_party=province.bodies["third"])
    return Suspicion.objects.get(pk=one.pk)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_taken_from_its_states_and_from_no_other(
    province: Province, leads: list[Lead], name: str
) -> None:
    # The audit route asks after the check, the three-level route before: both states of the table are tried.
    for route in Task.Route.values:
        some = making.publish_some(province, leads=1, institution="H1", prefix=f"{route[:1]}X")
        making.send(province, some, route=route)
        one = Suspicion.objects.filter(lead=some[0]).first()
        assert one is not None
        for state in S.values:
            now = put(province, one, state)
            barred = _barred_by_route(name, state, route)
            if state in SUSPICION[name].sources and not barred:
                STEPS[name](province, now)
                assert Suspicion.objects.get(pk=one.pk).state == SUSPICION[name].target, (name, state)
            else:
                with pytest.raises(ConflictError):
                    STEPS[name](province, now)
                assert Suspicion.objects.get(pk=one.pk).state == state, (name, state)


def _barred_by_route(name: str, state: str, route: str) -> bool:
    first = state == S.PENDING
    if name == "ask":
        return first and route == Task.Route.AUDIT
    return name == "consult" and first and route == Task.Route.THREE_LEVEL


@pytest.mark.parametrize("name", STEPS)
def test_a_step_leaves_a_trace_and_needs_its_permission(
    province: Province, sent: list[Lead], name: str
) -> None:
    one = Suspicion.objects.filter(lead=sent[0]).first()
    assert one is not None
    now = put(province, one, SUSPICION[name].sources[-1])
    permission = SUSPICION[name].permission
    assert permission is not None
    for role in (Role.AUDITOR, Role.ADMINISTRATOR, Role.ANALYST):
        assert role not in ROLES[permission]
    audited = AuditEntry.objects.exclude(noun="ledger")  # what the ledger books of it has an entry of its own
    events, entries = Event.objects.count(), audited.count()
    STEPS[name](province, now)
    assert Event.objects.count() == events + 1 and audited.count() == entries + 1
    assert AuditEntry.objects.first().action == name  # type: ignore[union-attr]


PARTS: dict[str, Callable[[Province, Part], object]] = {
    "sign": lambda p, x: dispatch.sign(p.who("officer"), x),
    "return": lambda p, x: dispatch.return_part(p.who("officer"), x, "不属本县"),
    "withdraw": lambda p, x: dispatch.withdraw(p.who("officer", "province"), x, "误发"),
    "reassign": lambda p, x: dispatch.reassign(p.who("officer", "province"), x, p.bodies["county2"], "改派"),
    "report": lambda p, x: report.report(p.who("officer"), x),
    "sign_off": lambda p, x: report.sign_off(p.who("leader", "province"), x),
    "reject": lambda p, x: report.reject(p.who("leader", "province"), x, "补充材料"),
}


@pytest.mark.parametrize("name", PARTS)
def test_a_part_steps_from_its_states_and_from_no_other(province: Province, name: str) -> None:
    for state in Part.State.values:
        lead = making.publish_some(province, leads=1, institution="H1", prefix=f"{state[:9]}-")[0]
        task = making.send(province, [lead])
        if name == "report":
            Suspicion.objects.filter(lead=lead).update(state=S.FINAL)
        Part.objects.filter(task=task).update(state=state)
        part = task.parts.get()
        # What was signed off at the top is mended by reopening a suspicion, not by sending the report back.
        closed = name == "reject" and state == Part.State.SIGNED_OFF
        if state in PART[name].sources and not closed:
            PARTS[name](province, part)
            assert Part.objects.get(pk=part.pk).state == PART[name].target, (name, state)
        else:
            with pytest.raises(MingjingError):
                PARTS[name](province, part)
            assert Part.objects.get(pk=part.pk).state == state, (name, state)
