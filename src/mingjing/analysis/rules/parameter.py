"""Parameters: typed numbers and words that a rule compares with, with the values of regions and dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from mingjing.analysis.engine.sqldoc import SqlDocument
from mingjing.kernel.errors import DocumentError

PARAMETER_TYPES = ("integer", "decimal", "text", "boolean", "date")
SQL_TYPES = {
    "integer": "BIGINT",
    "decimal": "DECIMAL(16,6)",
    "text": "VARCHAR",
    "boolean": "BOOLEAN",
    "date": "DATE",
}
_EXPECTED: dict[str, type | tuple[type, ...]] = {
    "integer": int,
    "decimal": (int, float, str),
    "text": str,
    "boolean": bool,
    "date": date,
}


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """One value with the region prefix and the service dates (inclusive) it holds for."""

    value: Any
    admdvs: str = ""
    begndate: date | None = None
    enddate: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a rule. `values` are the rule's own regional and dated ones, `local` those of a bureau."""

    name: str
    type: str
    default: Any
    unit: str = ""
    source: str = ""
    values: tuple[ParameterValue, ...] = ()
    local: tuple[ParameterValue, ...] = ()

    @property
    def ranked(self) -> Sequence[ParameterValue]:
        """All values, the one that prevails first: the nearest region, then the latest begin, then the bureau's."""
        return sorted(
            (*self.local, *self.values),
            key=lambda value: (-len(value.admdvs), -(value.begndate or date.min).toordinal()),
        )


def read(document: SqlDocument) -> dict[str, Parameter]:
    """Return the parameters that a rule's header declares, by name. Raises DocumentError for a malformed one."""
    declared = document.header.get("params") or {}
    found: dict[str, Parameter] = {}
    for name, spec in declared.items():
        where = document.where("params")
        if not isinstance(spec, dict) or "type" not in spec or "default" not in spec:
            raise DocumentError(
                f"参数 {name} 缺少 type 或 default",
                where=where,
                do="写成 {type: integer, default: 15, unit: 日}",
            )
        kind = spec["type"]
        if kind not in PARAMETER_TYPES:
            raise DocumentError(
                f"参数 {name} 的类型“{kind}”不认识", where=where, do=f"改为 {PARAMETER_TYPES} 之一"
            )
        values = tuple(
            ParameterValue(
                typed(name, kind, row.get("value"), where),
                str(row.get("admdvs", "")),
                row.get("begndate"),
                row.get("enddate"),
                str(row.get("source", "")),
            )
            for row in spec.get("values", ())
        )
        default = typed(name, kind, spec["default"], where)
        unit, source = str(spec.get("unit", "")), str(spec.get("source", ""))
        found[name] = Parameter(name, kind, default, unit, source, values)
    return found


def typed(name: str, kind: str, value: Any, where: str) -> Any:
    """Return `value` as the type `kind` says. Raises DocumentError that names parameter and place."""
    fits = isinstance(value, _EXPECTED[kind]) and (kind == "boolean" or not isinstance(value, bool))
    if fits and kind == "decimal":
        try:
            return Decimal(str(value))
        except InvalidOperation:
            fits = False
    if not fits:
        raise DocumentError(f"参数 {name} 的值“{value}”不是 {kind}", where=where, do="改正参数值或类型")
    return value
