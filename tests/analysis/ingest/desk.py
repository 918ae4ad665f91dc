"""What the tests of ingest share: a desk on which deliveries are made, ingested and looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mingjing.analysis.ingest.lake import Lake
from mingjing.analysis.ingest.layout import Layout, StandardLayout
from mingjing.analysis.ingest.preflight import Join
from mingjing.analysis.ingest.run import Assess, Outcome, Settings, ingest

PERSON = "psn_no,gend,brdy\n"
LINE = "bkkp_sn,mdtrt_id,psn_no,fixmedins_code,fee_ocur_time,med_list_codg,cnt,pric,det_item_fee_sumamt\n"


def line(
    sn: str, amount: str = "2.00", cnt: str = "1", day: str = "2025-01-02", psn: str = "P1", mdtrt: str = "M1"
) -> str:
    """Return one CSV row of fee_list_d."""
    return f"{sn},{mdtrt},{psn},H1,{day},XA01,{cnt},2,{amount}\n"


@dataclass
class Quiet:
    """A listener that remembers what it was told."""

    steps: list[str] = field(default_factory=list)
    found: list[Join] = field(default_factory=list)

    def step(self, doing: str, done: int, total: int) -> None:
        """See Listener."""
        assert 0 <= done < total
        self.steps.append(doing)

    def joins(self, joins: Sequence[Join]) -> None:
        """See Listener."""
        self.found = list(joins)


@dataclass
class Desk:
    """A folder to deliver from and a lake to deliver to."""

    folder: Path
    listener: Quiet = field(default_factory=Quiet)

    @property
    def source(self) -> Path:
        """The delivery."""
        return self.folder / "delivery"

    @property
    def lake_folder(self) -> Path:
        """The lake."""
        return self.folder / "lake"

    @property
    def lake(self) -> Lake:
        """The lake as it stands now."""
        return Lake.open(self.lake_folder)

    def deliver(self, files: Mapping[str, str | bytes]) -> Path:
        """Make a delivery of just these files; text becomes UTF-8."""
        for old in sorted(self.source.rglob("*"), reverse=True):
            old.rmdir() if old.is_dir() else old.unlink()
        self.source.mkdir(exist_ok=True)
        for name, content in files.items():
            path = self.source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return self.source

    def ingest(
        self,
        files: Mapping[str, str | bytes] | None = None,
        replaces: Sequence[str] = (),
        layout: Layout | None = None,
        assess: Assess | None = None,
        source: Path | None = None,
    ) -> Outcome:
        """Ingest these files (or what lies there already, or `source`), without a quality report unless asked for."""
        if files is not None:
            self.deliver(files)
        return ingest(
            source or self.source,
            self.lake_folder,
            layout or StandardLayout(),
            self.listener,
            assess or (lambda *_: None),
            replaces,
            Settings("1GB", 2),
        )

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table in force, sorted by their text."""
        rows = [
            row
            for file in self.lake.files(table)
            for row in pq.read_table(file, partitioning=None).to_pylist()
        ]
        return sorted(rows, key=str)

    def column(self, table: str, name: str) -> list[Any]:
        """Return one column of a table in force, sorted."""
        return sorted((row[name] for row in self.rows(table)), key=str)

    def refused(self, table: str) -> list[dict[str, Any]]:
        """Return the refused rows in the root's view, by file and line."""
        path = self.lake_folder / "refused" / f"{table}.parquet"
        rows = pq.read_table(path).to_pylist() if path.exists() else []
        return sorted(rows, key=lambda row: (row["file"], row["line_no"]))

    def counts(self, outcome: Outcome, table: str) -> tuple[int, int, int, int]:
        """Return rows read, accepted, refused, duplicate."""
        entry = outcome.batch.manifest["tables"][table]
        return tuple(entry[kind]["rows"] for kind in ("read", "accepted", "refused", "duplicate"))  # type: ignore[return-value]

    def yuan(self, outcome: Outcome, table: str) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """Return yuan read, accepted, refused, duplicate."""
        entry = outcome.batch.manifest["tables"][table]
        return tuple(Decimal(entry[kind]["yuan"]) for kind in ("read", "accepted", "refused", "duplicate"))  # type: ignore[return-value]

    def contents(self) -> dict[str, bytes]:
        """Return every file of the lake but the lock, to compare before and after."""
        files = (path for path in self.lake_folder.rglob("*") if path.is_file() and path.name != ".lock")
        return {str(path.relative_to(self.lake_folder)): path.read_bytes() for path in files}


def parquet(rows: Sequence[Mapping[str, Any]], schema: pa.Schema | None = None) -> bytes:
    """Return rows as the bytes of a Parquet file."""
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), sink)
    return sink.getvalue().to_pybytes()
