"""How something is tried from a form of a case: done, or shown again with what is wrong beside its field."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.accounts.access import person
from mingjing.office.cases.models import Case
from mingjing.office.cases.steps.taking import unchanged
from mingjing.office.leads.forms import blame


def attempt(
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    request: HttpRequest | None = None,
    case: Case | None = None,
) -> bool:
    """Do it with the form's values when they are right; what the service refuses stands in the form.

    With `request` and `case` it is refused, too, when the case went on since the page was shown (its field `seen`):
    what was sent twice is done once, and nothing is overwritten unseen.
    """
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            if request is not None and case is not None:
                seen = request.POST.get("seen", "")
                unchanged(person(request), case, int(seen) if seen.isdecimal() and len(seen) < 18 else None)
            act(form.cleaned_data)
    except InvalidError as error:
        blame(form, error)
    except (ConflictError, ForbiddenError) as error:
        for problem in error.problems:
            more = "；".join(filter(None, (problem.why, problem.do)))
            form.add_error(None, problem.what + (f"（{more}）" if more else ""))
    else:
        return True
    return False
