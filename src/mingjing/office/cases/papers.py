"""Papers that steps ask for: the rules are data, the papers belong to the noun above that writes them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from mingjing.office.accounts.models import User
from mingjing.office.cases.law.documents import document
from mingjing.office.cases.models import Case
from mingjing.office.clocks.days import Days

ISSUED, SERVED, RECEIPTED = "issued", "served", "receipted"
_SAYS = {ISSUED: "尚未签发、定稿", SERVED: "尚未登记送达", RECEIPTED: "尚无送达回证、签收凭证"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One paper at one occasion; `kinds` by outcome, or under `any`. See `law/data/papers.yaml`."""

    name: str
    label: str
    kinds: Mapping[str, str]
    after: tuple[str, ...]
    before: tuple[str, ...]
    state: str
    hard: bool
    clauses: tuple[str, ...] = ()
    ahead: str = ""

    def kind(self, case: Case) -> str:
        """Return the kind of paper that this case needs; empty for none."""
        return self.kinds.get("any") or self.kinds.get(case.outcome, "")


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a case that is not void, as the rules look at it. `served_on` is its first service."""

    kind: str
    title: str
    address: str
    made_at: datetime
    issued: bool
    served_on: date | None = None
    receipted: bool = False


@dataclass(frozen=True, slots=True)
class Todo:
    """What brings a missing paper about: a page to open, or with a `kind` a form to send to `address`."""

    label: str
    address: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Lack:
    """A paper that is not there as its rule wants it."""

    rule: Rule
    kind: str
    says: str
    paper: Paper | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """A paper that the file should have, and how it is brought about."""

    says: str
    todo: Todo


@dataclass(frozen=True, slots=True)
class Provider:
    """Who writes papers: those of a case, the title of a kind, and how a person begins one."""

    papers: Callable[[Case], Sequence[Paper]]
    title: Callable[[str], str]
    begin: Callable[[User, Case, str], Todo]


@dataclass
class Desk:
    """Who writes papers, once the noun above is ready."""

    provider: Provider | None = field(default=None)


DESK = Desk()


@cache
def rules() -> Mapping[str, Rule]:
    """Return the rules by name."""
    rows = document("papers")
    return {
        name: Rule(name, **{key: _frozen(value) for key, value in row.items()}) for name, row in rows.items()
    }


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@cache
def before(step: str, hard: bool) -> tuple[Rule, ...]:
    """Return the rules that a step has to keep, or is reminded of."""
    return tuple(one for one in rules().values() if step in one.before and one.hard is hard)


@dataclass
class Found:
    """The papers of a case and the steps that call for them, read once."""

    case: Case

    @cached_property
    def papers(self) -> Sequence[Paper]:
        """Return the papers, the newest first."""
        return DESK.provider.papers(self.case) if DESK.provider else ()

    @cached_property
    def occasions(self) -> Mapping[str, datetime]:
        """Return when each step was taken last."""
        wanted = {name for one in rules().values() for name in one.after}
        rows = self.case.steps.filter(name__in=wanted).order_by("pk").values_list("name", "at")
        return dict(rows)

    def lack(self, rule: Rule, procedure: Mapping[str, object]) -> Lack | None:
        """Return what is missing by a rule; None when it is kept or nothing calls for it."""
        kind = rule.kind(self.case)
        if DESK.provider is None or not kind:
            return None
        since = max((at for name, at in self.occasions.items() if name in rule.after), default=None)
        if since is None:
            return None
        young = [one for one in self.papers if one.kind == kind and one.made_at >= since]
        reasons = [_why(rule, one, self.case, procedure) for one in young]
        if "" in reasons:
            return None
        title = DESK.provider.title(kind)
        if not young:
            return Lack(rule, kind, f"{title}尚未制作")
        return Lack(rule, kind, f"{title}{reasons[0]}", young[0])


def _why(rule: Rule, paper: Paper, case: Case, procedure: Mapping[str, object]) -> str:
    """Return why a paper does not do; empty when it does."""
    if not paper.issued:
        return _SAYS[ISSUED]
    if rule.state in (SERVED, RECEIPTED) and paper.served_on is None:
        return _SAYS[SERVED]
    if rule.state == RECEIPTED and not paper.receipted:
        return _SAYS[RECEIPTED]
    if rule.ahead and paper.served_on and case.hearing_on:
        days: int = procedure["deadlines"][rule.ahead]["days"]  # type: ignore[index]
        if case.hearing_on <= Days(paper.served_on).add(paper.served_on, days):
            return f"未在举行听证 {days} 个工作日前送达，须另行确定听证日期"
    return ""


def todo(user: User, case: Case, lack: Lack) -> Todo:
    """Return what this person can do about a missing paper."""
    if lack.paper is not None:
        return Todo(f"打开{lack.paper.title}", lack.paper.address)
    return DESK.provider.begin(user, case, lack.kind) if DESK.provider else Todo("")
