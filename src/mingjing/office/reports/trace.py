"""From the keys behind a cell to what they stand for: institutions, entries, cases, measures, leads, activities."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import NoReverseMatch, reverse

from mingjing.office.accounts.models import User
from mingjing.office.cases import policy as cases
from mingjing.office.cases.models import Measure, PartnerResult
from mingjing.office.documents import policy as papers
from mingjing.office.institutions import policy as institutions
from mingjing.office.leads import policy as leads
from mingjing.office.ledger import policy as ledger
from mingjing.office.liaison import scope
from mingjing.office.reports import policy
from mingjing.office.reports.core.behind import Piece
from mingjing.office.reports.kinds import kinds

NOUGHT = Decimal(0)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Place:
    """An institution behind a cell; `columns` say in which it is counted."""

    code: str
    name: str
    bureau: str
    columns: tuple[int, ...]
    amount: Decimal
    sources: int
    address: str

    @property
    def columns_said(self) -> str:
        """Return the columns in words."""
        return "、".join(f"第{one}栏" for one in self.columns)


@dataclass(frozen=True, slots=True)
class Source:
    """One thing behind a cell. `amount` is what it adds, None where it is only counted."""

    kind: str
    number: str
    on: date | None
    institution: str
    text: str
    amount: Decimal | None
    address: str


@dataclass(frozen=True, slots=True)
class _Found:
    number: str
    on: date | None
    text: str
    address: str


def places(user: User, pieces: Iterable[Piece]) -> list[Place]:
    """Return the institutions of these pieces, the largest amounts first; links only to those that `user` sees."""
    grouped: defaultdict[str, list[Piece]] = defaultdict(list)
    for one in pieces:
        grouped[one.institution].append(one)
    seen = set(institutions.visible(user).values_list("code", flat=True))
    found = []
    for code, some in grouped.items():
        keys = {key for one in some for key in one.keys}
        address = _href("institutions:detail", code) if code in seen else ""
        found.append(
            Place(
                code, some[0].name or code or "不针对机构",
                "、".join(dict.fromkeys(one.place for one in some)), tuple(sorted({one.column for one in some})),
                sum((one.amount for one in some), NOUGHT), len(keys), address,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (-one.amount, one.code))


def sources(user: User, pieces: Iterable[Piece], counted: bool) -> list[Source]:
    """Return what the pieces rest on, each once; `counted`: what it adds is no amount."""
    names: dict[str, str] = {}
    amounts: defaultdict[str, Decimal] = defaultdict(lambda: NOUGHT)
    for one in pieces:
        for place, key in enumerate(one.keys):
            names.setdefault(key, one.name)
            if place == 0 and len(one.keys) <= 2:
                amounts[key] += one.amount
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for key in names:
        kind, _, rest = key.partition(":")
        wanted[kind].append(rest)
    known = {kind: dict(_READERS[kind][1](user, rest)) for kind, rest in wanted.items()}
    found = []
    for key, name in names.items():
        kind, _, rest = key.partition(":")
        said = known[kind].get(rest) or _Found(rest.rpartition(":")[2], None, "", "")
        amount = amounts.get(key) if not counted else None
        found.append(Source(_READERS[kind][0], said.number, said.on, name, said.text, amount, said.address))
    return sorted(found, key=lambda one: (one.kind, one.on or date.min, one.number))


def _href(name: str, *arguments: Any) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _batches(keys: list[str]) -> Iterator[list[str]]:
    for begin in range(0, len(keys), _BATCH):
        yield keys[begin : begin + _BATCH]


def _institutions(user: User, keys: list[str]) -> Iterator[tuple[str, _Found]]:
    for some in _batches(keys):
        for one in institutions.visible(user).filter(code__in=some):
            yield one.code, _Found(one.code, None, one.name, _href("institutions:detail", one.code))


def _entries(user: User, keys: list[str]) -> Iterator[tuple[str, _Found]]:
    by_pk = {int(key.partition(":")[0]): key for key in keys}
    for some in _batches([str(pk) for pk in by_pk]):
        for one in ledger.visible(user).filter(pk__in=[int(pk) for pk in some]):
            yield by_pk[one.pk], _Found(one.number, one.on, one.text, _href("ledger:entry", one.pk))


def _cases(user: User, keys: list[str]) -> Iterator[tuple[str, _Found]]:
    for some in _batches(keys):
        for one in cases.visible(user).filter(number__in=some):
            yield one.number, _Found(one.number, one.filed_on, one.title, _href("cases:overview", one.number))


def _measures(user: User, keys: list[str]) -> Iterator[tuple[str, _Found]]:
    rows = Measure.objects.filter(track__case__in=cases.visible(user).order_by()).select_related(
        "track__case"
    )
    for some in _batches(keys):
        for one in rows.filter(pk__in=[int(key) for key in some]):
            case = one.track.case
            text = f"{one.get_kind_display()}　{case.title}"
            yield str(one.pk), _Found(case.number, one.since, text, _href("cases:overview", case.number))


def _partners(user: User, keys: list[str]) -> Iterator[tuple[str, _Found]]:
    rows = PartnerResult.objects.filter(case__in=cases.visible(user).order_by()).select_related("case")
    for some in _batches(keys):
        for one in rows.filter(pk__in=[int(key) for key in some]):
            text = f"{one.department}：{one.result}"
            yield (
                str(one.pk),
                _Found(
                    one.document or one.case.number, one.on, text, _href("cases:overview", one.case.number)
                ),
            )


def _leads(user: User, keys: list[str]) -> Iterator[tuple[str, _Found]]:
    for some in _batches(keys):
        for one in leads.visible(user).filter(number__in=some).only("number", "occurred_on", "state"):
            text = one.get_state_display()
            yield one.number, _Found(one.number, one.occurred_on, text, _href("leads:detail", one.number))


def _activities(user: User, keys: list[str]) -> Iterator[tuple[str, _Found]]:
    for some in _batches(keys):
        for one in policy.activities(user).filter(pk__in=[int(key) for key in some]):
            text = f"{kinds()[one.kind].title}　{one.text}"
            yield str(one.pk), _Found(one.document, one.on, text, _href("reports:activity", one.pk))


def _letters(user: User, keys: list[str]) -> Iterator[tuple[str, _Found]]:
    for some in _batches(keys):
        for one in scope.letters(user).filter(pk__in=[int(key) for key in some]):
            text = f"{one.title}　{one.sender_name} → {one.receiver_name}"
            yield (
                str(one.pk),
                _Found(one.number or one.code, one.sent_on, text, _href("liaison:letter", one.pk)),
            )


def _papers(user: User, keys: list[str]) -> Iterator[tuple[str, _Found]]:
    for some in _batches(keys):
        for one in papers.visible(user).filter(pk__in=[int(key) for key in some]):
            yield str(one.pk), _Found(one.number, one.issued_on, one.title, _href("documents:detail", one.pk))


def _meetings(user: User, keys: list[str]) -> Iterator[tuple[str, _Found]]:
    for some in _batches(keys):
        for one in scope.meetings(user).filter(pk__in=[int(key) for key in some]):
            yield (
                str(one.pk),
                _Found(one.document or one.code, one.on, one.title, _href("liaison:meeting", one.pk)),
            )


_Reader = Callable[[User, list[str]], Iterator[tuple[str, _Found]]]
_READERS: Mapping[str, tuple[str, _Reader]] = {
    "institution": ("登记簿", _institutions),
    "entry": ("资金凭证", _entries),
    "case": ("案件", _cases),
    "measure": ("处理措施", _measures),
    "partner": ("部门处理结果", _partners),
    "lead": ("线索", _leads),
    "activity": ("补充登记", _activities),
    "letter": ("函件", _letters),
    "paper": ("案件文书", _papers),
    "meeting": ("会议", _meetings),
}
