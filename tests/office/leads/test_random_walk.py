"""Whatever people do in whatever order: sums stay true, two persons stay two, what is refused is explained."""

import random
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db.models import F, Q, Sum

from mingjing.kernel.errors import MingjingError
from mingjing.office.accounts.models import AuditEntry, AuditHead, User
from mingjing.office.clocks import services as clocks
from mingjing.office.leads.models import Lead, Part, Suspicion, Task, Verdict
from mingjing.office.leads.reasons import reasons
from mingjing.office.leads.services import answer, check, dispatch, money, report, review
from mingjing.office.leads.services.commands import Advice, Answer, Check, LineVerdict, Review
from mingjing.office.leads.workflow import SUSPICION
from tests.office import province as making
from tests.office.province import Province

pytestmark = pytest.mark.django_db
STEPS = 300


class Walk:
    """Takes random steps; most are refused, as they should be."""

    def __init__(self, province: Province, seed: int) -> None:
        self.province, self.random, self.done, self.refused = province, random.Random(seed), 0, 0  # noqa: S311
        self.bodies = [body for body in province.bodies.values() if body.is_bureau]

    def someone(self) -> User:
        return self.province.who(*self.random.choice(list(self.province.people)).split("@"))

    def likely(self, one: Suspicion, step: str) -> User:
        """Mostly somebody who may take this step, else anybody."""
        if self.random.random() < 0.1:
            return self.someone()
        place = next(place for place, body in self.province.bodies.items() if body.pk == one.lead.held_by_id)
        if step in ("answer", "request_panel"):
            return self.province.who("clerk", one.lead.institution.code)
        if step == "advise":
            return self.province.who("third_party", "third")
        roles = {"review": ["reviewer", "reviewer2"], "finalise": ["reviewer", "reviewer2"], "send_back": ["reviewer"],
                 "conclude_panel": ["leader", "reviewer2"], "reopen": ["reviewer2"]}  # fmt: skip
        return self.province.who(self.random.choice(roles.get(step, ["officer", "officer2"])), place)

    def verdict(self) -> tuple[str, str]:
        verdict = self.random.choice([*Verdict.values[1:], "true", "true", "partly"])
        return verdict, self.random.choice(list(reasons()[verdict]) if self.random.random() < 0.9 else [""])

    def amount(self) -> Decimal:
        return Decimal(self.random.choice([0, 1, 500, 1001, 3003, 6006, 9999])) / 100

    def lines(self, one: Suspicion) -> tuple[LineVerdict, ...]:
        return tuple(
            LineVerdict(
                line.pk, self.verdict()[0], None, self.random.choice([None, line.hit_amt, self.amount()])
            )
            for line in one.lines.all()
            if self.random.random() < 0.6
        )

    def on_suspicion(self) -> Callable[[], object]:
        every = Suspicion.objects.select_related("lead__institution")
        working = list(every.filter(lead__state="checking")) if self.random.random() < 0.9 else []
        one = self.random.choice(working or list(every))
        (verdict, reason), text = self.verdict(), self.random.choice(["", "理由", "理由"])
        stale = self.random.choice([None, one.version, one.version, one.version, one.version - 1])
        amount = self.random.choice([None, self.amount()])
        told = self.random.choice([(), self.lines(one)])
        acts: list[tuple[str, Callable[[User], object]]] = [
            ("ask", lambda actor: check.ask(actor, [one])),
            ("answer", lambda actor: answer.answer(actor, one, Answer("accepted", version=stale))),
            (
                "answer",
                lambda actor: answer.answer(actor, one, Answer("appealed", self.amount(), text, stale)),
            ),
            ("check", lambda actor: check.check(actor, one, Check(verdict, reason, text, told, stale))),
            ("check", lambda actor: check.check(actor, one, Check(verdict, reason, text, (), stale))),
            ("consult", lambda actor: check.consult(actor, [one], self.province.bodies["third"])),
            ("advise", lambda actor: check.advise(actor, one, Advice(verdict, amount, text))),
            (
                "review",
                lambda actor: review.review(actor, one, Review(verdict, amount, reason, text, stale, told)),
            ),
            ("review", lambda actor: review.review(actor, one, Review(one.verdict, version=stale))),
            (
                "review",
                lambda actor: review.review(actor, one, Review("partly", self.amount(), "part_proven")),
            ),
            ("finalise", lambda actor: review.finalise(actor, one, text, stale)),
            ("finalise", lambda actor: review.finalise(actor, one, text, stale)),
            ("send_back", lambda actor: review.send_back(actor, one, text)),
            ("request_panel", lambda actor: answer.request_panel(actor, one, text)),
            (
                "conclude_panel",
                lambda actor: review.conclude_panel(actor, one, Review(verdict, amount, reason, text)),
            ),
            (
                "conclude_panel",
                lambda actor: review.conclude_panel(actor, one, Review(one.verdict, text="维持")),
            ),
            ("reopen", lambda actor: review.reopen(actor, one, text)),
            (
                "",
                lambda actor: money.deduct(
                    actor, one, amount or one.cnfm_amt or Decimal(0), "扣", clocks.today()
                ),
            ),
            ("", lambda actor: money.revise(actor, one, self.amount(), "补")),
            ("", lambda actor: answer.lapse_overdue(clocks.today())),
        ]
        fit = [act for act in acts if not act[0] or one.state in SUSPICION[act[0]].sources]
        name, act = self.random.choice(fit if self.random.random() < 0.9 else acts)
        actor = self.likely(one, name)
        return lambda: act(actor)

    def on_part(self) -> Callable[[], object]:
        parts = list(Part.objects.select_related("receiver", "sender"))
        part, body = self.random.choice(parts), self.random.choice(self.bodies)
        side = self.random.choice([part.receiver, part.sender])
        place = next(place for place, one in self.province.bodies.items() if one.pk == side.pk)
        actor = self.province.who(self.random.choice(["officer", "leader", "reviewer"]), place)
        some = [lead.pk for lead in part.leads.all() if self.random.random() < 0.5]
        acts: list[Callable[[], object]] = [
            lambda: dispatch.sign(actor, part),
            lambda: dispatch.sign(actor, part),
            lambda: dispatch.return_part(actor, part, "退回"),
            lambda: dispatch.withdraw(actor, part, "撤回"),
            lambda: dispatch.reassign(actor, part, body, "转派"),
            lambda: dispatch.pass_on(actor, part, {body.pk: some}),
            lambda: dispatch.split(actor, part, some),
            lambda: dispatch.merge(actor, parts[:3]),
            lambda: dispatch.remind(actor, part, ""),
            lambda: dispatch.pause(actor, part, "中止"),
            lambda: dispatch.resume(actor, part),
            lambda: report.report(actor, part, ""),
            lambda: report.sign_off(actor, part, ""),
            lambda: report.reject(actor, part, "补"),
        ]
        return self.random.choice(acts)

    def send(self) -> Callable[[], object]:
        body = self.random.choice(self.bodies)
        place = next(place for place, one in self.province.bodies.items() if one.pk == body.pk)
        boss, free = self.province.who("officer", place), Lead.objects.filter(state="published")
        targets = {
            self.random.choice(self.bodies).pk: [lead.pk for lead in free if self.random.random() < 0.6]
        }
        route = self.random.choice(Task.Route.values)
        return lambda: dispatch.dispatch(boss, title="任务", route=route, targets=targets)

    def step(self) -> None:
        kind = self.random.random()
        some_parts = Part.objects.exists()
        act = (
            self.on_suspicion()
            if kind < 0.75
            else self.on_part()
            if kind < 0.92 and some_parts
            else self.send()
        )
        try:
            act()
        except MingjingError as error:
            assert error.problems[0].what
            self.refused += 1
        else:
            self.done += 1
            self.look()

    def look(self) -> None:
        """Everything that must hold at any moment."""
        same = Q(checker=F("reviewer")) | Q(checker=F("finaliser"))
        assert not Suspicion.objects.filter(same).exists(), "two persons"
        for lead in Lead.objects.prefetch_related("suspicions__lines"):
            ones = list(lead.suspicions.all())
            assert lead.open_count == sum(one.state != "final" for one in ones)
            for name in ("chk_amt", "det_amt", "rvis_amt"):
                assert getattr(lead, name) >= 0
            once: dict[str, Decimal] = {}
            for one in ones:
                if one.cnfm_amt is None:
                    continue
                amounts = [line.accepted_amt or Decimal(0) for line in one.lines.all()]
                assert one.cnfm_amt == sum(amounts) and 0 <= one.cnfm_amt <= one.checkout_amt
                assert one.cnfm_amt == 0 or one.answer, "no money before the institution was heard"
                assert (one.cnfm_amt > 0) == (one.verdict in ("true", "partly"))
                for line in one.lines.all():
                    once[line.bkkp_sn] = max(
                        once.get(line.bkkp_sn, Decimal(0)), line.accepted_amt or Decimal(0)
                    )
            assert lead.cnfm_amt == sum(once.values(), Decimal(0))
            assert lead.det_amt <= lead.cnfm_amt and lead.rvis_amt <= lead.det_amt
            if lead.state in ("reported", "closed"):
                assert lead.open_count == 0
            if lead.state not in ("reported", "closed"):
                assert lead.signed == 0
            if lead.state == "checking":
                assert lead.part is not None and lead.held_by_id == lead.part.receiver_id


@pytest.mark.parametrize("seed", range(2))
def test_whatever_people_do_the_books_stay_true(province: Province, leads: list[Lead], seed: int) -> None:
    making.send(province, leads[:2], route=Task.Route.AUDIT)
    making.send(province, leads[2:])
    walk = Walk(province, seed)
    for _ in range(STEPS):
        walk.step()
    assert walk.done > 50, walk.refused
    assert AuditEntry.objects.count() == AuditHead.objects.get().seq
    assert Lead.objects.aggregate(n=Sum("suspicion_count"))["n"] == 8
