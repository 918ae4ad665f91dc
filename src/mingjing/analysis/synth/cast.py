"""Who and what a scheme can put on stage: persons, institutions and items of the generated city."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mingjing.analysis.engine.duckdb import DuckDBEngine


class ShortageError(Exception):
    """The city has nobody left who fits; the scheme plants fewer and says so."""


@dataclass(frozen=True, slots=True)
class Person:
    """A citizen without an illness of their own making, free all through the period."""

    idx: int
    psn_no: str
    gend: str
    brdy: date
    place: int
    urban: bool
    insutype: str
    insu_admdvs: str
    tel: str

    def age(self, day: date) -> int:
        """Completed years on `day`."""
        return day.year - self.brdy.year - ((day.month, day.day) < (self.brdy.month, self.brdy.day))


@dataclass(frozen=True, slots=True)
class Institution:
    """A designated institution; `grp` is 3, 2 or 1 (tertiary, secondary, primary and below)."""

    inst_no: int
    kind: str
    place: int
    grp: int
    type: str
    fixmedins_code: str
    depts: tuple[str, ...]
    doctors: int
    private: bool

    def doctor(self, dept: str, k: int = 0) -> str:
        """Return the code of doctor `k` of `dept`, as `steps/frame.sql` spells it."""
        return f"D{self.inst_no:06d}{dept[1:3]}{k + 1:02d}"


@dataclass(frozen=True, slots=True)
class Item:
    """A catalogue item; `caps` are its prices by level: index 1, 2, 3."""

    key: str
    code: str
    name: str
    list_type: str
    chrg: str
    lv: str
    days: int | None
    caps: tuple[Decimal, Decimal, Decimal]

    def cap(self, grp: int) -> Decimal:
        """Return the price ceiling at hospitals of level `grp`."""
        return self.caps[grp - 1]


@dataclass(frozen=True, slots=True)
class Care:
    """A pattern of care as the honest city knows it."""

    key: str
    med_type: str
    dise: str | None
    dept: str | None
    diag: str | None
    diag2: str | None
    oprn: str | None
    drg: str | None
    drg_wt: Decimal | None
    ipt: str | None
    icu: bool
    nights: tuple[int, int]


class Cast:
    """The persons, institutions, items and patterns of one city, drawn from its tables."""

    def __init__(self, engine: DuckDBEngine) -> None:
        self._free: list[Person | None] = [Person(**row) for row in _rows(engine, _PERSONS)]
        self._spare = len(self._free)
        self._sought: dict[tuple[object, ...], int] = {}
        self.institutions = [
            Institution(**{**row, "depts": tuple(row["depts"])}) for row in _rows(engine, _INSTITUTIONS)
        ]
        self.items = {
            row["key"]: Item(**{**row, "caps": tuple(row["caps"])}) for row in _rows(engine, _ITEMS)
        }
        self.cares = {
            row["key"]: Care(**{**row, "nights": tuple(row["nights"])}) for row in _rows(engine, _CARES)
        }

    @property
    def spare(self) -> int:
        """How many persons nobody uses yet."""
        return self._spare

    def take(
        self, gend: str | None, ages: tuple[int, int], insutype: str | None, place: int | None, day: date
    ) -> Person:
        """Return a person nobody else uses. Raises ShortageError."""
        # Who did not fit once never will: the next search of the same kind goes on where this one ends.
        sought = (gend, ages, insutype, place, day)
        for position in range(self._sought.get(sought, 0), len(self._free)):
            person = self._free[position]
            if (
                person is not None
                and gend in (None, person.gend)
                and ages[0] <= person.age(day) <= ages[1]
                and insutype in (None, person.insutype)
                and place in (None, person.place)
            ):
                self._free[position] = None
                self._spare -= 1
                self._sought[sought] = position
                return person
        self._sought[sought] = len(self._free)
        raise ShortageError(f"{gend or '不限性别'}、{ages[0]}–{ages[1]} 岁")

    def find(self, kind: str, place: int | None = None) -> Iterator[Institution]:
        """Yield the institutions of `kind`, those of `place` first."""
        found = [institution for institution in self.institutions if institution.kind == kind]
        yield from sorted(found, key=lambda one: (one.place != place, one.inst_no))


def _rows(engine: DuckDBEngine, select: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = engine.native(select).to_pylist()
    return rows


_PERSONS = """
SELECT p.idx, p.psn_no, p.gend, p.brdy, p.place, p.urban, p.insutype, p.insu_admdvs, b.tel
FROM person AS p JOIN psn_info_b AS b USING (psn_no)
WHERE p.role IS NULL AND NOT p.delivers AND NOT p.jailed AND p.die_date IS NULL AND p.paus_date IS NULL
    AND p.admdvs = p.insu_admdvs AND p.brdy < getvariable('start') - 10 AND p.idx < 60000
ORDER BY hash(p.idx, 'cast', getvariable('seed')), p.idx
"""
_INSTITUTIONS = """
SELECT inst_no::INT AS inst_no, kind, place, grp, type, fixmedins_code, depts, doctors, natu = '2' AS private
FROM inst ORDER BY inst_no
"""
_ITEMS = """
SELECT item AS key, any_value(code) AS code, any_value(name) AS name, any_value(list_type) AS list_type,
    any_value(chrg) AS chrg, any_value(lv) AS lv, any_value(days) AS days, list(cap ORDER BY grp) AS caps
FROM item JOIN item_price USING (item) GROUP BY item
"""
_CARES = """
SELECT care AS key, med_type, dise, dept, diag, diag2, oprn, drg, drg_wt, ipt, list_contains(bundles, 'icu') AS icu,
    [coalesce(nights_min, 0), coalesce(nights_max, 0)] AS nights FROM care
"""
