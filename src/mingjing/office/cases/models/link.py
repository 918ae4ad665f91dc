"""Confirmed suspicions and what became of them: a case, or a written reason why none."""

from django.db import models

from mingjing.office.accounts.models import User
from mingjing.office.cases.models.case import Case
from mingjing.office.leads.models import Suspicion


class CaseSuspicion(models.Model):
    """A suspicion is part of one living case; of a declined case the link stays, no longer active."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="links")
    suspicion = models.ForeignKey(Suspicion, models.PROTECT, related_name="cases")
    active = models.BooleanField(default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("suspicion",), condition=models.Q(active=True), name="one_case_per_suspicion"
            ),
            models.UniqueConstraint(fields=("case", "suspicion"), name="suspicion_once_in_case"),
        )


class Waiver(models.Model):
    """The written reason why a confirmed suspicion becomes no case."""

    suspicion = models.OneToOneField(Suspicion, models.PROTECT, related_name="waiver")
    reason = models.CharField("不立案理由", max_length=1000)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
