"""Two tabs and double clicks on a report: one edition, one signature, one decision. With real threads."""

import pytest

from mingjing.office.reports.models import Edition, Frozen, Report
from mingjing.office.reports.services import reports
from tests.office.leads.test_together import chain_is_whole, together
from tests.office.province import Province
from tests.office.reports import world
from tests.office.reports.world import FIRST, LAST

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def test_every_step_of_a_report_happens_once_however_often_it_is_clicked(province: Province) -> None:
    officer, leader, above = province.who("officer"), province.who("leader"), province.who("leader", "city1")
    begun = together(*[lambda: reports.begin(officer, "campaign", FIRST, LAST, {})] * 4)
    assert begun == {"done": 1, "ConflictError": 3}
    report = Report.objects.get()
    drawn = together(*[lambda: reports.draw(officer, report)] * 4)
    assert drawn["done"] >= 1 and set(drawn) <= {"done", "ConflictError"} and Edition.objects.count() == 1
    edition = Edition.objects.get()
    signed = together(*[lambda: reports.sign(leader, edition, edition.version)] * 4)
    assert signed == {"done": 1, "ConflictError": 3} and Frozen.objects.count() == 1
    edition.refresh_from_db()
    acts = [
        lambda: reports.accept(above, edition, edition.version),
        lambda: reports.give_back(above, edition, edition.version, "漏报"),
    ]
    assert together(*acts) == {"done": 1, "ConflictError": 1}
    edition.refresh_from_db()
    if edition.state == "accepted":
        world.register(officer, "inspection", institution="H1")
        corrected = together(*[lambda: reports.correct(officer, report, "补登")] * 4)
        assert corrected == {"done": 1, "ConflictError": 3}
    else:
        reports.draw(officer, report)
    assert [one.number for one in report.editions.all()] == [1, 2] and chain_is_whole()
