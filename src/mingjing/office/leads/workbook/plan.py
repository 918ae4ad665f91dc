"""What a returned workbook would change: commands that can be given, conflicts with others' work, wrong cells."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from mingjing.kernel.errors import InvalidError, Problem
from mingjing.office.leads.models import Line, Part, Suspicion, Verdict
from mingjing.office.leads.reasons import demand_reason, reasons
from mingjing.office.leads.services.commands import Check, LineVerdict
from mingjing.office.leads.workbook import sheets
from mingjing.office.leads.workbook.read import Filled, Row
from mingjing.office.leads.workbook.write import CHECKABLE


@dataclass(frozen=True, slots=True)
class Change:
    """One suspicion that would be checked: what it is now, and the command."""

    suspicion: Suspicion
    command: Check
    lines_named: int

    @property
    def verdict(self) -> str:
        """The verdict in words."""
        return str(Verdict(self.command.verdict).label)


@dataclass(slots=True)
class Plan:
    """What would happen: `changes` can be applied; `conflicts` and `wrong` say where, what and what to do."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[Problem] = field(default_factory=list)
    wrong: list[Problem] = field(default_factory=list)
    untouched: int = 0

    @property
    def digest(self) -> str:
        """Stands for exactly these changes: what was previewed is what is applied."""
        shown = [
            (c.suspicion.pk, c.suspicion.version, c.command.verdict, c.command.amount, c.command.reason_code,
             c.command.text, [vars_of(line) for line in c.command.lines])
            for c in self.changes
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(shown, cls=DjangoJSONEncoder).encode()).hexdigest()


def vars_of(line: LineVerdict) -> list[Any]:
    """Return the fields of a line's verdict in order."""
    return [
        line.line,
        line.verdict,
        line.accepted_cnt,
        line.accepted_amt,
        line.reason_code,
        line.note,
        line.version,
    ]


def plan(part: Part, filled: Filled) -> Plan:
    """Compare what came back with what stands now. Raises InvalidError for the workbook of another part."""
    if filled.part != part.pk:
        raise InvalidError(
            "这个工作簿属于另一个任务分件", why="选错了文件，或任务已拆分、合并", do="到相应的任务页面上传"
        )
    found = Plan(wrong=list(filled.wrong), untouched=filled.untouched)
    lines = _in_part(Line.objects.filter(suspicion__lead__part=part), filled.lines)
    by_suspicion: dict[int, list[tuple[Line, Row]]] = {}
    for pk, row in filled.lines.items():
        if (line := lines.get(pk)) is None:
            found.wrong.append(_stranger(row))
        else:
            by_suspicion.setdefault(line.suspicion_id, []).append((line, row))
    spoiled = _spoiled(filled)
    wanted = {*filled.suspicions, *by_suspicion}
    here = Suspicion.objects.filter(lead__part=part).select_related("lead")
    suspicions = _in_part(here, wanted)
    for pk in sorted(wanted):
        own = filled.suspicions.get(pk)
        if (suspicion := suspicions.get(pk)) is None:
            found.wrong += [_stranger(own)] if own else []
        elif pk not in spoiled:
            _weigh(suspicion, own, by_suspicion.get(pk, []), found)
    return found


def _in_part(rows: Any, keys: Iterable[int]) -> dict[int, Any]:
    return {row.pk: row for row in rows.filter(pk__in=list(keys))}


def _stranger(row: Row) -> Problem:
    return Problem(
        "这一行不在本任务分件中", row.where, "线索已转派、拆分，或编号被改动", "重新下载工作簿核对"
    )


def _spoiled(filled: Filled) -> set[int]:
    """Return the suspicions with a wrong cell on their row or on one of their lines: all or nothing of each."""
    own = {key for sheet, key in filled.wrong_ids if sheet == sheets.SUSPICIONS}
    lines = {key for sheet, key in filled.wrong_ids if sheet == sheets.LINES}
    return own | set(Line.objects.filter(pk__in=lines).values_list("suspicion_id", flat=True))


def _weigh(suspicion: Suspicion, own: Row | None, lines: list[tuple[Line, Row]], found: Plan) -> None:
    """Put one suspicion where it belongs: changes, conflicts or wrong."""
    where = own.where if own else lines[0][1].where
    stale = (own is not None and own.version != suspicion.version) or any(
        line.version != row.version for line, row in lines
    )
    if stale or suspicion.state not in CHECKABLE:
        state = suspicion.get_state_display()
        what = f"{suspicion.lead.number} {suspicion.rule_code} 下载后已被他人改动（现为“{state}”）"
        found.conflicts.append(Problem(what, where, do="以系统中的结果为准；需要改动的请在页面上处理"))
        return
    try:
        found.changes.append(Change(suspicion, _command(suspicion, own, lines), len(lines)))
    except InvalidError as error:
        found.wrong += [Problem(p.what, p.where or where, p.why, p.do) for p in error.problems]


def _command(suspicion: Suspicion, own: Row | None, lines: list[tuple[Line, Row]]) -> Check:
    verdicts = tuple(_line(line, row) for line, row in lines)
    verdict = own.verdict if own else ""
    if not verdict:
        said = {one.verdict for one in verdicts}
        total = Line.objects.filter(suspicion=suspicion).count()
        if len(verdicts) < total or not said:
            raise InvalidError(
                "没有填核查结论",
                why=f"明细只填了 {len(verdicts)} 条，共 {total} 条",
                do="在“疑点”表填结论，或把明细填全",
            )
        verdict = said.pop() if len(said) == 1 else Verdict.PARTLY
    code = _reason(verdict, own.reason if own else "", own.where if own else "")
    if own is None and not code:
        code = next((one.reason_code for one in verdicts if one.verdict == verdict and one.reason_code), "")
    if verdict == Verdict.PARTLY and not code:
        code = "part_proven"
    demand_reason(verdict, code, own.where if own else lines[0][1].where)
    text = own.text if own else ""
    amount = own.amount if own and not verdicts else None
    return Check(verdict, code, text, verdicts, suspicion.version, amount)


def _line(line: Line, row: Row) -> LineVerdict:
    if not row.verdict:
        raise InvalidError("填了数量或金额而没有填结论", where=row.where, do="补填核查结论")
    if row.amount is not None and row.amount > line.hit_amt:
        raise InvalidError(
            f"认定金额 {row.amount} 元大于检出金额 {line.hit_amt} 元",
            where=row.where,
            do="改为不超过检出金额",
        )
    if row.accepted_cnt is not None and row.accepted_cnt > abs(line.cnt):
        raise InvalidError(
            f"认定数量 {row.accepted_cnt} 大于数量 {line.cnt}", where=row.where, do="改为不超过数量"
        )
    code = _reason(row.verdict, row.reason, row.where)
    return LineVerdict(line.pk, row.verdict, row.accepted_cnt, row.amount, code, row.text, line.version)


def _reason(verdict: str, words: str, where: str) -> str:
    """Return the code of a reason in words; the words may stand under several verdicts."""
    if not words:
        return ""
    for code, label in reasons().get(verdict, {}).items():
        if label == words:
            return code
    allowed = "、".join(reasons().get(verdict, {}).values())
    raise InvalidError(
        f"原因“{words}”不适用于结论“{Verdict(verdict).label}”", where=where, do=f"可选：{allowed}"
    )
