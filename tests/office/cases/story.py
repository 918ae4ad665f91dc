"""Brings a case as far as a test wants it, by the services, on days the test sets."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from mingjing.office.accounts.models import User
from mingjing.office.cases.commands import ActFacts, Choice, Party
from mingjing.office.cases.models import Act, Case, EvidenceItem, Stage, Track
from mingjing.office.cases.services import (
    deciding,
    evidence,
    execution,
    people,
    pleading,
    procedure,
    register,
    tracks,
)
from mingjing.office.clocks import services as clocks
from mingjing.office.clocks.days import add_working_days
from mingjing.office.ledger.services import paying, pools
from mingjing.office.ledger.services.paying import Deed
from tests.office.province import Province

START = date(2026, 4, 7)
ORDINARY = ActFacts(
    13, "2026年3月重复收取护理费", date(2026, 3, 2), purpose="no", purpose_reason="收费系统设置错误",
    loss=Decimal("2000.00"), loss_method="逐项计算", loss_ref="xz-35",
)  # fmt: skip
FRAUD = replace(ORDINARY, situation=24, purpose="undecided", purpose_reason="", text="虚构检查项目")
LIGHT = Choice("penalty", "首次违法，积极整改，从轻", fine=Decimal("2000.00"), refund=Decimal("2000.00"))


@dataclass
class Story:
    """A case and the people around it. `now` is the day it is; `act` and `choice` may be set before `to`."""

    province: Province
    set_day: Callable[[date], None]
    act: ActFacts = ORDINARY
    choice: Choice = LIGHT
    now: date = START
    case: Case = field(init=False)

    def who(self, role: str, place: str = "county1") -> User:
        return self.province.who(role, place)

    @property
    def officer(self) -> User:
        return self.who("officer")

    @property
    def leader(self) -> User:
        return self.who("leader")

    @property
    def reviewer(self) -> User:
        return self.who("reviewer")

    def on(self, day: date) -> "Story":
        """Let it be this day."""
        self.now = day
        self.set_day(day)
        return self

    def after(self, days: int) -> "Story":
        return self.on(self.now + timedelta(days=days))

    def after_working(self, days: int) -> "Story":
        return self.on(add_working_days(self.now, days))

    def fresh(self) -> Case:
        self.case = Case.objects.get(pk=self.case.pk)
        return self.case

    def open(self) -> "Story":
        self.on(self.now)
        for number, role in enumerate(("officer", "officer2", "leader", "reviewer")):
            key = f"{role}@county1"
            User.objects.filter(pk=self.province.people[key].pk).update(cert_no=f"4201-{number}")
        party = Party("institution", "organisation", "", institution=self.province.institutions["H1"].pk)
        self.case = register.open_case(
            self.officer, party, source="tip", found_on=self.now, source_text="群众来信"
        )
        people.assign(self.officer, self.case, [self.officer, self.who("officer2")], self.officer)
        register.add_act(self.officer, self.case, self.act)
        return self

    def track(self, kind: str) -> Track:
        return Track.objects.get(case=self.case, kind=kind, active=True)

    def add_evidence(self, kind: str = "document", verified: bool = True) -> EvidenceItem:
        item = evidence.register(
            self.officer, self.case, kind=kind, name="收费明细", text="证明重复收费", origin="机构提供",
            obtained_on=self.now, witness=self.who("officer2"), content=b"lines",
        )  # fmt: skip
        return evidence.verify(self.officer, item, "与系统数据核对一致") if verified else item

    def to(self, stage: str) -> "Story":
        """Go on from the present stage to `stage` along the usual way, without hearing."""
        while self.fresh().stage != stage:
            getattr(self, f"_from_{self.case.stage}")()
        return self

    def _from_clue(self) -> None:
        procedure.propose_filing(self.officer, self.case, "经核查，涉嫌重复收费")

    def _from_filing(self) -> None:
        procedure.approve_filing(self.leader, self.case, "同意立案")

    def _from_investigating(self) -> None:
        self.prepare()
        procedure.report(self.officer, self.case, "调查终结", self.choice)

    def prepare(self) -> None:
        """Do what the report asks for: evidence, and the penalty chosen."""
        if not self.case.evidence.exists():
            self.add_evidence()
        if not self.case.tracks.filter(kind="penalty", active=True).exists():
            tracks.choose(self.officer, self.case, "penalty", "造成基金损失")

    def _from_reported(self) -> None:
        procedure.submit_review(self.officer, self.case)

    def _from_legal_review(self) -> None:
        procedure.pass_review(self.reviewer, self.case, "同意")

    def _from_reviewed(self) -> None:
        pleading.notify(self.leader, self.case, self.choice, self.now)

    def _from_notified(self) -> None:
        pleading.waive_pleading(self.officer, self.case, "当事人书面放弃")
        pleading.conclude_pleading(self.officer, self.case, "当事人无异议")

    def _from_heard(self) -> None:
        deciding.decide(self.leader, self.case, self.choice)

    def _from_decided(self) -> None:
        deciding.serve(self.officer, self.case, self.now, "direct", "院长")

    def _from_served(self) -> None:
        deciding.publish(self.leader, self.case)

    def _from_executing(self) -> None:
        self.pay("refund", self.case.refund_amt)
        self.pay("fine", self.case.fine_amt)
        execution.finish(self.officer, self.case, "已缴清")

    def _from_executed(self) -> None:
        execution.close(self.leader, self.case, "同意结案")

    def _from_closed(self) -> None:
        execution.archive(self.officer, self.case)

    def pay(self, kind: str, amount: Decimal, voucher: str = "") -> None:
        if amount:
            execution.receive(
                self.officer, self.case, kind, amount, clocks.today(), voucher or f"{kind}-{amount}"
            )

    def take_in(self) -> None:
        """Register that everything due in the case came in, on the ledger's own page."""
        for debt in pools.of(self.case.organisation, "due"):
            if debt.tags.case == self.case.number:
                paying.pay(self.officer, debt, "receive", debt.yuan, Deed(f"in-{debt.key}", clocks.today()))

    def change_act(self, found: ActFacts) -> None:
        register.change_act(self.officer, Act.objects.get(case=self.case), found)

    def panel(self) -> list[User]:
        return [self.leader, self.reviewer, self.who("analyst")]


ALL = [stage for stage in Stage.values if stage not in (Stage.DECLINED, Stage.SUSPENDED, Stage.TERMINATED)]
