"""Charts: an ECharts option and the table behind it. Patterns go with colours, for eyes that tell no colours apart."""

from dataclasses import dataclass, field
from typing import Any

from mingjing.office.ui.tables import Empty

COLOURS = ("#1f5f9f", "#c77700", "#2e7d4f", "#8a3f8f", "#b3332b", "#4a6572")


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart, `tall` or across the `wide` page. `rows` are the table's rows as shown, the first cell being the name; none means empty.

    `table` is a template that shows head and rows in another way; it gets the chart.
    """

    name: str
    title: str
    option: dict[str, Any]
    heads: tuple[str, ...]
    rows: list[Any]
    tall: bool = False
    wide: bool = False
    table: str = ""
    empty: Empty = field(default_factory=lambda: Empty("这一范围内没有数据", ""))

    @property
    def script(self) -> str:
        """The id of the element that holds the option."""
        return f"chart-{self.name}-option"

    @property
    def css(self) -> str:
        """The class that sets the height."""
        return "chart-tall" if self.tall else ""


def bars(
    names: list[str], series: dict[str, list[Any]], *, across: bool = False, unit: str = ""
) -> dict[str, Any]:
    """Return the option of grouped bars, lying ones with `across`; a series under `names` each."""
    named: dict[str, Any] = {
        "type": "category",
        "data": names,
        "inverse": across,
        "axisTick": {"show": False},
    }
    scale: dict[str, Any] = {"type": "value", "name": unit, "splitLine": {"lineStyle": {"color": "#e3e8ee"}}}
    return {
        "color": list(COLOURS),
        "aria": {"enabled": True, "decal": {"show": True}},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"show": len(series) > 1, "top": 0, "icon": "rect"},
        "grid": {"left": 8, "right": 52 if across else 24, "top": 40, "bottom": 8, "containLabel": True},
        "xAxis": scale if across else named,
        "yAxis": named if across else scale,
        "series": [
            {"type": "bar", "name": name, "data": data, "barMaxWidth": 22} for name, data in series.items()
        ],
    }
