"""The register of the departments that a bureau works with: which department each partner body is, and who to call."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User


class Department(models.TextChoices):
    """The departments that the notices name."""

    POLICE = "police", "公安机关"
    PROSECUTOR = "prosecutor", "检察机关"
    HEALTH = "health", "卫生健康部门"
    MARKET = "market", "市场监督管理部门"
    DRUG = "drug", "药品监督管理部门"
    FINANCE = "finance", "财政部门"
    AUDIT = "audit", "审计机关"
    DISCIPLINE = "discipline", "纪检监察机关"


class Partner(models.Model):
    """What a partner body is; a body without a row is offered nowhere."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="partner")
    department = models.CharField("部门", max_length=12, choices=Department)
    contact = models.CharField("联络员", max_length=60, blank=True)
    tel = models.CharField("联系电话", max_length=40, blank=True)
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("department", "organisation__path")
        verbose_name = "协同部门"

    def __str__(self) -> str:
        return self.organisation.name
