"""A pack is a named selection of rules for one field, with what narrows their findings to it."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from mingjing.analysis.knowledge.document import knowledge_list
from mingjing.analysis.rules import coverage
from mingjing.kernel.catalog import Catalog
from mingjing.kernel.errors import DocumentError, Problem, UsageError

CATALOG = Catalog("packs", "mingjing.analysis.rules.packs", ".yaml", local_kind="packs")

_REQUIRED = ("title", "doc", "rules")
_KNOWN = {*_REQUIRED, "items", "fields", "fixmedins_type", "whole"}
_PREFIX = re.compile(r"[0-9A-Z]{2,23}")


@dataclass(frozen=True, slots=True)
class Pack:
    """One pack. Findings of `rules` are narrowed to it, those of `whole` are not.

    `items` are prefixes of item codes, `fields` fields of the problem lists: a finding belongs to the pack when
    it touches such an item or rests on a knowledge row of such a field. `fixmedins_type` keeps the findings of
    one kind of institution. Without items and fields every finding of such an institution belongs to it.
    """

    name: str
    title: str
    doc: str
    rules: tuple[str, ...]
    whole: tuple[str, ...]
    items: tuple[str, ...]
    fields: tuple[str, ...]
    fixmedins_type: str
    path: Path

    @property
    def codes(self) -> tuple[str, ...]:
        """Every rule of the pack, sorted."""
        return tuple(sorted({*self.rules, *self.whole}))

    @property
    def problems(self) -> tuple[str, ...]:
        """The items of the problem lists that belong to its fields, as knowledge rows cite them."""
        rows = knowledge_list("problem_item").rows
        return tuple(coverage.problem_number(row) for row in rows if row["field"] in self.fields)

    @property
    def watched(self) -> tuple[str, ...]:
        """The watched items, by name, that stand for listed problems of its fields."""
        rows = knowledge_list("watch_item").rows
        return tuple(sorted({row["name"] for row in rows if row["kp_ref"] in self.problems}))

    @property
    def sha256(self) -> str:
        """The fingerprint of the document, for the run's record."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


def packs() -> dict[str, Pack]:
    """Return every pack by name (file stem), in the order of the titles' files. Raises DocumentError."""
    return {name: read(path) for name, path in CATALOG.paths().items()}


def choose(names: Sequence[str]) -> list[Pack]:
    """Return the packs of these titles or file names, each once. Raises UsageError for an unknown one."""
    known = packs()
    by_title = {pack.title: pack for pack in known.values()}
    unknown = [name for name in names if name not in by_title and name not in known]
    if unknown:
        raise UsageError(
            f"没有规则包 {'、'.join(unknown)}",
            do=f"用 mingjing rules packs 查看；现有：{'、'.join(by_title)}",
        )
    return list({pack.name: pack for name in names for pack in [by_title.get(name) or known[name]]}.values())


def read(path: Path) -> Pack:
    """Read one pack. Raises DocumentError that lists every fault."""
    head = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    problems = _problems(head, path)
    if problems:
        raise DocumentError.from_problems(problems)
    return Pack(
        name=path.stem,
        title=head["title"],
        doc=head["doc"].strip(),
        rules=tuple(head["rules"]),
        whole=tuple(head.get("whole", ())),
        items=tuple(head.get("items", ())),
        fields=tuple(head.get("fields", ())),
        fixmedins_type=head.get("fixmedins_type", ""),
        path=path,
    )


def _problems(head: Any, path: Path) -> list[Problem]:
    if not isinstance(head, Mapping):
        return [Problem("规则包文件不是键值形式", str(path), do="写出 title、doc、rules")]
    problems = [Problem(f"缺少必填项 {key}", str(path)) for key in _REQUIRED if not head.get(key)]
    problems += [
        Problem(f"不认识的项 {key}", str(path), do=f"可用的项：{'、'.join(sorted(_KNOWN))}")
        for key in head
        if key not in _KNOWN
    ]
    problems += [
        Problem(f"项目编码前缀“{prefix}”不是文字形式的编码", str(path), do="写成带引号的数字、大写字母")
        for prefix in head.get("items", ())
        if not isinstance(prefix, str) or not _PREFIX.fullmatch(prefix)
    ]
    known = {row["field"] for row in knowledge_list("problem_item").rows}
    problems += [
        Problem(f"问题清单没有领域“{field}”", str(path), do=f"可用：{'、'.join(sorted(known))}")
        for field in head.get("fields", ())
        if field not in known
    ]
    if head.get("fixmedins_type", "") not in ("", "1", "2"):
        problems.append(Problem("fixmedins_type 只能是 '1'（医疗机构）或 '2'（零售药店）", str(path)))
    return problems
