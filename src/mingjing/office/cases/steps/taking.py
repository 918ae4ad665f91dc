"""Taking one step: what was filled in is read by the step's form, the service decides."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from mingjing.kernel.errors import ConflictError, InvalidError, MingjingError, NotVisibleError, Problem
from mingjing.office.accounts.models import User
from mingjing.office.cases import deadlines, policy
from mingjing.office.cases.models import Case, Track
from mingjing.office.cases.models import Step as Done
from mingjing.office.cases.services import booking
from mingjing.office.cases.services.acting import changed
from mingjing.office.cases.steps.deeds import BY_SLUG, Deed
from mingjing.office.cases.steps.fields import StepForm


def deed(slug: str) -> Deed:
    """Return the step that an address names. Raises NotVisibleError."""
    found = BY_SLUG.get(slug)
    if found is None:
        raise NotVisibleError("没有这个办理事项", where=slug, do="从案卷的“可办事项”进入")
    return found


def track_of(case: Case, one: Deed) -> Track | None:
    """Return the way of handling that a step belongs to; None for a step of the case, or where it has none."""
    return case.tracks.filter(kind=one.kind, active=True).first() if one.kind else None


def blank(user: User, case: Case, one: Deed) -> StepForm:
    """Return the form of a step, not filled in."""
    return one.form(None, user, case, track_of(case, one))


def take(user: User, case: Case, one: Deed, data: Mapping[str, Any], version: int | None = None) -> StepForm:
    """Take a step with what was filled in and return the form: without errors the step is taken.

    Raises ConflictError when the case went on since it was shown (`seen`) or read (`version`), and whatever the service refuses that is
    no matter of a field.
    """
    form = one.form(data, user, case, track_of(case, one))
    if not form.is_valid():
        return form
    try:
        with transaction.atomic():
            booking.hold(user, case)  # steps book money: the books are locked before the case, as everywhere
            locked = unchanged(user, case, form.cleaned_data["seen"])
            if version is not None and version != locked.version:
                raise changed(locked)
            track = track_of(locked, one)
            if one.kind and track is None:
                raise ConflictError("该案件没有这种处理方式", do="先确定处理方式")
            one.act(user, locked, track, form.cleaned_data)
    except InvalidError as error:
        blame(form, error)
    return form


def unchanged(user: User, case: Case, seen: int | None) -> Case:
    """Lock the case. Raises ConflictError when its history went on after the entry `seen`.

    Reminders of deadlines are no such thing: they come by night while a form is open.
    """
    Case.objects.select_for_update().get(pk=case.pk)
    later = Done.objects.filter(case=case, pk__gt=seen or 0).exclude(name__in=deadlines.REMINDERS)
    newer = list(later.order_by("pk")) if seen is not None else []
    if newer:
        last = newer[-1]
        who = last.actor.name if last.actor else "系统"
        raise ConflictError(
            f"打开本页以后，案件有 {len(newer)} 项新的办理记录（最近由{who}办理），没有重复办理",
            where=case.number,
            do="核对最新情况后再提交；您填写的内容仍在下方",
        )
    return policy.one(user, case.pk)


def blame(form: StepForm, error: MingjingError) -> None:
    """Put what was refused beside the field that it names, else at the head of the form, with its clause."""
    for problem in error.problems:
        form.add_error(problem.where if problem.where in form.fields else None, spoken(problem))


def spoken(problem: Problem) -> str:
    """Return a refusal in one sentence: what, by which clause, what to do."""
    why = f"（{problem.why}）" if problem.why else ""
    return f"{problem.what}{why}{'。' + problem.do if problem.do else ''}"
