"""The forms in which a province registers its figures; what is left empty stays as it is."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from mingjing.office.cases.guards.kit import cited
from mingjing.office.cases.law.crime import LEVELS
from mingjing.office.cases.law.fines import TIERS
from mingjing.office.cases.standards_shown import PARTIES, UNITS, fined, in_force
from mingjing.office.cases.steps.fields import day
from mingjing.office.leads.forms import MoneyField


class StandardForm(forms.Form):
    """From which day, by which document; the figures are added by kind. Each row has a label and its fields."""

    heads: tuple[str, ...] = ()
    begndate = day("起始日期", help_text="自该日起适用；已经登记的不能改写")
    source = forms.CharField(label="文件名和文号", max_length=300)

    def __init__(self, data: Any, admdvs: str, on: date) -> None:
        super().__init__(data)
        self.labels: list[tuple[str, tuple[str, ...]]] = []
        self.now = in_force(self.name, admdvs, on).values
        self.prepare()

    name = ""

    def prepare(self) -> None:
        """Add the figures."""

    def row(self, label: str, **fields: forms.Field) -> None:
        """Add one row of figures."""
        for name, field in fields.items():
            field.required = False
            self.fields[name] = field
        self.labels.append((label, tuple(fields)))

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Return the rows for the page."""
        return [(label, [self[name] for name in names]) for label, names in self.labels]

    def plain(self) -> list[forms.BoundField]:
        """Return the fields that are in no row."""
        return [self["begndate"], self["source"]]

    def values(self) -> dict[str, Any]:
        """Return what was filled in, as the service takes it."""
        return {}


def _number(label: str, now: str = "") -> forms.DecimalField:
    attrs = {"inputmode": "decimal", "autocomplete": "off", "placeholder": now}
    return forms.DecimalField(label=label, min_value=Decimal(0), widget=forms.TextInput(attrs=attrs))


def _key(article: str, name: str) -> str:
    return f"{article.replace('-', '_')}_{name}"


class DiscretionForm(StandardForm):
    """Where 一般 begins and where 从重 begins; the ends are the law's."""

    name = "discretion"
    heads = ("一般档起点", "从重档起点", "法定幅度")

    def prepare(self) -> None:
        """One row for each article with a fine."""
        for article, (unit, least, most) in fined().items():
            now = self.now.get(article)
            self.row(
                f"{cited((article,))}（{least} 至 {most} {unit}）",
                **{
                    _key(article, one): _number(f"{article} {TIERS[one]}起点", now[one][0] if now else "")
                    for one in ("normal", "heavy")
                },
            )

    def clean(self) -> dict[str, Any]:
        """Both or neither of a row."""
        found = super().clean() or {}
        for article in fined():
            pair = [found.get(_key(article, one)) for one in ("normal", "heavy")]
            for one, value in zip(("normal", "heavy"), pair, strict=True):
                if value is None and any(other is not None for other in pair):
                    self.add_error(_key(article, one), "两个起点须一并填写")
        return found

    def values(self) -> dict[str, Any]:
        """Return the tiers of the articles that were filled in."""
        made = {}
        for article, (_, least, most) in fined().items():
            normal, heavy = (self.cleaned_data.get(_key(article, one)) for one in ("normal", "heavy"))
            if normal is not None and heavy is not None:
                ends = {"light": (least, normal), "normal": (normal, heavy), "heavy": (heavy, most)}
                made[article] = {name: [str(one) for one in pair] for name, pair in ends.items()}
        return made


class CrimeForm(StandardForm):
    """The three amounts inside the national bands."""

    name = "crime"
    heads = ("本省标准（元）",)

    def prepare(self) -> None:
        """One row for each level."""
        for level, label in reversed(LEVELS.items()):
            least, most = self.now["bands"][level]
            self.row(f"{label}（{least} 至 {most} 元）", **{level: MoneyField(label)})

    def values(self) -> dict[str, Any]:
        """Return the levels that were filled in."""
        return {level: str(value) for level in LEVELS if (value := self.cleaned_data.get(level)) is not None}


class ProcedureForm(StandardForm):
    """Days, units and thresholds."""

    name = "procedure"
    heads = ("天数", "单位")

    def prepare(self) -> None:
        """One row for each deadline, one for each threshold."""
        for kind, spec in self.now["deadlines"].items():
            now = f"{spec['days']} 个{UNITS[spec['unit']]}"
            days = forms.IntegerField(
                label=f"{spec['label']}天数", min_value=1, max_value=365,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "placeholder": str(spec["days"])}),
            )  # fmt: skip
            unit = forms.ChoiceField(label=f"{spec['label']}单位", choices=[("", "不变"), *UNITS.items()])
            self.row(f"{spec['label']}（现 {now}）", **{f"days_{kind}": days, f"unit_{kind}": unit})
        for name, label in (("hearing", "听证标准"), ("panel", "集体讨论标准")):
            for party, called in PARTIES.items():
                self.row(
                    f"{label}：{called}（现 {self.now[name][party]} 元）",
                    **{f"{name}_{party}": MoneyField(f"{label}{called}（元）")},
                )
        self.row(
            f"集体讨论不少于（现 {self.now['least_panel']} 人）",
            least_panel=forms.IntegerField(label="集体讨论人数", min_value=1, max_value=50),
        )

    def values(self) -> dict[str, Any]:
        """Return what was filled in."""
        given = self.cleaned_data
        made: dict[str, Any] = {}
        for kind in self.now["deadlines"]:
            spec = {one: given[f"{one}_{kind}"] for one in ("days", "unit") if given.get(f"{one}_{kind}")}
            if spec:
                made.setdefault("deadlines", {})[kind] = spec
        for name in ("hearing", "panel"):
            found = {
                party: str(value) for party in PARTIES if (value := given.get(f"{name}_{party}")) is not None
            }
            if found:
                made[name] = found
        if given.get("least_panel"):
            made["least_panel"] = given["least_panel"]
        return made


FORMS = {one.name: one for one in (DiscretionForm, CrimeForm, ProcedureForm)}
