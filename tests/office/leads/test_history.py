"""The history of a lead shows what was done with the part it lies in, at every level."""

from mingjing.office.leads.models import Lead, Suspicion
from mingjing.office.leads.services import dispatch, report
from tests.office.province import Province


def test_a_citys_report_and_the_provinces_sign_off_stand_in_the_history_of_a_countys_lead(
    province: Province, leads: list[Lead]
) -> None:
    city, county = province.bodies["city1"], province.bodies["county1"]
    task = dispatch.dispatch(
        province.who("analyst", "province"), title="经市转县", targets={city.pk: [leads[0].pk]}
    )
    above = task.parts.get()
    dispatch.sign(province.who("officer", "city1"), above)
    (below,) = dispatch.pass_on(province.who("officer", "city1"), above, {county.pk: [leads[0].pk]})
    dispatch.sign(province.who("officer", "county1"), below)
    Suspicion.objects.filter(lead=leads[0]).update(state=Suspicion.State.FINAL)
    report.report(province.who("officer", "county1"), below)
    report.sign_off(province.who("reviewer", "city1"), below)
    report.report(province.who("officer", "city1"), above)
    report.sign_off(province.who("reviewer", "province"), above)
    done = [(one.action, one.organisation.name) for one in leads[0].events.select_related("organisation")]  # type: ignore[union-attr]
    assert done[-4:] == [
        ("report", "甲一县医疗保障局"),
        ("sign_off", "甲市医疗保障局"),
        ("report", "甲市医疗保障局"),
        ("sign_off", "测试省医疗保障局"),
    ]
