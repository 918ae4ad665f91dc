"""Standards that a province registers: from a day on, inside the law, never rewritten."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases.deadlines import own_layers
from mingjing.office.cases.law.crime import check_thresholds
from mingjing.office.cases.law.documents import document
from mingjing.office.cases.law.fines import check_tiers
from mingjing.office.cases.law.standards import NAMES, standard
from mingjing.office.cases.models import LocalStandard
from mingjing.office.cases.services import acting

# A place may name these figures of the procedure; the number of officers and the rate are the nation's.
_OWN_FIGURES = ("hearing", "panel", "least_panel", "deadlines")


@transaction.atomic
def register(actor: User, name: str, begndate: date, source: str, values: Mapping[str, Any]) -> LocalStandard:
    """Register the figures of one's province from a day on. Raises InvalidError when they leave the law."""
    demand(actor, Permission.CASES_STANDARDS)
    body = actor.organisation
    if body.level != Organisation.Level.PROVINCE:
        raise ForbiddenError("裁量基准和程序参数由省级医保部门登记")
    if name not in NAMES:
        raise InvalidError("没有这类标准", where="name")
    if not values:
        raise InvalidError("没有填写内容", where="values")
    checks = {"discretion": _discretion, "crime": _crime, "procedure": _procedure}
    checks[name](body.admdvs, begndate, values)
    text = acting.demand_text(source, "文件名和文号", "source", 300)
    try:
        with transaction.atomic():
            made = LocalStandard.objects.create(
                admdvs=body.admdvs,
                name=name,
                begndate=begndate,
                source=text,
                values=dict(values),
                actor=actor,
            )
    except IntegrityError:
        raise ConflictError("该日起的标准已经登记，不得改写", do="填写新的起始日期") from None
    audit.record(
        actor, "case_standard", "standard", f"{name} {body.admdvs}", None, {"from": begndate, **values}
    )
    return made


def _discretion(admdvs: str, day: date, values: Mapping[str, Any]) -> None:
    ends = {
        article: (Decimal(row["fine"]["least"]), Decimal(row["fine"]["most"]))
        for row in reversed(document("table")["rows"])
        if "fine" in row
        for article in row["article"]
    }
    for article, rows in values.items():
        if article not in ends:
            raise InvalidError(f"{article} 没有罚款幅度", where=article)
        for name, row in rows.items():
            if len(row) != 2:
                raise InvalidError("每一档须填写起止两个数", where=article)
            for end in row:
                _number(end, f"{article}_{name}")
        check_tiers(article, rows, *ends[article])


def _crime(admdvs: str, day: date, values: Mapping[str, Any]) -> None:
    now = standard("crime", admdvs, day, own_layers("crime"))
    if set(values) - {"large", "huge", "special"}:
        raise InvalidError("只能登记数额较大、巨大、特别巨大的标准", where="values")
    for level, amount in values.items():
        _number(amount, level)
    check_thresholds(values, now)


def _procedure(admdvs: str, day: date, values: Mapping[str, Any]) -> None:
    now = standard("procedure", admdvs, day, own_layers("procedure")).values
    for name, value in values.items():
        if name not in _OWN_FIGURES:
            raise InvalidError(f"{name} 由国家统一规定", where=name)
        if name == "deadlines":
            _deadlines(now["deadlines"], value)
        elif name == "least_panel":
            if not isinstance(value, int) or value < now["least_panel"]:
                raise InvalidError("集体讨论人数不能少于国家规定", where=name)
        else:
            _thresholds(name, now[name], value)


def _thresholds(name: str, known: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    if set(given) - set(known):
        raise InvalidError("请按公民、个体工商户、法人和其他组织填写", where=name)
    for party, amount in given.items():
        if _number(amount, f"{name}_{party}") <= 0:
            raise InvalidError("金额须大于 0", where=f"{name}_{party}")


def _number(value: Any, where: str) -> Decimal:
    """Return a figure. Raises InvalidError for what is none."""
    try:
        found = Decimal(str(value))
    except ArithmeticError:
        raise InvalidError("请填写数字", where=where) from None
    if not found.is_finite():
        raise InvalidError("请填写数字", where=where)
    return found


def _deadlines(known: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    for kind, spec in given.items():
        if kind not in known or set(spec) - {"days", "unit"}:
            raise InvalidError(f"没有这个时限，或者只能改天数和单位：{kind}", where=kind)
        days = spec.get("days", 1)
        if (
            not isinstance(days, int)
            or not 0 < days <= 365
            or spec.get("unit", "working")
            not in (
                "working",
                "calendar",
            )
        ):
            raise InvalidError("天数须为 1 至 365，单位为工作日或者自然日", where=kind)
