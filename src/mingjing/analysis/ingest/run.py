"""Ingest: a delivery in, one published batch out, or the lake as it was."""

import errno
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.build import Build
from mingjing.analysis.ingest.lake import BATCHES, Batch, Lake
from mingjing.analysis.ingest.layout import Layout
from mingjing.analysis.ingest.listener import Listener
from mingjing.analysis.ingest.store import Store, writing
from mingjing.analysis.ingest.view import refresh_view
from mingjing.kernel.errors import EngineError, UsageError

Assess = Callable[[DuckDBEngine, Lake, Batch], None]
"""Writes the quality report into the folder of a batch that is built but not yet published."""

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@dataclass(frozen=True, slots=True)
class Settings:
    """How much of the machine an ingest may use: buffers ("4GB") and threads."""

    memory: str = "4GB"
    threads: int = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """A published batch and the lake with it; `unchanged` when this very delivery was in the lake already."""

    batch: Batch
    lake: Lake
    unchanged: bool


def ingest(
    source: Path,
    root: Path,
    layout: Layout,
    listener: Listener,
    assess: Assess,
    replaces: Sequence[str] = (),
    settings: Settings = Settings(),
) -> Outcome:
    """Bring the delivery in `source` into the lake in `root` as one batch, in place of the batches `replaces`.

    Raises UsageError, DataError, DocumentError for what was handed over, LakeError for the lake, EngineError when
    memory or disk do not suffice. Whatever is raised, the lake is as before.
    """
    delivery = layout.find(source)
    mapping = layout.identity
    batch_id = delivery.content_id(mapping["sha256"] if mapping else "")
    with _disk_full_explained(root), writing(root) as store:
        engine = DuckDBEngine(settings.memory, settings.threads, store.work / "spill")
        try:
            refresh_view(engine, store.lake)
            known = next((batch for batch in store.lake.batches if batch.id == batch_id), None)
            if known:
                return Outcome(known, store.lake, unchanged=True)
            replaced = _replaced(store.lake, replaces)
            name = _free_name(store, batch_id, replaced)
            build = Build(engine, store, layout, delivery, replaced, name, listener)
            batch = build.run()
            assess(engine, build.lake_after(), batch)
            lake = store.publish(name, batch.folder, replaced)
            refresh_view(engine, lake)
        finally:
            engine.close()
        return Outcome(lake.batches[-1], lake, unchanged=False)


def _replaced(lake: Lake, replaces: Sequence[str]) -> list[str]:
    """Return the full ids of the batches to replace. Raises UsageError for one that is not in force."""
    found = []
    for wanted in replaces:
        matches = [batch.id for batch in lake.batches if batch.id.startswith(wanted)]
        if len(matches) != 1:
            raise UsageError(
                f"数据湖中没有可以取代的批次 {wanted}" if not matches else f"批次编号 {wanted} 不唯一",
                where=str(lake.root),
                why=f"有效批次：{'、'.join(batch.id for batch in lake.batches) or '无'}",
                do="给 --replaces 一个有效批次的编号",
            )
        found += matches
    return list(dict.fromkeys(found))


def _free_name(store: Store, batch_id: str, replaced: Sequence[str]) -> str:
    """Return the batch's folder name. A superseded delivery comes back only where it replaces its successor."""
    successor = store.lake.superseded.get(batch_id)
    if successor is None:
        return batch_id
    if not replaced:
        raise UsageError(
            f"这批数据（{batch_id}）已被批次 {successor} 取代，没有再次导入",
            where=str(store.lake.root),
            do=f"确要恢复它时，加上 --replaces {successor}",
        )
    taken = [path.name for path in (store.lake.root / BATCHES).iterdir()]
    return next(name for n in range(2, len(taken) + 3) if (name := f"{batch_id}-{n}") not in taken)


@contextmanager
def _disk_full_explained(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in _NO_SPACE:
            raise
        raise EngineError(
            "磁盘已满，没有导入",
            where=str(root),
            why=str(error),
            do="腾出空间后重新运行同一命令；数据湖保持原样",
        ) from error
