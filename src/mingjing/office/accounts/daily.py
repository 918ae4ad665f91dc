"""Every day: forget what nobody needs any more."""

from datetime import date, timedelta

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from mingjing.office.accounts.models import IdempotencyRecord, SignIn

_ANSWERS_DAYS, _TASKS_DAYS = 7, 90


def run(today: date) -> None:
    """Drop expired sessions, old answers to repeated calls, results of long finished work."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    SignIn.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    IdempotencyRecord.objects.filter(created_at__lt=now - timedelta(days=_ANSWERS_DAYS)).delete()
    call_command("prune_db_task_results", min_age_days=_TASKS_DAYS, verbosity=0)
