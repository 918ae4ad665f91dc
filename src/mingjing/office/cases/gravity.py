"""Which ways of handling a case calls for by its gravity: advice for the guided form, never a decision."""

from dataclasses import dataclass

from mingjing.office.cases import judging
from mingjing.office.cases.models import Case, Track


@dataclass(frozen=True, slots=True)
class Advice:
    """One way of handling, why, and on which provisions. `required`: the law leaves no choice."""

    kind: str
    required: bool
    reason: str
    refs: tuple[str, ...]


def advise(case: Case) -> list[Advice]:
    """Return the ways that the facts so far call for, the lightest first; empty without acts."""
    readings = [one for found in judging.proposals(case) for one in found]
    advice = []
    if case.institution_id and readings:
        advice.append(
            Advice(Track.Kind.AGREEMENT, False, "违反服务协议的，可约谈、拒付、追回直至解除协议", ("735-13",))
        )
    fined = [one for one in readings if one.fine or one.suspension or one.ban_years]
    if fined:
        sure = all(len(found) == 1 for found in judging.proposals(case))
        titles = "；".join(dict.fromkeys(one.title for one in fined))
        refs = tuple(dict.fromkeys(ref for one in fined for ref in one.basis))
        advice.append(Advice(Track.Kind.PENALTY, sure, titles, refs))
    crime = judging.crime(case)
    if crime:
        advice.append(Advice(Track.Kind.TRANSFER, crime.required, crime.text, crime.refs))
    return advice
