"""The chart of accounts: accounts, kinds of money and movements, read from `chart.yaml` and checked once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mingjing.kernel.errors import DocumentError

TAGS = frozenset({"party", "suspicion", "claim", "case", "fund"})
_SIDES = frozenset({"debit", "credit"})


@dataclass(frozen=True, slots=True)
class Account:
    """One account. Within each pool its balance never stands on the other side; without pool it is not limited."""

    name: str
    code: str
    title: str
    side: str
    pool: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Movement:
    """One way an amount may go, from one account to another."""

    name: str
    title: str
    source: str
    target: str
    kinds: frozenset[str]
    needs: tuple[str, ...]
    reason: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of money; of several debts the one of lower `order` is paid first."""

    name: str
    title: str
    order: int


@dataclass(frozen=True, slots=True)
class Chart:
    """All of it."""

    accounts: Mapping[str, Account]
    kinds: Mapping[str, Kind]
    movements: Mapping[str, Movement]
    fund_bound: frozenset[str]
    funds: Mapping[str, str]
    insutypes: Mapping[str, str]
    unknown_fund: str

    def fund_of(self, insutype: str) -> str:
        """Return the fund that pays what is settled under an insurance; 其他基金 where nobody knows."""
        own = self.insutypes.get(insutype, f"{insutype}100")
        return own if own in self.funds else self.unknown_fund


@cache
def chart() -> Chart:
    """Return the chart. Raises DocumentError when it contradicts itself."""
    text = Path(__file__).with_name("chart.yaml").read_text(encoding="utf-8")
    return parse(yaml.load(text, Loader=yaml.CSafeLoader))


def parse(data: Mapping[str, Any]) -> Chart:
    """Return the chart of a document. Raises DocumentError for unknown accounts, kinds, tags, sides."""
    accounts = {
        name: Account(name, one["code"], one["title"], one["side"], _pool(one))
        for name, one in data["accounts"].items()
    }
    kinds = {name: Kind(name, one["title"], one["order"]) for name, one in data["kinds"].items()}
    movements = {
        name: Movement(
            name, one["title"], one["from"], one["to"], frozenset(one["kinds"]), tuple(one["needs"]), bool(one.get("reason"))
        )
        for name, one in data["movements"].items()
    }  # fmt: skip
    found = Chart(
        accounts, kinds, movements, frozenset(data["fund_bound"]), data["funds"], data.get("insutypes", {}), data.get("unknown_fund", "")
    )  # fmt: skip
    _check(found)
    return found


def _pool(one: Mapping[str, Any]) -> tuple[str, ...] | None:
    return tuple(one["pool"]) if "pool" in one else None


def _check(found: Chart) -> None:
    codes = [one.code for one in found.accounts.values()]
    wrong = [code for code in codes if codes.count(code) > 1]
    wrong += [
        one.name for one in found.accounts.values() if one.side not in _SIDES or set(one.pool or ()) - TAGS
    ]
    for one in found.movements.values():
        known = {one.source, one.target} <= set(found.accounts) and one.kinds <= set(found.kinds)
        if not known or set(one.needs) - TAGS or one.source == one.target:
            wrong.append(one.name)
    wrong += sorted({*found.insutypes.values(), found.unknown_fund} - {"", *found.funds})
    if wrong or found.fund_bound - set(found.kinds):
        raise DocumentError("科目表有误", where="、".join(sorted(set(wrong))))
