"""One example of everything a template may print: what own templates are tried with, and what the list of fields shows."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mingjing.office.documents.kinds import Kind


@cache
def _examples() -> dict[str, Any]:
    text = Path(__file__).with_name("specimen.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader=yaml.CSafeLoader))


def specimen(kind: Kind) -> dict[str, Any]:
    """Return the data of an imagined case for a kind of document."""
    paper = {"标题": kind.title, "字号": f"武医保{kind.word}字〔2026〕1号", "日期": "2026年6月1日"}
    paper |= {"签发人": "王某", "拟稿人": "张某", "草稿标记": "样张，仅供核对模板"}
    return {**_examples(), "文书": paper, "填写": {ask.name: f"（{ask.label}）" for ask in kind.asks}}


def fields(kind: Kind) -> Iterator[tuple[str, str, str]]:
    """Yield every field a template of this kind may print: group, name as written in the template, example."""
    for group, value in specimen(kind).items():
        yield from _fields(group, group, value)


def _fields(group: str, path: str, value: Any) -> Iterator[tuple[str, str, str]]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _fields(group, f"{path}.{name}", one)
    elif isinstance(value, list):
        first = value[0] if value else ""
        if isinstance(first, Mapping):
            for name, one in first.items():
                yield from _fields(group, f"项 in {path} → 项.{name}", one)
        else:
            yield group, f"项 in {path} → 项", str(first)
    else:
        yield group, path, "是、否" if isinstance(value, bool) else str(value)
