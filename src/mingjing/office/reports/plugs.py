"""What reports bring to the nouns below: their part of a person's work."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.accounts.permissions import Permission, allowed
from mingjing.office.leads import duties
from mingjing.office.liaison import origins
from mingjing.office.reports import policy
from mingjing.office.reports.models import Edition, Report
from mingjing.office.reports.titles import form_title, with_latest

FIRST = 6
_S = Edition.State


def plug() -> None:
    """Register; called when the app is ready."""
    duties.register("reports", work)
    origins.register("report", origin)


def origin(user: User, key: str) -> tuple[str, str] | None:
    """Return title and address of a report that a letter is about; None out of scope."""
    found = policy.visible(user).filter(pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None
    if found is None:
        return None
    return f"{form_title(found.form)}（{found.first} 至 {found.last}）", reverse(
        "reports:report", args=[found.pk]
    )


def work(user: User) -> list[duties.Duty]:
    """Return what waits for a person: reports to fill in, to sign, and those handed up from right below."""
    if not user.organisation.is_bureau or not any(
        allowed(user.roles, one) for one in (Permission.REPORTS_PREPARE, Permission.REPORTS_SIGN)
    ):
        return []
    family = Q(organisation=user.organisation) | Q(
        organisation__parent=user.organisation, organisation__kind=Organisation.Kind.BUREAU
    )
    open_ = Q(latest_state__in=(_S.DRAFT, _S.SIGNED, _S.RETURNED)) | Q(latest_state=None)
    rows = with_latest(policy.visible(user)).filter(family, open_).select_related("organisation")
    return list(_duties(user, rows))


def _duties(user: User, rows: QuerySet[Report]) -> Iterator[duties.Duty]:
    found: list[Any] = list(rows.order_by("last", "organisation__path"))
    own = [one for one in found if one.organisation_id == user.organisation_id]
    groups = (
        ("reports_fill", "报表待编制", Permission.REPORTS_PREPARE, "none",
         [one for one in own if one.latest_state in (None, _S.RETURNED)]),
        ("reports_sign", "报表待审签", Permission.REPORTS_SIGN, "draft",
         [one for one in own if one.latest_state == _S.DRAFT and not one.latest_errors]),
        ("reports_accept", "下级报表待审签", Permission.REPORTS_SIGN, "signed",
         [one for one in found if one.organisation_id != user.organisation_id and one.latest_state == _S.SIGNED]),
    )  # fmt: skip
    for key, label, permission, state, some in groups:
        if not some or not allowed(user.roles, permission):
            continue
        shown = [
            duties.Row(
                form_title(one.form), reverse("reports:report", args=[one.pk]), f"{one.first} 至 {one.last}",
                one.organisation.name,
            )
            for one in some[:FIRST]
        ]  # fmt: skip
        late = sum(one.latest_state == _S.RETURNED for one in some)
        yield duties.Duty(key, label, len(some), f"{reverse('reports:list')}?state={state}", late, shown)
