"""The catalogue of documents: what each is called, numbered by, who signs it, what must have happened before."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mingjing.kernel.errors import NotVisibleError

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that the case does not know and a person fills in. `kind`: line, text, day, moment, money, choice,

    or the name of a list of the case: hold, document, delivery. `start` is the field it is prefilled from.
    """

    name: str
    label: str
    kind: str = "line"
    required: bool = True
    start: str = ""
    help: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of document.

    `word` is its part of the number, empty for papers without one; `signer` is `leader` (issued by the head, seal)
    or `officers`, `reviewer` (finished by who writes it); `served` whether it is handed to the party; `volume` and
    `place` where it lies in the case file; `once` that only one can stand at a time; `dated` the day of the case that it
    bears instead of the day of its issue; `must` whether the file is incomplete without it once it can be drafted;
    `source` where its standard template is, when a noun above brought it.
    """

    key: str
    title: str
    group: str
    place: int
    word: str = ""
    signer: str = "leader"
    served: bool = False
    volume: str = "main"
    once: bool = True
    needs: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    dated: str = ""
    must: bool = False
    asks: tuple[Ask, ...] = ()
    source: Path | None = None


# What a document takes from the letterhead, from itself, from what was chosen in it: no gaps that a text could fill.
_OWN = ("单位.", "文书.", "填写.", "保存.", "送达文书.", "送达.")


def is_gap(path: str) -> bool:
    """Return whether something that is not known may be filled in by hand in the document itself."""
    return "." in path and len(path) <= 60 and not path.startswith(_OWN)


@cache
def kinds() -> Mapping[str, Kind]:
    """Return every kind by its key, in the order of the procedure."""
    text = (_FOLDER / "catalogue.yaml").read_text(encoding="utf-8")
    rows = yaml.load(text, Loader=yaml.CSafeLoader)["documents"]
    return {key: _kind(key, row) for key, row in rows.items()}


def _kind(key: str, row: Mapping[str, Any]) -> Kind:
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
    }
    given["asks"] = tuple(
        Ask(**(ask | {"choices": tuple(ask.get("choices", ()))})) for ask in row.get("asks", ())
    )
    return Kind(key, **given)


_brought: dict[str, Kind] = {}


def bring(one: Kind) -> None:
    """Add a kind that belongs to no case; called when the app that brings it is ready.

    Its templates are kept and its numbers counted like all others; it is drafted and issued by the noun that brought it.
    """
    _brought[one.key] = one


def every() -> Mapping[str, Kind]:
    """Return the kinds of cases and those that nouns above have brought."""
    return {**kinds(), **_brought}


def kind(key: str) -> Kind:
    """Return one kind. Raises NotVisibleError."""
    found = every().get(key)
    if found is None:
        raise NotVisibleError("没有这种文书", where=key)
    return found
