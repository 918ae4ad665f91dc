"""How many pages each paper and each piece of evidence takes in the case file."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_remedies"),
        ("documents", "0002_issued_never_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PageCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("pages", models.PositiveSmallIntegerField(verbose_name="页数")),
                ("by_hand", models.BooleanField(default=False, verbose_name="人工填写")),
                ("at", models.DateTimeField(auto_now=True)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="page_count",
                        to="documents.document",
                    ),
                ),
                (
                    "evidence",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="page_count",
                        to="cases.evidenceitem",
                    ),
                ),
            ],
            options={
                "verbose_name": "页数",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document__isnull", False), ("evidence__isnull", True)),
                            models.Q(("document__isnull", True), ("evidence__isnull", False)),
                            _connector="OR",
                        ),
                        name="pages_of_one_thing",
                    )
                ],
            },
        ),
    ]
