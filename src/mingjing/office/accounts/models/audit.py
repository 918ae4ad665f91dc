"""The audit log: append-only, every entry carries the hash of the one before."""

from django.db import models


class AuditEntry(models.Model):
    """One thing that somebody did or saw. Never updated nor deleted: the database refuses it (see migrations)."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField("账号", max_length=60, db_index=True)
    actor_name = models.CharField("姓名", max_length=60)
    organisation = models.CharField("单位代码", max_length=40, db_index=True)
    organisation_path = models.CharField(max_length=255)
    action = models.CharField("动作", max_length=60, db_index=True)
    noun = models.CharField("对象", max_length=40)
    object_id = models.CharField("对象编号", max_length=80)
    before = models.JSONField("此前", null=True)
    after = models.JSONField("此后", null=True)
    address = models.CharField("来源地址", max_length=64, blank=True)
    agent = models.CharField("客户端", max_length=200, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ("-seq",)
        indexes = (models.Index(fields=("noun", "object_id"), name="audit_object"),)
        verbose_name = "审计记录"


class AuditHead(models.Model):
    """The end of the chain, locked while an entry is added; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)
