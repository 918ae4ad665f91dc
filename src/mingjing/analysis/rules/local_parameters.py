"""params.yaml of a local folder: the bureau's own parameter values, by place and date, each with its source."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from mingjing.analysis.knowledge.own import stem
from mingjing.analysis.rules.parameter import Parameter, ParameterValue, typed
from mingjing.kernel import local
from mingjing.kernel.errors import DocumentError, Problem

Declared = Mapping[str, Mapping[str, Parameter]]

_KEYS = {"admdvs", "begndate", "enddate", "value", "source"}
_FORM = '写成 规则编码: {参数名: [{admdvs: "3301", begndate: 2026-07-01, value: 5, source: 文号}]}'
_REGION = re.compile(r"\d{2}|\d{4}|\d{6}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a params.yaml: the value, whose it is, and where it stands."""

    rule: str
    name: str
    value: ParameterValue
    where: str


def read_all(declared: Declared) -> list[Entry]:
    """Return the rows of every local folder's params.yaml; `declared` are the rules' parameters.

    Raises DocumentError that names every faulty row with its line.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    for path in (folder / local.PARAMETERS for folder in local.folders()):
        if path.is_file():
            for rule, name, row, where in _rows(path, declared, problems):
                try:
                    entries.append(Entry(rule, name, _value(declared[rule][name], row, where), where))
                except DocumentError as error:
                    problems += error.problems
    problems += _overlaps(entries)
    if problems:
        raise DocumentError.from_problems(problems)
    return entries


def _rows(
    path: Path, declared: Declared, problems: list[Problem]
) -> Iterator[tuple[str, str, Mapping[str, Any], str]]:
    """Yield rule, parameter, row and place of every row; what is not of the form goes to `problems`."""
    for code, line, parameters in _pairs(_tree(path), path, problems):
        if code not in declared:
            near = get_close_matches(code, declared, 3)
            hint = f"相近的有：{'、'.join(near)}" if near else "用 mingjing rules list 查看"
            problems.append(Problem(f"没有规则 {code}", f"{path}:{line}", "编码有误，或规则已不在", hint))
            continue
        for name, at, rows in _pairs(parameters, path, problems):
            if name not in declared[code]:
                known = "、".join(declared[code]) or "无"
                what = f"规则 {code} 没有参数 {name}"
                problems.append(Problem(what, f"{path}:{at}", "拼写有误", f"该规则的参数：{known}"))
                continue
            for node in rows.value if isinstance(rows, yaml.SequenceNode) else [rows]:
                where = f"{path}:{node.start_mark.line + 1}"
                if isinstance(node, yaml.MappingNode):
                    yield code, name, _plain(node), where
                else:
                    problems.append(Problem(f"{code} 的 {name} 不是一行取值", where, do=_FORM))


def _tree(path: Path) -> yaml.Node:
    try:
        tree = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise DocumentError(
            f"不是合法的 YAML：{getattr(error, 'problem', error)}",
            where=f"{path}:{mark.line + 1 if mark else 1}",
            why="缩进或引号有误",
            do=_FORM,
        ) from error
    return tree if tree is not None else yaml.MappingNode("tag:yaml.org,2002:map", [])


def _pairs(node: yaml.Node, path: Path, problems: list[Problem]) -> Iterator[tuple[str, int, yaml.Node]]:
    if not isinstance(node, yaml.MappingNode):
        line = node.start_mark.line + 1
        problems.append(Problem("不是“键: 值”的形式", f"{path}:{line}", do=_FORM))
        return
    seen: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        if key.value in seen:
            problems.append(
                Problem(f"{key.value} 写了两次", f"{path}:{line}", "后一处会盖掉前一处", "合并为一处")
            )
        seen.add(key.value)
        yield key.value, line, value


def _plain(node: yaml.Node) -> Any:
    return yaml.safe_load(yaml.serialize(node))


def _value(parameter: Parameter, row: Mapping[str, Any], where: str) -> ParameterValue:
    problems = [
        Problem(f"不认识的项 {key}", where, "拼写有误", f"可用的项：{'、'.join(sorted(_KEYS))}")
        for key in row.keys() - _KEYS
    ]
    problems += [
        Problem(f"参数 {parameter.name} 的这一行缺少 {key}", where, do=_FORM)
        for key in ("admdvs", "value", "source")
        if row.get(key) in (None, "")
    ]
    region = str(row.get("admdvs") or "")
    if region and not _REGION.fullmatch(region):
        problems.append(
            Problem(f"区划“{region}”不是 2、4 或 6 位数字", where, do="写 6 位区划代码或其前缀，加引号")
        )
    days = [row.get("begndate"), row.get("enddate")]
    for day in days:
        if day is not None and type(day) is not date:
            problems.append(Problem(f"“{day}”不是日期", where, do="写成 2026-07-01，不加引号"))
    if problems:
        raise DocumentError.from_problems(problems)
    if days[0] and days[1] and days[1] < days[0]:
        raise DocumentError(f"止日 {days[1]} 早于起日 {days[0]}", where=where, do="对调或改正")
    value = typed(parameter.name, parameter.type, row["value"], where)
    return ParameterValue(value, stem(region), days[0], days[1], str(row["source"]))


def _overlaps(entries: Sequence[Entry]) -> list[Problem]:
    """A later begin supersedes an open-ended value; all else that holds on one day at one place is ambiguous."""
    problems = []
    ordered = sorted(entries, key=lambda e: (e.rule, e.name, e.value.admdvs, e.value.begndate or date.min))
    for before, after in itertools.pairwise(ordered):
        if (before.rule, before.name, before.value.admdvs) != (after.rule, after.name, after.value.admdvs):
            continue
        begins = after.value.begndate or date.min
        same = begins == (before.value.begndate or date.min)
        if same or (before.value.enddate is not None and before.value.enddate >= begins):
            problems.append(
                Problem(
                    f"{after.rule} 的 {after.name} 在 {after.value.admdvs} 有两个值的期间重叠",
                    after.where,
                    f"另一个在 {before.where}",
                    "改起止日期，使同一地区同一天只有一个值；新值取代旧值时，旧值可不写止日",
                )
            )
    return problems
