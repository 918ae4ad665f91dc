"""Laws as rules cite them: `735-38-3` is Decree 735 article 38 item 3, `agreement` the service agreement."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mingjing.kernel.catalog import Catalog
from mingjing.kernel.errors import DocumentError

CATALOG = Catalog("laws", "mingjing.analysis.knowledge.laws", ".yaml", local_kind="laws")


@dataclass(frozen=True, slots=True)
class Article:
    """One provision that can be cited. `text` is our own short wording, never the law's."""

    ref: str
    law: str
    text: str
    source: str
    begndate: date
    enddate: date | None


def article(ref: str, day: date | None = None) -> Article:
    """Return the provision `ref`.

    Raises DocumentError when it is unknown, when it was not in force on `day`, or, without a day, when it has
    been repealed.
    """
    found = articles().get(ref)
    if found is None:
        near = [known for known in articles() if known.split("-")[0] == ref.split("-", maxsplit=1)[0]]
        raise DocumentError(
            f"没有法条 {ref}",
            why="引用写错，或法规目录还没有这一条",
            do=f"同一法规可引用：{'、'.join(near)}" if near else f"法规代号：{'、'.join(CATALOG.paths())}",
        )
    ended = found.enddate is not None if day is None else found.enddate is not None and day > found.enddate
    if ended or (day is not None and day < found.begndate):
        raise DocumentError(
            f"法条 {ref} {f'在 {day} ' if day else ''}不在施行期间",
            why=f"施行期间 {found.begndate} 至 {found.enddate or '今'}",
            do="改引当时有效的条款",
        )
    return found


@cache
def articles() -> dict[str, Article]:
    """Return every citable provision by reference, in the order of the documents."""
    return {found.ref: found for code, path in CATALOG.paths().items() for found in _read(code, path)}


def _read(code: str, path: Path) -> Iterator[Article]:
    head = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    try:
        if "text" in head:
            yield _article(code, head, head)
        for number, body in head["articles"].items():
            spec: dict[str, Any] = {"text": body} if isinstance(body, str) else body
            yield _article(f"{code}-{number}", head, spec)
            for item, text in spec.get("items", {}).items():
                yield _article(f"{code}-{number}-{item}", head, spec | {"text": text})
    except (KeyError, TypeError, AttributeError) as error:
        raise DocumentError(
            f"法规文件缺少或写错了 {error}", where=str(path), do="写全 law、source、begndate、articles"
        ) from error


def _article(ref: str, law: Mapping[str, Any], spec: Mapping[str, Any]) -> Article:
    return Article(
        ref,
        law["law"],
        spec["text"],
        law["source"],
        spec.get("begndate", law["begndate"]),
        spec.get("enddate", law.get("enddate")),
    )
