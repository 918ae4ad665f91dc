"""Former versions of a bureau's rules: `archive/<version>/<code>.sql` in the local folder, written by `rules lock`."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from mingjing.analysis.engine import sqldoc
from mingjing.analysis.rules import document
from mingjing.analysis.rules.document import Rule
from mingjing.analysis.rules.lock import rule_hash
from mingjing.kernel import local
from mingjing.kernel.errors import DocumentError, Problem, UsageError

FOLDER = "archive"


def local_rules() -> list[Rule]:
    """Return the rules that stand in local folders."""
    return [rule for rule in document.load_all().values() if local.owner(rule.document.path)]


def problems(rules: Sequence[Rule]) -> list[Problem]:
    """Return a problem for each rule whose logic differs from what is archived under its version."""
    found = []
    for rule in rules:
        file = _file(rule)
        if file.is_file() and rule_hash(document.load(file)) != rule_hash(rule):
            found.append(
                Problem(
                    f"规则 {rule.code} 的逻辑变了，版本号仍是 {rule.version}",
                    rule.document.where("version"),
                    f"SQL、参数、金额口径、严重程度或法律依据与存档 {file} 不同",
                    "把 version 加 1，再运行 mingjing rules lock",
                )
            )
    return found


def keep(rules: Sequence[Rule]) -> list[Path]:
    """Copy the rules that are not archived yet into their folder's archive; return the files written."""
    written = []
    for rule in rules:
        file = _file(rule)
        if not file.is_file():
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(rule.document.path, file)
            written.append(file)
    return written


def former(code: str, named: str) -> Rule:
    """Return the rule to compare with: `named` is an archived version number, a file, or another rule's code.

    Raises UsageError when there is none, DocumentError when the file is malformed.
    """
    if named.isdigit():
        for folder in local.folders():
            file = folder / FOLDER / named / f"{code}.sql"
            if file.is_file():
                return document.load(file)
        raise UsageError(
            f"没有存档规则 {code} 的第 {named} 版",
            why=f"本地文件夹的 {FOLDER}/{named}/{code}.sql 不存在；内置规则的旧版不随程序保存",
            do="给出旧版文件：--against 旧版.sql；本地规则用 mingjing rules lock 存档",
        )
    return from_file_or_catalog(named)


def from_file_or_catalog(named: str) -> Rule:
    """Return the rule of this code, or the one in this file (which may have any name). Raises UsageError."""
    path = Path(named)
    if path.suffix == ".sql":
        if not path.is_file():
            raise UsageError(f"没有文件 {named}", do="核对路径")
        return document.build(sqldoc.read(path), is_filed=False)
    rules = document.load_all()
    if named not in rules:
        raise UsageError(f"没有规则 {named}", why="编码有误", do="给出规则编码，或以 .sql 结尾的规则文件")
    return rules[named]


def _file(rule: Rule) -> Path:
    folder = local.owner(rule.document.path)
    if folder is None:
        raise DocumentError(f"规则 {rule.code} 不在本地文件夹中", where=str(rule.document.path))
    return folder / FOLDER / str(rule.version) / f"{rule.code}.sql"
