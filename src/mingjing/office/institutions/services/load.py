"""The register follows the lake: new institutions, changed fields, and those that are no longer delivered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone

from mingjing.analysis.ingest.lake import Lake
from mingjing.kernel.errors import DataError
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.institutions import hooks
from mingjing.office.institutions.models import Agreement, Institution, Staff
from mingjing.office.institutions.services import register
from mingjing.office.institutions.services.register import Register, Row

FIELDS = (
    "name", "kind", "hosp_lv", "level_group", "ownership", "chain", "admdvs", "uscc", "legrep_name", "addr", "beds",
    "open_flag", "cred_lv", "begntime",
)  # fmt: skip
_WRITTEN = (*FIELDS, "bureau_id", "account_id", "source", "absent_since")
_SLICE = 2000
_SHOWN = 500


class Deposit(Protocol):
    """What loading asks of a lake that the office knows."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one institution that the newest delivery says otherwise."""

    code: str
    field: str
    before: str
    after: str


@dataclass(slots=True)
class Loaded:
    """What loading changed. `gone` were delivered by this lake before; `outside` have no bureau in the actor's scope."""

    delivered: int = 0
    new: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    agreements: tuple[int, int] = (0, 0)
    staff: tuple[int, int] = (0, 0)

    @property
    def nothing(self) -> bool:
        """Whether the register stood so already."""
        return not (self.new or self.changed or self.gone or any(self.agreements) or any(self.staff))

    def shown(self) -> dict[str, Any]:
        """Return it as the audit log keeps it: counts, and the first few hundred names."""
        return {
            "delivered": self.delivered,
            "new": len(self.new),
            "changed": [[c.code, c.field, c.before, c.after] for c in self.changed[:_SHOWN]],
            "changed_fields": len(self.changed),
            "gone": self.gone[:_SHOWN],
            "outside": len(self.outside),
            "agreements": list(self.agreements),
            "staff": list(self.staff),
        }


def load(actor: User, lake: Deposit) -> Loaded:
    """Bring the register up to the lake, for the institutions in the actor's scope. Doing it again changes nothing.

    Raises ForbiddenError, LakeError, and DataError when the lake holds no institutions.
    """
    demand(actor, Permission.INSTITUTIONS_LOAD)
    found = register.read(Lake.open(Path(lake.path)))
    if not found.institutions:
        raise DataError("数据中没有定点医药机构表（fixmedins_b）", where=lake.name, do="补充该表后重新入湖")
    with transaction.atomic():
        done = _institutions(actor, lake, found)
        keys = dict(Institution.objects.filter(source__startswith=_mark(lake)).values_list("code", "pk"))
        done.agreements = _children(
            Agreement,
            ("begndate", "enddate", "stas"),
            keys,
            [{"inst": r["code"], **r} for r in found.agreements],
        )
        done.staff = _children(
            Staff, ("code", "name", "kind", "scope", "stas", "begndate", "enddate"), keys, found.staff
        )
        audit.record(actor, "load", "institution", lake.name, None, done.shown())
        hooks.loaded()
    return done


def _mark(lake: Deposit) -> str:
    return f"{lake.name[:100]}："


def _institutions(actor: User, lake: Deposit, found: Register) -> Loaded:
    done = Loaded(delivered=len(found.institutions))
    bureaus, accounts = _bureaus(actor), _accounts()
    standing = {one.code: one for one in Institution.objects.select_for_update()}
    made, touched = [], []
    for row in found.institutions:
        bureau = bureau_of(row["admdvs"], bureaus)
        if bureau is None:
            done.outside.append(row["code"])
            continue
        wanted = _wanted(row) | {
            "bureau_id": bureau,
            "source": _mark(lake) + row["batch"],
            "absent_since": None,
        }
        before = standing.get(row["code"])
        wanted["account_id"] = accounts.get(row["code"], before.account_id if before else None)
        if before is None:
            made.append(Institution(code=row["code"], **wanted))
            done.new.append(row["code"])
        elif changes := _differences(before, wanted):
            done.changed += [c for c in changes if c.field not in ("source", "account_id")]
            touched.append(before)
    _gone(lake, found, standing, done, touched)
    Institution.objects.bulk_create(made, batch_size=_SLICE)
    for one in touched:
        one.loaded_at = timezone.now()
    Institution.objects.bulk_update(touched, [*_WRITTEN, "loaded_at"], batch_size=400)
    return done


def _wanted(row: Row) -> dict[str, Any]:
    wanted = {name: row[name] for name in FIELDS}
    for name in FIELDS:
        longest = getattr(Institution._meta.get_field(name), "max_length", None)
        if longest and wanted[name]:
            wanted[name] = str(wanted[name])[:longest]
    if isinstance(wanted["begntime"], datetime):
        wanted["begntime"] = timezone.make_aware(wanted["begntime"].replace(tzinfo=None))
    return wanted


def _differences(before: Institution, wanted: Mapping[str, Any]) -> list[Change]:
    """Set what differs on `before`; return it."""
    changes = []
    for name, value in wanted.items():
        old = getattr(before, name)
        if old != value:
            changes.append(Change(before.code, name, _said(old), _said(value)))
            setattr(before, name, value)
    return changes


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _gone(
    lake: Deposit,
    found: Register,
    standing: Mapping[str, Institution],
    done: Loaded,
    touched: list[Institution],
) -> None:
    delivered = {row["code"] for row in found.institutions}
    for code, one in standing.items():
        if one.source.startswith(_mark(lake)) and code not in delivered and one.absent_since is None:
            one.absent_since = date.today()
            done.gone.append(code)
            touched.append(one)


def _bureaus(actor: User) -> dict[str, int]:
    """Return the bureaus in the actor's scope by division; of two for one division the lower level."""
    rows = actor.organisation.bureaus().exclude(admdvs="").order_by("-path")
    return {admdvs: key for key, admdvs in rows.values_list("pk", "admdvs")}


def bureau_of(admdvs: str, bureaus: Mapping[str, int]) -> int | None:
    """Return the bureau of a division: its own, else its city's, else its province's."""
    places = (admdvs, f"{admdvs[:4]}00", f"{admdvs[:2]}0000") if len(admdvs) == 6 else ()
    return next((bureaus[place] for place in places if place in bureaus), None)


def _accounts() -> dict[str, int]:
    """Return the sign-in bodies of institutions by their code."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.INSTITUTION, institution=None)
    return dict(rows.values_list("code", "pk"))


def _children(
    model: type[models.Model], fields: Sequence[str], keys: Mapping[str, int], rows: Iterable[Row]
) -> tuple[int, int]:
    """Make the rows of `model` those delivered; return how many were added and taken away."""
    wanted = {(keys[row["inst"]], *_fitting(model, fields, row)) for row in rows if row["inst"] in keys}
    manager = model._default_manager
    standing: dict[tuple[Any, ...], int] = {}
    for place in _slices(list(keys.values())):
        for key, *identity in manager.filter(institution_id__in=place).values_list(
            "pk", "institution_id", *fields
        ):
            standing[tuple(identity)] = key
    gone = [key for identity, key in standing.items() if identity not in wanted]
    for place in _slices(gone):
        manager.filter(pk__in=place).delete()
    made = [
        model(institution_id=identity[0], **dict(zip(fields, identity[1:], strict=True)))
        for identity in sorted(wanted - standing.keys(), key=str)
    ]
    manager.bulk_create(made, batch_size=_SLICE)
    return len(made), len(gone)


def _fitting(model: type[models.Model], fields: Sequence[str], row: Row) -> tuple[Any, ...]:
    longest = [getattr(model._meta.get_field(name), "max_length", None) for name in fields]
    return tuple(
        row[name][:most] if most and isinstance(row[name], str) else row[name]
        for name, most in zip(fields, longest, strict=True)
    )


def _slices(keys: list[int]) -> Iterable[list[int]]:
    return (keys[begin : begin + _SLICE] for begin in range(0, len(keys), _SLICE))
