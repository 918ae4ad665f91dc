"""The demonstration's reports: the 22-column table goes out, counties fill it in and sign, the city accepts the first."""

from datetime import date, timedelta
from decimal import Decimal

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import ROLES, Permission
from mingjing.office.clocks import services as clocks
from mingjing.office.institutions.models import Institution
from mingjing.office.reports.models import Edition, Report
from mingjing.office.reports.services import activities, drawing, reports
from mingjing.office.reports.services.activities import Given

_INSPECTED = 4


def tell() -> None:
    """Fill the reports of the year so far. Telling it again changes nothing."""
    root = Organisation.objects.filter(kind=Organisation.Kind.BUREAU, parent=None).first()
    clerk = None if root is None else _who(root, Permission.REPORTS_PREPARE)
    if clerk is None or Report.objects.exists():
        return
    first, last = _period()
    for body in clerk.organisation.bureaus().filter(level=Organisation.Level.COUNTY):
        _put_on_file(body, last)
    reports.begin(clerk, "campaign", first, last, {}, below=True)
    signed = [edition for report in Report.objects.filter(
        organisation__level=Organisation.Level.COUNTY
    ).order_by("pk") if (edition := _fill(report))]  # fmt: skip
    signed.sort(key=_money, reverse=True)
    for edition in signed[:1]:
        above = edition.report.organisation.parent
        leader = _who(above, Permission.REPORTS_SIGN) if above else None
        if leader is not None:
            reports.accept(leader, edition, edition.version, "同意")
            _fill(Report.objects.get(organisation=leader.organisation), sign=False)


def _money(edition: Edition) -> Decimal:
    """Return the yuan of column 13: the county with the most to show is accepted."""
    return Decimal(drawing.shown(edition)["rows"][0]["cells"][12]["value"])


def _period() -> tuple[date, date]:
    """Return the year's months that are over; in January the year before."""
    last = clocks.today().replace(day=1) - timedelta(days=1)
    return date(last.year, 1, 1), last


def _who(body: Organisation, permission: Permission) -> User | None:
    people = User.objects.filter(organisation=body, is_active=True, grants__role__in=ROLES[permission])
    return people.order_by("pk").first()


def _put_on_file(body: Organisation, on: date) -> None:
    clerk = _who(body, Permission.REPORTS_PREPARE)
    places = Institution.objects.filter(bureau=body, absent_since=None).order_by("code")[:_INSPECTED]
    if clerk is None:
        return
    for place in places:
        activities.register(
            clerk, Given("inspection", on, "双随机检查通知书", place.code, text="双随机、一公开")
        )
    if places:
        told = Given("exposure", on, "政府网站公开", places[0].code, number=1)
        activities.register(clerk, told)
    activities.register(clerk, Given("training", on, "培训通知", number=2, people=120))


def _fill(report: Report, sign: bool = True) -> Edition | None:
    """Draw a report and sign it; None where nobody can, or something must be corrected first."""
    clerk = _who(report.organisation, Permission.REPORTS_PREPARE)
    leader = _who(report.organisation, Permission.REPORTS_SIGN)
    if clerk is None:
        return None
    edition = reports.draw(clerk, report)
    if not sign or leader is None or leader == clerk or edition.errors:
        return None
    return reports.sign(leader, edition, edition.version)
