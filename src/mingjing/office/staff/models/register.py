"""The register of staff, one file per person across institutions 一医一档, and what was done: append-only."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.institutions.models import Institution


class Member(models.Model):
    """A person who works at designated institutions, by the national code; where they work is in `places`."""

    class Kind(models.TextChoices):
        """prac_psn_type, and those whom only scoring knows."""

        DOCTOR = "1", "医师"
        NURSE = "2", "护士"
        PHARMACIST = "3", "药师"
        TECHNICIAN = "4", "医技人员"
        AUDITOR = "8", "医保结算审核人员"
        PRINCIPAL = "9", "药店主要负责人"
        UNKNOWN = "", "未知"

    code = models.CharField("执业人员编码", max_length=40, unique=True)
    name = models.CharField("姓名", max_length=100, blank=True)
    kind = models.CharField("类别", max_length=2, choices=Kind, blank=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="登记单位"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("code",)
        verbose_name = "相关人员"

    def __str__(self) -> str:
        return f"{self.name or '（未登记姓名）'} {self.code}"


class Post(models.Model):
    """A place of work that somebody registered by hand; those of the data are in the register of institutions."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="posts")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="staff_posts")
    since = models.DateField("起始")
    until = models.DateField("截止", null=True)
    text = models.CharField("依据", max_length=300)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("member", "institution"), condition=models.Q(until__isnull=True), name="one_open_post"
            ),
        )


class Event(models.Model):
    """What was done about a person: the history from which states can be replayed. Never changed (see migrations)."""

    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="events")
    restriction = models.ForeignKey("staff.Restriction", models.PROTECT, null=True, related_name="events")
    name = models.CharField("事项", max_length=30)
    text = models.TextField("内容", blank=True)
    data = models.JSONField(default=dict)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    on = models.DateField("日期")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class LocalStandard(models.Model):
    """Figures of scoring that a province sets from a day on. Never changed (see migrations)."""

    admdvs = models.CharField("医保区划", max_length=6)
    begndate = models.DateField("起始")
    source = models.CharField("文件和文号", max_length=300)
    values = models.JSONField("内容")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("admdvs", "begndate"), name="one_staff_standard_per_day"),
        )
