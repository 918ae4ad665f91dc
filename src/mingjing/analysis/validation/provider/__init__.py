"""The public provider-fraud set: does the risk of institutions find the labelled better than their money does?

Inpatient claims of 2,092 providers, labels of one half (evaluation only, nothing of it goes into the product). The
delivery goes through the product's own mapping into a lake; the card in `provider_risk` is judged by the models' own
kit, and priority is that of MDL-16. The learner is judged apart.
"""

import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mingjing.analysis.detectors.catalog.institution_risk.detector import BASE
from mingjing.analysis.detectors.kit import model as models
from mingjing.analysis.detectors.kit import run as model_run
from mingjing.analysis.detectors.kit.needs import ModelPlan, UnitPlan
from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.analysis.ingest.lake import Batch, Lake
from mingjing.analysis.ingest.listener import Silent
from mingjing.analysis.ingest.mapped import MappedLayout
from mingjing.analysis.ingest.mapping_reader import find_mapping
from mingjing.analysis.ingest.run import ingest
from mingjing.analysis.validation.provider import learned
from mingjing.analysis.validation.provider.measures import CAPACITIES, Numbers, Ranking, gains, ranking
from mingjing.kernel.errors import UsageError

HERE = Path(__file__).parent
MAPPING = "kaggle_provider_fraud"
CLAIMS, PERSONS, LABELS = "train_inpatient.parquet", "train_beneficiary.parquet", "labels_half.parquet"
_TABLES = {
    "mdtrt_d": {
        **dict.fromkeys(("mdtrt_id", "psn_no", "fixmedins_code", "chfpdr_code"), "VARCHAR"),
        **dict.fromkeys(("begntime", "endtime"), "TIMESTAMP"),
    },
    "setl_d": {
        **dict.fromkeys(("mdtrt_id", "grp_code"), "VARCHAR"),
        **dict.fromkeys(("medfee_sumamt", "fund_pay_sumamt"), "DECIMAL(16,2)"),
    },
}


@dataclass(frozen=True, slots=True)
class Providers:
    """The labelled providers, one row each: label, money (USD), stays, intensity of the card, features to learn of."""

    found: NDArray[np.bool_]
    money: Numbers
    stays: Numbers
    intensity: Numbers
    features: Numbers
    names: tuple[str, ...]

    @property
    def priority(self) -> Numbers:
        """The money that MDL-16 expects to be suspicious."""
        return self.money * (BASE + self.intensity)


def run(folder: Path, repeats: int = learned.REPEATS) -> dict[str, Any]:
    """Judge the set in `folder`; return measures by ranking. Raises UsageError when a file is missing."""
    absent = [name for name in (CLAIMS, PERSONS, LABELS) if not (folder / name).exists()]
    if absent:
        raise UsageError(
            f"文件夹里没有 {'、'.join(absent)}", where=str(folder), do="给出公开机构欺诈数据所在的文件夹"
        )
    with tempfile.TemporaryDirectory(prefix="mingjing-provider-") as work:
        seen = read(folder, Path(work))
    told = learned.out_of_fold(seen.features, seen.found, repeats)
    mean = np.mean(told, axis=0)
    rankings: dict[str, Ranking] = {
        "money": ranking(seen.found, seen.money, seen.money),
        "intensity": ranking(seen.found, seen.intensity, seen.money),
        "priority": ranking(seen.found, seen.priority, seen.money),
    }
    rankings |= {f"learned_{n}": ranking(seen.found, one, seen.money) for n, one in enumerate(told, start=1)}
    return {
        "providers": len(seen.found),
        "labelled": int(seen.found.sum()),
        "features": list(seen.names),
        "rankings": {name: asdict(one) for name, one in rankings.items()},
        "priority_gain": [asdict(one) for one in gains(seen.found, seen.priority, seen.money, seen.money)],
        "learned_gain": [asdict(one) for one in gains(seen.found, mean, seen.money, seen.money)],
    }


def read(folder: Path, work: Path) -> Providers:
    """Ingest the delivery into a lake under `work`, judge the card over it, and return the labelled providers."""
    layout = MappedLayout(find_mapping(MAPPING))
    lake = ingest(folder, work / "lake", layout, Silent(), _unassessed).lake
    duck = DuckDBEngine("2GB", 2, allowed=[work, folder])
    try:
        for table, columns in _TABLES.items():
            duck.attach_parquet(table, lake.files(table), columns)
        _resident(duck, folder)
        return _labelled(duck, folder, _judged(duck, work))
    finally:
        duck.close()


def _unassessed(engine: DuckDBEngine, lake: Lake, batch: Batch) -> None:
    """No quality report: the lake lives as long as the validation."""


def _resident(duck: DuckDBEngine, folder: Path) -> None:
    """Where the patients live, which the mapping leaves out as no Chinese division."""
    county = (
        f"SELECT BeneID AS psn_no, State || '-' || County AS addr FROM read_parquet('{folder / PERSONS}')"
    )
    duck.attach_arrow("psn_info_b", duck.native(county))


def _judged(duck: DuckDBEngine, work: Path) -> Path:
    model = models.load(HERE / "provider_risk")
    plan = ModelPlan(model, tuple(UnitPlan(unit, (), {}, frozenset()) for unit in model.card.units))
    return model_run.run(plan, model_run.Bench(duck, duck, work / "model")).units[0].file


def _labelled(duck: DuckDBEngine, folder: Path, scores: Path) -> Providers:
    for name, file in (("claims", CLAIMS), ("persons", PERSONS)):
        duck.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{folder / file}')")
    features = (HERE / "learned.sql").read_text(encoding="utf-8")
    rows = duck.native(
        f"SELECT l.PotentialFraud = 'Yes' AS found, p.stake, coalesce(s.score_soft, 0) AS intensity, f.*"
        f" FROM ({features}) AS f JOIN read_parquet('{folder / LABELS}') AS l ON l.Provider = f.provider"
        " JOIN provider_risk__provider AS p ON p.fixmedins_code = f.provider"
        f" JOIN read_parquet('{scores}') AS s ON s.fixmedins_code = f.provider ORDER BY f.provider"
    )
    names = tuple(
        name for name in rows.column_names if name not in ("found", "stake", "intensity", "provider")
    )
    whole = {
        name: np.asarray(rows[name].to_pylist(), dtype=np.float64) for name in ("stake", "intensity", *names)
    }
    return Providers(
        np.asarray(rows["found"].to_pylist(), dtype=np.bool_),
        whole["stake"],
        whole["stays"],
        whole["intensity"],
        np.stack([whole[name] for name in names], axis=1),
        names,
    )


def section(result: dict[str, Any]) -> str:
    """Return the section of docs/validation.md."""
    shown = result["rankings"]
    runs = [one for name, one in shown.items() if name.startswith("learned_")]
    lines = [
        "## 公开的机构欺诈数据（美国，住院部分）",
        "",
        f"有住院申报且有标签的机构 {result['providers']:,} 家，其中标为欺诈 {result['labelled']} 家；来源没有说明标签的含义。"
        f"数据按内置映射 `{MAPPING}` 入湖。规模的影响看“同规模内 AUC”：按金额分五档，各档内 AUC 的平均。",
        "",
        "| 次序 | AUC | 平均查准 | 同规模内 AUC | " + " | ".join(f"查准 @{k}" for k in CAPACITIES) + " |",
        "|---|--:|--:|--:|" + "--:|" * len(CAPACITIES),
        _row("报销总额（对照）", shown["money"]),
        _row("强度 I（无监督）", shown["intensity"]),
        _row("优先级 V = S × (b + I)（无监督）", shown["priority"]),
        *(_row(f"LightGBM（有监督），第 {n} 次", one) for n, one in enumerate(runs, start=1)),
        "",
        f"- 优先级比报销总额：AUC {_gain(result['priority_gain'][0])}；同规模内 {_gain(result['priority_gain'][1])}。",
        f"- 有监督（{len(runs)} 次平均）比报销总额：AUC {_gain(result['learned_gain'][0])}；同规模内"
        f" {_gain(result['learned_gain'][1])}。",
        "- 强度的特征事先定好（住院夜数、长住院、费用、再住院、人均次数、每名医师次数、外县占比，没有规模），没有用标签调整。",
        f"- 有监督的学习用 {len(result['features'])} 列申报特征，没有年龄、性别、种族；按机构分 {learned.FOLDS} 折，"
        f"取 {len(learned.SETTINGS)} 组参数的平均，没有用标签挑选参数。",
    ]
    return "\n".join(lines) + "\n"


def _row(name: str, one: dict[str, Any]) -> str:
    precision = " | ".join(f"{value:.2f}" for value in one["precision"])
    return f"| {name} | {one['auc']:.4f} | {one['ap']:.4f} | {one['inside']:.4f} | {precision} |"


def _gain(one: dict[str, float]) -> str:
    return f"{one['value']:+.4f}（95% 区间 {one['low']:+.4f} 至 {one['high']:+.4f}）"
