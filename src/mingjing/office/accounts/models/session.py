"""Which browser somebody is signed in from, so that they can end it from elsewhere."""

from django.db import models

from mingjing.office.accounts.models.user import User


class SignIn(models.Model):
    """One session of one person."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField("登录时间", auto_now_add=True)
    address = models.CharField("来源地址", max_length=64, blank=True)
    agent = models.CharField("客户端", max_length=200, blank=True)

    class Meta:
        ordering = ("-began_at",)
        verbose_name = "登录"
