"""Keys for programs, and what was answered to a repeated call."""

from django.db import models

from mingjing.office.accounts.models.user import User


class ApiToken(models.Model):
    """A key that acts for a user within `scopes` until `expires_at`; only its sha256 is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField("用途", max_length=100)
    prefix = models.CharField("开头", max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField("范围", default=list)
    expires_at = models.DateTimeField("到期")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    revoked_at = models.DateTimeField("作废", null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)
        verbose_name = "接口令牌"


class IdempotencyRecord(models.Model):
    """The answer given to the first call with an Idempotency-Key; the same call again gets it again."""

    user = models.ForeignKey(User, models.CASCADE)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.BinaryField(default=bytes)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="one_answer_per_key"),)
