"""A page of the manual as blocks, which Markdown and HTML render alike.

Texts may hold two marks: `code` in backticks, and `[words](page-id#anchor)`, a link to another page by its id.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MARK = re.compile(
    r"`(?P<code>[^`]+)`|\[(?P<words>[^\]\[]+)\]\((?P<page>[^()#\s]+)(?:#(?P<anchor>[^()\s]+))?\)"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below the page's title; `anchor` is what links name."""

    text: str
    anchor: str = ""
    level: int = 2


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short texts."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `anchors` names its rows when it is not empty."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    anchors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """Program text in a language."""

    text: str
    language: str


Block = Heading | Text | Bullets | Grid | Code


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `id` is its path without ending, `kind` the Chinese word for what it is about."""

    id: str
    kind: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def anchors(self) -> set[str]:
        """Everything on the page that a link can name."""
        named = {block.anchor for block in self.blocks if isinstance(block, Heading)}
        return (named | {a for block in self.blocks if isinstance(block, Grid) for a in block.anchors}) - {""}

    def links(self) -> Iterator[tuple[str, str]]:
        """Yield page id and anchor of every link on the page."""
        for text in self.texts():
            for found in MARK.finditer(text):
                if found["page"]:
                    yield found["page"], found["anchor"] or ""

    def texts(self) -> Iterator[str]:
        """Yield what a reader reads, program text left out."""
        yield self.title
        for block in self.blocks:
            if isinstance(block, Heading | Text):
                yield block.text
            elif isinstance(block, Bullets):
                yield from block.items
            elif isinstance(block, Grid):
                yield from (cell for row in (block.head, *block.rows) for cell in row)


def link(words: str, page: str) -> str:
    """Return a link to a page id, which may carry an anchor; brackets in `words` are made round."""
    return f"[{words.replace('[', '（').replace(']', '）')}]({page})"


def section(title: str, *blocks: Block, anchor: str = "") -> tuple[Block, ...]:
    """Return a heading and its blocks; nothing when every block is empty."""
    full = [block for block in blocks if not _empty(block)]
    return (Heading(title, anchor), *full) if full else ()


def bullets(items: Iterable[str]) -> Bullets:
    """Return a list block of the items."""
    return Bullets(tuple(items))


def grid(head: Iterable[str], rows: Iterable[Iterable[str]], anchors: Iterable[str] = ()) -> Grid:
    """Return a table block; empty cells are shown as a dash."""
    return Grid(tuple(head), tuple(tuple(cell or "—" for cell in row) for row in rows), tuple(anchors))


def _empty(block: Block) -> bool:
    if isinstance(block, Bullets):
        return not block.items
    if isinstance(block, Grid):
        return not block.rows
    return not block.text
