"""All fee lines of a lead's visit, read from the lake it was found in, beside those that are suspicious."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from mingjing.analysis.engine.edge import text as quoted
from mingjing.office.accounts import audit
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.leads import policy
from mingjing.office.leads.models import Lead
from mingjing.office.leads.services.run_folder import lake_engine

MOST = 5_000
_FEES = """
SELECT bkkp_sn, CAST(fee_ocur_time AS DATE) AS "on", med_list_codg AS code, coalesce(medins_list_name, '') AS name,
  CAST(coalesce(cnt, 0) AS DECIMAL(16,4)) AS cnt, CAST(coalesce(pric, 0) AS DECIMAL(16,6)) AS pric,
  CAST(coalesce(det_item_fee_sumamt, 0) AS DECIMAL(16,2)) AS amt
FROM fee_list_d WHERE mdtrt_id = {visit} ORDER BY fee_ocur_time, bkkp_sn LIMIT {most}
"""


@dataclass(frozen=True, slots=True)
class Fee:
    """One fee line; `hit` is the largest amount that any suspicion found on it, None where none did. Yuan."""

    bkkp_sn: str
    on: date | None
    code: str
    name: str
    cnt: Decimal
    pric: Decimal
    amt: Decimal
    hit: Decimal | None = None


@dataclass(slots=True)
class FeeDay:
    """The lines of one day with their sums in yuan."""

    on: date | None
    number: int
    fees: list[Fee] = field(default_factory=list)
    amt: Decimal = Decimal(0)
    hit: Decimal = Decimal(0)


def fees(user: User, lead: Lead) -> list[Fee]:
    """Return the fee lines of the visit in the order of their time, at most MOST; looking is logged.

    For who may see insured persons. Raises ForbiddenError, NotVisibleError, LakeError.
    """
    demand(user, Permission.PERSONS_READ)
    seen = policy.one(user, lead.pk)
    if not seen.mdtrt_id:
        return []
    hits: dict[str, Decimal] = {}
    for key, amount in policy.lines(user).filter(suspicion__lead=seen).values_list("bkkp_sn", "hit_amt"):
        hits[key] = max(hits.get(key, amount), amount)
    with lake_engine(seen.screening.lake, ("fee_list_d",)) as engine:
        rows = engine.native(_FEES.format(visit=quoted(seen.mdtrt_id), most=MOST)).to_pylist()
    audit.record(user, "view_fees", "lead", seen.number)
    return [Fee(**row, hit=hits.get(row["bkkp_sn"])) for row in rows]


def by_day(lead: Lead, found: Iterable[Fee]) -> list[FeeDay]:
    """Return the lines by day; `number` is the day of the stay, 0 where there is none."""
    days: dict[date | None, FeeDay] = {}
    for one in found:
        number = (one.on - lead.began_on).days + 1 if one.on and lead.began_on and lead.ended_on else 0
        day = days.setdefault(one.on, FeeDay(one.on, max(number, 0)))
        day.fees.append(one)
        day.amt += one.amt
        day.hit += one.hit or Decimal(0)
    return sorted(days.values(), key=lambda day: day.on or date.max)
