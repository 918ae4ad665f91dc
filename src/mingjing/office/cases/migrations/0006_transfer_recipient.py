"""Which body of the police a case was sent to: it answers for itself."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_audit_is_append_only"),
        ("cases", "0005_receipts_in_the_ledger"),
    ]
    operations = [
        migrations.AddField(
            model_name="track",
            name="recipient",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
                verbose_name="移送的公安机关",
            ),
        ),
    ]
