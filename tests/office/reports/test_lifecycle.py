"""A report is drawn, signed, locked, handed up, counted above, corrected; nobody skips a step."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.accounts.models import AuditEntry, Grant, Organisation, Role
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models import Lead
from mingjing.office.ledger.core.posting import Tags
from mingjing.office.ledger.models import Entry
from mingjing.office.ledger.services.post import reverse
from mingjing.office.reports import policy
from mingjing.office.reports.core import behind, checks, content, template
from mingjing.office.reports.core.figures import Table
from mingjing.office.reports.models import Activity, Edition, Frozen, Report
from mingjing.office.reports.services import activities, drawing, reports
from mingjing.office.reports.services.activities import Given
from tests.office.province import Province
from tests.office.reports import world
from tests.office.reports.world import DAY, FIRST, LAST

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(province: Province, sent: list[Lead]) -> Province:
    world.settle(sent[0], "true")
    world.city(province)
    return province


def begin(
    province: Province, place: str, form: str = "campaign", below: bool = False, **options: str
) -> Report:
    return reports.begin(province.who("officer", place), form, FIRST, LAST, options, below)


def signed(province: Province, report: Report, place: str, note: str = "") -> Edition:
    edition = reports.draw(province.who("officer", place), report)
    return reports.sign(province.who("leader", place), edition, edition.version, note)


def of(province: Province, place: str, form: str = "campaign") -> Report:
    return Report.objects.get(organisation=province.bodies[place], form=form)


def figures(edition: Edition) -> Table:
    return content.table(drawing.kept(edition))


def values(table: Table, row: int, *columns: int) -> list[Decimal]:
    return [table.cell(row, one).value for one in columns]


@pytest.mark.both_databases
def test_every_column_of_the_22_has_its_source(city: Province) -> None:
    table = figures(signed(city, begin(city, "county1"), "county1"))
    assert values(table, 1, *range(1, 13)) == [4, 3, 2, 1, 0, 1, 2, 1, 1, 1, 0, 0]
    assert values(table, 5, 3, 4, 6, 7, 8) == [1, 1, 1, 1, 1] and values(table, 12, 3, 7, 9, 10) == [
        1,
        1,
        1,
        1,
    ]
    assert values(table, 1, *range(13, 18)) == [409000, 100000, 0, 300000, 9000]
    assert values(table, 1, 18, 19, 20, 21) == [2, 1, Decimal("500.50"), 2]
    assert values(table, 8, 1, 2, 3) == [1, 1, 0]
    assert checks.remark(table, 1) == (
        "拒付（未拨付）0.052万元；退还参保人个人83900元；参保人员违规追回、罚款0.07万元"
    )
    assert not [one for one in checks.check(table) if one.error]


def test_narrower_readings_count_less(city: Province) -> None:
    report = begin(
        city, "county1", inspected="register", exposed="register", individuals="other", refused="other"
    )
    table = figures(reports.draw(city.who("officer"), report))
    assert values(table, 1, 2, 17, 21) == [1, Decimal("10220"), 1]
    assert values(table, 2, 17) == [9000]


def test_a_case_that_is_exposed_and_published_counts_once(city: Province) -> None:
    world.register(city.who("officer"), "exposure", institution="H1", case="AJ-1", number=1)
    table = figures(reports.draw(city.who("officer"), begin(city, "county1")))
    assert table.cell(1, 21).value == 2


def test_the_quarterly_table_counts_leads_and_cases(city: Province) -> None:
    report = reports.begin(city.who("officer"), "quarterly", date(2026, 1, 1), LAST, {})
    table = figures(reports.draw(city.who("officer"), report))
    assert values(table, 1, 1, 2, 3, 4) == [4, 3, 1, 229700]
    assert values(table, 5, 6, 7, 8) == [2, 2, 1] and values(table, 1, 9, 10, 11) == [3, 1, 2]
    assert values(table, 1, 27, 28, 30, 31, 33) == [520, 83900, 2, 2, Decimal("500.50")]
    assert table.title == "医保基金监管工作情况统计表（2026年第一季度）"
    with pytest.raises(InvalidError, match="季度"):
        reports.begin(city.who("officer"), "quarterly", date(2026, 2, 1), LAST, {})


@pytest.mark.both_databases
def test_two_persons_lock_a_report_and_the_database_keeps_it(city: Province) -> None:
    report = begin(city, "county1")
    officer = city.who("officer")
    edition = reports.draw(officer, report)
    with pytest.raises(ForbiddenError):
        reports.sign(officer, edition, edition.version)
    Grant.objects.create(user=officer, role=Role.LEADER)
    with pytest.raises(ForbiddenError, match="编制人以外"):
        reports.sign(city.who("officer"), edition, edition.version)
    with pytest.raises(ConflictError, match="他人"):
        reports.sign(city.who("leader"), edition, edition.version + 1)
    done = reports.sign(city.who("leader"), edition, edition.version)
    assert (done.state, done.content) == ("signed", {}) and done.frozen.digest == drawing.digest(
        done.frozen.content
    )
    for again in (
        lambda: reports.sign(city.who("leader"), done, done.version),
        lambda: reports.draw(officer, report),
    ):
        with pytest.raises(ConflictError):
            again()
    for change in (lambda: Frozen.objects.update(digest="x"), lambda: Frozen.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    assert AuditEntry.objects.filter(noun="report", action="report.sign").exists()


def test_nothing_is_signed_that_is_wrong_stale_or_too_early(city: Province) -> None:
    officer, leader = city.who("officer"), city.who("leader")
    report = begin(city, "county1")
    edition = reports.draw(officer, report)
    world.register(officer, "inspection", institution="H2")
    with pytest.raises(ConflictError, match="取数以后"):
        reports.sign(leader, edition, edition.version)
    Institution.objects.filter(code="H2").update(ownership="")
    edition = reports.draw(officer, report)
    assert edition.errors
    with pytest.raises(ConflictError, match="须更正"):
        reports.sign(leader, edition, edition.version)


def test_a_period_that_is_not_over_is_not_locked(city: Province) -> None:
    report = reports.begin(city.who("officer"), "campaign", date(2026, 1, 1), date(2028, 12, 20), {})
    edition = reports.draw(city.who("officer"), report)
    with pytest.raises(ConflictError, match="期间未满"):
        reports.sign(city.who("leader"), edition, edition.version)


@pytest.mark.both_databases
def test_counties_add_up_to_the_city_and_the_province_after_sign_off(city: Province) -> None:
    top = begin(city, "province", below=True)
    assert Report.objects.count() == 6
    one = signed(city, of(city, "county1"), "county1")
    two = signed(city, of(city, "county2"), "county2")
    leader = city.who("leader", "city1")
    reports.accept(leader, one, one.version, "同意")
    edition = reports.draw(city.who("officer", "city1"), of(city, "city1"))
    assert [row["place"] for row in drawing.shown(edition)["missing"]] == ["甲二县医疗保障局"]
    table = figures(edition)
    # The register counts the missing county's institutions, everything else of it is left out.
    assert values(table, 1, 1, 2, 13) == [6, 3, 409000]
    with pytest.raises(InvalidError, match="未报"):
        reports.sign(leader, edition, edition.version)
    reports.accept(leader, two, two.version)
    whole = signed(city, of(city, "city1"), "city1")
    assert not whole.missing and values(figures(whole), 1, 1, 2, 13) == [6, 4, 409000]
    parts = [figures(x) for x in (one, two)]
    for row in range(1, 14):
        for column in range(1, 22):
            assert figures(whole).cell(row, column).value == sum(x.cell(row, column).value for x in parts)
    reports.accept(city.who("leader", "province"), whole, whole.version)
    last = signed(city, top, "province", "乙市尚未上报")
    assert [row["place"] for row in drawing.shown(last)["missing"]] == ["乙市医疗保障局"]
    assert values(figures(last), 1, 1, 2, 13) == [7, 4, 409000] and last.note == "乙市尚未上报"


def test_only_the_bureau_right_above_decides_and_only_once(city: Province) -> None:
    edition = signed(city, begin(city, "county1"), "county1")
    with pytest.raises(ForbiddenError, match="直接上级"):
        reports.accept(city.who("leader", "province"), edition, edition.version)
    with pytest.raises(NotVisibleError):
        reports.accept(city.who("leader", "city2"), edition, edition.version)
    with pytest.raises(ForbiddenError):
        reports.accept(city.who("officer", "city1"), edition, edition.version)
    with pytest.raises(InvalidError):
        reports.give_back(city.who("leader", "city1"), edition, edition.version, " ")
    back = reports.give_back(city.who("leader", "city1"), edition, edition.version, "漏报一家")
    assert back.state == "returned"
    with pytest.raises(ConflictError):
        reports.accept(city.who("leader", "city1"), back, back.version)
    again = reports.draw(city.who("officer"), back.report)
    assert (again.number, again.base, again.state) == (2, None, "draft")


def test_what_changes_after_the_lock_becomes_a_correction_sheet(city: Province) -> None:
    report = begin(city, "county1")
    first = signed(city, report, "county1")
    officer = city.who("officer")
    with pytest.raises(InvalidError, match="没有变化"):
        reports.correct(officer, report, "核对")
    entry = Entry.objects.get(key="b")
    reverse(city.who("reviewer"), entry, "金额记错", DAY)
    keys = Institution.objects.get(code="H1").pk
    world.book(officer, "b2", "impose serve receive", "fine", "250000", Tags(keys, case="旧案1号"))
    assert values(figures(first), 1, 16) == [300000]
    assert {(one.row, one.column) for one in reports.since_signed(officer, report)} >= {
        (1, 16),
        (1, 13),
        (5, 16),
    }
    with pytest.raises(InvalidError):
        reports.correct(officer, report, "")
    second = reports.correct(officer, report, "罚款记错")
    assert (second.number, second.base_id, second.title) == (2, first.pk, "更正表（第2版）")
    sheet = {(one["row"], one["column"]): behind.Change(**one) for one in drawing.shown(second)["changes"]}
    assert (sheet[1, 16].before, sheet[1, 16].after, sheet[1, 16].by) == ("30", "25", "-5")
    # The ledger is append-only: the reversal and the new entry came, nothing went.
    assert len(sheet[1, 16].more) == 2 and not sheet[1, 16].less
    done = reports.sign(city.who("leader"), second, second.version)
    accepted = reports.accept(city.who("leader", "city1"), done, done.version)
    table = figures(reports.draw(city.who("officer", "city1"), begin(city, "city1")))
    assert accepted.state == "accepted" and values(table, 1, 16) == [250000]
    # The first edition stays as it was signed.
    assert values(figures(Edition.objects.get(pk=first.pk)), 1, 16) == [300000]


def test_a_correction_that_is_given_back_leaves_the_accepted_edition_counted(city: Province) -> None:
    report = begin(city, "county1")
    first = signed(city, report, "county1")
    leader = city.who("leader", "city1")
    reports.accept(leader, first, first.version)
    world.register(city.who("officer"), "inspection", institution="H2")
    second = reports.correct(city.who("officer"), report, "补登检查")
    done = reports.sign(city.who("leader"), second, second.version)
    mine = begin(city, "city1")
    assert values(figures(reports.draw(city.who("officer", "city1"), mine)), 1, 2) == [3]
    reports.give_back(leader, done, done.version, "佐证不全")
    third = reports.draw(city.who("officer"), report)
    assert (third.number, third.base_id, third.reason) == (3, first.pk, "补登检查")
    again = reports.sign(city.who("leader"), third, third.version)
    reports.accept(leader, again, again.version)
    assert values(figures(reports.draw(city.who("officer", "city1"), mine)), 1, 2) == [4]


def test_the_superior_says_how_ambiguities_are_read(city: Province) -> None:
    begin(city, "province", handled="sum")
    own = begin(city, "county1", handled="distinct")
    assert own.options["handled"] == "sum"
    with pytest.raises(ConflictError, match="上级"):
        reports.choose(city.who("officer"), own, {"handled": "distinct"})
    reports.draw(city.who("officer"), own)
    top = reports.choose(city.who("officer", "province"), of(city, "province"), {"handled": "distinct"})
    own.refresh_from_db()
    assert own.options == top.options and not own.editions.exists()
    signed(city, own, "county1")
    with pytest.raises(ConflictError, match="已有单位审签"):
        reports.choose(city.who("officer", "province"), top, {"handled": "sum"})
    with pytest.raises(InvalidError):
        begin(city, "county2", form="weather")
    with pytest.raises(ConflictError, match="已有"):
        begin(city, "county1")


def test_an_institution_that_moved_between_two_signed_counties_is_named(city: Province) -> None:
    leader = city.who("leader", "city1")
    one = signed(city, begin(city, "county1"), "county1")
    Institution.objects.filter(code="M1").update(bureau=city.bodies["county2"])
    two = signed(city, begin(city, "county2"), "county2")
    for edition in (one, two):
        reports.accept(leader, edition, edition.version)
    with pytest.raises(InvalidError, match="M1"):
        reports.draw(city.who("officer", "city1"), begin(city, "city1"))


def test_a_county_sees_no_others_and_a_superior_no_drafts(city: Province) -> None:
    report = begin(city, "county1")
    reports.draw(city.who("officer"), report)
    with pytest.raises(NotVisibleError):
        policy.one(city.who("leader", "county2"), report.pk)
    assert policy.one(city.who("auditor", "city1"), report.pk) == report
    with pytest.raises(NotVisibleError, match="尚未上报"):
        policy.edition(city.who("leader", "city1"), report.pk, 1)
    assert policy.newest(city.who("leader", "city1"), report) is None
    assert not policy.visible(city.who("clerk", "H1")).exists()
    with pytest.raises(ForbiddenError):
        reports.draw(city.who("officer", "city1"), report)


def test_a_reward_is_booked_with_its_registration_and_withdrawn_after_reversal(city: Province) -> None:
    officer = city.who("officer")
    one = Activity.objects.get(kind="reward")
    assert one.entry is not None
    with pytest.raises(ConflictError, match="冲正"):
        activities.withdraw(officer, one, "登错")
    reverse(city.who("reviewer"), one.entry, "登错", DAY)
    activities.withdraw(officer, one, "登错")
    with pytest.raises(ConflictError, match="已撤销"):
        activities.withdraw(officer, one, "再撤")
    table = figures(reports.draw(officer, begin(city, "county1")))
    assert values(table, 1, 18, 19, 20) == [0, 0, 0]


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"kind": "weather"}, "kind"), ({"on": date(2099, 1, 1)}, "on"), ({"document": " "}, "document"),
        ({"institution": ""}, "institution"), ({"amount": Decimal(1)}, "amount"), ({"number": 3}, "number"),
    ],
)  # fmt: skip
def test_an_activity_that_does_not_fit_names_the_field(province: Province, change: dict, where: str) -> None:  # type: ignore[type-arg]
    given = replace(Given("inspection", DAY, "〔2026〕1号", "H1"), **change)
    with pytest.raises(InvalidError) as error:
        activities.register(province.who("officer"), given)
    assert error.value.problems[0].where == where


def test_an_activity_of_another_bureaus_institution_is_not_found(province: Province) -> None:
    with pytest.raises(NotVisibleError):
        activities.register(province.who("officer"), Given("inspection", DAY, "〔2026〕1号", "H4"))


def test_content_is_kept_exactly(city: Province) -> None:
    drawn = drawing.draw(city.who("officer"), begin(city, "county1"))
    again = drawing.of(content.read(drawn.document))
    assert again.digest == drawn.digest and again.figures == drawn.figures
    assert again.table.cells == drawn.table.cells and again.table.said == drawn.table.said


def test_drawing_asks_the_same_queries_however_much_there_is(
    city: Province, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(10):
        world.register(city.who("officer"), "inspection", institution="H2")
        world.case(city, f"AJ-X{number}", "H2")
    report = begin(city, "county1")
    officer = city.who("officer")
    assert officer.roles and Organisation.objects.exists()
    with django_assert_max_num_queries(24):
        drawing.draw(officer, report)


def test_what_was_read_before_the_options_changed_or_another_drew_is_not_kept(
    city: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = city.who("officer")
    report = reports.begin(officer, "campaign", FIRST, LAST, {})
    real = drawing.draw

    def meanwhile(change: Callable[[], object]) -> None:
        def draw(*given: Any) -> Any:
            drawn = real(*given)
            monkeypatch.setattr(drawing, "draw", real)
            change()
            return drawn

        monkeypatch.setattr(drawing, "draw", draw)
        with pytest.raises(ConflictError):
            reports.draw(officer, report)

    meanwhile(lambda: reports.draw(officer, report))
    assert report.editions.count() == 1
    name, chosen = next(iter(report.options.items()))
    other = next(one for one in template.load("campaign").options[name] if one != chosen)
    meanwhile(lambda: reports.choose(officer, report, report.options | {name: other}))
    assert not Report.objects.get(pk=report.pk).editions.exists()
