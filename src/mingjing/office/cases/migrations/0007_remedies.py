"""Reconsideration and suit against a decision; money that went back to the party."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_transfer_recipient"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="correction",
            name="what",
            field=models.CharField(
                choices=[
                    ("reversed", "到账冲正"),
                    ("reduced", "核减"),
                    ("waived", "终结执行核销"),
                    ("returned", "退还已缴款项"),
                ],
                max_length=10,
                verbose_name="事项",
            ),
        ),
        migrations.CreateModel(
            name="Remedy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("review", "行政复议"), ("suit", "行政诉讼")],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                ("body", models.CharField(max_length=255, verbose_name="复议机关、受理法院")),
                ("document", models.CharField(blank=True, max_length=100, verbose_name="受理文书号")),
                ("since", models.DateField(verbose_name="受理日期")),
                ("suspended", models.BooleanField(default=False, verbose_name="停止执行")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "尚未结束"),
                            ("upheld", "维持、驳回"),
                            ("withdrawn", "撤回、终止"),
                            ("changed", "变更"),
                            ("revoked", "撤销、确认无效"),
                            ("unlawful", "确认违法，不撤销"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("until", models.DateField(null=True, verbose_name="复议决定、生效裁判送达日期")),
                ("result", models.CharField(blank=True, max_length=100, verbose_name="复议决定、裁判文书号")),
                (
                    "refund",
                    models.DecimalField(decimal_places=2, max_digits=16, null=True, verbose_name="责令退回"),
                ),
                (
                    "fine",
                    models.DecimalField(decimal_places=2, max_digits=16, null=True, verbose_name="罚款"),
                ),
                (
                    "confiscated",
                    models.DecimalField(
                        decimal_places=2, max_digits=16, null=True, verbose_name="没收违法所得"
                    ),
                ),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="remedies", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "行政复议、行政诉讼",
                "ordering": ("since", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("case", "kind"),
                        name="one_pending_remedy_of_a_kind",
                    )
                ],
            },
        ),
    ]
