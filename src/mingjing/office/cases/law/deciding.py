"""From facts to what the law allows: the decision table walked row by row. It proposes; people decide."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from mingjing.analysis.knowledge.laws import articles
from mingjing.kernel.errors import InvalidError
from mingjing.office.cases.law import crime, fines
from mingjing.office.cases.law.causes import Situation, situation
from mingjing.office.cases.law.crime import Crime
from mingjing.office.cases.law.documents import document
from mingjing.office.cases.law.facts import Facts, Purpose
from mingjing.office.cases.law.fines import Range
from mingjing.office.cases.law.standards import Standard

_ZERO = Decimal(0)
# 细则 27 and 31: what may be cited as deemed fraud, and as presumption of its purpose.
_DEEMED, _PRESUMED = "xz-27-", "xz-31-"


@dataclass(frozen=True, slots=True)
class Suspension:
    """What may be suspended, in months; `department` of an institution, networked `settlement` of a person."""

    what: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the law allows for one act under one reading of its purpose."""

    row: str
    title: str
    purpose: Purpose
    basis: tuple[str, ...]
    measures: tuple[str, ...]
    refund: Decimal
    fine: Range | None
    tiers: Mapping[str, Range]
    suspension: Suspension | None
    terminate: bool
    licence: bool
    ban_years: int
    fraud: bool
    crime: Crime | None
    inference: bool
    notes: tuple[str, ...]


def propose(facts: Facts, discretion: Standard, criminal: Standard) -> tuple[Proposal, ...]:
    """Return what the law allows: one proposal, or one for each reading while the purpose is undecided.

    Raises InvalidError for facts that contradict each other or acts that no law in force then forbade.
    """
    act = situation(facts.situation, facts.subject)
    _check(facts, act)
    if facts.purpose == Purpose.UNDECIDED and not (act.fraud or facts.deemed):
        readings = [replace(facts, purpose=one) for one in (Purpose.NO, Purpose.YES)]
    else:
        fraud = act.fraud or bool(facts.deemed)
        readings = [replace(facts, purpose=Purpose.YES) if fraud else facts]
    found = [_read(one, act, discretion, criminal) for one in readings]
    same = len(found) > 1 and found[0].row == found[1].row
    return (replace(found[0], purpose=Purpose.UNDECIDED),) if same else tuple(found)


def _check(facts: Facts, act: Situation) -> None:
    if facts.loss is not None and facts.loss < 0:
        raise InvalidError("基金损失不能为负数", where="loss")
    if act.fraud and facts.purpose == Purpose.NO:
        raise InvalidError(
            "该违法情形以骗取为要件", where="purpose", do="不认定骗取的，改选“违反医疗保障基金使用规定”的情形"
        )
    for where, prefix, given in (
        ("deemed", _DEEMED, (facts.deemed,) if facts.deemed else ()),
        ("presumptions", _PRESUMED, facts.presumptions),
        ("grounds", "apl-32-", facts.grounds),
    ):
        for ref in given:
            if not ref.startswith(prefix) or ref not in articles():
                raise InvalidError(f"不能引用 {ref}", where=where)
    if facts.deemed and facts.subject != "institution":
        raise InvalidError("细则第二十七条只适用于定点医药机构", where="deemed")
    if facts.deemed and not in_force(facts.deemed, facts.acted_on):
        raise InvalidError(
            "行为发生时实施细则尚未施行", where="deemed", why="适用行为发生时的规定（处罚法第三十七条）"
        )
    if not in_force(act.law[0], facts.acted_on):
        raise InvalidError(
            "行为发生时该规定尚未施行", where="acted_on", why="适用行为发生时的规定（处罚法第三十七条）"
        )


def in_force(ref: str, day: date) -> bool:
    """Return whether a provision held on a day."""
    found = articles()[ref]
    return found.begndate <= day and (found.enddate is None or day <= found.enddate)


def article_of(ref: str) -> str:
    """Return the article of an item: 735-38 for 735-38-3; a document without articles stays as it is."""
    return "-".join(ref.split("-")[:2])


def row_for(facts: Facts, act: Situation) -> Mapping[str, Any]:
    """Return the first row of the table whose conditions hold. Raises InvalidError when none does."""
    article = article_of(facts.deemed or act.law[0])
    loss = "some" if facts.loss else "none"
    for row in document("table")["rows"]:
        if (
            article in row["article"]
            and row["subject"] in ("any", facts.subject.value)
            and row["purpose"] in ("any", facts.purpose.value)
            and row["loss"] in ("any", loss)
            and (not row.get("means") or act.means)
        ):
            return dict(row)
    raise InvalidError("没有适用的处理依据", where="situation", do="核对当事人类别、违法情形、是否骗取")


def _read(facts: Facts, act: Situation, discretion: Standard, criminal: Standard) -> Proposal:
    row = row_for(facts, act)
    loss = facts.loss or _ZERO
    basis = _basis(facts, act, row)
    fine, tiers = _fine(facts, row, article_of(basis[0]), discretion)
    fraud = row.get("fraud", False)
    suspension = _suspension(facts, row)
    measures = [one for one in row["measures"] if one != "fine" or fine]
    measures = [one for one in measures if one != "suspend_settlement" or suspension]
    if suspension and suspension.what == "department" and "suspend_department" not in measures:
        measures.append("suspend_department")
    ban = 5 if facts.major and facts.subject == "institution" and basis[0] != "agreement" else 0
    return Proposal(
        row["id"], row["title"], facts.purpose, basis + (("735-43",) if ban else ()),
        tuple(one for one in measures if one != "refund" or loss), loss if row.get("refund") else _ZERO,
        fine, tiers, suspension, row.get("terminate", False), row.get("licence", False), ban, fraud,
        crime.suspected(loss, facts.purpose, criminal) if fraud else None,
        row.get("inference", False) or (fine is not None and discretion.inference), _notes(facts, row, fine),
    )  # fmt: skip


def _basis(facts: Facts, act: Situation, row: Mapping[str, Any]) -> tuple[str, ...]:
    given = [*row.get("basis", ()), facts.deemed, *act.law, *facts.presumptions]
    return tuple(ref for ref in dict.fromkeys(given) if ref and in_force(ref, facts.acted_on))


def _fine(
    facts: Facts, row: Mapping[str, Any], article: str, discretion: Standard
) -> tuple[Range | None, Mapping[str, Range]]:
    rule = row.get("fine")
    if rule is None or (rule.get("when") == "refused" and not facts.refused):
        return None, {}
    least, most = Decimal(rule["least"]), Decimal(rule["most"])
    if rule["base"] == "fixed":
        return Range(least, most), fines.tiers(article, None, discretion)
    assert facts.loss is not None, "a row with a fine on the amount asks for a loss"  # noqa: S101
    return fines.by_multiple(facts.loss, least, most), fines.tiers(article, facts.loss, discretion)


def _suspension(facts: Facts, row: Mapping[str, Any]) -> Suspension | None:
    rule = row.get("suspend")
    holds = {"always": True, "refused_or_serious": facts.refused or facts.serious, "insured": facts.insured}
    if rule is None or not holds[rule["when"]]:
        return None
    return Suspension(rule["what"], rule["least"], rule["most"])


def _notes(facts: Facts, row: Mapping[str, Any], fine: Range | None) -> tuple[str, ...]:
    notes = []
    if facts.loss is None:
        notes.append("基金损失尚未计算，按无损失判断")
    if facts.presumptions and facts.purpose != Purpose.YES:
        notes.append("存在细则第三十一条所列情形，可以认定以骗取为目的")
    if facts.grounds and fine:
        notes.append("具有从轻或者减轻处罚的法定情形（处罚法第三十二条）")
    if row.get("inference"):
        notes.append("法律未直接规定，属于推定的处理方式，请法制审核确认")
    return tuple(notes)
