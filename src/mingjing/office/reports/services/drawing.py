"""Draws the figures of a report: the bureau's own facts, and the signed reports of the bureaus below."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.institutions.models import Institution
from mingjing.office.reports.core import behind, briefing, data, template
from mingjing.office.reports.core import content as core
from mingjing.office.reports.core.content import Content, Missing, Part
from mingjing.office.reports.core.figures import Fact, Period, Table
from mingjing.office.reports.core.undisturbed import Undisturbed
from mingjing.office.reports.models import Edition, Frozen, Report
from mingjing.office.reports.sources import Activities, Cases, Leads, Matters, Money, Register

_NOTHING = "未编制"


@dataclass(frozen=True, slots=True)
class Drawn:
    """The figures of a report at one moment."""

    content: Content
    table: Table
    document: dict[str, Any]
    figures: dict[str, Any]
    digest: str

    @property
    def errors(self) -> int:
        """How many findings must be cleared."""
        return sum(one["error"] for one in self.figures["findings"])


@Undisturbed()
def draw(user: User, report: Report, base: Edition | None = None) -> Drawn:
    """Return the report as the sources have it now, and what it corrects of `base`.

    Raises InvalidError when bureaus below count one institution twice.
    """
    document = template.document(report.form)
    own = report.organisation
    parts, missing, reported = _below(report, children(own))
    registers = [
        body for body in own.bureaus() if not any(body.path.startswith(one.path) for one in reported)
    ]
    facts = _facts(user, template.parse(document).measures(), Period(report.first, report.last), registers)
    content = Content(
        document, report.first, report.last, own.name, report.options,
        (Part(own.code, own.name, tuple(facts), _names(facts)), *parts), tuple(missing),
    )  # fmt: skip
    return of(content, base)


@Undisturbed()
def of(content: Content, base: Edition | None = None) -> Drawn:
    """Return the figures that follow from a content, and what they correct of another edition."""
    table = core.table(content)
    document = core.as_json(content)
    figures = data.as_data(table, whole=False)
    figures["missing"] = [asdict(one) for one in content.missing]
    figures["parts"] = [
        {"organisation": one.organisation, "place": one.place, "edition": one.edition}
        for one in content.parts
    ]
    if table.template.kind == "briefing":
        figures["words"] = [asdict(one) for one in briefing.paragraphs(table)]
    found = [] if base is None else behind.changes(core.table(kept(base)), table)
    figures["changes"] = [asdict(one) for one in found]
    return Drawn(content, table, document, figures, digest(document))


def digest(document: Any) -> str:
    """Return the sha256 of a content."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def children(organisation: Organisation) -> list[Organisation]:
    """Return the bureaus right below one."""
    below = Organisation.objects.filter(parent=organisation, kind=Organisation.Kind.BUREAU, active=True)
    return list(below.order_by("path"))


def kept(edition: Edition, column: int = 0) -> Content:
    """Return what an edition was made of: as it was signed, or as it was last drawn. `column`: the facts of one alone."""
    frozen = Frozen.objects.filter(edition=edition).values_list("content", flat=True).first()
    found = Edition.objects.values_list("content", flat=True).get(pk=edition.pk) if frozen is None else frozen
    if not column:
        return core.read(found)
    form = template.parse(found["form"])
    return core.read(found, behind.measures(form, found["options"], column))


def shown(edition: Edition) -> dict[str, Any]:
    """Return the filled table of an edition."""
    frozen = Frozen.objects.filter(edition=edition).values_list("figures", flat=True).first()
    figures: dict[str, Any] = edition.figures if frozen is None else frozen
    return figures


def _below(
    report: Report, below: Sequence[Organisation]
) -> tuple[list[Part], list[Missing], list[Organisation]]:
    """Return the parts of the accepted reports of the bureaus below, who has none, and who has one."""
    parts, missing, reported = list[Part](), list[Missing](), list[Organisation]()
    editions = _accepted(report, below)
    for body in below:
        found = editions.get(body.pk)
        if found is not None and found.state == Edition.State.ACCEPTED:
            taken = kept(found).parts
            reported.append(body)
            parts += (Part(one.organisation, one.place, one.facts, one.names, found.pk) for one in taken)
        else:
            state = _NOTHING if found is None else found.get_state_display()
            missing.append(Missing(body.code, body.name, state))
    return parts, missing, reported


def _accepted(report: Report, below: Iterable[Organisation]) -> dict[int, Edition]:
    """Return by bureau its last accepted edition, else its last."""
    rows = Edition.objects.filter(
        report__organisation__in=[one.pk for one in below], report__form=report.form,
        report__first=report.first, report__last=report.last,
    ).defer("content", "figures").select_related("report").order_by("number")  # fmt: skip
    found: dict[int, Edition] = {}
    for one in rows:
        before = found.get(one.report.organisation_id)
        if before is None or one.state == Edition.State.ACCEPTED or before.state != Edition.State.ACCEPTED:
            found[one.report.organisation_id] = one
    return found


def _facts(user: User, measures: Sequence[str], period: Period, registers: list[Organisation]) -> list[Fact]:
    sources = (
        Register(user, registers), Money(user, own=True), Cases(user), Leads(user), Matters(user), Activities(user)
    )  # fmt: skip
    return [fact for source in sources for fact in source.facts(measures, period)]


def _names(facts: Iterable[Fact]) -> dict[str, str]:
    codes = {fact.subject.key for fact in facts if fact.subject}
    return dict(Institution.objects.filter(code__in=codes).values_list("code", "name"))
