"""Receipts as the bank lists them. What became of a row is said by the entries that name it."""

from django.db import models

from mingjing.office.accounts.models import Organisation, User


class BankFile(models.Model):
    """One file as it was handed in; the same bytes are taken once."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    name = models.CharField("文件名", max_length=255)
    digest = models.CharField(max_length=64)
    rows = models.PositiveIntegerField("新增行数")
    repeated = models.PositiveIntegerField("重复行数")
    wrong = models.JSONField("错误行", default=list)
    actor = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="导入人")
    at = models.DateTimeField("导入时间", auto_now_add=True)

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("organisation", "digest"), name="one_bank_file"),)
        verbose_name = "银行流水文件"


class BankLine(models.Model):
    """One receipt; `key` keeps it single over files that overlap. Amount in fen."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    file = models.ForeignKey(BankFile, models.PROTECT, related_name="lines")
    row = models.PositiveIntegerField("行号")
    on = models.DateField("到账日期")
    amount = models.BigIntegerField("金额（分）")
    payer = models.CharField("付款户名", max_length=200, blank=True)
    account = models.CharField("付款账号", max_length=60, blank=True)
    reference = models.CharField("摘要附言", max_length=500, blank=True)
    serial = models.CharField("流水号", max_length=100, blank=True)
    key = models.CharField(max_length=64)

    class Meta:
        ordering = ("on", "id")
        constraints = (
            models.UniqueConstraint(fields=("organisation", "key"), name="one_bank_line"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="bank_amount_above_nought"),
        )
        verbose_name = "银行到账"
