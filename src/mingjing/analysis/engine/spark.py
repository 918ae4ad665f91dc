"""Spark engine: the same portable SQL on this machine's cores or on an existing cluster."""

import logging
import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.resources import files as resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from mingjing.analysis.engine.base import Columns, Pieces
from mingjing.analysis.engine.edge import memory_size, out_columns, relation_name
from mingjing.analysis.engine.java import find_java
from mingjing.analysis.engine.portable import expand
from mingjing.analysis.engine.publish import whole_file, whole_folder
from mingjing.analysis.engine.spark_parts import cut
from mingjing.analysis.engine.spark_types import arrow_type, declared, duckdb_type, quoted, spark_type
from mingjing.kernel.errors import EngineError

_SMALLER = {"T": "g", "G": "m", "M": "k", "K": "b"}

# Semantics: what makes Spark mean the same as DuckDB (docs/reference/functions.md). Set on every session.
_MEANING = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.runSQLOnFiles": "false",
    "spark.sql.variable.substitute": "false",  # a text '${env:HOME}' stays that text
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
}

# Over a few rows planning is what costs, and code is compiled to run once: one part, one plan, expressions as they stand,
# nothing inferred that would spare rows.
_FEW_ROWS = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.leafNodeDefaultParallelism": "1",
    "spark.sql.files.minPartitionNum": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.optimizer.dynamicPartitionPruning.enabled": "false",
    "spark.sql.optimizer.runtime.bloomFilter.enabled": "false",
    "spark.sql.parquet.columnarReaderBatchSize": "64",
    "spark.sql.ui.explainMode": "simple",
}
_SMALL_PAGES = {
    "spark.buffer.pageSize": "1m"
}  # taken by whoever starts Spark; else each group and join clears 64 MB


class SparkEngine:
    """Portable SQL on Spark at `master`; needs the extra `mingjing[spark]` and a Java runtime.

    `memory` is for the driver and for each executor. `work` is a folder that driver and executors share:
    small in-memory relations, results and Spark's own scratch files are written under it.
    One process has one Spark: a second engine shares the first one's, with relations of its own.
    `few_rows` is for worlds of cases: the same SQL, planned and run in the way that is cheap over a few rows.
    """

    name = "spark"

    def __init__(
        self,
        master: str = "local[2]",
        memory: str = "4g",
        work: Path = Path("spark-work"),
        few_rows: bool = False,
    ) -> None:
        self._work = work.resolve()
        self._few_rows = few_rows
        self._work.mkdir(parents=True, exist_ok=True)
        _prepare_environment(master)
        from pyspark.sql import SparkSession  # noqa: PLC0415

        self._owner = SparkSession.getActiveSession() is None
        with self._explained("启动 Spark"):
            builder = SparkSession.builder.appName("mingjing").master(master)
            small = _SMALL_PAGES if few_rows else {}
            for setting, value in {**_MEANING, **_resources(master, memory, self._work), **small}.items():
                builder = builder.config(setting, value)
            self._session = builder.getOrCreate() if self._owner else _sibling(SparkSession, master)
            for setting, value in (_FEW_ROWS if few_rows else {}).items():
                self._session.conf.set(setting, value)

    def attach_parquet(self, name: str, files: Sequence[Path], columns: Columns) -> None:
        """See Engine."""
        relation_name(name)
        with self._explained(name):
            frames = [self._read(group, schema, columns) for schema, group in _by_schema(files).items()]
            if not frames:
                nulls = ", ".join(
                    f"CAST(NULL AS {spark_type(kind)}) AS {quoted(c)}" for c, kind in columns.items()
                )
                frames = [self._session.sql(f"SELECT {nulls} WHERE false")]
            whole = frames[0]
            for frame in frames[1:]:
                whole = whole.unionAll(frame)
            whole.createOrReplaceTempView(name)

    def _read(self, files: Sequence[Path], schema: tuple[tuple[str, str], ...], columns: Columns) -> Any:
        """Return the rows of files that share one schema (given, so that Spark opens none of them here)."""
        reader = self._session.read.option("recursiveFileLookup", "true").schema(declared(dict(schema)))
        literal = [
            re.sub(r"([\[\]{}*?\\])", r"\\\1", str(file)) for file in files
        ]  # Spark takes paths for patterns
        return reader.parquet(*literal).selectExpr(*_casts(columns, dict(schema)))

    def attach_arrow(self, name: str, table: pa.Table) -> None:
        """See Engine."""
        file = self._work / "arrow" / f"{relation_name(name)}.parquet"
        with whole_file(file) as building:
            pq.write_table(table, building, coerce_timestamps="us", store_schema=False)
        kinds = {field.name: duckdb_type(arrow_type(field.type).lower()) for field in table.schema}
        self.attach_parquet(name, [file], kinds)

    def attach_view(self, name: str, select: str) -> None:
        """See Engine."""
        with self._explained(relation_name(name)):
            self._sql(select).createOrReplaceTempView(name)

    def materialise(
        self,
        name: str,
        select: str,
        folder: Path,
        columns: Columns | None = None,
        pieces: Pieces | None = None,
    ) -> int:
        """See Engine; Spark cuts work into pieces by itself."""
        target = folder / relation_name(name)
        with self._explained(name), whole_folder(target.resolve()) as building:
            out = self._write(select, columns, name, building, parts=0)
        written = sorted(target.glob("*.parquet"))
        self.attach_parquet(name, written, out)
        return _rows(written)

    def write(self, select: str, file: Path, columns: Columns | None = None) -> int:
        """See Engine."""
        scratch = self._work / "write"
        with self._explained(file.name), whole_folder(scratch) as building:
            self._write(select, columns, file.name, building, parts=1)
        with whole_file(file) as building:
            [part] = scratch.glob("*.parquet")
            shutil.move(part, building)
        shutil.rmtree(scratch)
        return _rows([file])

    def _write(
        self, select: str, wanted: Columns | None, name: str, folder: Path, parts: int
    ) -> dict[str, str]:
        """Write Parquet files (and nothing else) into `folder`; return the columns written."""
        frame = self._sql(select)
        out = out_columns(_types(frame), wanted, name)
        frame = frame.selectExpr(*_casts(out, out))
        if self._few_rows:  # a job of Spark's that writes takes longer than all else about a few rows
            pq.write_table(
                frame.toArrow(), folder / "rows.parquet", coerce_timestamps="us", store_schema=False
            )
            return out
        (frame.coalesce(parts) if parts else frame).write.mode("overwrite").parquet(str(folder))
        for other in folder.iterdir():
            if other.suffix != ".parquet" or other.name.startswith("."):
                other.unlink()
        return out

    def fetch(self, select: str) -> pa.Table:
        """See Engine."""
        with self._explained(""):
            frame = self._sql(select)
            out = out_columns(_types(frame), None, "")
            table = frame.selectExpr(*_casts(out, out)).toArrow()
        # Spark marks columns that cannot be NULL; DuckDB does not, and callers compare schemas.
        return table.cast(pa.schema([field.with_nullable(True) for field in table.schema]))

    def describe(self, select: str) -> dict[str, str]:
        """See Engine."""
        with self._explained(""):
            return out_columns(_types(self._session.sql(expand(select, "spark"))), None, "")

    def lock(self) -> None:
        """See Engine. Portable SQL cannot name a file or change a setting; files as tables are off as well."""
        self._session.conf.set("spark.sql.runSQLOnFiles", "false")

    def close(self) -> None:
        """See Engine."""
        if self._owner:
            self._session.stop()
        shutil.rmtree(self._work / "arrow", ignore_errors=True)

    def _sql(self, select: str) -> Any:
        parts, rest = cut(select) if self._few_rows else ((), select)
        for name, part in parts:
            frame = self._session.sql(expand(part, "spark")).localCheckpoint()
            # Columns of their own: Spark takes those of a checkpoint for the ones that it was computed from.
            own = [f"{quoted(column)} AS {quoted(column)}" for column in frame.columns]
            frame.selectExpr(*own).createOrReplaceTempView(name)
        return self._session.sql(expand(rest, "spark"))

    @contextmanager
    def _explained(self, doing: str) -> Iterator[None]:
        from py4j.protocol import Py4JError  # noqa: PLC0415
        from pyspark.errors import PySparkException  # noqa: PLC0415

        try:
            yield
        except (PySparkException, Py4JError) as error:
            raise explain(error, doing) from error


def explain(error: Exception, doing: str) -> EngineError:
    """Return Spark's error as an EngineError that says what to do; `doing` names what was running."""
    said = re.split(r"\nJVM stacktrace|;\n'", str(error))[0].strip()[:2000]
    if "OutOfMemoryError" in said:
        return EngineError(
            "Spark 内存不够用", where=doing, why=said, do="加大 --memory，或减少 --threads 后重跑"
        )
    if "No space left" in said:
        return EngineError("磁盘已满", where=doing, why=said, do="腾出空间后重跑；已完成的部分会保留")
    if type(error).__name__ in ("AnalysisException", "ParseException"):
        return EngineError("SQL 不成立", where=doing, why=said, do="核对表名、列名和类型")
    if re.search(r"All masters are unresponsive|Could not parse Master URL|Connection refused", said):
        return EngineError("连不上 Spark 集群", where=doing, why=said, do="核对集群地址，确认集群在运行")
    return EngineError("计算失败", where=doing, why=said, do="核对数据中的异常值，或把以上文字发给维护者")


def _prepare_environment(master: str) -> None:
    """Point Spark at this Python and at a Java runtime. Raises EngineError when there is none."""
    if find_spec("pyspark") is None:
        raise EngineError("没有安装 Spark", do='运行 pip install "mingjing[spark]"，或改用 --engine duckdb')
    logging.getLogger("SQLQueryContextLogger").disabled = True  # failures are told once, as EngineError
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    if _on_this_machine(master):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    find_java()


def _on_this_machine(master: str) -> bool:
    return master.startswith("local") or "127.0.0.1" in master or "localhost" in master


def _resources(master: str, memory: str, work: Path) -> dict[str, str]:
    number, unit = memory_size(memory)
    size = f"{int(float(number) * 1024)}{_SMALLER[unit]}"  # Spark takes whole numbers only
    quiet = resources(__package__).joinpath("spark_log4j2.properties")
    settings = {
        "spark.driver.memory": size,
        "spark.executor.memory": size,
        "spark.driver.maxResultSize": "0",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={quiet} -Duser.timezone=UTC",
        "spark.executor.extraJavaOptions": "-Duser.timezone=UTC",
        "spark.local.dir": str(work / "scratch"),
        "spark.sql.warehouse.dir": str(work / "warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    if _on_this_machine(master):
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    cores = re.fullmatch(r"local\[(\d+|\*)]", master)
    if cores:
        threads = os.cpu_count() or 1 if cores[1] == "*" else int(cores[1])
        settings["spark.sql.shuffle.partitions"] = str(2 * threads)
    return settings


def _sibling(session_class: Any, master: str) -> Any:
    """Return a session of its own on the Spark that runs already. Raises EngineError when it runs elsewhere."""
    running = session_class.getActiveSession()
    if running.sparkContext.master != master:
        where = running.sparkContext.master
        raise EngineError(f"本进程的 Spark 已连接 {where}", do=f"先关闭它，或仍用 {where}")
    session = running.newSession()
    for setting, value in _MEANING.items():
        session.conf.set(setting, value)
    return session


def _by_schema(files: Sequence[Path]) -> dict[tuple[tuple[str, str], ...], list[Path]]:
    groups: dict[tuple[tuple[str, str], ...], list[Path]] = {}
    for file in files:
        schema = tuple((field.name, arrow_type(field.type)) for field in pq.read_schema(file))
        groups.setdefault(schema, []).append(file.resolve())
    return groups


def _casts(columns: Columns, present: Mapping[str, str]) -> list[str]:
    known = {column.lower() for column in present}
    return [
        f"CAST({quoted(column) if column.lower() in known else 'NULL'} AS {spark_type(kind)}) AS {quoted(column)}"
        for column, kind in columns.items()
    ]


def _types(frame: Any) -> list[tuple[str, str]]:
    return [(field.name, duckdb_type(field.dataType.simpleString())) for field in frame.schema.fields]


def _rows(files: Sequence[Path]) -> int:
    return sum(pq.read_metadata(file).num_rows for file in files)
