"""The database itself refuses to change or delete what was signed."""

from django.db import migrations

from mingjing.office.accounts.append_only import append_only

TABLES = ("reports_frozen",)


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial")]
    operations = [append_only(TABLES, "a signed report is append-only")]
