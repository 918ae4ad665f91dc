"""What leads bring to the nouns below: a panel on an institution's page, publication of a run, verdicts for the next."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.urls import reverse

from mingjing.analysis.standard.schema import behaviours
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.institutions import panels
from mingjing.office.institutions.models import Institution
from mingjing.office.leads import policy
from mingjing.office.leads.models import Lead, Suspicion, Verdict, detected
from mingjing.office.leads.services import outcomes
from mingjing.office.leads.services.publish import publish
from mingjing.office.screenings import folders, publishing
from mingjing.office.ui.charts import Chart, bars
from mingjing.office.ui.values import count, yuan

_NOUGHT = Decimal(0)
_SHOWN = 10
_FINAL = Q(state=Suspicion.State.FINAL)


def plug() -> None:
    """Register all; called when the app is ready."""
    panels.register(panels.Panel("leads", "线索", "leads/institution_panel.html", context, sums))
    panels.register(panels.Panel("scores", "模型得分", "leads/scores_panel.html", scores))
    publishing.register(publish)
    folders.bring("verdicts", outcomes.refresh)


def _confirmed(user: User) -> Sum:
    """What is confirmed: to those outside the bureau only when it is final."""
    return Sum("cnfm_amt") if user.organisation.is_bureau else Sum("cnfm_amt", filter=_FINAL)


def sums(user: User, keys: Sequence[int]) -> Mapping[int, panels.Sums]:
    """Return the leads that `user` sees, by institution."""
    rows = (
        policy.suspicions(user)
        .filter(lead__institution_id__in=keys)
        .order_by()
        .values("lead__institution_id")
    )
    found = rows.annotate(
        n=Count("lead", distinct=True),
        open=Count("lead", distinct=True, filter=~Q(lead__state=Lead.State.CLOSED)),
        checkout=detected(),
        confirmed=_confirmed(user),
    )
    return {
        row["lead__institution_id"]: panels.Sums(
            row["n"], row["open"], row["checkout"] or _NOUGHT, row["confirmed"] or _NOUGHT
        )
        for row in found
    }


def context(user: User, institution: Institution) -> dict[str, Any] | None:
    """Return the leads of an institution by behaviour, month, verdict and run; None for who may not read leads."""
    if not allowed(user.roles, Permission.LEADS_READ):
        return None
    leads = policy.visible(user).filter(institution=institution)
    suspicions = policy.suspicions(user).filter(lead__institution=institution).order_by()
    figures = {
        "n": Count("lead", distinct=True),
        "checkout": detected(),
        "confirmed": _confirmed(user),
    }
    runs = suspicions.values("lead__screening__number", "lead__screening__title").annotate(**figures)
    return {
        "sums": sums(user, [institution.pk]).get(institution.pk, panels.Sums()),
        "recent": leads.select_related("held_by").order_by("-checkout_amt", "pk")[:_SHOWN],
        "charts": [_behaviours(suspicions), _months(suspicions, figures)],
        "verdicts": _verdicts(suspicions),
        "runs": runs.order_by("-lead__screening__number"),
        "inner": user.organisation.is_bureau,
    }


def scores(user: User, institution: Institution) -> dict[str, Any] | None:
    """Return where the models' scores of an institution are; None for who may not read screenings."""
    if not (user.organisation.is_bureau and allowed(user.roles, Permission.SCREENINGS_READ)):
        return None
    return {"address": reverse("leads:institution-scores", args=[institution.code])}


def _behaviours(suspicions: Any) -> Chart:
    known = behaviours()
    rows = list(
        suspicions.values("behaviour").annotate(n=Count("pk"), amt=detected()).order_by("-amt", "behaviour")
    )
    names = [known[row["behaviour"]].zh if row["behaviour"] in known else row["behaviour"] for row in rows]
    option = bars(names, {"检出金额": [float(row["amt"] or 0) for row in rows]}, across=True, unit="元")
    cells = [(name, count(row["n"]), yuan(row["amt"])) for name, row in zip(names, rows, strict=True)]
    return Chart("behaviour", "疑点按行为", option, ("行为", "疑点", "检出金额（元）"), cells)


def _months(suspicions: Any, figures: dict[str, Any]) -> Chart:
    found = suspicions.filter(occurred_on__isnull=False).annotate(month=TruncMonth("occurred_on"))
    rows = list(found.values("month").annotate(**figures).order_by("month"))
    names = [f"{row['month']:%Y-%m}" for row in rows]
    series = {
        "检出金额": [float(row["checkout"] or 0) for row in rows],
        "确认金额": [float(row["confirmed"] or 0) for row in rows],
    }
    cells = [
        (name, count(row["n"]), yuan(row["checkout"]), yuan(row["confirmed"]))
        for name, row in zip(names, rows, strict=True)
    ]
    heads = ("月份", "线索", "检出金额（元）", "确认金额（元）")
    return Chart("month", "线索按行为月份", bars(names, series, unit="元"), heads, cells)


def _verdicts(suspicions: Any) -> list[dict[str, Any]]:
    """Return final verdicts with number and yuan; suspicions still open count as 办理中."""
    rows = suspicions.filter(state=Suspicion.State.FINAL).values("verdict")
    found = [
        {"label": str(Verdict(row["verdict"]).label), **row}
        for row in rows.annotate(n=Count("pk"), checkout=detected(), confirmed=Sum("cnfm_amt")).order_by("-n")
    ]
    rest = suspicions.exclude(state=Suspicion.State.FINAL).aggregate(n=Count("pk"), checkout=detected())
    if rest["n"]:
        found.append({"label": "办理中", "confirmed": None, **rest})
    return found
