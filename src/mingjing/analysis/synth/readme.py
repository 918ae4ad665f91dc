"""The README that lies beside a synthetic city: what it is and what was planted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from mingjing.analysis.synth.stage import Act

_TEXT = """# 合成城市数据

全部由程序生成，人员、机构、地名、证件号码、电话均为虚构；区划代码取自一个真实地级市，仅为让按区划匹配的参数能够生效。

- 人数 {persons:,}，随机种子 {seed}，自 {start} 起 {months} 个月。相同参数得到相同数据。
- 各表列名、类型见数据标准；`truth.parquet` 是植入情况的真值表，不属于交付数据。
- `local/` 是该地医保局自己的知识行（不属于交付数据），筛查时用 `--local` 给出，依据本地规定的手法才查得出。
- “金额精确”的手法，其明细与金额由行为本身决定，查出的金额应当分毫不差。

## 行数

| 表 | 行 |
|---|---|
{tables}

## 植入的手法与相似的正常情形

| 手法 | 行为 | 植入 | 相似的正常情形 | 金额精确 |
|---|---|---|---|---|
{schemes}
{missing}"""


def describe(
    rows: Mapping[str, int],
    acts: Sequence[Act],
    missing: Mapping[str, str],
    persons: int,
    seed: int,
    start: date,
    months: int,
) -> str:
    """Return the README text (Chinese, Markdown): rows by table, acts by scheme, schemes without a cast."""
    tables = "\n".join(f"| {name} | {count:,} |" for name, count in rows.items())
    schemes = "\n".join(_line(scheme, acts) for scheme in sorted({act.scheme for act in acts}))
    short = "".join(f"\n- {scheme}：没有合适的人（{why}），未植入。" for scheme, why in missing.items())
    return _TEXT.format(
        persons=persons,
        seed=seed,
        start=start,
        months=months,
        tables=tables,
        schemes=schemes or "| 无 | | | | |",
        missing=short,
    )


def _line(scheme: str, acts: Sequence[Act]) -> str:
    own = [act for act in acts if act.scheme == scheme]
    kinds = Counter(act.kind for act in own)
    exact = "是" if own[0].exact else "否"
    return f"| {scheme} | {own[0].behaviour} | {kinds['plant']} | {kinds['lookalike']} | {exact} |"
