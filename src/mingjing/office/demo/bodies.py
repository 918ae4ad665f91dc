"""Sets up the bureaus, partners, institutions' accounts and people of the demonstration province."""

from functools import cache
from importlib import resources
from typing import Any

import yaml
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from mingjing.office.accounts.models import Grant, Organisation, Role, User
from mingjing.office.demo import PASSWORD
from mingjing.office.institutions.models import Institution


def province() -> dict[str, Any]:
    """Return the bodies and people as province.yaml lists them."""
    text = resources.files("mingjing.office.demo").joinpath("province.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return found


@cache
def _hashed() -> str:
    """Hash the one password once: hashing is slow on purpose."""
    return make_password(PASSWORD)


@transaction.atomic
def set_up() -> Organisation:
    """Make what is missing of the province; return its root. Calling it again changes nothing."""
    listed = province()
    for row in (*listed["bureaus"], *listed["others"]):
        _body(**row)
    for username, name, code, roles in listed["people"]:
        _person(username, name, Organisation.objects.get(code=code), roles)
    return Organisation.objects.get(code=listed["bureaus"][0]["code"])


def _body(
    code: str, name: str, parent: str = "", kind: str = "bureau", level: str = "", admdvs: str = ""
) -> Organisation:
    above = Organisation.objects.get(code=parent) if parent else None
    fields = {"name": name, "kind": kind, "level": level, "admdvs": admdvs, "parent": above}
    body, _ = Organisation.objects.get_or_create(code=code, defaults=fields)
    return body


def _person(username: str, name: str, body: Organisation, roles: list[str]) -> User:
    defaults = {
        "name": name,
        "organisation": body,
        "password": _hashed(),
        "password_changed_at": timezone.now(),
    }
    user, made = User.objects.get_or_create(username=username, defaults=defaults)
    if made:
        Grant.objects.bulk_create(Grant(user=user, role=Role(role)) for role in roles)
    return user


@transaction.atomic
def give_accounts(institutions: list[Institution]) -> list[User]:
    """Give each institution a body of its own and a clerk whose account is its code; return the clerks."""
    clerks = []
    for one in institutions:
        body = one.account or _body(one.code, one.name, one.bureau.code, Organisation.Kind.INSTITUTION)
        if one.account is None:
            Institution.objects.filter(pk=one.pk).update(account=body)
        clerks.append(_person(one.code, f"{one.name}医保办", body, [Role.CLERK]))
    return clerks
