"""Which steps a person may take in a case now, which are blocked and why, and who else has to act."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Never

from django.urls import reverse

from mingjing.kernel.errors import MingjingError
from mingjing.office.accounts.models import User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.cases import deadlines, dues, papers
from mingjing.office.cases.guards.kit import CLAUSES, Guard, cited
from mingjing.office.cases.guards.simple import on_the_spot
from mingjing.office.cases.models import Case, Track
from mingjing.office.cases.move import Move
from mingjing.office.cases.steps.deeds import DEEDS, Deed
from mingjing.office.cases.steps.words import WORDS
from mingjing.office.clocks import services as clocks

WHO = {
    Permission.CASES_FILE: "办案人员",
    Permission.CASES_INVESTIGATE: "办案人员",
    Permission.CASES_LEGAL_REVIEW: "法制审核人员",
    Permission.CASES_APPROVE: "负责人",
    Permission.CASES_PANEL: "负责人",
    Permission.CASES_CLOSE: "负责人",
}


class _Unsaid(Exception):  # noqa: N818 - it is no error
    """A guard asked for what nobody has filled in yet."""


class _Nothing(dict[str, Any]):
    """What a step is told before anybody has said anything."""

    def __getitem__(self, key: str) -> Never:
        raise _Unsaid

    def get(self, key: str, default: Any = None) -> Never:
        """Refuse to guess."""
        raise _Unsaid


@dataclass(frozen=True, slots=True)
class Check:
    """What one guard says beforehand: `met` is None where it depends on what is filled in.

    `todo` is how a missing paper is brought about.
    """

    name: str
    met: bool | None
    what: str = ""
    do: str = ""
    todo: papers.Todo | None = None

    @property
    def label(self) -> str:
        """Return what it asks for."""
        return WORDS[self.name]

    @property
    def clauses(self) -> str:
        """Return the provisions that it stands on."""
        return cited(CLAUSES[self.name])


@dataclass(frozen=True, slots=True)
class Offer:
    """One step at the stage where the case is. `mine`: the person has the permission for it.

    `reminders` are papers that the file should have and no clause demands first.
    """

    deed: Deed
    address: str
    mine: bool
    checks: tuple[Check, ...]
    track: Track | None = None
    reminders: tuple[papers.Reminder, ...] = ()

    @property
    def label(self) -> str:
        """Return what it is called."""
        return self.deed.label

    @property
    def blocks(self) -> list[Check]:
        """Return what stands against it."""
        return [one for one in self.checks if one.met is False]

    @property
    def lacks(self) -> list[Check]:
        """Return the papers that stand against it."""
        return [one for one in self.blocks if one.todo]

    @property
    def state(self) -> str:
        """Return open, blocked, or others when somebody else has to do it."""
        return "others" if not self.mine else "blocked" if self.blocks else "open"

    @property
    def who(self) -> str:
        """Return who does it."""
        return WHO.get(self.deed.step.permission, "有权限的人员")


@dataclass(frozen=True, slots=True)
class Offers:
    """What a person may do in a case now. `why` says why nothing: the case is another bureau's.

    `wanted` are the papers that the steps of now wait for, whoever takes them.
    """

    all: tuple[Offer, ...] = ()
    why: str = ""
    wanted: tuple[papers.Reminder, ...] = ()

    def _of(self, state: str, usual: bool) -> list[Offer]:
        return [one for one in self.all if one.state == state and one.deed.usual is usual]

    @property
    def open(self) -> list[Offer]:
        """Return the usual next steps."""
        return self._of("open", True)

    @property
    def rare(self) -> list[Offer]:
        """Return the other steps that may be taken."""
        return self._of("open", False)

    @property
    def blocked(self) -> list[Offer]:
        """Return what the person may not do yet, with reasons."""
        return self._of("blocked", True) + self._of("blocked", False)

    @property
    def waiting(self) -> dict[str, list[Offer]]:
        """Return what others have to do, by who does it: the usual steps only."""
        found: dict[str, list[Offer]] = {}
        for one in self._of("others", True):
            found.setdefault(one.who, []).append(one)
        return found


@dues.Reading()
def available(user: User, case: Case) -> Offers:
    """Return every step at the present stage, as this person may or may not take it."""
    if case.organisation_id != user.organisation_id:
        return Offers((), f"该案件由{case.organisation.name}办理，您可以查看，不能办理。")
    found = papers.Found(case)
    every = tuple(_offers(user, case, found))
    rules = {rule.name: rule for one in every for rule in papers.before(one.deed.name, hard=True)}
    lacks = {
        lack.kind: lack for rule in rules.values() if (lack := found.lack(rule, deadlines.figures(case)))
    }
    wanted = tuple(papers.Reminder(one.says, papers.todo(user, case, one)) for one in lacks.values())
    return Offers(every, "", wanted)


@dues.Reading()
def offer(user: User, case: Case, deed: Deed) -> Offer | None:
    """Return one step as this person may take it now; None when the case is not at its stage."""
    found = (one for one in _offers(user, case, papers.Found(case), deed.name) if one.deed.name == deed.name)
    return next(found, None) if case.organisation_id == user.organisation_id else None


def _offers(user: User, case: Case, found: papers.Found, only: str = "") -> Iterator[Offer]:
    tracks = {one.kind: one for one in case.tracks.filter(active=True)}
    figures, today = deadlines.figures(case), clocks.today()
    known: dict[tuple[Guard, int | None], Check] = {}
    for deed in DEEDS.values():
        if only and deed.name != only:
            continue
        track = tracks.get(deed.kind) if deed.kind else None
        if not _at(deed, case, track) or not _FITS.get(deed.name, _always)(case, tracks):
            continue
        move = Move(user, case, deed.name, today, figures, _Nothing(), track, found)
        mine = allowed(user.roles, deed.step.permission)
        checks = tuple(_check(one, move, known) for one in deed.step.guards) if mine or only else ()
        yield Offer(
            deed,
            reverse("cases:step", args=[case.number, deed.slug]),
            mine,
            checks,
            track,
            _reminders(move) if only else (),
        )


def _at(deed: Deed, case: Case, track: Track | None) -> bool:
    """Return whether the case, or the way of handling, is where the step begins."""
    if deed.kind:
        return track is not None and track.state in deed.step.sources
    return case.stage in deed.step.sources


def _check(guard: Guard, move: Move, known: dict[tuple[Guard, int | None], Check]) -> Check:
    key = (guard, move.track.pk if move.track else None)
    if key not in known:
        known[key] = _ask(guard, move)
    return known[key]


def _ask(guard: Guard, move: Move) -> Check:
    name = guard.__name__
    try:
        guard(move)
    except _Unsaid:
        return Check(name, None)
    except MingjingError as error:
        first = error.problems[0]
        return Check(name, False, first.what, first.do, _todo(name, move))
    return Check(name, True)


def _todo(name: str, move: Move) -> papers.Todo | None:
    rule = papers.rules().get(name)
    lack = move.found.lack(rule, move.procedure) if rule and move.found else None
    return papers.todo(move.actor, move.case, lack) if lack else None


def _reminders(move: Move) -> tuple[papers.Reminder, ...]:
    found = move.found or papers.Found(move.case)
    lacks = (found.lack(rule, move.procedure) for rule in papers.before(move.name, hard=False))
    return tuple(
        papers.Reminder(lack.says, papers.todo(move.actor, move.case, lack)) for lack in lacks if lack
    )


Tracks = dict[str, Track]


def _always(case: Case, tracks: Tracks) -> bool:
    return True


def _resting(case: Case) -> bool | None:
    """Return whether the ninety days rest; None when they do not run at all."""
    clock = deadlines.clock(case, "decision")
    if clock is None or clock.stopped_on:
        return None
    return clock.pauses.filter(until__isnull=True).exists()


def _extensible(case: Case, tracks: Tracks) -> bool:
    limits = {kind: spec for kind, spec in deadlines.figures(case)["deadlines"].items() if spec.get("extend")}
    running = deadlines.running(case, limits)
    if not running:
        return False
    done = Counter(case.extensions.order_by().values_list("kind", flat=True))
    return any(done[kind] < len(limits[kind]["extend"]) for kind in running)


def _measurable(case: Case, tracks: Tracks) -> bool:
    agreed = Track.Kind.AGREEMENT in tracks and tracks[Track.Kind.AGREEMENT].state == Track.State.DECIDED
    return agreed or (Track.Kind.PENALTY in tracks and case.decided_on is not None)


def _choosable(case: Case, tracks: Tracks) -> bool:
    kinds = set(Track.Kind.values) - (set() if case.institution_id else {Track.Kind.AGREEMENT.value})
    return bool(kinds - set(tracks)) and not case.outcome


def _contested(case: Case) -> bool:
    return any(one.until is None for one in dues.books(case).remedies)


# What is offered only where it makes sense; the services decide all the same.
_FITS: dict[str, Callable[[Case, Tracks], bool]] = {
    "choose_track": _choosable,
    "drop_track": lambda case, tracks: bool(tracks),
    "measure": _measurable,
    "extend": _extensible,
    "deduct": lambda case, tracks: _resting(case) is False,
    "go_on": lambda case, tracks: _resting(case) is True and case.stage not in ("suspended", "hearing"),
    "reply_remedy": lambda case, tracks: _contested(case),
    "end_remedy": lambda case, tracks: _contested(case),
    "give_back": lambda case, tracks: any(dues.to_return(case, clocks.today()).values()),
    "record_simple": lambda case, tracks: on_the_spot(case),
    "withdraw": lambda case, tracks: case.published_on is not None and case.withdrawn_on is None,
}
