"""What people fill in for a step; the services decide what becomes of it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from mingjing.office.accounts.models import Role, User
from mingjing.office.accounts.permissions import ALONE
from mingjing.office.cases.guards.people import ever, handlers
from mingjing.office.cases.models import Case, Track
from mingjing.office.clocks import services as clocks
from mingjing.office.ui.inputs import DayInput

LONG, SHORT = 20_000, 2_000


def area(label: str, rows: int = 4, *, required: bool = True, help_text: str = "", most: int = SHORT) -> Any:
    """Return a field for a text of several lines."""
    return forms.CharField(
        label=label, required=required, help_text=help_text, max_length=most,
        widget=forms.Textarea(attrs={"rows": str(rows)}),
    )  # fmt: skip


def day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """Return a field for a date."""
    return forms.DateField(
        label=label, required=required, help_text=help_text,
        widget=DayInput(),
    )  # fmt: skip


def pick(label: str, choices: Iterable[tuple[str, str]], help_text: str = "") -> forms.ChoiceField:
    """Return a choice of one among few."""
    return forms.ChoiceField(
        label=label, choices=list(choices), help_text=help_text, widget=forms.RadioSelect,
        error_messages={"required": f"请选择{label}"},
    )  # fmt: skip


class StepForm(forms.Form):
    """One step. `seen` is the last entry of the history that the page showed: nothing is signed unseen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any, user: User, case: Case, track: Track | None = None, files: Any = None
    ) -> None:
        super().__init__(data, files)
        self.user, self.case, self.track = user, case, track
        newest = case.steps.order_by("-pk").values_list("pk", flat=True).first()
        self.fields["seen"].initial = newest
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices and first values that depend on the case."""
        if "on" in self.fields:
            self.fields["on"].initial = clocks.today()

    def rows(self) -> list[tuple[forms.BoundField, ...]]:
        """Return the fields that stand in rows of a table."""
        return []

    def plain(self) -> list[forms.BoundField]:
        """Return the other fields."""
        in_rows = {one.name for row in self.rows() for one in row}
        return [one for one in self if one.name not in in_rows]


class PlainForm(StepForm):
    """A step with a remark or none."""

    text = area("说明", 3, required=False)


def said(label: str, help_text: str = "", rows: int = 4, most: int = SHORT) -> type[StepForm]:
    """Return the form of a step that says one thing."""
    return type("SaidForm", (StepForm,), {"text": area(label, rows, help_text=help_text, most=most)})


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several people of the bureau; those who may not take part are not offered, the services refuse them again."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(User.objects.none(), label=label, help_text=help_text)

    def label_from_instance(self, obj: User) -> str:
        """Return the name, with the role."""
        return named(obj)

    def offer(self, staff: QuerySet[User], shown: Iterable[User]) -> None:
        """Accept any of `staff`, show only `shown`."""
        self.queryset = staff
        self.widget.choices = [(one.pk, named(one)) for one in shown]


def named(user: User) -> str:
    """Return a name with the certificate where there is one."""
    return f"{user.name}（{user.cert_no}）" if user.cert_no else user.name


def staff(case: Case) -> QuerySet[User]:
    """Return the people at work in the bureau that handles a case."""
    found = User.objects.filter(organisation=case.organisation_id, is_active=True)
    return found.order_by("name", "pk")


def neutral(case: Case, roles: frozenset[Role] = frozenset(Role) - ALONE) -> list[User]:
    """Return the people of the bureau with one of these roles who never handled the case."""
    not_these = ever(case)
    found = staff(case).filter(grants__role__in=roles).distinct()
    return [one for one in found if one.pk not in not_these]


def handling(case: Case) -> list[User]:
    """Return the people who handle the case now."""
    these = handlers(case)
    return [one for one in staff(case) if one.pk in these]
