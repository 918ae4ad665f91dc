"""A rule is a document: one `.sql` file with a YAML header, one SELECT and its cases."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mingjing.analysis.engine import sqldoc
from mingjing.analysis.engine.sqldoc import SqlDocument
from mingjing.analysis.rules import local_parameters, parameter
from mingjing.analysis.rules.parameter import Parameter
from mingjing.kernel import local
from mingjing.kernel.catalog import Catalog
from mingjing.kernel.errors import DocumentError, Problem

BUILT_IN = "built_in"
CATALOG = Catalog("rules", "mingjing.analysis.rules.catalog", ".sql", local_kind="rules")

STATUSES = ("draft", "shadow", "active", "retired")
SUBJECTS = ("fee", "visit", "person", "institution", "staff", "group")
AMOUNTS = ("all", "excess", "difference", "share", "stay", "days", "paid", "estimate", "none")
SCENES = ("IP", "OP", "PH", "NET")

# Finding grain per subject, rules.md A.2; a header's `grain` overrides it.
DEFAULT_GRAIN: Mapping[str, tuple[str, ...]] = {
    "fee": ("mdtrt_id", "item", "svc_date"),
    "visit": ("mdtrt_id",),
    "person": ("psn_no", "period"),
    "institution": ("fixmedins_code", "period", "measure"),
    "staff": ("staff_code", "svc_date"),
    "group": ("group_id",),
}

_TEXTS = ("title", "message", "verify", "defence")
_REQUIRED = (
    "code",
    "version",
    "status",
    "behaviour",
    "severity",
    "subject",
    "amount",
    "scenes",
    "stages",
    "law",
    "cases",
)
_KNOWN = {
    *_TEXTS,
    *_REQUIRED,
    "national_code",
    "grain",
    "classes",
    "params",
    "evidence",
    "known_gaps",
    "works_without",
}


@dataclass(frozen=True, slots=True)
class Case:
    """Rows in, findings out. `given` and `knowledge` are sparse rows by table; `finds` subsets of findings."""

    name: str
    given: Mapping[str, list[dict[str, Any]]]
    knowledge: Mapping[str, list[dict[str, Any]]]
    finds: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule version: what it looks for, on what ground, how it is priced, and how it proves itself.

    `works_without` names knowledge lists that only add a branch or an exclusion: the rule runs while they are empty.
    """

    code: str
    version: int
    title: str
    status: str
    national_code: tuple[str, ...]
    behaviour: str
    severity: int
    subject: str
    grain: tuple[str, ...]
    amount: str
    classes: tuple[str, ...]
    scenes: tuple[str, ...]
    stages: tuple[int, ...]
    law: tuple[str, ...]
    params: Mapping[str, Parameter]
    message: str
    verify: str
    defence: str
    known_gaps: str
    evidence: tuple[str, ...]
    works_without: tuple[str, ...]
    cases: tuple[Case, ...]
    document: SqlDocument = field(repr=False)

    @property
    def sql(self) -> str:
        """The SELECT as written: portable SQL with `param(…)` not yet filled in."""
        return self.document.sql

    @property
    def family(self) -> str:
        """The three letters before the number, which are also the folder's name."""
        return self.code.split("-")[0]


def load(path: Path) -> Rule:
    """Read one rule file. Raises DocumentError that lists every fault of the header."""
    return build(sqldoc.read(path))


def load_all() -> dict[str, Rule]:
    """Read every rule, built in, from other wheels and local, with the local parameter values, sorted by code.

    Raises DocumentError with the faults of all files.
    """
    rules: dict[str, Rule] = {}
    problems: list[Problem] = []
    for path in CATALOG.paths().values():
        try:
            rule = load(path)
            rules[rule.code] = rule
        except DocumentError as error:
            problems += error.problems
    if problems:
        raise DocumentError.from_problems(problems)
    return _with_local_values(dict(sorted(rules.items())))


def _with_local_values(rules: Mapping[str, Rule]) -> dict[str, Rule]:
    entries = local_parameters.read_all({code: rule.params for code, rule in rules.items()})
    found = dict(rules)
    for code in dict.fromkeys(entry.rule for entry in entries):
        values = {
            name: tuple(e.value for e in entries if (e.rule, e.name) == (code, name))
            for name in rules[code].params
        }
        params = {name: replace(p, local=values[name]) for name, p in rules[code].params.items()}
        found[code] = replace(rules[code], params=params)
    return found


def load_built_in() -> dict[str, Rule]:
    """Read the rules that come with the program: those that rules.lock holds."""
    return {
        code: rule for code, rule in load_all().items() if rule.document.path.is_relative_to(CATALOG.built_in)
    }


def origin(rule: Rule) -> str:
    """Where the rule comes from: built_in, a local folder, or the folder of another wheel."""
    path = rule.document.path
    if path.is_relative_to(CATALOG.built_in):
        return BUILT_IN
    return str(local.owner(path) or path.parent)


def build(document: SqlDocument, *, is_filed: bool = True) -> Rule:
    """Turn a parsed document into a Rule; a filed one stands in a catalog, where its name is its code.

    Raises DocumentError that lists every fault of the header.
    """
    problems = _header_problems(document, is_filed)
    if problems:
        raise DocumentError.from_problems(problems)
    head = document.header
    subject = head["subject"]
    return Rule(
        code=head["code"],
        version=int(head["version"]),
        title=head["title"],
        status=head["status"],
        national_code=tuple(_listed(head.get("national_code"))),
        behaviour=head["behaviour"],
        severity=int(head["severity"]),
        subject=subject,
        grain=tuple(head.get("grain") or DEFAULT_GRAIN[subject]),
        amount=head["amount"],
        classes=tuple(_listed(head.get("classes"))),
        scenes=tuple(head["scenes"]),
        stages=tuple(int(stage) for stage in head["stages"]),
        law=tuple(str(ref) for ref in _listed(head["law"])),
        params=parameter.read(document),
        message=head["message"],
        verify=head["verify"],
        defence=head["defence"],
        known_gaps=str(head.get("known_gaps") or ""),
        evidence=tuple(_listed(head.get("evidence"))),
        works_without=tuple(_listed(head.get("works_without"))),
        cases=_cases(document),
        document=document,
    )


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _header_problems(document: SqlDocument, is_filed: bool) -> list[Problem]:
    head = document.header
    problems = [
        Problem(f"缺少必填项 {key}", document.where(), do=f"在文件头补上 {key}")
        for key in (*_REQUIRED, *_TEXTS)
        if head.get(key) in (None, "", [])
    ]
    problems += [
        Problem(
            f"不认识的项 {key}",
            document.where(key),
            why="拼写有误，或该项不属于规则文件头",
            do=f"可用的项：{'、'.join(sorted(_KNOWN))}",
        )
        for key in head
        if key not in _KNOWN
    ]
    problems += _choice_problems(document)
    if is_filed and "code" in head and head["code"] != document.path.stem:
        problems.append(
            Problem(
                f"code 为 {head['code']}，文件名却是 {document.path.name}",
                document.where("code"),
                do="两者保持一致",
            )
        )
    return problems


def _choice_problems(document: SqlDocument) -> list[Problem]:
    head = document.header
    choices = {
        "status": STATUSES,
        "subject": SUBJECTS,
        "amount": AMOUNTS,
        "severity": (1, 2, 3),
    }
    problems = [
        Problem(f"{key} 的值“{head[key]}”不在允许范围", document.where(key), do=f"改为 {allowed} 之一")
        for key, allowed in choices.items()
        if key in head and head[key] not in allowed
    ]
    return problems + [
        Problem(f"scenes 中的“{scene}”不在允许范围", document.where("scenes"), do=f"改为 {SCENES}")
        for scene in _listed(head.get("scenes"))
        if scene not in SCENES
    ]


def _cases(document: SqlDocument) -> tuple[Case, ...]:
    cases: list[Case] = []
    for number, raw in enumerate(document.header["cases"], start=1):
        if not isinstance(raw, dict) or not raw.get("name") or "finds" not in raw or not raw.get("given"):
            raise DocumentError(
                f"第 {number} 个案例不完整",
                where=document.where("cases"),
                why="案例要有 name（一句话）、given（数据行）和 finds（应查出的疑点，没有则写 []）",
                do="补全后重试",
            )
        cases.append(Case(raw["name"], raw["given"], raw.get("knowledge") or {}, tuple(raw["finds"] or ())))
    return tuple(cases)
