"""Standards as people read them: what holds at a place on a day, from which documents, and what was registered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mingjing.office.cases.deadlines import own_layers
from mingjing.office.cases.guards.kit import cited
from mingjing.office.cases.law.crime import LEVELS
from mingjing.office.cases.law.documents import document
from mingjing.office.cases.law.fines import TIERS
from mingjing.office.cases.law.standards import Layer, Standard, built_in, standard
from mingjing.office.cases.models import Case

TITLES = {"discretion": "裁量档次", "crime": "诈骗罪数额标准", "procedure": "程序参数"}
PARTIES = dict(Case.Party.choices)
UNITS = {"working": "工作日", "calendar": "自然日"}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what it is, on which provision, how much; `own` where a place set it itself."""

    label: str
    ref: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of one standard under their headings."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def place_of(layer: Layer) -> str:
    """Return for which place a layer was made."""
    return f"医保区划 {layer.admdvs:0<6}" if layer.admdvs else "国家"


NATION = "nation"


def places(own: str) -> dict[str, str]:
    """Return the places whose standards can be looked at: one's own, the nation, those that come with the product."""
    found = {own: "本地", NATION: "国家（不含地方规定）"}
    for name in TITLES:
        for one in built_in(name):
            if one.admdvs and not own.startswith(one.admdvs):
                found[f"{one.admdvs:0<6}"] = f"{_PROVINCES.get(one.admdvs, '医保区划')}（{one.admdvs:0<6}）"
    return found


_PROVINCES = {"21": "辽宁省"}


def layers(name: str, admdvs: str) -> list[Layer]:
    """Return every layer that counts at a place on any day, the nation first, older before newer."""
    found = [one for one in (*built_in(name), *own_layers(name)) if admdvs.startswith(one.admdvs)]
    return sorted(found, key=lambda one: (len(one.admdvs), one.begndate))


def in_force(name: str, admdvs: str, day: date) -> Standard:
    """Return what holds. Raises DocumentError when nothing held on that day."""
    return standard(name, admdvs, day, own_layers(name))


def tables(name: str, values: Mapping[str, Any]) -> list[Table]:
    """Return the figures of a standard as tables."""
    return list(_READERS[name](values))


def fined() -> dict[str, tuple[str, Decimal, Decimal]]:
    """Return for every article with a fine its unit (倍, 元) and the ends of the law."""
    found: dict[str, tuple[str, Decimal, Decimal]] = {}
    for row in document("table")["rows"]:
        rule = row.get("fine")
        for article in row["article"] if rule else ():
            unit = "元" if rule["base"] == "fixed" else "倍"
            found.setdefault(article, (unit, Decimal(rule["least"]), Decimal(rule["most"])))
    return found


def _discretion(values: Mapping[str, Any]) -> Iterator[Table]:
    rows = []
    for article, tiers in values.items():
        unit = fined().get(article, ("",))[0]
        cells = tuple(f"{tiers[one][0]} 至 {tiers[one][1]} {unit}" for one in TIERS)
        rows.append(Row(cited((article,)), article, cells))
    yield Table("罚款档次", tuple(TIERS.values()), tuple(rows))


def _crime(values: Mapping[str, Any]) -> Iterator[Table]:
    rows = [
        Row(label, "", (f"{Decimal(values[level]):,} 元", " 至 ".join(f"{Decimal(one):,}" for one in values["bands"][level])))
        for level, label in reversed(LEVELS.items())
    ]  # fmt: skip
    yield Table("数额标准", ("执行标准", "国家幅度（元）"), tuple(rows))


def _procedure(values: Mapping[str, Any]) -> Iterator[Table]:
    limits = [
        Row(
            spec["label"], cited((spec["ref"],)),
            (f"{spec['days']} 个{UNITS[spec['unit']]}", "、".join(f"+{one}" for one in spec.get("extend", ())) or "—"),
        )
        for spec in values["deadlines"].values()
    ]  # fmt: skip
    yield Table("时限", ("期限", "可以延长"), tuple(limits))
    money = [
        Row(label, "", tuple(f"{Decimal(values[key][party]):,} 元" for party in PARTIES))
        for key, label in (("hearing", "听证标准"), ("panel", "集体讨论标准"), ("simple", "当场处罚限额"))
    ]
    yield Table("金额标准", tuple(PARTIES.values()), tuple(money))
    people = [
        Row("办案人员不少于", "", (f"{values['least_officers']} 人",)),
        Row("集体讨论不少于", "", (f"{values['least_panel']} 人",)),
        Row("逾期每日加处罚款", "", (f"{Decimal(values['overdue_rate']) * 100:.0f}%",)),
        Row("追责期限", "", (f"{values['limitation_years']} 年（有危害后果的 {values['limitation_years_harm']} 年）",)),
    ]  # fmt: skip
    yield Table("其他", ("标准",), tuple(people))


_READERS = {"discretion": _discretion, "crime": _crime, "procedure": _procedure}
