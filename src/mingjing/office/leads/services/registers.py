"""Institutions and insured persons that leads name, made from the lake where the register lacks them."""

from collections.abc import Iterable, Sequence
from datetime import date

from mingjing.analysis.engine.duckdb import DuckDBEngine
from mingjing.office.accounts.models import Organisation
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Person
from mingjing.office.screenings.models import Screening

_SLICE = 2000
# Where a division's bureau is found: its own, its city's, its province's.
_WIDTHS = (6, 4, 2)


def institutions(engine: DuckDBEngine, codes: Iterable[str], screening: Screening) -> dict[str, Institution]:
    """Return the institutions by code. The register is loaded elsewhere; what it lacks gets a minimal row."""
    wanted = [code for code in codes if code]
    found = {one.code: one for one in _registered(wanted)}
    missing = [code for code in wanted if code not in found]
    if missing:
        rows = {row["fixmedins_code"]: row for row in engine.native("SELECT * FROM institution").to_pylist()}
        bureaus = _bureaus()
        made = [_minimal(code, rows.get(code, {}), bureaus, screening) for code in missing]
        Institution.objects.bulk_create(made, batch_size=_SLICE, ignore_conflicts=True)
        found |= {one.code: one for one in _registered(missing)}
    return found


def _registered(codes: Sequence[str]) -> list[Institution]:
    found: list[Institution] = []
    for begin in range(0, len(codes), _SLICE):
        found += Institution.objects.filter(code__in=codes[begin : begin + _SLICE])
    return found


def _bureaus() -> dict[str, int]:
    rows = Organisation.objects.filter(kind=Organisation.Kind.BUREAU).exclude(admdvs="")
    return {admdvs: key for key, admdvs in rows.order_by("-path").values_list("pk", "admdvs")}


def _minimal(
    code: str, row: dict[str, str | None], bureaus: dict[str, int], screening: Screening
) -> Institution:
    admdvs = row.get("fix_blng_admdvs") or screening.organisation.admdvs
    divisions = (admdvs[:width].ljust(6, "0") for width in _WIDTHS)
    bureau = next((bureaus[one] for one in divisions if one in bureaus), screening.organisation_id)
    return Institution(
        code=code,
        name=(row.get("fixmedins_name") or code)[:255],
        kind=row.get("fixmedins_type") or ("2" if code.startswith("P") else "1"),
        hosp_lv=(row.get("hosp_lv") or "")[:4],
        admdvs=admdvs[:6],
        bureau_id=bureau,
        source=screening.number,
    )


def people(engine: DuckDBEngine, numbers: Sequence[str]) -> dict[str, int]:
    """Return the ids of insured persons by number, made from the lake where they are new."""
    wanted = sorted(set(numbers))
    known = _known(wanted)
    missing = [number for number in wanted if number not in known]
    if missing:
        listed = ", ".join("'" + number.replace("'", "''") + "'" for number in missing)
        select = f"SELECT * FROM person WHERE psn_no IN ({listed})"
        rows = {row["psn_no"]: row for row in engine.native(select).to_pylist()}
        made = [_person(number, rows.get(number, {})) for number in missing]
        Person.objects.bulk_create(made, batch_size=_SLICE, ignore_conflicts=True)
        known |= _known(missing)
    return known


def _known(numbers: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for begin in range(0, len(numbers), _SLICE):
        some = Person.objects.filter(psn_no__in=numbers[begin : begin + _SLICE])
        found |= dict(some.values_list("psn_no", "pk"))
    return found


def _person(number: str, row: dict[str, object]) -> Person:
    def said(name: str, longest: int) -> str:
        return str(row.get(name) or "")[:longest]

    born = row.get("brdy")
    return Person(
        psn_no=number,
        psn_name=said("psn_name", 60),
        certno=said("certno", 40),
        gend=said("gend", 2),
        brdy=born if isinstance(born, date) else None,
        tel=said("tel", 30),
        insu_admdvs=said("insu_admdvs", 6),
    )
