"""Fills an office with many leads, for the load test: plausible in shape, invented in content.

MINGJING_DATA=/tmp/office python benchmarks/office_fill.py --leads 100000 --lines 1000000
"""

import argparse
import os
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjing.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from mingjing.office.accounts.models import Organisation, User  # noqa: E402
from mingjing.office.demo import bodies  # noqa: E402
from mingjing.office.institutions.models import Institution  # noqa: E402
from mingjing.office.leads.models import Lead, Line, Part, Person, Suspicion, Task, Verdict  # noqa: E402
from mingjing.office.screenings.models import Lake, Screening  # noqa: E402

BEHAVIOURS = (
    "over_price",
    "duplicate_charge",
    "over_treatment",
    "over_quantity",
    "substitution",
    "split_stay",
    "hanging_bed",
    "impersonation",
)
STATES = (
    (Lead.State.PUBLISHED, Suspicion.State.PENDING, 0),
    (Lead.State.DISPATCHED, Suspicion.State.PENDING, 0),
    (Lead.State.CHECKING, Suspicion.State.ASKED, 0),
    (Lead.State.CHECKING, Suspicion.State.CHECKED, 0),
    (Lead.State.REPORTED, Suspicion.State.FINAL, 1),
    (Lead.State.CLOSED, Suspicion.State.FINAL, 3),
)
BATCH = 5_000
START = date(2025, 7, 1)
draw = random.Random(1)  # noqa: S311 - shapes of test data, not secrets


def main() -> None:
    """Fill and say how long it took."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--lines", type=int, default=1_000_000)
    wanted = parser.parse_args()
    began = time.monotonic()
    call_command("migrate", verbosity=0)
    root = bodies.set_up()
    institutions = _institutions(200)
    bodies.give_accounts(institutions[:5])
    persons = _persons(wanted.leads // 3)
    screening = _screening(root)
    parts = _parts(root)
    for batch in _batches(range(wanted.leads)):
        leads = [_lead(n, institutions, persons, screening, parts) for n in batch]
        Lead.objects.bulk_create(leads)
        suspicions = [_suspicion(lead, batch[0] + n) for n, lead in enumerate(leads)]
        Suspicion.objects.bulk_create(suspicions)
        per_lead = wanted.lines // wanted.leads
        Line.objects.bulk_create([_line(one, k) for one in suspicions for k in range(per_lead)])
        print(f"{batch[-1] + 1:,} leads, {time.monotonic() - began:.0f} s")


def _batches(numbers: range) -> Iterator[list[int]]:
    rest = iter(numbers)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _institutions(count: int) -> list[Institution]:
    counties = list(Organisation.objects.filter(level=Organisation.Level.COUNTY))
    rows = [
        Institution(
            code=f"H{counties[n % len(counties)].admdvs}{n:05d}",
            name=f"{counties[n % len(counties)].name[:3]}第{n + 1}医院",
            kind="1" if n % 3 else "2",
            hosp_lv="5",
            level_group="2",
            ownership="1",
            admdvs=counties[n % len(counties)].admdvs,
            bureau=counties[n % len(counties)],
        )
        for n in range(count)
    ]
    return Institution.objects.bulk_create(rows)


def _persons(count: int) -> list[Person]:
    rows = [
        Person(psn_no=f"42120000{n:012d}", psn_name=f"参保人{n}", gend="1", insu_admdvs="421202")
        for n in range(count)
    ]
    return Person.objects.bulk_create(rows, batch_size=BATCH)


def _screening(root: Organisation) -> Screening:
    lake = Lake.objects.create(name="负载测试", path="lakes/none", organisation=root)
    by = User.objects.get(username="sheng.fenxi")
    return Screening.objects.create(
        number="SC-LOAD",
        title="负载测试",
        lake=lake,
        organisation=root,
        state=Screening.State.PUBLISHED,
        created_by=by,
        published_at=timezone.now(),
        summary={},
    )


def _parts(root: Organisation) -> dict[int, Part]:
    by = User.objects.get(username="sheng.fenxi")
    task = Task.objects.create(number="RW-LOAD", title="负载测试", sender=root, created_by=by)
    counties = Organisation.objects.filter(level=Organisation.Level.COUNTY)
    return {
        county.pk: Part.objects.create(
            task=task, sender=root, receiver=county, state=Part.State.SIGNED, due_on=date(2026, 12, 31)
        )
        for county in counties
    }


def _lead(
    n: int,
    institutions: list[Institution],
    persons: list[Person],
    screening: Screening,
    parts: dict[int, Part],
) -> Lead:
    institution, (state, inner, signed) = institutions[n % len(institutions)], STATES[n % len(STATES)]
    amount = Decimal(draw.randrange(1_000, 500_000)) / 100
    sent = state is not Lead.State.PUBLISHED
    known: dict[str, Any] = {"cnfm_amt": amount, "chk_amt": amount} if signed else {}
    day = START + timedelta(days=n % 365)
    return Lead(
        number=f"XS{n:09d}",
        doc_id=f"D{n:09d}",
        kind=Lead.Kind.ENCOUNTER,
        screening=screening,
        institution=institution,
        person=persons[n % len(persons)],
        bureau=institution.bureau,
        held_by=institution.bureau if sent else screening.organisation,
        part=parts[institution.bureau_id] if sent else None,
        state=state,
        at_institution=inner != Suspicion.State.PENDING,
        signed=signed,
        mdtrt_id=f"D{n:09d}",
        began_on=day,
        ended_on=day + timedelta(days=5),
        occurred_on=day,
        diag_name="原发性高血压",
        sev_deg=1 + n % 3,
        behaviour=BEHAVIOURS[n % len(BEHAVIOURS)],
        suspicion_count=1,
        open_count=0 if signed else 1,
        checkout_amt=amount,
        counted_amt=amount,
        expected_amt=amount / 2,
        due_on=date(2026, 12, 31) if sent else None,
        **known,
    )


def _suspicion(lead: Lead, n: int) -> Suspicion:
    inner = STATES[n % len(STATES)][1]
    final = inner == Suspicion.State.FINAL
    return Suspicion(
        lead=lead,
        finding_id=f"F{n:09d}",
        rule_code=f"CHG-{1 + n % 16:03d}",
        rule_version="1",
        rule_title="超限定单价收费",
        behaviour=lead.behaviour,
        sev_deg=lead.sev_deg,
        subject_type="fee",
        message=f"收费 {lead.checkout_amt} 元，超过限价。",
        evidence={"限价": "10.00"},
        occurred_on=lead.occurred_on,
        amount_basis="lines",
        checkout_amt=lead.checkout_amt,
        counted_amt=lead.checkout_amt,
        expected_amt=lead.expected_amt,
        state=inner,
        verdict=Verdict.TRUE if final else Verdict.NONE,
        chk_amt=lead.checkout_amt if final else None,
        cnfm_amt=lead.checkout_amt if final else None,
    )


def _line(suspicion: Suspicion, k: int) -> Line:
    amount = (suspicion.checkout_amt / 10).quantize(Decimal("0.01"))
    return Line(
        suspicion=suspicion,
        bkkp_sn=f"{suspicion.finding_id}{k:03d}",
        fee_on=suspicion.occurred_on,
        med_list_codg="002503050070000",
        name="血清丙氨酸氨基转移酶测定",
        cnt=1,
        pric=amount,
        sumamt=amount,
        hit_amt=amount,
        hit_fund=amount,
    )


if __name__ == "__main__":
    main()
