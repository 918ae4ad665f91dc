"""The administrator's work on accounts and organisations."""

import re

import pytest
from django.test import Client

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office.accounts import tokens
from mingjing.office.accounts.models import AuditEntry, Organisation, User
from mingjing.office.accounts.permissions import FITS, Permission, allowed
from mingjing.office.accounts.services import organisations, people
from mingjing.office.accounts.services.organisations import Body
from mingjing.office.accounts.services.people import Person
from tests.office.accounts.conftest import PASSWORD, World, sign_in, signed_in


def new(world: World, **changes: object) -> dict[str, object]:
    data = {
        "username": "lihua",
        "name": "李华",
        "organisation": world.county.pk,
        "roles": ["officer", "reviewer"],
    }
    return {**data, **changes}


def test_a_new_account_gets_a_one_time_password_that_must_be_changed(world: World) -> None:
    page = signed_in(world.administrator).post("/accounts/users/new", new(world)).content.decode()
    user = User.objects.get(username="lihua")
    words = re.findall(r"[\w+=#%-]{14}", page)
    given = next(word for word in words if user.check_password(word))
    client = Client()
    assert sign_in(client, "lihua", given) == 302
    assert client.get("/account/").headers["Location"].startswith("/account/password")
    entry = AuditEntry.objects.get(action="account.created")
    assert entry.after["roles"] == ["officer", "reviewer"]
    assert given not in str(entry.after)


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("hospital", ["officer"]),
        ("hospital", ["clerk", "administrator"]),
        ("county", ["clerk"]),
        ("county", ["third_party"]),
        ("county", ["administrator", "officer"]),
        ("county", ["auditor", "leader"]),
        ("county", []),
    ],
)
def test_roles_must_fit_the_body_and_each_other(world: World, kind: str, roles: list[str]) -> None:
    data = new(world, organisation=getattr(world, kind).pk, roles=roles)
    assert signed_in(world.administrator).post("/accounts/users/new", data).status_code == 422
    assert not User.objects.filter(username="lihua").exists()


def test_every_role_fits_one_kind_of_body() -> None:
    kinds = [kind for kind in Organisation.Kind for _ in FITS[kind]]
    assert len(kinds) == len({role for roles in FITS.values() for role in roles}) == 9


def test_an_account_name_is_given_once(world: World) -> None:
    answer = signed_in(world.administrator).post("/accounts/users/new", new(world, username="clerk"))
    assert answer.status_code == 422
    assert "账号已有人使用" in answer.content.decode()


def test_an_administrator_reaches_nothing_outside_the_own_tree(world: World) -> None:
    client = signed_in(world.county_administrator)
    assert client.get(f"/accounts/users/{world.administrator.pk}/").status_code == 404
    assert client.get(f"/accounts/organisations/{world.other.pk}/").status_code == 404
    assert client.post(f"/accounts/users/{world.administrator.pk}/disable").status_code == 404
    assert client.post("/accounts/users/new", new(world, organisation=world.other.pk)).status_code == 422
    listed = client.get("/accounts/users/").content.decode()
    assert "boss" not in listed.replace("countyboss", "")
    data = Person("lihua", "李华", world.other, ["officer"])
    with pytest.raises(NotVisibleError):
        people.create(world.county_administrator, data)


def test_nobody_changes_the_own_account(world: World) -> None:
    actor = world.administrator
    data = Person(actor.username, actor.name, actor.organisation, ["leader"])
    with pytest.raises(ForbiddenError):
        people.edit(actor, actor, data)
    for act in (people.unlock, people.reset_password, people.reset_second_factor):
        with pytest.raises(ForbiddenError):
            act(actor, actor)
    with pytest.raises(ForbiddenError):
        people.set_active(actor, actor, False)


def test_only_an_administrator_keeps_accounts(world: World) -> None:
    with pytest.raises(ForbiddenError):
        people.create(world.officer, Person("lihua", "李华", world.county, ["officer"]))
    with pytest.raises(ForbiddenError):
        organisations.add(world.officer, Body("X", "某", "institution", world.county))


def test_a_change_is_audited_with_before_and_after(world: World) -> None:
    client = signed_in(world.administrator)
    data = new(world, username="ignored", name="张新", roles=["reviewer"], tel="0791-1")
    assert client.post(f"/accounts/users/{world.officer.pk}/", data).status_code == 302
    entry = AuditEntry.objects.get(action="account.changed")
    assert (entry.actor, entry.object_id) == ("boss", "officer")
    assert entry.before["roles"] == ["officer"]
    assert entry.after["roles"] == ["reviewer"]
    assert entry.address == "127.0.0.1"


def test_disabling_ends_sessions_and_keys_at_once(world: World) -> None:
    client = signed_in(world.officer)
    _, key = tokens.issue(world.officer, "取数", ["lead.read"], 30)
    signed_in(world.administrator).post(f"/accounts/users/{world.officer.pk}/disable")
    assert client.get("/account/").status_code == 302
    assert tokens.authenticate(key) is None
    assert sign_in(Client(), "officer") == 422


def test_a_reset_password_ends_sessions(world: World) -> None:
    client = signed_in(world.officer)
    people.reset_password(world.administrator, world.officer)
    assert client.get("/account/").status_code == 302
    assert sign_in(Client(), "officer", PASSWORD) == 422


def test_disabling_a_body_shuts_its_people_out(world: World) -> None:
    client = signed_in(world.clerk)
    signed_in(world.county_administrator).post(f"/accounts/organisations/{world.hospital.pk}/disable")
    assert client.get("/account/").status_code == 302
    assert sign_in(Client(), "clerk") == 422


def test_the_tree_has_no_loops_and_no_wrong_levels(world: World) -> None:
    boss = world.administrator
    county = Body("360101", "县局", "bureau", world.hospital, "county")
    for parent in (world.county, world.hospital):
        with pytest.raises(InvalidError):
            organisations.edit(boss, world.county, Body("360101", "县局", "bureau", parent, "county"))
    with pytest.raises(InvalidError):
        organisations.edit(boss, world.other, county)
    with pytest.raises(InvalidError):
        organisations.add(boss, Body("360100", "市局", "bureau", world.county, "city"))
    with pytest.raises(InvalidError):
        organisations.edit(boss, world.county, Body("360101", "县局", "institution", world.province))
    with pytest.raises(ForbiddenError):
        organisations.add(boss, Body("1", "另一省", "bureau", None, "province"))
    with pytest.raises(InvalidError):
        organisations.edit(boss, world.county, Body("360101", "县局", "bureau", None, "county"))


def test_a_moved_body_takes_its_people_and_bodies_along(world: World) -> None:
    city = organisations.add(world.administrator, Body("360100", "市局", "bureau", world.province, "city"))
    organisations.edit(world.administrator, world.county, Body("360101", "县局", "bureau", city, "county"))
    moved = Organisation.objects.get(code="H36010100001")
    assert moved.path == f"{city.path}{world.county.pk}/{moved.pk}/"


def test_only_a_body_without_people_can_be_deleted(world: World) -> None:
    with pytest.raises(ConflictError):
        organisations.delete(world.administrator, world.hospital)
    empty = organisations.add(world.administrator, Body("X1", "空", "institution", world.county))
    organisations.delete(world.administrator, empty)
    assert not Organisation.objects.filter(code="X1").exists()
    with pytest.raises(ConflictError):
        organisations.set_active(world.administrator, world.county, False)


def test_the_pages_of_organisations_work(world: World) -> None:
    client = signed_in(world.administrator)
    assert client.get("/accounts/organisations/?q=H3601").content.decode().count("data-href") == 1
    data = {"code": "P1", "name": "市检察院", "kind": "partner", "parent": world.province.pk}
    assert client.post("/accounts/organisations/new", data).status_code == 302
    body = Organisation.objects.get(code="P1")
    assert client.post(f"/accounts/organisations/{body.pk}/", {**data, "name": "省检察院"}).status_code == 302
    assert client.post("/accounts/organisations/new", data).status_code == 422
    own = {"code": "360000", "name": "省局", "kind": "bureau", "level": "province"}
    assert client.post(f"/accounts/organisations/{world.province.pk}/", own).status_code == 302


def test_a_key_is_shown_once_and_does_no_more_than_its_owner(world: World) -> None:
    client = signed_in(world.officer)
    data = {"name": "取数", "scopes": ["lead.read", "lead.check"], "days": "90"}
    page = client.post("/account/tokens/new", data).content.decode()
    key = re.search(r"mj_[a-z0-9]{8}_[\w-]+", page).group()  # type: ignore[union-attr]
    user, held = tokens.authenticate(key)  # type: ignore[misc]
    assert user == world.officer
    assert held == {Permission.LEADS_READ, Permission.LEADS_CHECK}
    assert key not in client.get("/account/").content.decode()
    world.officer.grants.update(role="analyst")
    assert tokens.authenticate(key)[1] == {Permission.LEADS_READ}  # type: ignore[index]


@pytest.mark.parametrize("scopes", [[], ["lead.review"], ["account.own"], ["account.manage"], ["nonsense"]])
def test_a_key_cannot_be_given_more_than_one_has(world: World, scopes: list[str]) -> None:
    for owner in (world.officer, world.administrator):
        with pytest.raises(InvalidError):
            tokens.issue(owner, "取数", scopes, 30)


def test_a_key_ends_by_day_or_by_its_owner_only(world: World) -> None:
    with pytest.raises(InvalidError):
        tokens.issue(world.officer, "取数", ["lead.read"], 367)
    token, key = tokens.issue(world.officer, "取数", ["lead.read"], 30)
    with pytest.raises(NotVisibleError):
        tokens.revoke(world.clerk, token.pk)
    tokens.revoke(world.officer, token.pk)
    assert tokens.authenticate(key) is None
    assert tokens.authenticate("mj_x_y") is None
    token, key = tokens.issue(world.officer, "取数", ["lead.read"], 30)
    type(token).objects.filter(pk=token.pk).update(expires_at=token.created_at)
    assert tokens.authenticate(key) is None


def test_the_permission_table_names_a_role_for_everything() -> None:
    assert all(
        any(allowed(frozenset({role}), one) for role in frozenset().union(*FITS.values()))
        for one in Permission
    )
