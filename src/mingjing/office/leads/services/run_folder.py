"""Opens what a screening left behind, and the lake it read, in one DuckDB with bounded memory."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from django.conf import settings

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import Lake as StoredLake
from mingjing.analysis.screening import relations, traits
from mingjing.analysis.screening.confirmation import rates
from mingjing.analysis.standard import schema as standard
from mingjing.kernel.errors import ConflictError
from mingjing.office.leads.services.publish_sql import STEPS
from mingjing.office.screenings.models import Lake, Screening

_MEMORY, _THREADS = "1GB", 2
_FILES = {"found_in": "findings", "line_in": "finding_lines"}


@contextmanager
def lake_engine(lake: Lake, tables: Sequence[str] = ()) -> Iterator[DuckDBEngine]:
    """Open a lake for reading, all of it or some tables. Raises LakeError when it is gone."""
    stored = StoredLake.open(Path(lake.path))
    engine = DuckDBEngine(_MEMORY, _THREADS)
    try:
        if tables:
            for name in tables:
                engine.attach_parquet(name, stored.files(name), standard.tables()[name].sql_types)
        else:
            relations.attach_lake(engine, stored)
        yield engine
    finally:
        engine.close()


@contextmanager
def staged(screening: Screening) -> Iterator[DuckDBEngine]:
    """Open a run with its documents, suspicions and lines worked out: the relations of publish_sql.

    Raises ConflictError when the run folder is not complete, LakeError when the lake is gone.
    """
    folder = Path(settings.RUNS) / screening.number
    missing = [
        f"{name}.parquet"
        for name in (*_FILES.values(), "leads")
        if not (folder / f"{name}.parquet").is_file()
    ]
    if missing:
        raise ConflictError(
            f"筛查结果不完整：缺少 {'、'.join(missing)}", where=screening.number, do="重新运行该筛查后再发布"
        )
    with lake_engine(screening.lake) as engine:
        for relation, name in _FILES.items():
            columns = {key: column.sql_type for key, column in standard.output_columns(name).items()}
            engine.attach_parquet(relation, [folder / f"{name}.parquet"], columns)
        known = folder / traits.FILE
        engine.attach_parquet("trait_in", [known] if known.is_file() else [], traits.COLUMNS)
        engine.attach_parquet("lead_in", [folder / "leads.parquet"], {"lead_id": "VARCHAR", "cut": "BOOLEAN"})
        regions = engine.fetch("SELECT DISTINCT fix_blng_admdvs AS v FROM fixmedins_b")["v"].to_pylist()
        expected = rates([one for one in regions if one], date.today())
        engine.attach_arrow("rate", expected.table)
        engine.attach_arrow("region", expected.regions)
        for name, select in STEPS.items():
            engine.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {select}")
        yield engine
