"""The calendar of working days, for the administrator."""

import calendar
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from mingjing.kernel.errors import InvalidError
from mingjing.office.accounts.access import allow, person
from mingjing.office.accounts.permissions import Permission
from mingjing.office.clocks import holidays, services
from mingjing.office.clocks.days import Days, is_published, warning
from mingjing.office.clocks.models import Holiday

_YEARS = range(2004, 2100)
_EXAMPLE = "2027-01-01至2027-01-03 休 元旦\n2027-01-09 班 元旦调休"


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a month's sheet; `own` where the bureau ruled it."""

    day: date
    working: bool
    own: bool
    note: str


class ImportForm(forms.Form):
    """Lines, or a workbook."""

    rows = forms.CharField(
        label="逐行粘贴",
        required=False,
        max_length=20_000,
        help_text="每行：日期（或“日期至日期”）、休或班、说明，以空格隔开。",
        widget=forms.Textarea({"rows": 6, "placeholder": _EXAMPLE, "class": "form-control"}),
    )
    file = forms.FileField(
        label="或上传 XLSX",
        required=False,
        help_text="第一行是标题；四列依次为：起始日期、截止日期（可空）、休或班、说明。",
        widget=forms.FileInput({"accept": ".xlsx", "class": "form-control"}),
    )


@allow(Permission.CALENDAR)
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """A year, month by month."""
    return _page(request, _year(request.GET.get("year", "")), ImportForm())


@allow(Permission.CALENDAR)
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Take in lines or a workbook, all of it or nothing."""
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            upload = form.cleaned_data["file"]
            entries = (
                holidays.from_workbook(upload) if upload else holidays.from_text(form.cleaned_data["rows"])
            )
            count = holidays.enter(person(request), entries)
        except InvalidError as error:
            for problem in error.problems:
                form.add_error("file" if form.cleaned_data["file"] else "rows", problem.what)
        else:
            messages.success(request, f"已录入 {count} 天。已经算出的期限不变，此后的期限按新日历推算。")
            return redirect(f"{reverse('clocks:calendar')}?year={entries[0].day.year}")
    return _page(request, _year(request.GET.get("year", "")), form, 422)


@allow(Permission.CALENDAR)
@require_POST
def remove(request: HttpRequest, day: str) -> HttpResponse:
    """Take one ruling back."""
    try:
        ruled = date.fromisoformat(day)
    except ValueError as error:
        raise InvalidError(f"“{day}”不是日期", where="day") from error
    holidays.remove(person(request), ruled)
    messages.success(request, f"已删除 {ruled} 的调整。")
    return redirect(f"{reverse('clocks:calendar')}?year={ruled.year}")


def _year(asked: str) -> int:
    return int(asked) if asked.isdecimal() and int(asked) in _YEARS else services.today().year


def _page(request: HttpRequest, year: int, form: ImportForm, status: int = 200) -> HttpResponse:
    first, last = date(year, 1, 1), date(year, 12, 31)
    own = list(Holiday.objects.filter(day__range=(first, last)))
    page = {
        "year": year,
        "year_text": str(year),
        "months": _months(year, {row.day: row for row in own}),
        "own": own,
        "published": is_published(year),
        "warning": warning(first, last),
        "form": form,
        "years": [one for one in (year - 1, year + 1) if one in _YEARS],
    }
    return render(request, "clocks/calendar.html", page, status=status)


def _months(year: int, own: dict[date, Holiday]) -> list[tuple[int, list[list[Cell | None]]]]:
    """Return per month its weeks, Monday first; None pads days of other months."""
    days = Days(date(year, 1, 1), date(year, 12, 31))

    def cell(day: date) -> Cell:
        row = own.get(day)
        return Cell(day, days.is_working(day), row is not None, row.note if row else "")

    weeks = calendar.Calendar()
    return [
        (
            month,
            [
                [cell(day) if day.month == month else None for day in week]
                for week in weeks.monthdatescalendar(year, month)
            ],
        )
        for month in range(1, 13)
    ]
