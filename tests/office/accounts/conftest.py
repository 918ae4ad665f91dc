"""A province, a county, a hospital, and their people."""

from dataclasses import dataclass

import pytest
from django.test import Client

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.services.passwords import put
from mingjing.office.accounts.services.people import Person, make

PASSWORD = "Zhong-7788-Xin"  # noqa: S105
KIND, LEVEL = Organisation.Kind, Organisation.Level


@dataclass
class World:
    province: Organisation
    county: Organisation
    other: Organisation
    hospital: Organisation
    administrator: User
    county_administrator: User
    officer: User
    clerk: User
    auditor: User


def body(code: str, kind: str, level: str, parent: Organisation | None) -> Organisation:
    return Organisation.objects.create(code=code, name=f"单位{code}", kind=kind, level=level, parent=parent)


def someone(username: str, organisation: Organisation, *roles: str) -> User:
    user, _ = make(Person(username, f"张{username}", organisation, roles))
    put(user, PASSWORD, must_change=False)
    return User.objects.get(pk=user.pk)


@pytest.fixture
def world(db: None) -> World:
    province = body("360000", KIND.BUREAU, LEVEL.PROVINCE, None)
    county = body("360101", KIND.BUREAU, LEVEL.COUNTY, province)
    other = body("360102", KIND.BUREAU, LEVEL.COUNTY, province)
    hospital = body("H36010100001", KIND.INSTITUTION, "", county)
    return World(
        province,
        county,
        other,
        hospital,
        someone("boss", province, "administrator"),
        someone("countyboss", county, "administrator"),
        someone("officer", county, "officer"),
        someone("clerk", hospital, "clerk"),
        someone("auditor", province, "auditor"),
    )


def sign_in(client: Client, username: str, password: str = PASSWORD, **others: str) -> int:
    answer = client.post("/sign-in", {"username": username, "password": password, **others})
    return answer.status_code


def signed_in(user: User) -> Client:
    client = Client()
    assert sign_in(client, user.username) == 302
    return client
