"""DuckDB engine: one process, bounded memory, spills to disk, sees only its folders once locked."""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlglot import exp

from mingjing.analysis.engine import coded
from mingjing.analysis.engine.base import Columns, Pieces
from mingjing.analysis.engine.edge import (
    casts,
    grouped,
    memory_bytes,
    memory_size,
    out_columns,
    parquet_rows,
    quote,
    relation_name,
    text,
)
from mingjing.analysis.engine.portable import expand, parse
from mingjing.analysis.engine.publish import whole_file, whole_folder
from mingjing.kernel.errors import EngineError

_CLOSED = {
    "python_enable_replacements": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
}
# Kept files are small; scratch files (marts) are written and read faster: measured on 10 M lines, snappy takes
# 8 % less CPU to write and 9 % less to read than zstd, and 1.6 times the space.
PARQUET = "FORMAT parquet, COMPRESSION zstd"
# A dictionary that grows beyond 5,000 texts is given up: texts that are nearly all different cost a quarter less.
# Version 2 writes their lengths apart from them: as fast to write, and a quarter to a half less to read.
_SCRATCH = (
    "FORMAT parquet, PARQUET_VERSION v2, COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 5000, PER_THREAD_OUTPUT true,"
    " OVERWRITE_OR_IGNORE true"
)
# What DuckDB does not count against its limit (Parquet writers, results handed to Python) needs room as well.
_COUNTED = 0.85


class DuckDBEngine:
    """Portable SQL on an in-memory DuckDB; also `execute` and `native` for work that is DuckDB's by design.

    `memory` limits DuckDB's buffers ("4GB"); beyond it, work spills to `spill` (default: a folder of its own
    in the system's temporary folder). After `lock()` only the `allowed` folders can be read or written.
    """

    name = "duckdb"

    def __init__(
        self, memory: str = "4GB", threads: int = 2, spill: Path | None = None, allowed: Sequence[Path] = ()
    ) -> None:
        self.memory = "".join(memory_size(memory)) + "B"
        self.threads = threads
        self._own_spill = None if spill else tempfile.TemporaryDirectory(prefix="mingjing-spill-")
        self._spill = spill or Path(self._own_spill.name if self._own_spill else "")
        self._allowed = list(allowed)
        self._kinds: dict[str, str] = {}
        self._files: dict[str, tuple[list[Path], Columns]] = {}
        self._codes: dict[tuple[str, str], coded.Code] = {}
        with self._explained("启动 DuckDB"):
            self._connection = duckdb.connect(config=dict(_CLOSED))
            for setting, value in self._settings(threads).items():
                self._run(f"SET {setting} = {value}")

    def _settings(self, threads: int) -> dict[str, str]:
        self._spill.mkdir(parents=True, exist_ok=True)
        return {
            "memory_limit": text(f"{int(memory_bytes(self.memory) * _COUNTED)}B"),
            "threads": str(threads),
            "temp_directory": text(self._spill),
            "preserve_insertion_order": "false",
            "TimeZone": "'UTC'",
            # In a worker process it would write its bar over the command's own output.
            "enable_progress_bar": "false",
            # A hundred statements read the same files: their footers are read once, then looked up.
            "parquet_metadata_cache": "true",
        }

    def attach_parquet(self, name: str, files: Sequence[Path], columns: Columns) -> None:
        """See Engine."""
        if not files:
            nulls = casts(columns, present={})
            self._define(name, f"SELECT {nulls} LIMIT 0")
            return
        with self._explained(name):
            source, present = self._source(files)
        self._show(name, files, columns, source, present)

    def _show(
        self, name: str, files: Sequence[Path], columns: Columns, source: str, present: Mapping[str, str]
    ) -> None:
        """Make the scan `source` over `files`, which has the columns `present`, a relation of these columns."""
        codes = {column: self._codes[name, column] for column in columns if (name, column) in self._codes}
        own = [f"{code.sql(column)} AS {quote(column)}" for column, code in codes.items()]
        rest = {column: kind for column, kind in columns.items() if column not in codes}
        shown = ", ".join([*own, *([casts(rest, present)] if rest else [])])
        self._define(name, f"SELECT {shown} FROM {source}")
        self._files[name] = list(files), columns

    def _source(self, files: Sequence[Path]) -> tuple[str, dict[str, str]]:
        """Return the scan over `files` and its columns; one shared schema spares queries a look at each."""
        union = len(files) > 1 and self._differ(_listed(files))
        source = _scan(files, union)
        return source, {str(row[0]): str(row[1]) for row in self._run(f"DESCRIBE SELECT * FROM {source}")}

    def _differ(self, listed: str) -> bool:
        """Whether these files have different columns."""
        shapes = self._run(
            "SELECT count(DISTINCT shape) > 1 FROM ("
            "SELECT string_agg(concat_ws(' ', name, type, logical_type), ',' ORDER BY column_id) AS shape"
            f" FROM parquet_schema({listed}) GROUP BY file_name)"
        )
        return bool(shapes[0][0])

    def attach_arrow(self, name: str, table: pa.Table) -> None:
        """See Engine."""
        with self._explained(name):
            self._connection.register("arrow_in", table)
            try:
                self._drop(name)
                self._run(f"CREATE TABLE {quote(name)} AS SELECT * FROM arrow_in")
            finally:
                self._connection.unregister("arrow_in")
        self._kinds[name] = "TABLE"

    def attach_view(self, name: str, select: str) -> None:
        """See Engine."""
        self._define(name, expand(select, "duckdb"))

    def materialise(
        self,
        name: str,
        select: str,
        folder: Path,
        columns: Columns | None = None,
        pieces: Pieces | None = None,
    ) -> int:
        """See Engine."""
        relation_name(name)
        out = self._out(select, columns, name)
        target = folder / name
        with self._explained(name), whole_folder(target) as building, self._coded(select if pieces else ""):
            rows = 0
            written = self._written(select, out)
            for number, _ in enumerate(self._pieces(pieces)):
                pattern = f"FILENAME_PATTERN 'part_{number:04}_{{i}}'"
                rows += self._copy(select, written, building, f"{_SCRATCH}, {pattern}")
        files = sorted(target.glob("*.parquet"))
        if files:  # just written: nobody need look what is in them
            self._show(name, files, out, _scan(files), out)
        else:
            self.attach_parquet(name, [], out)
        return rows

    @contextmanager
    def _coded(self, select: str) -> Iterator[None]:
        """Read texts of few distinct values as codes (see coded.py) while `select` is computed."""
        tree = parse(select) if select else exp.Select()
        named = {column.name.lower() for column in tree.find_all(exp.Column)}
        tables = {table.name for table in tree.find_all(exp.Table)} & self._files.keys()
        large = any(sum(map(parquet_rows, self._files[table][0])) >= coded.LARGE for table in tables)
        read = sorted(tables) if large else []
        texts = {
            (table, column): values for table in read for column, values in self._texts(table, named).items()
        }
        family = coded.families(tree)
        named_kinds = {column: coded.type_name(family.get(column.lower(), column)) for _, column in texts}
        kinds = coded.merged(texts, named_kinds)
        for kind, values in kinds.items():
            self._run(f"CREATE TYPE {kind} AS ENUM ({', '.join(map(text, values))})")
        self._codes = {
            (table, column): coded.Code(values, named_kinds[column])
            for (table, column), values in texts.items()
        }
        try:
            self._attach_again(read)
            yield
        finally:
            self._codes = {}
            self._attach_again(read)
            for kind in kinds:
                self._run(f"DROP TYPE {kind}")

    def _texts(self, table: str, named: Set[str]) -> dict[str, tuple[str, ...]]:
        files, columns = self._files[table]
        source, present = self._source(files)
        known = {column.lower() for column, kind in present.items() if kind == "VARCHAR"}
        wanted = [c for c, kind in columns.items() if kind == "VARCHAR" and c.lower() in known & named]
        return coded.distinct_texts(self._run, source, wanted, sum(map(parquet_rows, files)))

    def _attach_again(self, tables: Iterable[str]) -> None:
        for table in tables:
            self.attach_parquet(table, *self._files[table])

    def _written(self, select: str, out: Columns) -> dict[str, str]:
        """`out` with the codes that `select` gives left as they are: written, they are texts."""
        if not self._codes:
            return dict(out)
        given = {str(row[0]): str(row[1]) for row in self._run(f"DESCRIBE {expand(select, 'duckdb')}")}
        return {c: given[c] if given.get(c, "").startswith("ENUM") else kind for c, kind in out.items()}

    def _pieces(self, pieces: Pieces | None) -> Iterator[None]:
        """Attach a few files of the table at a time, and all of them again at the end; once without files."""
        if pieces is None or pieces.table not in self._files:
            yield
            return
        table = pieces.table
        files, columns = self._files[table]
        groups = list(grouped(files, memory_bytes(self.memory) // pieces.row_bytes))
        try:
            for group in groups:
                self.attach_parquet(table, group, columns)
                yield
        finally:
            self.attach_parquet(table, files, columns)

    def write(self, select: str, file: Path, columns: Columns | None = None) -> int:
        """See Engine."""
        with self._explained(file.name), whole_file(file) as building:
            return self._copy(select, columns or self._out(select, None, file.name), building, PARQUET)

    def fetch(self, select: str) -> pa.Table:
        """See Engine."""
        out = self._out(select, None, "")
        return self.native(f"SELECT {casts(out)} FROM ({expand(select, 'duckdb')}) AS result")

    def describe(self, select: str) -> dict[str, str]:
        """See Engine."""
        return self._out(select, None, "")

    def lock(self) -> None:
        """See Engine."""
        folders = ", ".join(text(folder.resolve()) for folder in (*self._allowed, self._spill))
        with self._explained("锁定"):
            self._run(f"SET allowed_directories = [{folders}]")
            self._run("SET enable_external_access = false")
            self._run("SET lock_configuration = true")

    def close(self) -> None:
        """See Engine."""
        self._connection.close()
        if self._own_spill:
            self._own_spill.cleanup()

    def execute(self, native_sql: str, params: Sequence[object] = ()) -> None:
        """Run one native statement for its effect (DuckDB only). Raises EngineError."""
        with self._explained("DuckDB"):
            self._run(native_sql, params)

    def native(self, native_sql: str) -> pa.Table:
        """Return the rows of one native query (DuckDB only), with DuckDB's own types. Raises EngineError."""
        with self._explained("DuckDB"):
            relation = self._connection.sql(native_sql)
            return pa.table({}) if relation is None else relation.to_arrow_table()

    def _run(self, native_sql: str, params: Sequence[object] = ()) -> list[tuple[object, ...]]:
        # Fetching to the end: DuckDB 2 refuses relation calls while an earlier result is open.
        rows: list[tuple[object, ...]] = self._connection.execute(native_sql, list(params)).fetchall()
        return rows

    def _out(self, select: str, wanted: Columns | None, name: str) -> dict[str, str]:
        with self._explained(name):
            rows = self._run(f"DESCRIBE {expand(select, 'duckdb')}")
        return out_columns([(str(row[0]), str(row[1])) for row in rows], wanted, name)

    def _copy(self, select: str, out: Columns, target: Path, options: str) -> int:
        inner = f"SELECT {casts(out)} FROM ({expand(select, 'duckdb')}) AS result"
        return int(str(self._run(f"COPY ({inner}) TO {text(target)} ({options})")[0][0]))

    def _define(self, name: str, native_select: str) -> None:
        relation_name(name)
        with self._explained(name):
            self._drop(name)
            self._run(f"CREATE VIEW {quote(name)} AS {native_select}")
        self._kinds[name] = "VIEW"

    def _drop(self, name: str) -> None:
        self._files.pop(name, None)
        if name in self._kinds:
            self._run(f"DROP {self._kinds.pop(name)} IF EXISTS {quote(name)}")

    @contextmanager
    def _explained(self, doing: str) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            raise explain(error, doing, self.memory) from error


def _listed(files: Sequence[Path]) -> str:
    return "[" + ", ".join(text(file) for file in files) + "]"


def _scan(files: Sequence[Path], union: bool = False) -> str:
    return f"read_parquet({_listed(files)}, hive_partitioning = false{', union_by_name = true' if union else ''})"


def explain(error: duckdb.Error, doing: str, memory: str) -> EngineError:
    """Return DuckDB's error as an EngineError that says what to do; `doing` names what was running."""
    said = str(error).strip()
    if isinstance(error, duckdb.OutOfMemoryException):
        full = "temp_directory" in said and "max_temp_directory_size" in said
        do = "腾出临时文件夹所在磁盘的空间" if full else "加大 --memory，或减少 --threads 后重跑"
        return EngineError(f"内存上限 {memory} 不够用", where=doing, why=said, do=do)
    if re.search(r"No space left|disk full|not enough space", said, re.IGNORECASE):
        return EngineError("磁盘已满", where=doing, why=said, do="腾出空间后重跑；已完成的部分会保留")
    if isinstance(error, duckdb.BinderException | duckdb.CatalogException | duckdb.ParserException):
        return EngineError("SQL 不成立", where=doing, why=said, do="按箭头所指处核对表名、列名和类型")
    if isinstance(error, duckdb.IOException):
        return EngineError("读写文件失败", where=doing, why=said, do="核对路径、权限，文件是否完整")
    if isinstance(error, duckdb.PermissionException):
        return EngineError("不允许的操作", where=doing, why=said, do="规则只能读取平台提供的表")
    return EngineError("计算失败", where=doing, why=said, do="核对数据中的异常值，或把以上文字发给维护者")
