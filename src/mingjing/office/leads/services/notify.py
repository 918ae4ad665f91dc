"""Queues calls of webhooks: one row per webhook that wants the event; the sender works them off."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from mingjing.office.accounts.models import Organisation
from mingjing.office.leads.models import Delivery, Lead, Part, Webhook

EVENTS = {
    "published": "线索发布",
    "dispatched": "任务下发",
    "signed": "任务签收",
    "asked": "发机构核实",
    "answered": "机构答复",
    "checked": "初审完成",
    "finalised": "终审完成",
    "reported": "任务上报",
    "signed_off": "任务审签",
    "returned": "任务退回",
    "overdue": "任务逾期",
    "reminded": "任务催办",
    "supervised": "任务督办",
    "case_reminded": "案件期限将至",
    "case_overdue": "案件期限届满",
    "liaison_reminded": "函件、督办、协作事项期限将至",
    "liaison_overdue": "函件、督办、协作事项期限届满",
    "handover_reminded": "移送期限将至",
    "handover_overdue": "移送期限届满",
}


def notify(
    event: str,
    *,
    lead: Lead | None = None,
    part: Part | None = None,
    body: Organisation | None = None,
    **extra: Any,
) -> int:
    """Queue `event` for every active webhook of the bureaus concerned; returns how many were queued.

    Concerned are the bureau that holds the lead (or sent or received the part, or `body`), those above it, and the
    institution once it was asked.
    """
    hooks = [
        hook
        for hook in Webhook.objects.filter(_concerned(lead, part, body), active=True).distinct()
        if event in hook.events
    ]
    payload = {"event": event, "at": timezone.now().isoformat(), **_named(lead, part), **extra}
    now = timezone.now()
    rows = [Delivery(webhook=hook, event=event, payload=payload, next_at=now) for hook in hooks]
    Delivery.objects.bulk_create(rows)
    if rows:
        transaction.on_commit(make_calls)
    return len(rows)


def make_calls() -> None:
    """Have the worker make the calls now that what they tell of is certain."""
    import_string("mingjing.office.leads.calls.begin")()


def _concerned(lead: Lead | None, part: Part | None, body: Organisation | None) -> Q:
    paths = [one.path for one in ((part.sender, part.receiver) if part else ())]
    if body is not None:
        paths.append(body.path)
    if lead is not None:
        paths.append(lead.held_by.path)
    keys = {int(key) for path in paths for key in path.strip("/").split("/") if key}
    if lead is not None and lead.at_institution and lead.institution.account_id:
        keys.add(lead.institution.account_id)
    return Q(organisation__in=keys)


def _named(lead: Lead | None, part: Part | None) -> dict[str, Any]:
    named: dict[str, Any] = {}
    if lead is not None:
        named["lead"] = {"number": lead.number, "state": lead.state, "institution": lead.institution.code}
    if part is not None:
        named["part"] = {
            "id": part.pk,
            "task": part.task.number,
            "state": part.state,
            "receiver": part.receiver.code,
            "due_on": part.due_on.isoformat(),
        }
    return named
