"""One table of a delivery: conformed, freed of duplicates, checked against its parents, written by month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.edge import quote, text
from mingjing.analysis.ingest.conform import ROW_ID, Feed, conformed, totals
from mingjing.analysis.ingest.duplicate import find_twins
from mingjing.analysis.ingest.held import FOLDER, hold_back
from mingjing.analysis.ingest.reject import collect_reasons, write_refused
from mingjing.analysis.ingest.tally import (
    Balance,
    Facts,
    Loaded,
    Reason,
    Total,
    facts_of,
    facts_select,
    total_select,
)
from mingjing.analysis.standard.schema import Table

_FIRST_MONTH, _AFTER_LAST_MONTH = "2000-01-01", "2050-01-01"
_IDS = ", ".join(ROW_ID)
_REASONS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Parent:
    """What a column must be found in: a table of the standard, and the relation (column k) of its keys."""

    table: str
    relation: str


@dataclass(frozen=True, slots=True)
class TableLoad:
    """Takes one table from its feeds into the folder `built` of a batch, by way of `scratch`.

    `prior` is the SELECT of the rows in force (see duplicate.prior_rows), `parents` says by column where its
    values must be found.
    """

    engine: DuckDBEngine
    table: Table
    feeds: Sequence[Feed]
    built: Path
    scratch: Path
    prior: str | None
    parents: Mapping[str, Parent]

    def run(self) -> Loaded:
        """Load the table. Raises EngineError when rows or yuan do not add up."""
        rows, bad, twins, reasons = (self._name(part) for part in ("rows", "bad", "twins", "reasons"))
        self._conform()
        self.engine.execute(f"CREATE OR REPLACE TEMP TABLE {bad} AS SELECT {_IDS} FROM {rows} WHERE _bad")
        find_twins(self.engine, self.table, rows, self.prior, twins)
        if self.prior:
            (self.built / FOLDER).mkdir(exist_ok=True)
            hold_back(
                self.engine, self.table, rows, twins, self.built / FOLDER / f"{self.table.name}.parquet"
            )
        collect_reasons(self.engine, self.table, self.feeds, bad, twins, reasons)
        target = self.built / "refused" / f"{self.table.name}.parquet"
        refused_rows = write_refused(self.engine, self.feeds, reasons, target)
        files = self._write()
        accepted = rows_in(files) if files else None
        balance = self._balance(refused_rows, accepted)
        balance.demand(self.table.name)
        delivered = frozenset(name for feed in self.feeds for name in feed.types)
        return Loaded(self.table, balance, self._facts(accepted), self._reasons(), delivered, files)

    def _reasons(self) -> tuple[Reason, ...]:
        """Return the commonest reasons for refusal, values left out."""
        said = "regexp_replace(split_part(reason, '；', 1), '“[^”]*”', '')"
        rows = self.engine.native(
            f'SELECT "column", {said} AS reason, count(*) AS rows FROM {self._name("reasons")}'
            f" GROUP BY ALL ORDER BY rows DESC, reason LIMIT {_REASONS_SHOWN}"
        )
        return tuple(Reason(**row) for row in rows.to_pylist())

    def _name(self, part: str) -> str:
        return f"{part}_{self.table.name}"

    def _conform(self) -> None:
        """Compute `rows_<table>` once: every row delivered, good or bad, with the parents it misses."""
        select = " UNION ALL ".join(conformed(feed, self.table) for feed in self.feeds)
        folder = self.scratch / self.table.name
        options = "FORMAT parquet, COMPRESSION lz4, PER_THREAD_OUTPUT true"
        self.engine.execute(
            f"COPY (SELECT *, {self._orphan()} AS orphan FROM ({select})) TO {text(folder)} ({options})"
        )
        rows = f"read_parquet({text(folder / '*.parquet')}, hive_partitioning = false)"
        self.engine.execute(f"CREATE OR REPLACE TEMP VIEW {self._name('rows')} AS SELECT * FROM {rows}")

    def _write(self) -> tuple[Path, ...]:
        """Write the accepted rows, one file for each month of the event where the table has one.

        Month by month, with the filter pushed into the scan, costs less than half of a partitioned COPY.
        """
        folder = self.built / "tables" / self.table.name
        columns = ", ".join(quote(name) for name in self.table.columns)
        select = (
            f"SELECT {columns}, orphan FROM {self._name('rows')}"
            f" ANTI JOIN {self._name('twins')} USING ({_IDS}) WHERE NOT _bad"
        )
        files = []
        for part, condition in self._parts():
            target = folder / part / "part_0.parquet"
            target.parent.mkdir(parents=True)
            options = "FORMAT parquet, COMPRESSION zstd"
            self.engine.execute(f"COPY ({select} AND {condition}) TO {text(target)} ({options})")
            files.append(target)
        return tuple(file for file in files if pq.read_metadata(file).num_rows)

    def _parts(self) -> list[tuple[str, str]]:
        """Return folder and condition of each partition; an event far from any delivery goes to `other`."""
        if self.table.event is None:
            return [("", "true")]
        event = quote(self.table.event)
        near = f"{event} >= DATE '{_FIRST_MONTH}' AND {event} < DATE '{_AFTER_LAST_MONTH}'"
        month = f"CASE WHEN {near} THEN date_trunc('month', CAST({event} AS DATE)) END"
        found = self.engine.native(
            f"SELECT DISTINCT {month} AS m FROM {self._name('rows')} WHERE NOT _bad ORDER BY m"
        )
        return [
            (f"month={m:%Y-%m}", f"{event} >= DATE '{m}' AND {event} < DATE '{m}' + INTERVAL 1 MONTH")
            if m
            else ("month=other", f"NOT ({near})")
            for m in found["m"].to_pylist()
        ]

    def _orphan(self) -> str:
        missing = [
            f"CASE WHEN {quote(column)} NOT IN (SELECT k FROM {parent.relation}) THEN {text(parent.table)} END"
            for column, parent in self.parents.items()
        ]
        return f"nullif(concat_ws(',', {', '.join(missing)}), '')" if missing else "CAST(NULL AS VARCHAR)"

    def _balance(self, refused_rows: int, accepted: str | None) -> Balance:
        rows, twins, reasons = (self._name(part) for part in ("rows", "twins", "reasons"))
        read = Total(rows=sum(feed.unsplit for feed in self.feeds))
        for feed in self.feeds:
            read += self._total(totals(feed, self.table))
        duplicate = f"(SELECT {_IDS} FROM {twins} WHERE verdict = 'duplicate')"
        refused = self._sum(f"{rows} SEMI JOIN {reasons} USING ({_IDS})")
        return Balance(
            read=read,
            accepted=self._sum(accepted) if accepted else Total(),
            refused=Total(refused_rows, refused.yuan),
            duplicate=self._sum(f"{rows} SEMI JOIN {duplicate} USING ({_IDS})"),
        )

    def _facts(self, accepted: str | None) -> Facts:
        parents = sorted({parent.table for parent in self.parents.values()})
        if accepted is None:
            return Facts(dict.fromkeys(self.table.columns, 0), Total(), dict.fromkeys(parents, 0), None, None)
        row = self.engine.native(facts_select(self.table, accepted, parents)).to_pylist()[0]
        return facts_of(self.table, row, self._sum(f"{accepted} WHERE orphan IS NOT NULL"), parents)

    def _sum(self, relation: str) -> Total:
        return self._total(total_select(self.table, relation))

    def _total(self, select: str) -> Total:
        row = self.engine.native(select).to_pylist()[0]
        return Total(row["rows"], row["yuan"])


def rows_in(files: Sequence[Path]) -> str:
    """Return the native scan of written files, of which there is at least one."""
    return f"read_parquet([{', '.join(text(file) for file in files)}], hive_partitioning = false)"
