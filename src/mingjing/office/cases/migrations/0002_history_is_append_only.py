"""The database itself refuses to change or delete what was done, ruled, received and registered."""

from django.db import migrations

from mingjing.office.accounts.append_only import append_only

TABLES = (
    "cases_step",
    "cases_ruling",
    "cases_receipt",
    "cases_custody",
    "cases_partnerresult",
    "cases_localstandard",
    "cases_waiver",
    "cases_extension",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [append_only(TABLES, "the record of a case is append-only")]
