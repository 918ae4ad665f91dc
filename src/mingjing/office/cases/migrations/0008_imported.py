"""The row of an older ledger that a case was taken from; the database refuses to change it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from mingjing.office.accounts.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_audit_is_append_only"),
        ("cases", "0007_remedies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Imported",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=100, verbose_name="原案号")),
                ("file", models.CharField(max_length=255, verbose_name="文件")),
                ("row", models.JSONField(default=dict, verbose_name="原记录")),
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
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imported", to="cases.case"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "旧台账案件",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "number"), name="one_case_per_old_number")
                ],
            },
        ),
        append_only(("cases_imported",), "the record of a case is append-only"),
    ]
