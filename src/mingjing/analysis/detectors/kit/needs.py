"""What a delivery lacks for a model: units that cannot be evaluated, features that fall out, each with the columns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mingjing.analysis.detectors.kit.card import Unit
from mingjing.analysis.detectors.kit.judge import LEAST_COVERAGE
from mingjing.analysis.detectors.kit.model import Model, score_schema
from mingjing.analysis.detectors.kit.steps import Lineage, Schema
from mingjing.analysis.marts import catalog as marts
from mingjing.analysis.standard import schema as standard

Absent = Callable[[list[str]], list[str]]
"""Keeps of `table.column`s what a lake lacks; of alternatives (`a.x|b.y`) one suffices."""


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """How far a unit can be evaluated: `missing` stops it, `features` are out with the columns they lack."""

    unit: Unit
    missing: tuple[str, ...]
    features: Mapping[str, tuple[str, ...]]
    nulled: frozenset[str]


@dataclass(frozen=True, slots=True)
class ModelPlan:
    """How far a model can be evaluated: a unit that cannot is left out; without any the model is not evaluated."""

    model: Model
    units: tuple[UnitPlan, ...]

    @property
    def evaluable(self) -> tuple[UnitPlan, ...]:
        """The units that can be evaluated."""
        return tuple(unit for unit in self.units if not unit.missing)

    @property
    def missing(self) -> tuple[str, ...]:
        """Why the model is not evaluated at all; empty when some unit is."""
        if self.evaluable:
            return ()
        return tuple(dict.fromkeys(name for unit in self.units for name in unit.missing))


def plan(model: Model, schema: Schema, absent: Absent) -> ModelPlan:
    """Decide what of a model can be evaluated. `schema` holds tables, lists and marts, column -> type."""
    source = Lineage(model.steps, {**schema, **score_schema()})
    lacking = absent(list(model.card.needs))
    return ModelPlan(
        model, tuple(_unit_plan(model, unit, source, absent, lacking) for unit in model.card.units)
    )


def _unit_plan(model: Model, unit: Unit, source: Lineage, absent: Absent, lacking: list[str]) -> UnitPlan:
    missing = [*lacking, *absent(list(unit.needs))]
    origins = source.origins(unit.step, _used(model, unit))
    columns = {name: absent(_columns_behind(pairs)) for name, pairs in origins.items()}
    out = {
        feature.name: tuple(dict.fromkeys(need for name in feature.columns for need in columns[name]))
        for feature in unit.features
    }
    out = {name: needs for name, needs in out.items() if needs}
    whole = sum(feature.w for feature in unit.features)
    seen = sum(feature.w for feature in unit.features if feature.name not in out)
    if not missing and seen < LEAST_COVERAGE * whole:
        missing = list(dict.fromkeys(need for needs in out.values() for need in needs))
    nulled = frozenset(name for name, needs in columns.items() if needs and name not in unit.key)
    return UnitPlan(unit, tuple(dict.fromkeys(missing)), out, nulled)


def _used(model: Model, unit: Unit) -> list[str]:
    return list(dict.fromkeys(name for feature in unit.features for name in feature.columns))


def _columns_behind(pairs: list[tuple[str, str]]) -> list[str]:
    """The `table.column`s of the delivery without which a column made of these means nothing."""
    wanted: dict[str, None] = {}
    for relation, name in pairs:
        if relation in marts.marts():
            spec = marts.marts()[relation].columns.get(name)
            wanted.update(dict.fromkeys(spec.needs if spec else ()))
        elif relation in standard.tables():
            wanted[f"{relation}.{name}"] = None
    return list(wanted)
