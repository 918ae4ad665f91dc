"""The database itself refuses to change or delete scores, what was done, reasons and standards."""

from django.db import migrations

from mingjing.office.accounts.append_only import append_only

TABLES = ("staff_score", "staff_event", "staff_waiver", "staff_localstandard")


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]
    operations = [append_only(TABLES, "scores of staff are append-only")]
