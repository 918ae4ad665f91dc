"""The register follows the lake, says what changed, and stays within the scope of who loads it."""

from pathlib import Path

import pytest

from mingjing.kernel.errors import ForbiddenError, NotVisibleError
from mingjing.office.accounts.models import AuditEntry, Organisation
from mingjing.office.institutions import policy
from mingjing.office.institutions.models import Institution
from mingjing.office.institutions.services.load import load
from mingjing.office.screenings.models import Lake
from tests.office import register_lake
from tests.office.province import Province
from tests.office.register_lake import HOSPITAL, PHARMACY, STAFF


@pytest.fixture
def lake(province: Province, tmp_path: Path) -> Lake:
    path = register_lake.deliver(tmp_path)
    return Lake.objects.create(name="新城数据", path=path, organisation=province.bodies["province"])


def test_new_institutions_come_with_agreements_staff_and_their_bureau(province: Province, lake: Lake) -> None:
    done = load(province.who("analyst", "province"), lake)
    assert sorted(done.new) == ["H9", "P9"]
    hospital, pharmacy = Institution.objects.get(code="H9"), Institution.objects.get(code="P9")
    assert (hospital.level_group, hospital.ownership, hospital.chain) == ("3", "2", "")
    assert (pharmacy.level_group, pharmacy.ownership, pharmacy.chain) == ("", "", "2")
    assert hospital.bureau == province.bodies["county1"]
    assert pharmacy.bureau == province.bodies["city2"], "420299 has no county bureau: its city's is in charge"
    assert hospital.agreements.count() == 2
    assert sorted(hospital.staff.values_list("code", flat=True)) == ["D1", "N1"]


def test_loading_twice_changes_nothing(province: Province, lake: Lake) -> None:
    analyst = province.who("analyst", "province")
    load(analyst, lake)
    before = list(Institution.objects.order_by("pk").values())
    assert load(analyst, lake).nothing
    assert list(Institution.objects.order_by("pk").values()) == before


def test_a_new_delivery_changes_fields_and_names_what_is_gone(
    province: Province, lake: Lake, tmp_path: Path
) -> None:
    analyst = province.who("analyst", "province")
    load(analyst, lake)
    renamed = HOSPITAL | {"fixmedins_name": "新城第一医院", "hosp_lv": "8"}
    register_lake.deliver(tmp_path, [renamed], staff=STAFF[:1])
    done = load(analyst, lake)
    assert {(c.field, c.after) for c in done.changed} == {
        ("name", "新城第一医院"),
        ("hosp_lv", "8"),
        ("level_group", "1"),
    }
    assert done.gone == ["P9"]
    assert done.staff == (0, 1)
    assert Institution.objects.get(code="P9").absent_since is not None
    assert load(analyst, lake).nothing
    register_lake.deliver(tmp_path, [renamed, PHARMACY], staff=STAFF[:1])
    load(analyst, lake)
    assert Institution.objects.get(code="P9").absent_since is None, "it is delivered again"


def test_loading_is_recorded(province: Province, lake: Lake) -> None:
    load(province.who("analyst", "province"), lake)
    entry = AuditEntry.objects.get(action="load", noun="institution")
    assert entry.after["new"] == 2


def test_a_city_loads_its_own_institutions_only(province: Province, lake: Lake) -> None:
    done = load(province.who("analyst", "city1"), lake)
    assert (done.new, done.outside) == (["H9"], ["P9"])


def test_an_officer_may_not_load(province: Province, lake: Lake) -> None:
    with pytest.raises(ForbiddenError):
        load(province.who("officer", "province"), lake)


def test_the_sign_in_body_of_an_institution_is_found_by_its_code(province: Province, lake: Lake) -> None:
    body = Organisation.objects.create(
        code="H9", name="新城医院", kind=Organisation.Kind.INSTITUTION, parent=province.bodies["county1"]
    )
    load(province.who("analyst", "province"), lake)
    assert Institution.objects.get(code="H9").account == body


def test_who_sees_which_institutions(province: Province) -> None:
    seen = {place: set(policy.visible(province.who("auditor", place)).values_list("code", flat=True)) for place in ("province", "city1", "county3")}  # fmt: skip
    assert seen == {"province": {"H1", "H2", "H3", "H4"}, "city1": {"H1", "H2", "H3"}, "county3": {"H4"}}
    assert [one.code for one in policy.visible(province.who("clerk", "H3"))] == ["H3"]
    assert not policy.visible(province.who("partner", "partner")).exists()
    with pytest.raises(NotVisibleError):
        policy.one(province.who("officer", "county3"), "H1")
