"""One batch, from delivered files to a folder that only needs to be published."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import quote
from mingjing.analysis.ingest import manifest
from mingjing.analysis.ingest.delivery import Delivery
from mingjing.analysis.ingest.duplicate import prior_rows
from mingjing.analysis.ingest.held import recalled
from mingjing.analysis.ingest.hint import swapped_columns
from mingjing.analysis.ingest.lake import MANIFEST, Batch, Lake
from mingjing.analysis.ingest.layout import Feeds, Layout
from mingjing.analysis.ingest.listener import Listener
from mingjing.analysis.ingest.load import Parent, TableLoad, rows_in
from mingjing.analysis.ingest.preflight import joins
from mingjing.analysis.ingest.stage import stage
from mingjing.analysis.ingest.staged import Staged
from mingjing.analysis.ingest.store import Store, write_json
from mingjing.analysis.standard.schema import Table, tables
from mingjing.kernel.errors import DataError, Problem

_STEPS_AFTER_LOADING = 2


@dataclass
class Build:
    """Builds the batch `name` of `delivery` in the store's scratch folder, as if `replaced` were gone."""

    engine: DuckDBEngine
    store: Store
    layout: Layout
    delivery: Delivery
    replaced: Sequence[str]
    name: str
    listener: Listener
    _steps: int = 0
    _done: int = 0
    _accepted: dict[str, tuple[Path, ...]] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where the batch is built."""
        return self.store.work / "batch"

    @property
    def kept(self) -> list[Batch]:
        """The batches that stay in force."""
        return [batch for batch in self.store.lake.batches if batch.id not in self.replaced]

    def run(self) -> Batch:
        """Build the batch. Raises DataError for files that cannot be read, EngineError when space is short."""
        self.folder.mkdir()
        self._steps = len(self.delivery.files) + _STEPS_AFTER_LOADING
        staged = self._stage()
        feeds = self.layout.feeds(self.engine, staged)
        self._recall(feeds, len(staged))
        order = _parents_first(feeds.by_table)
        self._steps += len(order)
        if self.layout.identity:
            prior = {name: self._prior(table) for name, table in tables().items()}
            self.listener.joins(joins(self.engine, feeds.by_table, prior))
        entries = {name: self._load(tables()[name], feeds) for name in order}
        document = manifest.manifest(
            self.name,
            manifest.source_entries(self.delivery, staged),
            self.delivery.unknown,
            feeds.unused,
            self.layout.identity,
            self.replaced,
            entries,
        )
        write_json(document, self.folder / MANIFEST)
        self._step("检查数据质量")
        return Batch(self.name, self.folder)

    def lake_after(self) -> Lake:
        """Return the lake as it will be once the batch is published."""
        batches = (*self.kept, Batch(self.name, self.folder))
        superseded = self.store.lake.superseded | dict.fromkeys(self.replaced, self.name)
        return Lake(self.store.lake.root, batches, superseded)

    def _step(self, doing: str) -> None:
        self.listener.step(doing, self._done, self._steps)
        self._done += 1

    def _stage(self) -> list[Staged]:
        """Stage every file; all files that cannot be read are reported together."""
        self.engine.execute("SET preserve_insertion_order = true")
        staged: list[Staged] = []
        problems: list[Problem] = []
        for number, file in enumerate(self.delivery.files):
            self._step(f"读取 {file.shown}")
            reading = self.layout.reading(file)
            stem = self.store.work / f"file-{number}"
            try:
                staged += stage(self.engine, file, stem, reading.known, reading.header, reading.sheet)
            except DataError as error:
                problems += error.problems
        self.engine.execute("SET preserve_insertion_order = false")
        if problems:
            raise DataError.from_problems(problems)
        return staged

    def _recall(self, feeds: Feeds, first_number: int) -> None:
        """Add the rows that stood behind a batch that is being replaced."""
        if self.replaced:
            again = recalled(self.kept, [batch.id for batch in self.kept], first_number)
            for name, more in again.items():
                feeds.by_table.setdefault(name, []).extend(more)

    def _load(self, table: Table, feeds: Feeds) -> dict[str, Any]:
        self._step(f"整理 {table.zh} {table.name}")
        scratch = self.store.work / "rows"
        load = TableLoad(
            self.engine,
            table,
            feeds.by_table[table.name],
            self.folder,
            scratch,
            self._prior(table),
            self._parents(table),
        )
        scratch.mkdir()
        loaded = load.run()
        hints = swapped_columns(self.engine, table, load.feeds, f"bad_{table.name}")
        shutil.rmtree(scratch)
        self._accepted[table.name] = loaded.files
        return manifest.table_entry(loaded, hints, self.folder)

    def _prior(self, table: Table) -> str | None:
        return prior_rows(table, {batch.id: batch.files(table.name) for batch in self.kept})

    def _parents(self, table: Table) -> dict[str, Parent]:
        """Name what each column must be found in: parents delivered now or earlier; others cannot be missed."""
        parents = {}
        for column, place in table.parents.items():
            above, key = place.split(".")
            earlier = [file for batch in self.kept for file in batch.files(above)]
            delivered = above in self._accepted or any(batch.table(above) for batch in self.kept)
            if delivered:
                relation = f"keys_{above}"
                files = [*earlier, *self._accepted.get(above, ())]
                keys = (
                    f"SELECT {quote(key)} AS k FROM {rows_in(files)}" if files else "SELECT NULL AS k LIMIT 0"
                )
                self.engine.execute(f"CREATE OR REPLACE TEMP VIEW {relation} AS {keys}")
                parents[column] = Parent(above, relation)
        return parents


def _parents_first(names: Sequence[str] | dict[str, Any]) -> list[str]:
    """Return table names so that a table comes after those it refers to."""
    above = {
        name: {place.split(".")[0] for place in tables()[name].parents.values()} for name in sorted(names)
    }
    return [name for name in TopologicalSorter(above).static_order() if name in above]
