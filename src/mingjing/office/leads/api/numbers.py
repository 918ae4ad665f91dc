"""Leads and bureaus as calls name them: by number and code."""

from collections.abc import Mapping, Sequence

from mingjing.kernel.errors import NotVisibleError, Problem
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.leads import policy


def named(user: User, numbers: Sequence[str]) -> list[int]:
    """Return the ids of leads by number. Raises NotVisibleError naming those that are not there."""
    found = dict(policy.visible(user).filter(number__in=numbers).values_list("number", "pk"))
    gone = [number for number in numbers if number not in found]
    if gone:
        problems = [Problem("没有这条线索，或者不在您的管辖范围内", number) for number in gone[:20]]
        raise NotVisibleError.from_problems(problems)
    return [found[number] for number in dict.fromkeys(numbers)]


def bureau(user: User, code: str) -> Organisation:
    """Return the bureau of this code in the caller's division. Raises NotVisibleError."""
    found = user.organisation.bureaus().filter(code=code, active=True).first()
    if found is None:
        raise NotVisibleError("辖区内没有这个医保部门", where=code)
    return found


def targets(user: User, given: Mapping[str, Sequence[str]]) -> dict[int, list[int]]:
    """Return who is to receive which leads, by ids. Raises NotVisibleError."""
    return {bureau(user, code).pk: named(user, numbers) for code, numbers in given.items()}
