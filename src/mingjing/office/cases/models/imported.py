"""What was taken over from an older ledger: which row of which file a case came from."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases.models.case import Case


class Imported(models.Model):
    """The row of an older ledger that a case was taken from, as it was. Never changed (see migrations)."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="imported")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    number = models.CharField("原案号", max_length=100)
    file = models.CharField("文件", max_length=255)
    row = models.JSONField("原记录", default=dict)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("organisation", "number"), name="one_case_per_old_number"),
        )
        verbose_name = "旧台账案件"
