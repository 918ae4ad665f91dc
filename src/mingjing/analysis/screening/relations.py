"""Puts everything a rule may read in front of an engine: the lake, the knowledge in force, the marts."""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from mingjing.analysis.engine.base import Engine
from mingjing.analysis.knowledge import lookup
from mingjing.analysis.knowledge.document import knowledge_list
from mingjing.analysis.knowledge.document import lists as knowledge_lists
from mingjing.analysis.knowledge.own import own_rows
from mingjing.analysis.screening import prices
from mingjing.analysis.screening.columns import Build
from mingjing.analysis.standard import schema as standard

_WORD = re.compile(r"\w+")

Extra = Mapping[str, Sequence[Mapping[str, Any]]]


class Stored(Protocol):
    """What reading asks of a lake: the Parquet files of a table."""

    def files(self, table: str) -> Sequence[Path]:
        """Return the files, none for a table that never came."""


def attach_lake(engine: Engine, lake: Stored) -> None:
    """Attach every table of the standard; a table that never came is empty. A bureau's own prices join in."""
    for name, table in standard.tables().items():
        if name == prices.TABLE:
            prices.attach(engine, lake.files(name))
        else:
            engine.attach_parquet(name, lake.files(name), table.sql_types)


def attach_knowledge(engine: Engine, extra: Extra | None = None, texts: Iterable[str] | None = None) -> None:
    """Attach the knowledge lists as they hold for the regions and items that occur in the attached data.

    The rows of the local folders take part, and those of `extra` (a case's own) beside them. With `texts` only
    the lists that one of these mentions: reading thousands of rows takes longer than a rule over a small delivery.
    """
    mentioned = None if texts is None else {word for text in texts for word in _WORD.findall(text.lower())}
    own = own_rows()
    local = {name: [*own.get(name, ()), *(extra or {}).get(name, ())] for name in {*own, *(extra or {})}}
    regions = _distinct(
        engine,
        "SELECT fix_blng_admdvs AS v FROM fixmedins_b UNION SELECT insu_admdvs AS v FROM psn_info_b"
        " UNION SELECT insu_admdvs AS v FROM setl_d",
    )
    items = _distinct(
        engine, "SELECT med_list_codg AS v FROM fee_list_d UNION SELECT med_list_codg AS v FROM selinfo_d"
    )
    mapped = [row["nat_code"] for row in knowledge_list("item_map").rows]
    mapped += [row["nat_code"] for row in local.get("item_map", ())]
    known = sorted({*items, *mapped})
    engine.attach_arrow("region_class", lookup.region_classes(regions, local))
    for name in knowledge_lists():
        if mentioned is not None and name not in mentioned:
            continue
        engine.attach_arrow(name, lookup.resolve(name, regions, local, known))


def _distinct(engine: Engine, select: str) -> list[str]:
    found = engine.fetch(f"SELECT DISTINCT v FROM ({select}) AS all_values WHERE v IS NOT NULL")
    return sorted(found.column("v").to_pylist())


def build_marts(
    engine: Engine,
    builds: Mapping[str, Build],
    folder: Path,
    on_done: Callable[[], None],
) -> dict[str, float]:
    """Build the marts, in order, under `folder`; return the seconds each took.

    Those that a killed run completed are taken as they are.
    """
    seconds = {}
    for name, build in builds.items():
        began = time.monotonic()
        done = sorted((folder / name).glob("*.parquet"))
        if (folder / name).is_dir():
            engine.attach_parquet(name, done, build.columns)
        else:
            engine.materialise(name, build.sql, folder, build.columns, build.pieces)
        seconds[name] = round(time.monotonic() - began, 3)
        on_done()
    return seconds


def mart_files(folder: Path, name: str) -> Iterator[Path]:
    """Yield the Parquet files of a built mart."""
    yield from sorted((folder / name).glob("*.parquet"))
