"""In which order leads stand, what was drawn at random beside it, and the verdicts handed to the screening."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.leads.models.task import Task
from mingjing.office.screenings.models import Screening


class LeadOrder(models.Model):
    """What a published run decided on the order of leads; the newest one is in force.

    `decision` is the run's rank.json: the learnt model with its digests, enough to compute every value again.
    """

    screening = models.ForeignKey(Screening, models.PROTECT, related_name="orders")
    learnt = models.BooleanField("已启用复排", default=False)
    why = models.CharField("说明", max_length=500)
    decision = models.TextField("决定")
    made_at = models.DateTimeField("生效时间", auto_now_add=True)

    class Meta:
        ordering = ("-pk",)


class AuditDraw(models.Model):
    """What was drawn at random into a task; `seed`, share and the lists drawn from let anyone draw it again.

    `population` are the leads not chosen, `unit_population` the pool of units that nobody flagged.
    """

    task = models.ForeignKey(Task, models.PROTECT, related_name="draws")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    seed = models.CharField("种子", max_length=64)
    share = models.DecimalField("比例", max_digits=4, decimal_places=3)
    population = models.JSONField("总体")
    picked = models.JSONField("抽中")
    unit_population = models.JSONField("未列疑点的总体", default=list)
    unit_picked = models.JSONField("其中抽中", default=list)
    drawn_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-pk",)


class VerdictFile(models.Model):
    """One version of the verdicts as the screening reads them; kept as a file, never changed."""

    version = models.PositiveIntegerField("版本", unique=True)
    sha256 = models.CharField("摘要", max_length=64)
    rows = models.PositiveIntegerField("条数")
    name = models.CharField("文件名", max_length=100)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="导出人")
    made_at = models.DateTimeField("导出时间", auto_now_add=True)

    class Meta:
        ordering = ("-version",)
