"""What the risk of an institution is made of: the findings of the same run there, by model and by kind of act under rules."""

from mingjing.analysis.detectors.kit.model import models
from mingjing.analysis.screening.pictures.reading import Marks, Names, Row
from mingjing.analysis.screening.pictures.svg import Picture, plain, yuan
from mingjing.analysis.screening.wording import SEVERITIES
from mingjing.analysis.standard.schema import behaviours


def parts(found: Marks, _names: Names) -> Picture | None:
    """List what the run found at the institution, the gravest and most first; a table without a drawing."""
    rows = sorted(found.rows, key=lambda r: (r["part"], r["minute"] or 0, -float(r["n"]), str(r["name"])))
    if not rows:
        return None
    table = [
        (
            str(row["name"]),
            _title(row),
            SEVERITIES.get(int(row["minute"] or 0), "—"),
            f"{plain(row['n'])} {'个疑点' if row['part'] == 'here' else '人'}",
            yuan(row["amt"]),
            f"{row['day']} 至 {row['until']}" if row["day"] else "—",
        )
        for row in rows
    ]
    heads = ("规则、模型", "内容", "最重程度", "数量", "金额（元）", "日期")
    note = "金额为各疑点逐条相加，同一明细会重复；人员、团伙的疑点按其在本机构的基金和账户支出。没有列出的模型，只是数值偏高，尚未成为疑点。"
    return Picture("parts", "由哪些疑点构成", "", heads, table, note)


def _title(row: Row) -> str:
    model = models().get(str(row["name"]))
    if model is not None:
        return model.card.title + ("" if row["part"] == "here" else "：有疑点的人员在此结算")
    return "、".join(behaviours()[one].zh for one in str(row["who"] or "").split("|") if one in behaviours())


def span(found: Marks) -> str:
    """Say from when to when the findings there are, empty without any."""
    days = [day for row in found.rows if row["part"] == "here" for day in (row["day"], row["until"]) if day]
    return f"{min(days)} 至 {max(days)}，为其下疑点的日期" if days else ""
