"""The stage on which schemes act: finds people and places, opens encounters, keeps the truth."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from mingjing.analysis.synth.cast import Cast, Institution, Item, Person, ShortageError
from mingjing.analysis.synth.script import Encounter, Line

SPARE = 1000
"""Citizens without a part that a city must have for a scheme to take a crowd of them."""

MARGIN = timedelta(days=45)
"""How far from a planted act the person's honest life keeps away: no rule of a month looks further."""

ORDINARY = (
    (date(2026, 3, 2), date(2026, 3, 31)),
    (date(2026, 4, 13), date(2026, 4, 24)),
    (date(2026, 5, 11), date(2026, 5, 22)),
)
"""Weeks without holidays, well after the catalogue's yearly change: an act there is nothing but itself."""


def _workdays(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if day.isoweekday() <= 5:
            yield day


@dataclass(slots=True)
class Act:
    """One row of the truth: what was planted, or what only looks like it.

    `formula` says how the amount follows from the lines: all, excess (beyond `limit` units), difference (above
    `limit` yuan each), gross, paid (fund and account of the settlements), value (`limit` itself) or none.
    Lines are those given, plus the generated ones of `encounters` between `since` and `till` in the charge
    classes `classes` (all when empty). `whole` takes every line of `encounters`.
    """

    scheme: str
    kind: str
    exact: bool
    behaviour: str
    note: str
    lines: list[Line]
    encounters: list[Encounter]
    formula: str = "all"
    limit: Decimal | None = None
    whole: bool = False
    since: date | None = None
    till: date | None = None
    classes: tuple[str, ...] = ()
    inst: Institution | None = None
    person: Person | None = None


@dataclass(slots=True)
class Stage:
    """One scheme's view of the city; `rows` are extra rows of side tables, `knowledge` what the bureau there knows.

    `hard`: the scheme is carried out with care, so that it shows less.
    """

    cast: Cast
    start: date
    days: int
    seed: int
    size: int
    hard: bool = False
    encounters: list[Encounter] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    knowledge: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    fates: dict[int, dict[str, Any]] = field(default_factory=dict)
    founded: list[dict[str, Any]] = field(default_factory=list)
    gaps: list[tuple[int, str, Decimal]] = field(default_factory=list)
    quiet: list[tuple[int, date, date]] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    seen: dict[int, int] = field(default_factory=dict)
    scheme: str = ""
    behaviour: str = ""
    exact: bool = False
    chance: Random = field(default_factory=Random)

    def enter(self, scheme: str, behaviour: str, exact: bool) -> None:
        """Begin the next scheme: its own stream of random numbers, whatever other schemes were chosen."""
        self.scheme, self.behaviour, self.exact = scheme, behaviour, exact
        self.chance = Random(f"{self.seed}/{scheme}")  # noqa: S311 - a simulation, not a secret

    def times(self, act: Callable[[], None], count: int | None = None) -> None:
        """Perform `act` as often as the city's size allows (at least once), until nobody fits any more."""
        for done in range(count or self.size):
            before = (len(self.encounters), len(self.acts))
            try:
                act()
            except ShortageError as shortage:
                del self.encounters[before[0] :], self.acts[before[1] :]
                if done == 0:
                    self.missing[self.scheme] = str(shortage)
                return

    def item(self, key: str) -> Item:
        """Return the catalogue item called `key` in `data/`."""
        return self.cast.items[key]

    def person(
        self,
        gend: str | None = None,
        ages: tuple[int, int] = (30, 68),
        insutype: str | None = None,
        place: int | None = None,
    ) -> Person:
        """Return somebody who has no other part. Raises ShortageError."""
        return self.cast.take(gend, ages, insutype, place, self.start)

    def crowd(self, count: int, ages: tuple[int, int] = (30, 75), **wanted: Any) -> list[Person]:
        """Return `count` people who have no other part. Raises ShortageError, in a small city before anybody is taken."""
        if self.cast.spare < SPARE:
            raise ShortageError(f"没有其他角色的居民不足 {SPARE} 人")
        return [self.person(ages=ages, **wanted) for _ in range(count)]

    def stranger(self, insu_admdvs: str, ages: tuple[int, int], insutype: str | None = None) -> Person:
        """Return somebody who is insured in that division and has no honest care here. Raises ShortageError."""
        return self.from_elsewhere(self.person(ages=ages, insutype=insutype), insu_admdvs)

    def from_elsewhere(self, person: Person, insu_admdvs: str) -> Person:
        """Return the person as one insured in that division, without honest care here."""
        other = replace(person, insu_admdvs=insu_admdvs)
        self.fate(other, insu_admdvs=insu_admdvs)
        self.keep_free(other)
        return other

    def inst(self, kind: str, place: int | None = None, nth: int = 0) -> Institution:
        """Return an institution of `kind`, at `place` if there is one. Raises ShortageError."""
        found = list(self.cast.find(kind, place))
        if len(found) <= nth:
            raise ShortageError(kind)
        return found[nth]

    def found(self, kind: str, place: int = 0, own_contract: bool = False) -> Institution:
        """Open a further institution like the first of `kind`, known to nobody but this scheme."""
        model = self.inst(kind, place)
        number = len(self.cast.institutions) + 1
        code = f"{model.fixmedins_code[:7]}{number:05d}"
        new = Institution(
            number,
            "planted",
            model.place,
            model.grp,
            model.type,
            code,
            model.depts,
            model.doctors,
            model.private,
        )
        self.cast.institutions.append(new)
        self.founded.append(
            {"inst_no": number, "model": model.inst_no, "fixmedins_code": code, "own_contract": own_contract}
        )
        return new

    def day(self, before: int = 45) -> date:
        """Return a working day in an ordinary month, at least `before` days ahead of the end of the data."""
        last = self.start + timedelta(days=self.days - before)
        fit = [day for first, end in ORDINARY for day in _workdays(first, end) if day <= last]
        return self.chance.choice(fit or list(_workdays(self.start + timedelta(days=60), last)))

    def visit(
        self, person: Person, inst: Institution, day: date, *, hour: int = 10, minute: int = 0, **fields: Any
    ) -> Encounter:
        """Open an outpatient visit or, at a pharmacy, a purchase without lines of its own."""
        begin = datetime.combine(day, datetime.min.time()) + timedelta(hours=hour, minutes=minute)
        shop = inst.type == "2"
        defaults = (
            {"med_type": "41"}
            if shop
            else {"med_type": "11", "dept": self._dept(inst, "A03"), "diag": "J06.900"}
        )
        end = begin + timedelta(minutes=3 if shop else 35)
        pays = begin + timedelta(minutes=2 if shop else 25)
        return self._open(person, inst, begin, end, {"pays_at": pays, **defaults, **fields})

    def stay(
        self, person: Person, inst: Institution, adm: date, nights: int, care: str, **fields: Any
    ) -> Encounter:
        """Open a stay of the pattern `care`; the pattern bills it unless `auto=False`."""
        pattern = self.cast.cares[care]
        begin = datetime.combine(adm, datetime.min.time()) + timedelta(hours=9, minutes=30)
        end = datetime.combine(adm + timedelta(days=nights), datetime.min.time()) + timedelta(
            hours=10, minutes=20
        )
        defaults: dict[str, Any] = {
            "care": pattern,
            "auto": True,
            "med_type": pattern.med_type,
            "nights": nights,
            "diag": pattern.diag,
            "diag2": pattern.diag2,
            "dept": self._dept(inst, pattern.dept or "A03"),
            "ipt_type": pattern.ipt or "1",
            "dscg_way": "1",
            "days_rinp": "1",
            "pays_at": end + timedelta(minutes=40),
            "op_day": 1 if pattern.oprn else None,
            "icu": (1, min(nights, 4)) if pattern.icu else None,
        }
        if inst.grp >= 2 and pattern.drg:
            defaults |= {"clr_way": "40", "drg": pattern.drg, "drg_wt": pattern.drg_wt}
        return self._open(person, inst, begin, end, {**defaults, **fields})

    def _open(
        self, person: Person, inst: Institution, begin: datetime, end: datetime, fields: dict[str, Any]
    ) -> Encounter:
        seq = 9000 + self.seen.get(person.idx, 0)
        self.seen[person.idx] = seq - 8999
        encounter = Encounter(person, inst, seq, begin, end, **fields)
        self.encounters.append(encounter)
        return encounter

    @staticmethod
    def _dept(inst: Institution, wanted: str) -> str:
        return wanted if wanted in inst.depts else inst.depts[0]

    def plant(
        self, note: str, *, lines: Iterable[Line] = (), of: Iterable[Encounter] = (), **how: Any
    ) -> None:
        """Record that this was planted (see `Act` for `how`; `scheme` where it is the act of another one)."""
        self._record("plant", note, lines, of, how)

    def lookalike(
        self, note: str, *, lines: Iterable[Line] = (), of: Iterable[Encounter] = (), **how: Any
    ) -> None:
        """Record that this is honest although it looks like the scheme."""
        self._record("lookalike", note, lines, of, how)

    def _record(
        self, kind: str, note: str, lines: Iterable[Line], of: Iterable[Encounter], how: dict[str, Any]
    ) -> None:
        known = list(lines)
        about = list(of) or list({line.encounter.key: line.encounter for line in known}.values())
        behaviour = how.pop("behaviour", self.behaviour)
        exact = how.pop("exact", self.exact)
        scheme = how.pop("scheme", self.scheme)
        self.acts.append(Act(scheme, kind, exact, behaviour, note, known, about, **how))

    def add(self, table: str, **row: Any) -> None:
        """Add one row to a side table of the delivery (wardcheck_d, ext_ttp_d, staff_b …)."""
        self.rows.setdefault(table, []).append(row)

    def know(self, name: str, **row: Any) -> None:
        """Add one row to the own knowledge of the city's bureau: list `name`, the list's columns."""
        self.knowledge.setdefault(name, []).append(row)

    def fate(self, person: Person, **columns: Any) -> None:
        """Change what the register of persons says (die_date, paus_insu_date, insu_admdvs …)."""
        self.fates.setdefault(person.idx, {}).update(columns)

    def keep_free(self, person: Person) -> None:
        """Give the person no honest care at all: the scheme tells their whole period."""
        self.quiet.append(
            (person.idx, self.start - timedelta(days=1), self.start + timedelta(days=self.days + 1))
        )

    def blocked(self) -> list[tuple[int, date, date]]:
        """Return person index, first and last day that honest life must leave free."""
        return self.quiet + [
            (one.person.idx, one.begntime.date() - MARGIN, one.endtime.date() + MARGIN)
            for one in self.encounters
        ]
