"""The people of one county at one case of the demonstration, and what they do day by day."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from mingjing.office.accounts.models import User
from mingjing.office.cases.commands import ActFacts, Choice, Party
from mingjing.office.cases.models import Case, Track
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
from mingjing.office.demo import papers, staff
from mingjing.office.documents.models import Document
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Suspicion
from mingjing.office.ledger.services import paying, pools
from mingjing.office.ledger.services.paying import Deed
from mingjing.office.ledger.services.pools import Pool


@dataclass
class Bench:
    """The people of one county at one case; `ago` days ago it was found."""

    county: str
    place: Institution
    ago: int
    now: date = field(init=False)
    case: Case = field(init=False)

    def __post_init__(self) -> None:
        self.now = clocks.today() - timedelta(days=self.ago)

    def who(self, role: str) -> User:
        """Return somebody of the county by the last part of the account."""
        return User.objects.select_related("organisation").get(username=f"{self.county}.{role}")

    @property
    def leader(self) -> User:
        """Return who signs: 云湖 has a head of its own, in 清渡 the deputy does it."""
        found = User.objects.filter(username=f"{self.county}.lingdao").select_related("organisation").first()
        return found or self.who("fushen")

    @contextmanager
    def after(self, days: int = 0, *, working: int = 0) -> Iterator[None]:
        """Let so many days go by, never beyond today, and do what follows on that day."""
        later = add_working_days(self.now, working) if working else self.now + timedelta(days=days)
        with clocks.play(later):
            self.now = later
            yield

    def track(self, kind: str) -> Track:
        """Return the way of handling of this kind."""
        return Track.objects.get(case=self.case, kind=kind, active=True)

    def open(self, act: ActFacts, source: str, text: str, suspicions: tuple[Suspicion, ...] = ()) -> None:
        """Register the case with its two officers and its act."""
        officer = self.who("jingban")
        party = Party("institution", "organisation", "", institution=self.place.pk)
        with clocks.play(self.now):
            self.case = register.open_case(
                officer, party, source=source, found_on=self.now, source_text=text, suspicions=suspicions
            )
            people.assign(officer, self.case, [officer, self.who("xieban")], officer)
            dated = replace(act, acted_on=self.now - timedelta(days=40))
            register.add_act(officer, self.case, dated)

    def write(self, key: str) -> Document:
        """Write a paper of the case today."""
        return papers.write(self.hands, Case.objects.get(pk=self.case.pk), key)

    def serve(self, key: str) -> None:
        """Write a paper and hand it over today."""
        papers.serve(self.hands, self.write(key), "法定代表人")

    @property
    def hands(self) -> papers.Hands:
        """Return who writes and signs papers."""
        host = self.who("fagui") if self.case.hearing_host_id else self.who("fushen")
        return papers.Hands(self.who("jingban"), self.who("xieban"), host, self.leader)

    def file(self) -> None:
        """Ask for the case to be filed and sign it."""
        with self.after(3):
            procedure.propose_filing(self.who("jingban"), self.case, "经核查，存在上述违法事实，拟立案调查。")
        with self.after(2):
            procedure.approve_filing(self.leader, self.case, "同意立案。")
            self.write("filing_approval")

    def collect(self) -> None:
        """Take evidence in and check it."""
        officer = self.who("jingban")
        papers = (
            ("document", "住院费用清单和结算单", "证明收费项目、数量和金额", "医院医保科提供，加盖公章"),
            ("electronic", "医院信息系统医嘱数据", "证明医嘱与收费不符", "现场提取，经双方核对"),
            ("statement", "医保科负责人询问笔录", "证明收费规则的设置和使用情况", "现场询问制作"),
        )
        for kind, name, text, origin in papers:
            item = evidence.register(
                officer, self.case, kind=kind, name=name, text=text, origin=origin, obtained_on=self.now,
                witness=self.who("xieban"), content=f"{name}\n{text}\n".encode(),
            )  # fmt: skip
            evidence.verify(officer, item, "与医保结算数据核对一致。")

    def report(self, choice: Choice) -> None:
        """Investigate, choose the penalty and report."""
        with self.after(12):
            self.collect()
            tracks.choose(self.who("jingban"), self.case, "penalty", "造成医疗保障基金损失，依法应予处罚。")
        with self.after(6):
            procedure.report(self.who("jingban"), self.case, "事实清楚、证据确凿，调查终结。", choice)
            self.write("investigation_report")

    def review(self) -> None:
        """Let the legal review agree."""
        with self.after(1):
            procedure.submit_review(self.who("jingban"), self.case)
        with self.after(working=4):
            procedure.pass_review(self.who("fushen"), self.case, "事实清楚，程序合法，同意。")
            self.write("legal_review")

    def notify(self, choice: Choice) -> None:
        """Tell the party what is intended."""
        with self.after(2):
            pleading.notify(self.leader, self.case, choice, self.now)
            self.serve("penalty_notice")

    def decide_and_serve(self, choice: Choice) -> None:
        """Discuss, decide, serve, publish."""
        members = [self.leader, self.who("fushen"), self.who("fagui")]
        with self.after(2):
            deciding.discuss(self.leader, self.case, choice, members, "全体成员一致同意拟处理意见。")
            self.write("discussion_record")
        with self.after(1):
            deciding.decide(self.leader, self.case, choice, named=staff.responsible(self.place))
        with self.after(working=2):
            self.write("decision_approval")
            self.serve("penalty_decision")
        with self.after(working=2):
            deciding.publish(self.leader, self.case)

    def pay(self, kind: str, amount: Decimal, voucher: str) -> None:
        """Register money that came in today."""
        execution.receive(self.who("jingban"), self.case, kind, amount, self.now, voucher)

    def offset(self, voucher: str) -> None:
        """Set off today what agreement handling takes back against what the fund has to pay."""
        for debt in self._pools("due"):
            deed = Deed(f"demo-{self.case.number}-{debt.key}", self.now, "从当月应拨费用中抵扣", voucher)
            paying.pay(self.who("jingban"), debt, "offset", debt.yuan, deed)

    def pay_on(self, voucher: str) -> None:
        """Pay on today what came in: the refund to the fund's account, fines to the treasury."""
        keys = [one.key for one in self._pools("received")]
        paying.remit(
            self.who("jingban"), keys, Deed(f"demo-{self.case.number}-remit", self.now, document=voucher)
        )

    def _pools(self, account: str) -> list[Pool]:
        return [one for one in pools.of(self.case.organisation, account) if one.tags.case == self.case.number]
