"""The values behind a suspicion as an officer reads them: Chinese names, codes in words, lists joined."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mingjing.analysis.standard.codelist import code_list
from mingjing.analysis.standard.schema import tables
from mingjing.kernel.errors import MingjingError

WORDS = Path(__file__).with_name("evidence.yaml")
_INNER = frozenset({"branch", "carried", "contributions", "chart", "course", "unit_id"})
_MONEY = ("amt", "medfee", "_price", "fund", "inscp", "_total")


@dataclass(frozen=True, slots=True)
class Fact:
    """One named value; `money` is shown as yuan."""

    label: str
    value: Any
    money: bool = False


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = yaml.load(WORDS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return words


@cache
def _columns() -> dict[str, tuple[str, str | None]]:
    """Column of the data standard to its name and its code list."""
    found: dict[str, tuple[str, str | None]] = {}
    for table in tables().values():
        for name, column in table.columns.items():
            found.setdefault(name, (column.zh, column.codes))
    return found


def name_of(key: str) -> str:
    """Return what a key of `evidence` is called; the key itself when nothing names it."""
    own = _words()["names"].get(key)
    return own or _columns().get(key, (key, None))[0]


def named(key: str) -> bool:
    """Return whether a key has a Chinese name."""
    return key in _words()["names"] or key in _columns() or key in _INNER


@cache
def _codes(name: str) -> dict[str, str]:
    try:
        return {code: one.zh for code, one in code_list(name).items()}
    except MingjingError:
        return {}


def code_name(name: str, code: str) -> str:
    """Return the words of a code, `21 普通住院`; the bare code when the list does not know it."""
    word = _codes(name).get(code, "")
    return f"{word}（{code}）" if word else code


def _said(key: str, value: Any) -> Any:
    if isinstance(value, list):
        return "、".join(str(_said(key, one)) for one in value)
    if isinstance(value, dict):
        return "；".join(f"{name_of(one)} {_said(one, other)}" for one, other in value.items())
    if isinstance(value, bool):
        return "是" if value else "否"
    if key == "soft":
        return _words()["soft"].get(str(value), str(value))
    if key == "pay_mode":
        return code_name("clr_way", str(value))
    codes = _columns().get(key, ("", None))[1]
    return code_name(codes, str(value)) if codes and isinstance(value, str) else value


def _reason(one: dict[str, Any]) -> Fact:
    """One reason of a model: the value beside its peers, how far it is off, what it adds to the score."""
    parts = [str(one.get("said") or one["shown"])]
    if one.get("median_shown"):
        place = f"（{one['level_zh']}）" if one.get("level_zh") else ""
        parts.append(f"同组{place} {one['peers']} 个的中位数 {one['median_shown']}")
    if one.get("z") is not None:
        parts.append(f"偏离 z {one['z']:g}")
    if one.get("contribution") is not None:
        parts.append(f"占得分 {one['contribution']:.0%}")
    return Fact(str(one["zh"]), "；".join(parts))


def facts(evidence: dict[str, Any]) -> list[Fact]:
    """Return the values a suspicion rests on, in the order the rule gives them, without empty ones."""
    shown = []
    for key, value in evidence.items():
        if key in _INNER or value in (None, "", []):
            continue
        if key == "why":
            shown += [_reason(one) for one in value]
            continue
        if key == "own":
            shown += facts({name: one for name, one in value.items() if named(name)})
            continue
        money = key.endswith(_MONEY) and isinstance(value, int | float)
        shown.append(Fact(name_of(key), Decimal(str(value)) if money else _said(key, value), money))
    return shown
