"""The database itself refuses to change or delete an entry of the audit log.

A later migration that alters the table must end with `guard` again: SQLite copies a table to alter it, without triggers.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = """
CREATE TRIGGER IF NOT EXISTS audit_no_{verb} BEFORE {verb} ON accounts_auditentry
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
"""
FUNCTION = """
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$
"""
POSTGRESQL = """
CREATE OR REPLACE TRIGGER audit_no_{verb} BEFORE {verb} ON accounts_auditentry
FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
"""


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(SQLITE.format(verb=verb))
    else:
        schema_editor.execute(FUNCTION)
        for verb in ("update", "delete", "truncate"):
            schema_editor.execute(POSTGRESQL.format(verb=verb))


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    postgres = schema_editor.connection.vendor == "postgresql"
    for verb in ("update", "delete", "truncate") if postgres else ("update", "delete"):
        where = " ON accounts_auditentry" if postgres else ""
        schema_editor.execute(f"DROP TRIGGER IF EXISTS audit_no_{verb}{where}")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
