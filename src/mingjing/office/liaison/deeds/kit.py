"""One deed: who is offered it, what it asks for, what it does. The services decide again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, MingjingError, NotVisibleError
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission
from mingjing.office.cases.steps.taking import spoken
from mingjing.office.liaison.services.files import MOST_FILES
from mingjing.office.ui.inputs import DayInput


class _Several(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return all files of the field."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class FilesField(forms.FileField):
    """Up to five files; their kinds are judged by content in the service."""

    def __init__(self, label: str = "附件", required: bool = False, help_text: str = "") -> None:
        said = help_text or f"最多 {MOST_FILES} 个，PDF、JPG、PNG、XLSX、DOCX，合计不超过 100 MB"
        widget = _Several(attrs={"class": "form-control", "accept": ".pdf,.jpg,.jpeg,.png,.xlsx,.docx"})
        super().__init__(label=label, required=required, help_text=said, widget=widget)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Return the files; none is an empty list."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given and self.required:
            raise forms.ValidationError("请选择文件", code="required")
        return [super(FilesField, self).clean(one, initial) for one in given]


def line(label: str, most: int = 200, *, required: bool = True, help_text: str = "") -> forms.CharField:
    """Return a field for one line."""
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


def area(
    label: str, rows: int = 4, *, required: bool = True, help_text: str = "", most: int = 20_000
) -> forms.CharField:
    """Return a field for a text of several lines."""
    widget = forms.Textarea(attrs={"rows": str(rows)})
    return forms.CharField(
        label=label, required=required, help_text=help_text, max_length=most, widget=widget
    )


def day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """Return a field for a date."""
    return forms.DateField(label=label, required=required, help_text=help_text, widget=DayInput())


def number(
    label: str, most: int = 365, *, least: int = 0, required: bool = True, help_text: str = ""
) -> forms.IntegerField:
    """Return a field for a small number."""
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, required=required, help_text=help_text
    )


class BodyField(forms.TypedChoiceField):
    """One of a few organisations, by id."""

    def __init__(self, label: str, *, required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label=label, required=required, help_text=help_text, coerce=int, empty_value=None,
            error_messages={"required": f"请选择{label}"},
        )  # fmt: skip

    def offer(self, found: Sequence[Organisation], empty: str = "请选择") -> None:
        """Offer these."""
        self.choices = [("", empty), *((one.pk, one.name) for one in found)]


class BodiesField(forms.TypedMultipleChoiceField):
    """Several of a few organisations, by id."""

    def __init__(self, label: str, *, required: bool = True, help_text: str = "") -> None:
        super().__init__(
            label=label, required=required, help_text=help_text, coerce=int, widget=forms.CheckboxSelectMultiple,
            error_messages={"required": f"请选择{label}"},
        )  # fmt: skip

    def offer(self, found: Sequence[Organisation]) -> None:
        """Offer these."""
        self.choices = [(one.pk, one.name) for one in found]


class PartField(forms.TypedChoiceField):
    """One of a few parts of the thing (a department, a task, a resolution), by id."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label, coerce=int, empty_value=None, error_messages={"required": f"请选择{label}"}
        )

    def offer(self, found: Sequence[tuple[int, str]]) -> None:
        """Offer these; one alone is chosen already."""
        self.choices = list(found) if len(found) == 1 else [("", "请选择"), *found]


class DeedForm(forms.Form):
    """What a deed asks for. `version` is that of the page: nothing is overwritten unseen."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, user: User, thing: Any, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.user, self.thing = user, thing
        if thing is not None:
            self.fields["version"].initial = thing.version
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices and first values that depend on the thing."""


class TextForm(DeedForm):
    """A deed that has to say why or how."""

    text = area("说明", 3, most=2000)


def told(label: str, rows: int = 3, most: int = 2000, help_text: str = "") -> type[DeedForm]:
    """Return the form of a deed that says one thing."""
    return type("ToldForm", (DeedForm,), {"text": area(label, rows, most=most, help_text=help_text)})


Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed. `shown` says whether it is offered; `permission` is what bureaus need, partners need PARTNER_ANSWER."""

    name: str
    label: str
    shown: Callable[[User, Any], bool]
    act: Callable[[User, Any, Values], object]
    form: type[DeedForm] = DeedForm
    permission: Permission = Permission.LIAISON_HANDLE
    usual: bool = False
    bad: bool = False
    hint: str = ""

    def permission_for(self, user: User) -> Permission:
        """Return what this person needs."""
        return self.permission if user.organisation.is_bureau else Permission.PARTNER_ANSWER


Table = Mapping[str, Deed]


def table(*deeds: Deed) -> Table:
    """Return deeds by name."""
    return {one.name: one for one in deeds}


def find(found: Table, name: str) -> Deed:
    """Return one deed. Raises NotVisibleError."""
    if name not in found:
        raise NotVisibleError("没有这个办理事项", where=name)
    return found[name]


def offered(found: Table, user: User, thing: Any) -> list[Deed]:
    """Return what this person may do with a thing now."""
    return [one for one in found.values() if one.shown(user, thing)]


def take(deed: Deed, user: User, thing: Any, data: Any, files: Any = None) -> DeedForm:
    """Do it with what was filled in and return the form: without errors it is done.

    Raises NotVisibleError; what else the service refuses stands in the form.
    """
    form = deed.form(user, thing, data, files)
    try_form(form, lambda values: deed.act(user, thing, values))
    return form


def try_form(form: forms.Form, act: Callable[[Values], object]) -> bool:
    """Act on a form that is right; return whether it was done. What was refused stands in the form."""
    if not form.is_valid():
        return False
    try:
        with transaction.atomic():
            act(form.cleaned_data)
    except (InvalidError, ConflictError, ForbiddenError) as error:
        form.refused = error  # type: ignore[attr-defined]
        blame(form, error)
        return False
    return True


def blame(form: forms.Form, error: MingjingError) -> None:
    """Put what was refused beside the field that it names, else at the head of the form."""
    for problem in error.problems:
        form.add_error(problem.where if problem.where in form.fields else None, spoken(problem))


def status_of(form: forms.Form) -> int:
    """Return the status of the answer that shows a form which was refused."""
    refused: MingjingError | None = getattr(form, "refused", None)
    return refused.status if refused is not None else 422
