"""The database itself refuses to change or delete an entry of the audit log."""

from django.db import migrations

from mingjing.office.accounts.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [append_only(("accounts_auditentry",), "the audit log is append-only")]
