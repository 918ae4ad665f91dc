"""The README that lies beside a synthetic city: what it is and what was planted."""

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from mingjing.analysis.synth.stage import Act

if TYPE_CHECKING:
    from mingjing.analysis.synth.city import City


def describe(city: "City", acts: list[Act], persons: int, seed: int, start: date, months: int) -> str:
    """Return the README text (Chinese, Markdown)."""
    tables = "\n".join(f"| {name} | {count:,} |" for name, count in city.rows.items())
    plants = (
        "\n".join(_line(scheme, city, acts) for scheme in sorted({*city.plants, *city.lookalikes}))
        or "| 无 | | | | |"
    )
    short = "\n".join(f"- {scheme}：没有合适的人（{why}），未植入。" for scheme, why in city.missing.items())
    return f"""# 合成城市数据

全部由程序生成，人员、机构、地名、证件号码、电话均为虚构；区划代码取自一个真实地级市，仅为让按区划匹配的参数能够生效。

- 人数 {persons:,}，随机种子 {seed}，自 {start} 起 {months} 个月。相同参数得到相同数据。
- 各表列名、类型见数据标准；`truth.parquet` 是植入情况的真值表，不属于交付数据。

## 行数

| 表 | 行 |
|---|---|
{tables}

## 植入的手法与相似的正常情形

| 手法 | 行为 | 植入 | 相似的正常情形 | 金额精确 |
|---|---|---|---|---|
{plants}

{short}
"""


def _line(scheme: str, city: "City", acts: list[Act]) -> str:
    own = [act for act in acts if act.scheme == scheme]
    kinds = Counter(act.kind for act in own)
    return f"| {scheme} | {own[0].behaviour} | {kinds['plant']} | {kinds['lookalike']} | {'是' if own[0].exact else '否'} |"
