"""Turns a screened city into an office at work: register, published leads, and leads in every state."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Sum
from django.utils import timezone

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.demo import bodies, cases, handovers, matters, reports, staff, story
from mingjing.office.institutions.models import Institution
from mingjing.office.institutions.services import measures
from mingjing.office.institutions.services.load import load
from mingjing.office.leads.models import Lead, Suspicion
from mingjing.office.leads.services.publish import publish
from mingjing.office.screenings.jobs import quality
from mingjing.office.screenings.models import Lake, Screening

NUMBER = "YS-1"
SHOWN_CLERKS = 6
"""How many of the institutions' accounts are printed: those with the most suspicious money."""


@dataclass(frozen=True, slots=True)
class Built:
    """What the demonstration holds."""

    institutions: int
    leads: int
    suspicions: int
    by_state: dict[str, int]
    signins: list[tuple[str, str, str]]


def build(lake: Path, run: Path, say: Callable[[str], None]) -> Built:
    """Build the province over a screened lake. Building again changes nothing.

    `lake` and `run` are what `mingjing ingest` and `mingjing screen` wrote. Raises MingjingError as they do.
    """
    root = bodies.set_up()
    analyst = User.objects.get(username="sheng.fenxi")
    say("登记机构")
    row, _ = Lake.objects.get_or_create(
        name="演示城市", defaults={"path": str(lake.absolute()), "organisation": root}
    )
    load(analyst, row)
    say("发布线索")
    screening = _screening(row, root, run, analyst)
    if screening.state != Screening.State.PUBLISHED:
        publish(analyst, screening)
    clerks = bodies.give_accounts(_busiest())
    say("下发、核查、答复、复审、上报")
    story.tell()
    say("立案、调查、决定、执行，制作文书")
    cases.tell()
    handovers.tell()
    say("部门函件、挂牌督办、联合办案、联席会议")
    matters.tell()
    say("人员记分、暂停医保支付资格")
    staff.tell()
    say("填报、审签统计表")
    reports.tell()
    return Built(
        institutions=Institution.objects.count(),
        leads=Lead.objects.count(),
        suspicions=Suspicion.objects.count(),
        by_state=_by_state(),
        signins=_signins(clerks[:SHOWN_CLERKS]),
    )


def _screening(lake: Lake, root: Organisation, run: Path, analyst: User) -> Screening:
    """Put the run where the office keeps its runs, and write it down as done."""
    folder = settings.RUNS / NUMBER
    if not folder.exists():
        shutil.copytree(run, folder)
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    summary["quality"] = quality(Path(lake.path))
    measures.copy(NUMBER, folder)
    now = timezone.now()
    screening, _ = Screening.objects.get_or_create(
        number=NUMBER,
        defaults={
            "title": "全市定点机构全量筛查",
            "lake": lake,
            "organisation": root,
            "state": Screening.State.DONE,
            "summary": summary,
            "created_by": analyst,
            "started_at": now,
            "finished_at": now,
        },
    )
    return screening


def _busiest() -> list[Institution]:
    found = Institution.objects.filter(leads__isnull=False).annotate(money=Sum("leads__expected_amt"))
    return list(found.order_by("-money", "code"))


def _by_state() -> dict[str, int]:
    rows = Lead.objects.values_list("state").annotate(n=Count("pk")).order_by("state")
    return {str(Lead.State(state).label): n for state, n in rows}


def _signins(clerks: list[User]) -> list[tuple[str, str, str]]:
    """Return (account, who, roles) in the order of the province's list, then the institutions'."""
    listed = [row[0] for row in bodies.province()["people"]] + [clerk.username for clerk in clerks]
    users = {
        user.username: user for user in User.objects.filter(username__in=listed).prefetch_related("grants")
    }
    return [
        (name, f"{users[name].organisation.name}·{users[name].name}", _roles(users[name]))
        for name in listed
        if name in users
    ]


def _roles(user: User) -> str:
    return "、".join(str(grant.get_role_display()) for grant in user.grants.all())
