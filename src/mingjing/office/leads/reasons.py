"""The reason codes of each verdict, from reasons.yaml."""

from functools import cache
from pathlib import Path

import yaml

from mingjing.kernel.errors import InvalidError
from mingjing.office.leads.models import Verdict

# A verdict for which the findings speak; all others have to say why.
WITHOUT_REASON = frozenset({Verdict.TRUE})


@cache
def reasons() -> dict[str, dict[str, str]]:
    """Return `{verdict: {code: label}}`."""
    path = Path(__file__).with_name("reasons.yaml")
    found: dict[str, dict[str, str]] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return found


def choices(verdict: str) -> list[tuple[str, str]]:
    """Return the codes and labels of one verdict, as a form offers them."""
    return list(reasons().get(verdict, {}).items())


def label(code: str) -> str:
    """Return the words of a code; the code itself when it is unknown."""
    return next((codes[code] for codes in reasons().values() if code in codes), code)


def fitting(verdict: str, code: str) -> str:
    """Return the code where it belongs to the verdict, else nothing: 属实 that became 部分属实 keeps no reason of 属实."""
    return code if code in reasons().get(verdict, {}) else ""


def demand_reason(verdict: str, code: str, where: str = "reason_code") -> None:
    """Raise InvalidError unless `code` belongs to `verdict`, or the verdict needs none and none is given."""
    if not code and verdict in WITHOUT_REASON:
        return
    if not code:
        raise InvalidError(f"结论为“{Verdict(verdict).label}”时须选择原因", where=where)
    if code not in reasons().get(verdict, {}):
        raise InvalidError(f"原因“{label(code)}”不属于结论“{Verdict(verdict).label}”", where=where)
