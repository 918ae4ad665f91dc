"""What is owed: people named and not scored, bans without a name, banned principals who are there again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Trim, Upper

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts.access import demand
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases import policy as cases
from mingjing.office.cases.models import Case, Measure, Named, Track
from mingjing.office.clocks import services as clocks
from mingjing.office.institutions import policy as institutions
from mingjing.office.institutions.models import Institution
from mingjing.office.staff import policy
from mingjing.office.staff.models import Member, Proposal, Restriction, Waiver
from mingjing.office.staff.services import acting

_P, _R = Proposal.State, Restriction.State


def unscored(user: User) -> QuerySet[Named]:
    """Return who is named by decisions in scope and neither scored (or about to be) nor waived."""
    done = Proposal.objects.filter(
        named=OuterRef("pk"), state__in=(_P.PROPOSED, _P.APPROVED), reverses__isnull=True
    )
    waived = Waiver.objects.filter(named=OuterRef("pk"))
    return Named.objects.filter(~Exists(done), ~Exists(waived), case__in=cases.visible(user))


@transaction.atomic
def waive(actor: User, given: Named, text: str) -> Waiver:
    """Decide as the head that somebody named is not scored, with the written reason."""
    demand(actor, Permission.STAFF_DECIDE)
    named = policy.named(actor, given.pk)
    policy.demand_own(actor, named.case.organisation)
    Case.objects.select_for_update().get(pk=named.case_id)
    if not unscored(actor).filter(pk=named.pk).exists():
        raise ConflictError("该责任人员已记分、正在审核，或者已决定不予记分")
    made = Waiver.objects.create(named=named, reason=acting.demand_text(text, "不予记分的理由"), actor=actor)
    member = Member.objects.filter(code=named.code).first()
    if member is not None:
        acting.tell(actor, member, "waived", made.reason, {"named": named.pk, "case": named.case.number})
    return made


def unnamed_bans(user: User) -> QuerySet[Measure]:
    """Return served bans and pauses of decisions in scope that no entered measure names a person for."""
    entered = Restriction.objects.filter(measure=OuterRef("pk")).exclude(state=_R.REFUSED)
    return Measure.objects.filter(
        ~Exists(entered), kind__in=(Measure.Kind.BAN, Measure.Kind.SUSPEND_SETTLEMENT), since__isnull=False,
        track__kind=Track.Kind.PENALTY, track__case__in=cases.visible(user),
    )  # fmt: skip


def banned() -> QuerySet[Restriction]:
    """Return the bans that run today, of every bureau: a ban holds everywhere."""
    today = clocks.today()
    return Restriction.objects.filter(
        kind=Restriction.Kind.BAN, state=_R.ACTIVE, since__lte=today, until__gte=today
    )


def in_office(user: User) -> QuerySet[Institution]:
    """Return the institutions in scope whose legal representative bears the name of somebody banned.

    The register has no number of identity, so it is a question to ask, not an answer.
    """
    same = banned().filter(name=OuterRef("legrep_name"))
    return institutions.visible(user).filter(~Q(legrep_name=""), Exists(same))


@dataclass(frozen=True, slots=True)
class Met:
    """A running ban and somebody it may be on. `sure`: the certificate numbers are the same, not only the names."""

    ban: Restriction
    sure: bool


def bans_on(people: Iterable[tuple[str, str]]) -> list[Met]:
    """Return the running bans that people (name, certificate number or nothing) may be under.

    Where both numbers are known they decide: the same number is the same person under any name, another is not.
    """
    known = {(name.strip(), certno.strip().upper()) for name, certno in people}
    names, numbers = {name for name, _ in known if name}, {certno for _, certno in known if certno}
    wanted = Q(name__in=names) | Q(number__in=numbers)
    rows = banned().annotate(number=Upper(Trim("certno"))).filter(wanted) if names or numbers else ()
    found = []
    for ban in sorted(rows, key=lambda one: (one.name, -(one.until or date.max).toordinal())):
        number = ban.certno.strip().upper()
        sure = bool(number) and number in numbers
        if sure or any(name == ban.name and not (certno and number) for name, certno in known):
            found.append(Met(ban, sure))
    return found
