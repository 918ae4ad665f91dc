"""Writes the tables of a synthetic city in the types of the data standard, part by part."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.standard.schema import Table, table

ONE_FILE = 2_000_000
"""Rows up to which a table is put into one file in the order of its key: the same bytes every time."""

LOCAL = "local"
"""The folder beside the tables that holds what the bureau of the city knows itself."""
_CITY = {"admdvs": "4212", "source": "模拟城市价格项目"}


def write_knowledge(out: Path, knowledge: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Write the bureau's own knowledge rows as `local/knowledge/<list>.csv`, the form of a local folder."""
    for name, rows in sorted(knowledge.items()):
        folder = out / LOCAL / "knowledge"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, [*rows[0], *_CITY], lineterminator="\n")
            writer.writeheader()
            writer.writerows({**row, **_CITY} for row in rows)


class Delivery:
    """A folder of standard tables: parts while it is being written, one file per table or a folder in the end."""

    def __init__(self, engine: DuckDBEngine, out: Path) -> None:
        self._engine = engine
        self._out = out
        self._parts: dict[str, list[Path]] = {}

    def put(self, name: str, source: str | None = None) -> None:
        """Write relation `source` (default: of the same name) as the next part of standard table `name`.

        Only the columns that both have are written, cast to the standard; nothing is written for no rows.
        """
        relation = source or name
        present = {row["column_name"] for row in self._engine.native(f"DESCRIBE {relation}").to_pylist()}
        casts = ", ".join(
            f'CAST("{column.name}" AS {column.sql_type}) AS "{column.name}"'
            for column in table(name).columns.values()
            if column.name in present
        )
        if not self._engine.native(f"SELECT 1 FROM {relation} LIMIT 1").num_rows:
            return
        part = self._folder(name) / f"part-{len(self._parts.get(name, [])):05d}.parquet"
        self._engine.execute(
            f"COPY (SELECT {casts} FROM {relation}) TO '{_path(part)}' (FORMAT parquet, COMPRESSION zstd)"
        )
        self._parts.setdefault(name, []).append(part)

    def finish(self, form: str) -> dict[str, int]:
        """Turn the parts of a table into one sorted file, unless it is large and Parquet. Return rows by table."""
        rows = {}
        for name, parts in sorted(self._parts.items()):
            source = f"read_parquet([{', '.join(repr(_path(part)) for part in parts)}], union_by_name = true)"
            rows[name] = int(
                self._engine.native(f"SELECT count(*) AS n FROM {source}").column("n")[0].as_py()
            )
            if form == "csv" or rows[name] <= ONE_FILE:
                self._whole(table(name), source, form)
                for part in parts:
                    part.unlink()
                self._folder(name).rmdir()
        return rows

    def _whole(self, standard: Table, source: str, form: str) -> None:
        options = "FORMAT csv, HEADER" if form == "csv" else "FORMAT parquet, COMPRESSION zstd"
        order = ", ".join(standard.key)
        self._engine.execute(
            f"COPY (SELECT * FROM {source} ORDER BY {order}) TO '{_path(self._out / f'{standard.name}.{form}')}' ({options})"
        )

    def _folder(self, name: str) -> Path:
        folder = self._out / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def _path(path: Path) -> str:
    return str(path).replace("'", "''")
