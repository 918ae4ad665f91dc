"""Who is held responsible by a decision; the database refuses to change it."""

import django.db.models.deletion
from django.db import migrations, models

from mingjing.office.accounts.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_history_is_append_only")]
    operations = [
        migrations.CreateModel(
            name="Named",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="姓名")),
                ("code", models.CharField(max_length=40, verbose_name="执业人员编码")),
                (
                    "duty",
                    models.CharField(
                        choices=[("general", "一般责任"), ("important", "重要责任"), ("main", "主要责任")],
                        max_length=10,
                        verbose_name="责任",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="named", to="cases.case"
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="named", to="cases.step"
                    ),
                ),
            ],
            options={
                "verbose_name": "责任人员",
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(fields=("step", "code"), name="named_once_in_a_decision")
                ],
            },
        ),
        append_only(("cases_named",), "the record of a case is append-only"),
    ]
