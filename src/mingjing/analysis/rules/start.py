"""Starts a local rule: a skeleton, or a copy of a rule, with one case that fails until somebody has worked on it."""

import re
from importlib.resources import files
from pathlib import Path

from mingjing.analysis.rules import document
from mingjing.kernel.errors import UsageError

_CODE = re.compile(r"[A-Z]{2,5}-\d{3}")
_CASE = """{indent}- name: 【待改】这一版要另外查出的情形；写好 given 和 finds 以后才会通过
{indent}  given: {{fee_list_d: [{{cnt: 1, pric: 10}}]}}
{indent}  finds: [{{checkout_amt: 0.01}}]
"""


def start(folder: Path, code: str, copied: str = "") -> Path:
    """Write `rules/<code>.sql` into the local folder and return it; `copied` is the code of a rule to copy.

    Raises UsageError when the code is malformed or taken, or the rule to copy is unknown.
    """
    if not _CODE.fullmatch(code):
        raise UsageError(f"编码 {code} 不合格式", do="写成 2 至 5 个大写字母、短横、3 位数字，如 LOC-001")
    known = document.CATALOG.paths()
    if code in known:
        raise UsageError(
            f"编码 {code} 已经用了", where=str(known[code]), do="换一个编码；本地规则不能取代内置规则"
        )
    if copied and copied not in known:
        raise UsageError(f"没有规则 {copied}", why="编码有误", do="用 mingjing rules list 查看")
    file = folder / "rules" / f"{code}.sql"
    text = _copy(known[copied], code) if copied else _skeleton(code)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def _skeleton(code: str) -> str:
    text = (files("mingjing.analysis.rules") / "skeleton.sql").read_text(encoding="utf-8")
    return text.replace("code: CODE", f"code: {code}")


def _copy(path: Path, code: str) -> str:
    """The rule's text as a draft of its own, its cases led by one that fails."""
    text = path.read_text(encoding="utf-8")
    for key, value in (("code", code), ("version", "1"), ("status", "draft")):
        text = re.sub(rf"(?m)^{key}:.*$", f"{key}: {value}", text, count=1)
    first = re.search(r"(?m)^cases:[^\n]*\n( *)- ", text)
    if first is None:
        raise UsageError(
            f"{path.stem} 的案例不是逐行书写，不能照抄", where=str(path), do="换一条规则，或不用 --from"
        )
    at = first.start(1)
    return text[:at] + _CASE.format(indent=first.group(1)) + text[at:]
