"""How something is tried from a form of a case: done, or shown again with what is wrong beside its field."""

from collections.abc import Callable
from typing import Any

from django import forms

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError
from mingjing.office.leads.forms import blame


def attempt(form: forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Do it with the form's values when they are right; what the service refuses stands in the form."""
    if not form.is_valid():
        return False
    try:
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
