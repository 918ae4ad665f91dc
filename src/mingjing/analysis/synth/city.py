"""Builds a synthetic city: an honest settlement economy with planted schemes and the truth about them."""

import calendar
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.standard.schema import tables
from mingjing.analysis.synth.cast import Cast
from mingjing.analysis.synth.delivery import Delivery, write_knowledge
from mingjing.analysis.synth.planting import raise_the_curtain, set_the_scene, table_of
from mingjing.analysis.synth.programme import Scheme
from mingjing.analysis.synth.readme import describe
from mingjing.analysis.synth.stage import Stage
from mingjing.analysis.synth.truth import tell
from mingjing.kernel.errors import UsageError

START = date(2025, 7, 1)
"""First day of every synthetic delivery: the day from which trace codes must be scanned at settlement."""
HONEST = "honest"
"""The file beside the truth that names honest care of the kinds that look odd: dialysis, chemotherapy, newborns …"""
BLOCK = 30_000
"""Persons generated at a time (a multiple of three: households stay whole); bounds the memory."""
_USED = {"inst_no": "BIGINT", "item": "VARCHAR", "m": "BIGINT", "qty": "DECIMAL(38,4)"}
_HONEST = {"care": "VARCHAR", "psn_no": "VARCHAR", "mdtrt_id": "VARCHAR", "fixmedins_code": "VARCHAR"}
_HERE = Path(__file__).parent
_LIFE = ("people", "events", "encounters")
_BILLING = ("lines", "fees", "settlements", "records")
_PAPERS = (
    "mdtrt_d",
    "setl_d",
    "setl_list_diag_d",
    "setl_list_oprn_d",
    "icuinfo_d",
    "wardcheck_d",
    "leave_d",
    "ext_bill_d",
    "selinfo_d",
    "drugtrac_d",
)
_REGISTERS = (
    "fixmedins_b",
    "fixmedins_cntr_d",
    "fixmedins_lic_d",
    "fixmedins_equ_d",
    "staff_b",
    "hilist_b",
    "hilist_lmtpric_d",
    "purcinfo_d",
    "invinfo_d",
)


@dataclass(frozen=True, slots=True)
class Order:
    """What to build; `form` is parquet or csv. The same order gives the same rows, and the same bytes.

    `density` gives a small city the institutions of one that many times as large, `size` (0: by the persons) says
    how often a scheme acts; `hard` makes schemes that know how act with more care; `rich` gives every stay its own
    choice of tests and small treatments, as real bills have it.
    """

    persons: int
    schemes: Sequence[Scheme] = ()
    seed: int = 1
    months: int = 12
    form: str = "parquet"
    density: int = 1
    size: int = 0
    hard: bool = False
    rich: bool = False

    @property
    def acts(self) -> int:
        """How often a scheme acts that does not say otherwise."""
        return self.size or max(1, min(self.persons // 5000, 30))

    @property
    def days(self) -> int:
        """Calendar days from the start to the end of the last month."""
        year, month, days = START.year, START.month, 0
        for _ in range(self.months):
            days += calendar.monthrange(year, month)[1]
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return days


@dataclass(frozen=True, slots=True)
class City:
    """What was built: rows by table, acts by scheme, and what could not be planted and why."""

    rows: dict[str, int]
    plants: dict[str, int]
    lookalikes: dict[str, int]
    missing: dict[str, str]


def build(
    engine: DuckDBEngine, out: Path, order: Order, progress: Callable[[str], None] = lambda step: None
) -> City:
    """Write a city into the empty folder `out`.

    Raises UsageError when `out` already holds something or a number makes no sense.
    """
    _check(out, order)
    out.mkdir(parents=True, exist_ok=True)
    progress("搭建城市")
    stage = _rehearse(engine, order)
    delivery = Delivery(engine, out)
    for lo in range(0, order.persons, BLOCK):
        _block(engine, delivery, lo, min(lo + BLOCK, order.persons))
        progress(f"{min(lo + BLOCK, order.persons)} 人")
    _perform(engine, delivery, stage, out)
    _close_the_books(engine, delivery, stage)
    write_knowledge(out, stage.knowledge)
    city = City(delivery.finish(order.form), *_counts(stage), stage.missing)
    text = describe(city.rows, stage.acts, city.missing, order.persons, order.seed, START, order.months)
    (out / "README.md").write_text(text, "utf-8")
    return city


def _check(out: Path, order: Order) -> None:
    if out.exists() and any(out.iterdir()):
        raise UsageError(
            "输出文件夹不是空的",
            where=str(out),
            why="里面可能是上一次的结果",
            do="换一个文件夹，或先把它清空",
        )
    if not 90 <= order.persons <= 9_000_000 or not 6 <= order.months <= 18:
        raise UsageError("人数或月数超出范围", do="人数在 90 至 900 万之间，月数在 6 至 18 之间")


def _variables(engine: DuckDBEngine, **values: object) -> None:
    for name, value in values.items():
        engine.execute(f"SET VARIABLE {name} = {value}")


def _run(engine: DuckDBEngine, step: str) -> None:
    engine.execute((_HERE / "steps" / f"{step}.sql").read_text("utf-8"))


def _rehearse(engine: DuckDBEngine, order: Order) -> Stage:
    """Let every scheme write its part, so that honest life can keep out of its way."""
    _variables(engine, persons=order.persons, seed=order.seed, days=order.days, start=f"DATE '{START}'")
    _variables(engine, density=order.density, rich=str(order.rich).lower())
    _variables(engine, data=f"'{_HERE / 'data'}'", lo=0, hi=min(order.persons, BLOCK), planting="false")
    for step in ("frame", "people"):
        _run(engine, step)
    stage = Stage(Cast(engine), START, order.days, order.seed, size=order.acts, hard=order.hard)
    for scheme in order.schemes:
        stage.enter(scheme.name, scheme.behaviour, scheme.exact)
        scheme.plant(stage)
    set_the_scene(engine, stage)
    table_of(engine, "extra_sale", tables()["selinfo_d"].sql_types, stage.rows.get("selinfo_d", []))
    table_of(engine, "used", _USED, [])
    table_of(engine, "honest", _HONEST, [])
    return stage


def _block(engine: DuckDBEngine, delivery: Delivery, lo: int, hi: int) -> None:
    _variables(engine, lo=lo, hi=hi)
    for step in (*_LIFE, *_BILLING):
        _run(engine, step)
        if step == "people":
            _run(engine, "fates")
    for name in ("psn_info_b", "ext_death_d", "ext_custody_d"):
        delivery.put(name)
    engine.execute(
        "INSERT INTO honest SELECT care, psn_no, mdtrt_id, i.fixmedins_code FROM enc JOIN inst AS i USING (inst_no) JOIN care AS c USING (care)"
        " WHERE c.scene IN ('session', 'series', 'long', 'refill') OR care IN ('newborn', 'birth', 'cesarean')"
    )
    _file(engine, delivery)
    if lo // BLOCK % 8 == 7:
        engine.execute(
            "CREATE OR REPLACE TABLE used AS SELECT inst_no, item, m, sum(qty) AS qty FROM used GROUP BY ALL"
        )


def _perform(engine: DuckDBEngine, delivery: Delivery, stage: Stage, out: Path) -> None:
    _variables(engine, planting="true")
    raise_the_curtain(engine, stage)
    for step in _BILLING:
        _run(engine, step)
    _file(engine, delivery)
    tell(engine, stage.acts)
    for name, relation in (("truth", "truth"), (HONEST, "(FROM honest ORDER BY ALL)")):
        engine.execute(f"COPY {relation} TO '{out / f'{name}.parquet'}' (FORMAT parquet, COMPRESSION zstd)")


def _file(engine: DuckDBEngine, delivery: Delivery) -> None:
    engine.execute("CREATE OR REPLACE VIEW fee_list_d AS SELECT * FROM fee WHERE NOT cash")
    for name in ("fee_list_d", *_PAPERS):
        delivery.put(name)
    engine.execute(
        "INSERT INTO used SELECT inst_no, item, date_diff('month', getvariable('start'), fee_ocur_time), sum(cnt) FROM fee"
        " WHERE list_type <> '201' AND key * 100000 + line_no NOT IN (SELECT key * 100000 + line_no FROM unsupplied)"
        " GROUP BY ALL"
    )


def _close_the_books(engine: DuckDBEngine, delivery: Delivery, stage: Stage) -> None:
    """Write what only the whole city can tell: registers, stock, and the side rows of the schemes."""
    for step in ("registers", "stock"):
        _run(engine, step)
    for name in _REGISTERS:
        delivery.put(name)
    for name, rows in sorted(stage.rows.items()):
        if name != "selinfo_d":
            table_of(engine, f"extra_{name}", tables()[name].sql_types, rows)
            delivery.put(name, f"extra_{name}")


def _counts(stage: Stage) -> tuple[dict[str, int], dict[str, int]]:
    found: dict[str, dict[str, int]] = {"plant": {}, "lookalike": {}}
    for act in stage.acts:
        found[act.kind][act.scheme] = found[act.kind].get(act.scheme, 0) + 1
    return found["plant"], found["lookalike"]
