"""What stands: the points of a year, the standard at a place, whether somebody may bill on a day."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from mingjing.office.cases.law.standards import Layer
from mingjing.office.staff.core.standards import Standard, standard
from mingjing.office.staff.models import Effect, LocalStandard, Member, Score

DECIDED = (Effect.State.DECIDED, Effect.State.LIFTED, Effect.State.RESTORED)


def points(member: Member, year: int) -> int:
    """Return the points of a natural year: the sum of its entries, reversals included, never below nought."""
    found = Score.objects.filter(member=member, year=year).aggregate(total=Sum("points"))["total"]
    return int(found or 0)


def largest(member: Member, year: int) -> int:
    """Return the largest entry of a year that stands."""
    rows = Score.objects.filter(member=member, year=year, reverses__isnull=True, reversed_by__isnull=True)
    return max(rows.values_list("points", flat=True), default=0)


def with_points(rows: QuerySet[Member], year: int) -> QuerySet[Member]:
    """Annotate people with `total`, the points of a year."""
    own = Score.objects.filter(member=OuterRef("pk"), year=year).order_by().values("member")
    total = own.annotate(total=Sum("points")).values("total")
    return rows.annotate(total=Coalesce(Subquery(total, output_field=IntegerField()), Value(0)))


def in_force(admdvs: str, day: date) -> Standard:
    """Return the standard of scoring at a place on a day. Raises InvalidError before there was one."""
    return standard(admdvs, day, own_layers())


def own_layers() -> list[Layer]:
    """Return what provinces registered themselves."""
    return [
        Layer(stem(row.admdvs), row.begndate, row.source, row.values) for row in LocalStandard.objects.all()
    ]


def stem(admdvs: str) -> str:
    """Return a division as the prefix of all it contains: 420000 is 42, 420100 is 4201."""
    while len(admdvs) > 2 and admdvs.endswith("00"):
        admdvs = admdvs[:-2]
    return admdvs


def running(day: date) -> Q:
    """Return the condition on effects that they forbid billing on a day.

    A termination lasts until the person is registered again, whatever day that was allowed from.
    """
    begun = Q(state__in=DECIDED, since__lte=day) & (Q(ended_on__isnull=True) | Q(ended_on__gt=day))
    return begun & (Q(kind=Effect.Kind.TERMINATE) | Q(until__gte=day))


def with_status(rows: QuerySet[Member], day: date) -> QuerySet[Member]:
    """Annotate people with whether they are `suspended` or `terminated` on a day."""
    found = Effect.objects.filter(running(day), member=OuterRef("pk"))
    return rows.annotate(
        suspended=Exists(found.filter(kind=Effect.Kind.SUSPEND)),
        terminated=Exists(found.filter(kind=Effect.Kind.TERMINATE)),
    )


def halts(member: Member, day: date) -> Sequence[Effect]:
    """Return the effects that forbid a person to bill on a day, the gravest first."""
    return list(Effect.objects.filter(running(day), member=member).order_by("-kind", "-points", "pk"))


def undermined(rows: QuerySet[Effect]) -> QuerySet[Effect]:
    """Return decided effects that still run though the points of their year no longer reach what they rest on."""
    own = Score.objects.filter(member=OuterRef("member"), year=OuterRef("year")).order_by().values("member")
    total = Coalesce(Subquery(own.annotate(total=Sum("points")).values("total")), Value(0))
    found = rows.filter(state=Effect.State.DECIDED).annotate(now=total).filter(now__lt=F("points"))
    return found.filter(Q(kind=Effect.Kind.SUSPEND, now__lt=9) | Q(kind=Effect.Kind.TERMINATE, now__lt=12))
