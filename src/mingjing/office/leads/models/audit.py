"""Units that the models of a screening scored and nobody flagged: the pool that the random check draws from."""

from django.db import models

from mingjing.office.accounts.models import Organisation
from mingjing.office.institutions.models import Institution
from mingjing.office.leads.models.lead import Lead
from mingjing.office.screenings.models import Screening

AUDIT_SCORE = "audit_score"
"""The trait that keeps the score of a drawn unit; the suspicion itself shows none."""


class AuditUnit(models.Model):
    """One unit that can be drawn; a drawn one is a lead like any other, and the checker is not told.

    `place` is its place in the order of model, kind of unit, score decile, size and county; `facts` is what the lead
    will say of the document, `first_prob` the probability with which the screening took it into the pool.
    """

    screening = models.ForeignKey(Screening, models.PROTECT, related_name="audit_units")
    place = models.PositiveIntegerField("次序")
    pool_id = models.CharField("编号", max_length=40)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    bureau = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    rule_code = models.CharField("模型", max_length=40)
    first_prob = models.FloatField("入样概率")
    facts = models.JSONField("单据", default=dict)
    lead = models.OneToOneField(Lead, models.PROTECT, null=True, related_name="audit_unit")

    class Meta:
        ordering = ("screening", "place")
        constraints = (
            models.UniqueConstraint(fields=("screening", "pool_id"), name="one_audit_unit_per_pool_id"),
        )
