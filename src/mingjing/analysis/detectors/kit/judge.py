"""From a unit's rows to its scores: comparison, windows, noisy-or; and the same for rows with the labels permuted.

The null run says how many units would stand out if no institution differed from its peers: rows (months, or the parts
of the sums) change their institution at random inside peer group and month. Its cut-offs widen until few enough do. A
small delivery is dealt out several times, so that a share of five in a thousand can be told at all. Units half way to a
finding are not dealt out: what they did is no chance, and strewn among the others it would pass for it.
"""

from dataclasses import dataclass, replace

from mingjing.analysis.detectors.kit import between, months, peers, rarity
from mingjing.analysis.detectors.kit.calibrate import UNFITTED, Calibration
from mingjing.analysis.detectors.kit.card import Feature, Months, Unit
from mingjing.analysis.detectors.kit.model import Model
from mingjing.analysis.detectors.kit.scoring import score_select
from mingjing.analysis.engine.duckdb import DuckDBEngine

FINDING = 0.50
SEVERE = 0.80
LEAST_COVERAGE = 0.5
MOST_FALSE = {FINDING: 0.005, SEVERE: 0.0005}
WIDER = 1.25
MOST_WIDER = 4
SEED = "null"
ENOUGH, MOST_DEALS = 1000, 20
"""How many units a null run should judge, and how often it may deal out the labels for that."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The relations of a judged unit: rows, comparison (empty without peers), scores; and the unit as it was cut."""

    unit: Unit
    rows: str
    peer: str
    scores: str
    calibration: Calibration = UNFITTED


@dataclass(frozen=True, slots=True)
class Null:
    """A null run: units judged, how many reach FINDING and SEVERE by chance, by how much the cut-offs were widened."""

    judged: int
    finding: int
    severe: int
    wider: float

    @property
    def share(self) -> float:
        """The share of units that stand out by chance."""
        return self.finding / self.judged if self.judged else 0.0

    @property
    def holds(self) -> bool:
        """Whether few enough units stand out by chance; one in a small delivery is no proof of the contrary."""
        most = {name: max(share * self.judged, 1.0) for name, share in MOST_FALSE.items()}
        return self.finding <= most[FINDING] and self.severe <= most[SEVERE]


def judge(
    duck: DuckDBEngine,
    model: Model,
    unit: Unit,
    rows: str,
    calibration: Calibration = UNFITTED,
    crowded: str = "",
) -> Judged:
    """Compare and score the rows; groups in the relation `crowded` give way to wider ones."""
    peer = ""
    if any(feature.of_peers for feature in unit.features):
        peer = peers.compare(duck, unit, rows, crowded)
    if unit.months:
        between.keep(duck, f"{rows}_month", months.held(unit, unit.months, rows, peer))
        between.keep(duck, f"{rows}_window", _window(model, unit, unit.months, rows))
        rows, peer = f"{rows}_window", f"{rows}_month"
    return scored(duck, Judged(unit, rows, peer, f"{rows}_score", calibration))


def scored(duck: DuckDBEngine, judged: Judged) -> Judged:
    """Score what has been compared."""
    select = score_select(judged.unit, judged.rows, judged.peer)
    plain = f"{judged.scores}_plain"
    if judged.unit.method == "rarity":
        between.keep(duck, plain, select)
        select = rarity.rescored(duck, judged.unit, plain, judged.rows, LEAST_COVERAGE)
    read = judged.calibration.sql("c.score_raw")
    between.keep(duck, judged.scores, f"SELECT c.*, {read} AS score FROM ({select}) AS c")
    rarity.drop(duck, plain)
    return judged


def _window(model: Model, unit: Unit, judged: Months, rows: str) -> str:
    """The unit's rows of its windows under the names that scoring expects."""
    kept = [f"w.{name}" for name in model.unit_columns(unit) if name not in ("unit_id", "period")]
    shown = ", ".join(["w.window_id AS unit_id", "w.whole_window AS period", *kept])
    return f"SELECT {shown} FROM ({months.window_rows(unit, judged, rows)}) AS w"


def can_permute(unit: Unit) -> bool:
    """Whether the unit's rows consist of months or parts whose institution can be permuted among peers."""
    return bool(unit.peers) and unit.branch in ("i", "s") and bool(unit.months or unit.parts)


def null_run(duck: DuckDBEngine, model: Model, real: Judged, rows: str, part: str = "") -> tuple[Unit, Null]:
    """Judge the rows with permuted labels; return the unit with cut-offs that hold, and what the null run gave.

    `rows` have been compared (their members stand); `part` is the relation of the parts.
    """
    unit, name = real.unit, f"{rows}_null"
    deals = deals_for(counted(duck, real, 1.0).judged)
    plain = f"(SELECT r.* FROM {rows} AS r LEFT JOIN ({_standing_out(real)}) AS o ON o.unit_id = {_whole(unit)} WHERE o.unit_id IS NULL)"
    dealt = (
        _permuted_months(model, unit, unit.months, rows, plain, deals)
        if unit.months
        else _permuted_parts(model, unit, rows, plain, part, deals)
    )
    between.keep(duck, name, dealt)
    judged, wider = judge(duck, model, unit, name, real.calibration), 1.0
    found = counted(duck, judged, wider)
    for _ in range(MOST_WIDER):
        if found.holds:
            break
        wider *= WIDER
        judged = scored(duck, replace(judged, unit=widened(unit, wider)))
        found = counted(duck, judged, wider)
    return judged.unit, found


def _standing_out(real: Judged) -> str:
    return f"SELECT unit_id FROM {real.scores} WHERE score >= {FINDING / 2} AND coverage >= {LEAST_COVERAGE}"


def _whole(unit: Unit) -> str:
    """What a row belongs to when it is judged: its window, where it is a month."""
    if unit.months is None:
        return "r.unit_id"
    return months.identity(unit, "r", f"CAST(r.{unit.months.window} AS VARCHAR)")


def widened(unit: Unit, factor: float, values: bool = False) -> Unit:
    """Return the unit with the cut-offs on z times `factor`; with `values` those on plain values start so much further out."""

    def cut(f: Feature) -> Feature:
        if f.a is None or f.b is None or not (f.of_peers or values):
            return f
        if f.of_peers:
            return replace(f, a=f.a * factor, b=f.b * factor)
        further = (f.b - f.a) * (factor - 1)
        return replace(f, a=f.a + further, b=f.b + further)

    return replace(unit, features=tuple(cut(f) for f in unit.features))


def deals_for(units: int) -> int:
    """Return how often to deal out the labels of so many units, so that ENOUGH are judged."""
    return max(1, min(MOST_DEALS, -(-ENOUGH // max(units, 1))))


def counted(duck: DuckDBEngine, judged: Judged, wider: float) -> Null:
    """Return how many of the judged units reach FINDING and SEVERE, with cut-offs widened by `wider`."""
    row = duck.fetch(
        "SELECT COUNT(*) AS judged,"
        f" COUNT(CASE WHEN score >= {FINDING} THEN 1 END) AS finding,"
        f" COUNT(CASE WHEN score >= {SEVERE} THEN 1 END) AS severe"
        f" FROM {judged.scores} WHERE coverage >= {LEAST_COVERAGE}"
    ).to_pylist()[0]
    return Null(int(row["judged"]), int(row["finding"]), int(row["severe"]), wider)


def _group(rows: str) -> str:
    """Each unit's nearest group with enough others, over all features."""
    return (
        f"sized AS (SELECT m.level, m.peer_key, r.period, COUNT(*) AS members FROM {rows}_member AS m"
        f" JOIN {rows} AS r ON r.unit_id = m.unit_id GROUP BY m.level, m.peer_key, r.period),"
        " fit AS (SELECT m.unit_id, m.level, m.peer_key, ROW_NUMBER() OVER (PARTITION BY m.unit_id ORDER BY m.level,"
        f" m.peer_key) AS nth FROM {rows}_member AS m JOIN {rows} AS r ON r.unit_id = m.unit_id JOIN sized AS s"
        f" ON s.level = m.level AND s.peer_key = m.peer_key AND s.period = r.period WHERE s.members > {peers.FEWEST})"
    )


def _lots(deals: int) -> str:
    """The deals in one relation: a statement of its own for each costs DuckDB more to plan than to compute."""
    lots = (f"SELECT '{deal}#' AS deal, '{SEED}{deal or ''}|' AS seed" for deal in range(deals))
    return f"lot AS ({' UNION ALL '.join(lots)})"


def _dealt(sql: str) -> str:
    """What a deal's rows are called, so that those of one deal are compared with each other alone."""
    return f"a.deal || {sql}"


def _permuted_months(model: Model, unit: Unit, judged: Months, rows: str, plain: str, deals: int) -> str:
    """The rows of months, each with the figures of a member of its group in that month."""
    kept = [name for name in model.unit_columns(unit) if name not in ("unit_id", "period")]
    own = {*unit.key, *(unit.peers if unit.peers != ("institution",) else ())}

    def shown_as(name: str) -> str:
        if name == judged.window:
            return f"{_dealt(f'CAST(a.{name} AS VARCHAR)')} AS {name}"
        return f"{'a' if name in own else 'b'}.{name}"

    shown = ", ".join(map(shown_as, kept))
    return (
        f"WITH {_lots(deals)}, {_group(rows)}, placed AS (SELECT r.*, f.level AS g1, f.peer_key AS g2 FROM {plain} AS r"
        " JOIN fit AS f ON f.unit_id = r.unit_id AND f.nth = 1), numbered AS (SELECT p.*, t.deal,"
        " ROW_NUMBER() OVER (PARTITION BY t.deal, g1, g2, period ORDER BY unit_id) AS n1, ROW_NUMBER() OVER ("
        "PARTITION BY t.deal, g1, g2, period ORDER BY md5_of(t.seed || unit_id), unit_id) AS n2"
        f" FROM placed AS p CROSS JOIN lot AS t) SELECT {_dealt('a.unit_id')} AS unit_id, {_dealt('a.period')} AS period, {shown}"
        " FROM numbered AS a JOIN numbered AS b ON b.deal = a.deal AND b.g1 = a.g1 AND b.g2 = a.g2 AND b.period = a.period"
        " AND b.n2 = a.n1"
    )


def _permuted_parts(model: Model, unit: Unit, rows: str, plain: str, part: str, deals: int) -> str:
    """The rows with sums of parts, each part that of a member of the group with the same name (month)."""
    given = set(model.step_columns(unit.parts))
    added = [n for n in dict.fromkeys(c for f in unit.features for c in f.columns) if n in given]
    kept = [name for name in model.unit_columns(unit) if name not in ("unit_id", "period", *added)]
    key = " AND ".join(f"p.{name} = r.{name}" for name in unit.key)
    key += f" AND CAST(p.{unit.period} AS VARCHAR) = r.period" if unit.period in given - {*unit.key} else ""
    sums = ", ".join(f"SUM(b.{name}) AS {name}" for name in added)
    values = ", ".join(f"p.{name}" for name in added)
    shown = ", ".join([*(f"r.{n}" for n in kept), *(f"a.{n}" for n in added)])
    named = f"{_dealt('r.unit_id')} AS unit_id, {_dealt('r.period')} AS period"
    return (
        f"WITH {_lots(deals)}, {_group(rows)}, placed AS (SELECT r.unit_id, CAST(p.part AS VARCHAR) AS part, {values},"
        f" f.level AS g1, f.peer_key AS g2 FROM {plain} AS r JOIN fit AS f ON f.unit_id = r.unit_id AND f.nth = 1"
        f" JOIN {part} AS p ON {key}), numbered AS (SELECT p.*, t.deal,"
        " ROW_NUMBER() OVER (PARTITION BY t.deal, g1, g2, part ORDER BY unit_id) AS n1, ROW_NUMBER() OVER ("
        "PARTITION BY t.deal, g1, g2, part ORDER BY md5_of(t.seed || part || unit_id), unit_id) AS n2"
        f" FROM placed AS p CROSS JOIN lot AS t), summed AS (SELECT a.deal, a.unit_id, {sums} FROM numbered AS a"
        " JOIN numbered AS b ON b.deal = a.deal AND b.g1 = a.g1 AND b.g2 = a.g2 AND b.part = a.part AND b.n2 = a.n1"
        f" GROUP BY a.deal, a.unit_id) SELECT {named}, {shown} FROM {rows} AS r JOIN summed AS a ON a.unit_id = r.unit_id"
    )
