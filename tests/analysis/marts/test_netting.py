"""Refunds and reversals net as the specification says, whatever order and shape they come in."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.marts import catalog
from mingjing.analysis.standard import schema

START = datetime(2025, 5, 1, 8)
DEAD = {"S2", "R2"}
EXAMPLES = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # one failing encounter is short enough to read as it is
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@dataclass(frozen=True)
class Line:
    """One fee line; `init` is the position of the line it names, or None."""

    cnt: Decimal
    code: str
    pric: Decimal
    minute: int
    init: int | None
    setl: str | None
    mdtrt: str = ""
    sn: str = ""

    @property
    def group(self) -> tuple[str, Decimal]:
        return self.code, self.pric


@dataclass
class Netted:
    net: dict[str, Decimal] = field(default_factory=dict)
    over: Decimal = Decimal(0)


LINE = st.builds(
    Line,
    cnt=st.integers(-12, 12).filter(bool).map(lambda quarters: Decimal(quarters) / 4),
    code=st.sampled_from("AB"),
    pric=st.sampled_from([Decimal(10), Decimal("7.5")]),
    minute=st.integers(0, 3),
    init=st.none() | st.integers(0, 9),
    setl=st.sampled_from(["S1", "S1", "S2", "R2", None]),
)


ENCOUNTERS = st.lists(st.lists(LINE, max_size=10), min_size=25, max_size=25)


def _numbered(encounters: list[list[Line]]) -> list[list[Line]]:
    return [
        [replace(line, mdtrt=f"E{e}", sn=f"E{e}L{n}") for n, line in enumerate(lines)]
        for e, lines in enumerate(encounters)
    ]


def _root(lines: list[Line], line: Line) -> Line | None:
    """The line a refund names, through at most two further refunds; None when it names none that exists."""
    at = line
    for _ in range(3):
        if at.init is None or at.init >= len(lines) or lines[at.init] is at:
            return None
        at = lines[at.init]
        if at.cnt > 0:
            return at
    return None


def _reference(lines: list[Line]) -> Netted:
    """Net one encounter line by line, as rules.md A.5 words it."""
    result = Netted()
    linked: dict[str, Decimal] = defaultdict(Decimal)
    loose: dict[tuple[str, Decimal], list[Line]] = defaultdict(list)
    for line in lines:
        if line.cnt > 0:
            continue
        root = _root(lines, line)
        if root is not None:
            linked[root.sn] -= line.cnt
        elif line.setl not in DEAD:
            loose[line.group].append(line)
    for line in lines:
        if line.cnt > 0 and line.setl not in DEAD:
            result.net[line.sn] = max(Decimal(0), line.cnt - linked[line.sn])
            result.over += max(Decimal(0), linked[line.sn] - line.cnt)
    for group, refunds in loose.items():
        result.over += _pool(lines, group, refunds, linked, result.net)
    return result


def _pool(
    lines: list[Line],
    group: tuple[str, Decimal],
    refunds: list[Line],
    linked: dict[str, Decimal],
    net: dict[str, Decimal],
) -> Decimal:
    """Take the refunds from the group's latest lines; return what is left over."""
    own = [line for line in lines if line.group == group and line.cnt > 0]
    cancelled = sum(
        (max(Decimal(0), line.cnt - linked[line.sn]) for line in own if line.setl in DEAD), Decimal(0)
    )
    unsettled = -sum((line.cnt for line in refunds if line.setl is None), Decimal(0))
    left = -sum((line.cnt for line in refunds if line.setl), Decimal(0)) + max(
        Decimal(0), unsettled - cancelled
    )
    for line in sorted(
        (line for line in own if line.sn in net), key=lambda line: (line.minute, line.sn), reverse=True
    ):
        taken = min(left, net[line.sn])
        net[line.sn] -= taken
        left -= taken
    return left


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    kinds = {
        "VARCHAR": pa.string(),
        "TIMESTAMP": pa.timestamp("us"),
        "DATE": pa.date32(),
        "BIGINT": pa.int64(),
    }
    columns = {}
    for column, kind in schema.table(name).sql_types.items():
        scale = kind.removesuffix(")").rpartition(",")[2]
        arrow = kinds.get(kind) or (
            pa.decimal128(16, int(scale)) if kind.startswith("DECIMAL") else pa.float64()
        )
        columns[column] = pa.array([row.get(column) for row in rows], arrow)
    return pa.table(columns)


@pytest.fixture(scope="module", name="engine")
def _engine() -> Iterator[DuckDBEngine]:
    engine = DuckDBEngine(memory="1GB", threads=1)
    for name in ("fee_list_d", "setl_d"):
        engine.attach_arrow(name, _table(name, []))
    yield engine
    engine.close()


def _attach(engine: DuckDBEngine, lines: list[Line]) -> None:
    rows = [
        {
            "bkkp_sn": line.sn,
            "mdtrt_id": line.mdtrt,
            "setl_id": line.setl and line.setl + line.mdtrt,
            "med_list_codg": line.code,
            "pric": line.pric,
            "cnt": line.cnt,
            "fee_ocur_time": START + timedelta(minutes=line.minute),
            "init_feedetl_sn": None if line.init is None else f"{line.mdtrt}L{line.init}",
        }
        for line in lines
    ]
    paid = [("S1", 1000, None), ("S2", 10, None), ("R2", -10, "S2")]
    settlements = [
        {
            "setl_id": sn + mdtrt,
            "mdtrt_id": mdtrt,
            "medfee_sumamt": Decimal(fee),
            "init_setl_id": init and init + mdtrt,
            "setl_time": START,
        }
        for mdtrt in {line.mdtrt for line in lines}
        for sn, fee, init in paid
    ]
    engine.attach_arrow("fee_list_d", _table("fee_list_d", rows))
    engine.attach_arrow("setl_d", _table("setl_d", settlements))
    for name in ("setl_rev", "setl_dead", "refund", "line_net", "fee_over_refund"):
        engine.attach_arrow(name, engine.fetch(catalog.marts()[name].sql))


def _net(engine: DuckDBEngine, encounters: list[list[Line]]) -> list[Netted]:
    """What the marts leave of each line of a standing settlement; untouched lines keep their quantity."""
    _attach(engine, [line for lines in encounters for line in lines])
    touched = engine.fetch("SELECT bkkp_sn, net_cnt FROM line_net WHERE NOT dead").to_pylist()
    left = {row["bkkp_sn"]: row["net_cnt"] for row in touched}
    excess = engine.fetch(
        "SELECT mdtrt_id, SUM(over_cnt) AS cnt FROM fee_over_refund GROUP BY mdtrt_id"
    ).to_pylist()
    over = {row["mdtrt_id"]: row["cnt"] for row in excess}
    return [
        Netted(
            {
                line.sn: left.get(line.sn, line.cnt)
                for line in lines
                if line.cnt > 0 and line.setl not in DEAD
            },
            over.get(f"E{number}", Decimal(0)),
        )
        for number, lines in enumerate(encounters)
    ]


@EXAMPLES
@given(encounters=ENCOUNTERS)
def test_lines_net_as_the_specification_words_it(engine: DuckDBEngine, encounters: list[list[Line]]) -> None:
    encounters = _numbered(encounters)

    for netted, lines in zip(_net(engine, encounters), encounters, strict=True):
        assert netted == _reference(lines), lines


@EXAMPLES
@given(encounters=ENCOUNTERS)
def test_nothing_is_lost_and_nothing_taken_twice(engine: DuckDBEngine, encounters: list[list[Line]]) -> None:
    encounters = _numbered([[replace(line, setl="S1") for line in lines] for lines in encounters])

    for netted, lines in zip(_net(engine, encounters), encounters, strict=True):
        billed = {line.sn: line.cnt for line in lines if line.cnt > 0}
        assert sum(netted.net.values()) - netted.over == sum(line.cnt for line in lines), lines
        assert all(0 <= netted.net[sn] <= cnt for sn, cnt in billed.items()), lines


def _opposites(amounts: list[int]) -> dict[str, str]:
    """Pair each reversal with the latest open settlement of the opposite amount, by a stack per amount."""
    stacks: dict[int, list[str]] = defaultdict(list)
    pairs = {}
    for number, amount in enumerate(amounts):
        if amount > 0:
            stacks[amount].append(f"S{number:02}")
        elif stacks[-amount]:
            pairs[f"S{number:02}"] = stacks[-amount].pop()
    return pairs


@EXAMPLES
@given(
    encounters=st.lists(st.lists(st.sampled_from([10, -10, 20, -20]), max_size=14), min_size=25, max_size=25)
)
def test_reversals_without_a_number_pair_like_brackets(
    engine: DuckDBEngine, encounters: list[list[int]]
) -> None:
    rows = [
        {
            "setl_id": f"E{encounter}S{number:02}",
            "mdtrt_id": f"E{encounter}",
            "medfee_sumamt": Decimal(amount),
            "setl_time": START + timedelta(minutes=number),
        }
        for encounter, amounts in enumerate(encounters)
        for number, amount in enumerate(amounts)
    ]
    engine.attach_arrow("setl_d", _table("setl_d", rows))
    found = engine.fetch(catalog.marts()["setl_rev"].sql).to_pylist()
    size = {row["setl_id"]: row["medfee_sumamt"] for row in rows}
    exact = {row["rev_setl_id"]: row["setl_id"] for row in found if size[row["setl_id"]] == -row["medfee"]}

    assert exact == {
        f"E{e}{r}": f"E{e}{o}" for e, amounts in enumerate(encounters) for r, o in _opposites(amounts).items()
    }
    assert len({row["rev_setl_id"] for row in found}) == len(found)
