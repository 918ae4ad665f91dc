"""The database itself refuses to change or delete what was booked, closed and received."""

from django.db import migrations

from mingjing.office.accounts.append_only import append_only

TABLES = ("ledger_entry", "ledger_posting", "ledger_closing", "ledger_bankfile", "ledger_bankline")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [append_only(TABLES, "the ledger is append-only")]
