"""Which voucher books a receipt, and what was undone or made smaller since; the database refuses to change it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from mingjing.office.accounts.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_evidence_file_name"),
        ("ledger", "0002_ledger_is_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReceiptEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"
                    ),
                ),
                (
                    "receipt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="booked", to="cases.receipt"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[("reversed", "到账冲正"), ("reduced", "核减"), ("waived", "终结执行核销")],
                        max_length=10,
                        verbose_name="事项",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("refund", "退回基金"),
                            ("fine", "罚款"),
                            ("confiscated", "没收违法所得"),
                            ("overdue", "加处罚款"),
                        ],
                        max_length=12,
                        verbose_name="款项",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=16, verbose_name="金额")),
                ("on", models.DateField(verbose_name="日期")),
                ("reason", models.CharField(max_length=500, verbose_name="理由")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="cases.case",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"
                    ),
                ),
                (
                    "receipt",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone",
                        to="cases.receipt",
                    ),
                ),
            ],
            options={
                "verbose_name": "款项更正",
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="correction_is_positive"
                    )
                ],
            },
        ),
        append_only(("cases_receiptentry", "cases_correction"), "the record of a case is append-only"),
    ]
