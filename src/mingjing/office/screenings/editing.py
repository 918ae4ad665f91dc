"""Checks the text of a rule as `mingjing rules test` does, without a file: what is wrong, where, what to do."""

import re
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from mingjing.analysis.engine import sqldoc
from mingjing.analysis.rules import document
from mingjing.analysis.rules.check import check
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import trial
from mingjing.analysis.screening.engines import open_engine
from mingjing.kernel import local
from mingjing.kernel.errors import MingjingError, Problem
from mingjing.office.screenings.folders import own_folder
from mingjing.office.screenings.rulebook import rules

_bench: list[Workbench] = []
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Tried:
    """One case of a rule, and in what it differs from what the rule found."""

    name: str
    faults: list[str]


def build(text: str, code: str) -> Rule:
    """Return the rule that the text describes. Raises DocumentError with line numbers."""
    return document.build(sqldoc.parse(text, Path(f"{code}.sql")))


def problems(text: str, code: str, version: int) -> list[Problem]:
    """Return everything wrong with the text of version `version` of `code`; nothing when it can run."""
    try:
        rule = build(text, code)
    except MingjingError as error:
        return error.problems
    found = []
    if rule.version != version:
        where = rule.document.where("version")
        found.append(
            Problem(f"version 为 {rule.version}，这里是第 {version} 版", where, do=f"写成 version: {version}")
        )
    other = rules().get(code)
    if other is not None and other.document.path.is_relative_to(document.CATALOG.built_in):
        found.append(Problem(f"编码 {code} 是随程序提供的规则", rule.document.where("code"), do="换一个编码"))
    with _lock, local.using(own_folder()):
        return found + check(rule, _workbench())


def _workbench() -> Workbench:
    """Return the empty database that rules are bound against, made once: it takes seconds."""
    if not _bench:
        _bench.append(Workbench())
    return _bench[0]


def cases(text: str, code: str) -> list[Tried]:
    """Run the cases of a text that has no problems. Raises EngineError."""
    rule = build(text, code)
    with _lock, local.using(own_folder()), tempfile.TemporaryDirectory(prefix="mingjing-trial-") as scratch:
        folder = Path(scratch)
        runner = open_engine("duckdb", folder, memory="1GB")
        try:
            found = trial.try_rules(runner, [rule], _workbench(), folder)
        finally:
            runner.close()
    wanted = [case.finds for case in rule.cases]
    return [
        Tried(scene.name, trial.differences(expected, found[scene.number]))
        for scene, expected in zip(trial.scenes([rule]), wanted, strict=True)
    ]


def headed(text: str, **values: str) -> str:
    """Return the text with keys of its header set to other values."""
    for key, value in values.items():
        text = re.sub(rf"(?m)^{key}:.*$", f"{key}: {value}", text, count=1)
    return text
