"""Fixtures shared by the whole suite: one engine of each kind and one workbench, started once."""

import gc
import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from mingjing.analysis.engine.base import Engine
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.engine.spark import SparkEngine
from mingjing.analysis.rules.workbench import Workbench
from mingjing.analysis.screening import fuse

# Programs that tests start: they keep what Python compiled. Every Java of theirs collects garbage in one thread, believes
# that its jars hold sound code, and waits ten times as long as usual before its thorough compiler takes a method up: that
# pays for planning, which is the same code for many minutes, but half of what it would take up is hardly called again.
# Spark's driver starts with the memory that it will need, instead of collecting garbage each time before it takes a little
# more, clears pages for a few rows at each step instead of 64 MB, and remembers one plan of those it ran.
_EVERY_JAVA = (
    "-XX:+UseSerialGC -XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
    " -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000"
    " -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000"
)
_DRIVER = "-XX:MetaspaceSize=512m -XX:InitialRAMPercentage=6 -XX:NewRatio=1"
_SPARK = (
    "buffer.pageSize=1m",
    "sql.ui.retainedExecutions=1",
    "ui.retainedJobs=1",
    "ui.retainedStages=1",
    "ui.retainedTasks=1",
)
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ.setdefault("JDK_JAVA_OPTIONS", _EVERY_JAVA)
os.environ.setdefault("SPARK_SUBMIT_OPTS", " ".join([_DRIVER, *(f"-Dspark.{one}" for one in _SPARK)]))

# Started in the background, a shell lets its programs ignore interrupts, and the children of tests would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# What is imported and collected stays: looking it through for garbage again and again is half the time that collecting takes.
gc.disable()

settings.register_profile("house", deadline=None)
settings.load_profile("house")  # a busy machine is no failure: what is slow is measured elsewhere


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Keep the tests that need Spark in one worker process, so that Spark starts once; what takes long comes first."""
    for item in items:
        shares = {"spark_engine", "few_rows_spark"} & set(getattr(item, "fixturenames", ()))
        alone = item.get_closest_marker("spark") and not item.get_closest_marker("xdist_group")
        if shares or alone:
            item.add_marker(pytest.mark.xdist_group("spark"))
    yield
    items.sort(key=_place)


def _place(item: pytest.Item) -> int:
    """Groups, then what is slow by itself: at the end no process waits for another's last long test."""
    if item.get_closest_marker("xdist_group"):
        return 0
    return 1 if item.get_closest_marker("slow") else 2


def pytest_collection_finish() -> None:
    """Collect garbage again, but not among what will stay until the end."""
    gc.freeze()
    gc.enable()


def pytest_unconfigure() -> None:
    """Let go of what was kept, lest libraries written in C take it for lost."""
    gc.unfreeze()


@pytest.fixture(scope="session", autouse=True)
def shared_pass() -> None:
    """The cities of the suite are small; they go through the shared pass all the same, as a large one does."""
    fuse.FEW = 0


@pytest.fixture(scope="session")
def duckdb_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBEngine]:
    """One DuckDB for the whole suite; relations attached by a test stay, so give them names of their own."""
    work = tmp_path_factory.mktemp("duckdb")
    engine = DuckDBEngine(memory="1GB", threads=2, spill=work / "spill", allowed=[work])
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def bench() -> Iterator[Workbench]:
    """One empty database with every relation of the product: making it takes seconds, binding against it nothing."""
    with Workbench() as opened:
        yield opened


@pytest.fixture(scope="session")
def spark_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkEngine]:
    """One Spark for the whole suite: starting it takes longer than most tests."""
    engine = SparkEngine(master="local[2]", memory="4g", work=tmp_path_factory.mktemp("spark"))
    engine._session.conf.set("spark.sql.shuffle.partitions", "1")  # cases are a few rows each
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def few_rows_spark(
    spark_engine: SparkEngine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SparkEngine]:
    """The same Spark as the verbs that run cases use it."""
    assert spark_engine.name == "spark"
    engine = SparkEngine(
        master="local[2]", memory="4g", work=tmp_path_factory.mktemp("few-rows"), few_rows=True
    )
    yield engine
    engine.close()


@pytest.fixture(params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine in turn."""
    found: Engine = request.getfixturevalue(f"{request.param}_engine")
    return found
