"""The database itself refuses to change or delete what was booked, closed and received.

A later migration that alters one of these tables must end with `guard` again: SQLite copies a table to alter it.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("entry", "posting", "closing", "bankfile", "bankline")
SQLITE = """
CREATE TRIGGER IF NOT EXISTS ledger_{table}_no_{verb} BEFORE {verb} ON ledger_{table}
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
"""
FUNCTION = """
CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$
"""
POSTGRESQL = """
CREATE OR REPLACE TRIGGER ledger_{table}_no_{verb} BEFORE {verb} ON ledger_{table}
FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
"""


def guard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        schema_editor.execute(FUNCTION)
    for table in TABLES:
        for verb in ("update", "delete", "truncate") if postgres else ("update", "delete"):
            schema_editor.execute((POSTGRESQL if postgres else SQLITE).format(table=table, verb=verb))


def unguard(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    postgres = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        where = f" ON ledger_{table}" if postgres else ""
        for verb in ("update", "delete", "truncate") if postgres else ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS ledger_{table}_no_{verb}{where}")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
