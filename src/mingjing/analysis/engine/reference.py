"""The reference page of portable SQL, written from the profile and the macros themselves.

`python -m mingjing.analysis.engine.reference docs/reference/functions.md` rewrites the page.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from mingjing.analysis.engine.macros import Macro, macros
from mingjing.analysis.engine.profile import Entry, constructs, functions

_COMMAND = "python -m mingjing.analysis.engine.reference docs/reference/functions.md"

_INTRODUCTION = f"""\
# 规则可用的 SQL

本页由 `{_COMMAND}`
从函数定义自动生成，请勿手工修改。

规则、中间表和检查各是一条 SELECT，按 DuckDB 的语法书写，同一文字也在 Spark 上运行。
两种引擎对同一写法的解释常有不同（日期相减、除法、取整、空值排序、文本截取……），
因此只允许下列写法，每一个都有在两种引擎上逐行比对的用例；其余一律拒绝，并提示改用什么。

约定：

- 时间一律是当地时间，不带时区。
- 转换为 `DECIMAL(p,s)` 或 `BIGINT` 时四舍五入（五入远离零：0.005 → 0.01，−2.5 → −3）。
- 运算结果的类型在输出时统一：整数为 BIGINT，未声明的十进制数为 DECIMAL(38, 小数位)。
- 溢出、文本转数字失败都报错，不会给出空值或错误的数。
- 升序、降序都把空值排在最后；文本按 Unicode 码位比较，区分大小写。
- 金额、数量一律用十进制数。双精度数（`ratio`、`median_of`、`quantile_of`、`mean_of`、`haversine_km` 的结果）
  只用于比较，不求和：求和的次序会影响最后一位；要合计时先 `money(x)` 或 `CAST(x AS DECIMAL(16,4))`。
- 列表一律写成 `'|a|b|'` 这样的文本，用 `has_icd`、`has_cls` 查找，用 `joined` 汇成。
- `param('参数名', 日期, 行政区划)` 在运行前换成该日期、该地区有效的参数值。
- `quantile_of` 的 p 最多两位小数时，对不超过 4 位小数的金额和数量是精确值。
"""


def render() -> str:
    """Return the whole page as Markdown."""
    ours = [macro for macro in macros().values() if macro.kind != "aggregate"]
    totals = [macro for macro in macros().values() if macro.kind == "aggregate"]
    parts = [
        _INTRODUCTION,
        "## 平台函数\n\n" + _macro_table(ours),
        "## 平台聚合函数\n\n不能用于窗口和 FILTER；先在 WITH 中分组算好再连接。\n\n" + _macro_table(totals),
        "## 普通函数\n\n" + _entry_table(functions()),
        "## 运算和子句\n\n" + _entry_table(constructs()),
    ]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _macro_table(entries: Iterable[Macro]) -> str:
    rows = [
        [f"`{macro.name}({', '.join(macro.params)})`", macro.zh, macro.type, f"`{macro.example}`"]
        for macro in entries
    ]
    return _table(["写法", "含义", "结果类型", "例"], rows)


def _entry_table(entries: Mapping[str, Entry]) -> str:
    rows = [[f"`{entry.write}`", entry.zh, f"`{entry.example}`"] for entry in entries.values()]
    return _table(["写法", "含义", "例"], rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render(), encoding="utf-8")
