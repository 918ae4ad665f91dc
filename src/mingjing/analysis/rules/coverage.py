"""What answers every national rule, every behaviour that the notices name, every item of the problem lists.

The answers are data (knowledge lists `national_rule`, `notice_behaviour`, `problem_item`); here they are held
against the rules and knowledge rows that exist, so that an answer nothing stands behind shows as a gap.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mingjing.analysis.knowledge.document import Row, knowledge_list, lists
from mingjing.analysis.knowledge.own import own_rows
from mingjing.analysis.rules.document import Rule

LIVE = ("active", "shadow")
TITLES = {
    "national_rule": "国家医保局智能监管规则（2025 年版）",
    "notice_behaviour": "五份文件点名的行为",
    "problem_item": "2025 年典型问题清单",
}
STATES = {
    "rule": "由规则落实",
    "partly": "由规则落实，部分内容须查资料",
    "lead": "规则给出线索，须核实",
    "records": "须查资料",
    "office": "由办案和监督检查办理",
}
_PREFIX = {"hospital": "PL", "pharmacy": "PP"}
_FROM_RULES = ("rule", "partly", "lead")

_Cited = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """How one entry is answered.

    `by` is rule, rows or local (problem items only); `rows` counts the knowledge rows that carry the entry, by
    list; `gaps` says what is missing, empty when the entry is answered; `waits` whether nothing is found
    before a bureau loads rows of its own.
    """

    table: str
    number: str
    title: str
    state: str
    rules: tuple[str, ...]
    by: str
    lists: tuple[str, ...]
    rows: Mapping[str, int]
    reason: str
    origin: str
    gaps: tuple[str, ...]
    waits: bool


def coverage(rules: Mapping[str, Rule], idle: Collection[str] = ()) -> dict[str, list[Answer]]:
    """Return the answers by table, each in the table's order, held against `rules` and all knowledge rows.

    `idle` are the codes of rules that find nothing before local rows are loaded (`needs.waiting`).
    """
    cited = _citations()
    return {
        table: [_answer(table, row, rules, cited, idle) for row in knowledge_list(table).rows]
        for table in ("national_rule", "notice_behaviour", "problem_item")
    }


def summary(table: str, answers: list[Answer]) -> str:
    """Return the totals of one table as a sentence; what has a gap counts as nothing else."""
    count = Counter(answer.state for answer in answers if not answer.gaps)
    gaps = sum(bool(answer.gaps) for answer in answers)
    done = f"{TITLES[table]}：{len(answers)} 条中 {count['rule'] + count['partly']} 条由规则落实"
    if count["partly"]:
        done += f"（其中 {count['partly']} 条的部分内容须查资料）"
    rest = {
        "lead": "条由规则给出线索",
        "records": "条需病历等资料",
        "office": "条由办案和监督检查办理",
    }
    done += "".join(f"，{count[state]} {text}" for state, text in rest.items() if count[state])
    local = sum(answer.waits for answer in answers)
    done += f"；有 {local} 条在装入本地知识行之后才会查出" if local else ""
    return done + (f"；{gaps} 条没有落实。" if gaps else "。")


def problem_number(row: Row) -> str:
    """Return how knowledge rows cite an item of the problem lists: `PL16`, `PP5`."""
    return f"{_PREFIX[row['list']]}{int(row['no'])}"


def _answer(table: str, row: Row, rules: Mapping[str, Rule], cited: _Cited, idle: Collection[str]) -> Answer:
    codes = _split(row.get("ours") if table == "national_rule" else row["rules"])
    number = problem_number(row) if table == "problem_item" else row["no"]
    by, named = row.get("by") or "", _split(row.get("lists"))
    carried = _carried(_references(table, row), cited)
    gaps = [*_rule_gaps(row["state"], codes, rules), *_row_gaps(by, named, carried)]
    if row["state"] not in ("rule",) and not row["reason"]:
        gaps.append("没有写明原因")
    return Answer(
        table=table,
        number=number,
        title=row.get("name") or row.get("behaviour") or row["summary"],
        state=row["state"],
        rules=codes,
        by=by,
        lists=named,
        rows=carried,
        reason=row["reason"] or "",
        origin=_origin(table, row),
        gaps=tuple(gaps),
        waits=(by == "local" and not any(carried.get(name) for name in named))
        or (bool(codes) and all(code in idle for code in codes)),
    )


def _split(value: Any) -> tuple[str, ...]:
    return tuple(value.split("|")) if value else ()


def _origin(table: str, row: Row) -> str:
    if table == "national_rule":
        return row["rule_code"] or "编码未公布"
    return (
        "、".join(_split(row["notices"])) if table == "notice_behaviour" else f"{row['field']}：{row['kind']}"
    )


def _rule_gaps(state: str, codes: tuple[str, ...], rules: Mapping[str, Rule]) -> Iterator[str]:
    if state in _FROM_RULES and not codes:
        yield "没有指明规则"
    for code in codes:
        if code not in rules:
            yield f"没有规则 {code}"
        elif rules[code].status not in LIVE:
            yield f"规则 {code} 不在运行"


def _row_gaps(by: str, named: tuple[str, ...], carried: Mapping[str, int]) -> Iterator[str]:
    for name in named:
        if name not in lists():
            yield f"没有知识表 {name}"
        elif by == "rows" and not carried.get(name):
            yield f"知识表 {name} 没有承载该项的行"


def _references(table: str, row: Row) -> tuple[str, ...]:
    """Return what knowledge rows cite when they carry the entry: a rule's code, a problem, national points."""
    if table == "national_rule":
        return (row["rule_code"] or f"R2025-{row['no']}",)
    return (problem_number(row), *_split(row["points"])) if table == "problem_item" else ()


def _carried(references: tuple[str, ...], cited: _Cited) -> dict[str, int]:
    """Return how many knowledge rows cite one of the references, by list."""
    return {name: count for name in lists() if (count := sum(cited[name, ref] for ref in references))}


def _citations() -> _Cited:
    """Count the rows, built in and local, by list and the rule, point or problem they cite."""
    own = own_rows()
    return Counter(
        (name, row[column])
        for name, found in lists().items()
        if name not in TITLES
        for row in (*found.rows, *own.get(name, ()))
        for column in ("kp_ref", "rule_code")
        if row[column]
    )
