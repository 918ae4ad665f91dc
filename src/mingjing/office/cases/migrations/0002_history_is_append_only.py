"""The database itself refuses to change or delete what was done, ruled, received and registered.

A later migration that alters one of these tables must end with `guard` again: SQLite copies a table to alter it.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TABLES = ("step", "ruling", "receipt", "custody", "partnerresult", "localstandard", "waiver", "extension")
SQLITE = """
CREATE TRIGGER IF NOT EXISTS cases_{table}_no_{verb} BEFORE {verb} ON cases_{table}
BEGIN SELECT RAISE(ABORT, 'the record of a case is append-only'); END
"""
FUNCTION = """
CREATE OR REPLACE FUNCTION cases_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the record of a case is append-only'; END $$
"""
POSTGRESQL = """
CREATE OR REPLACE TRIGGER cases_{table}_no_{verb} BEFORE {verb} ON cases_{table}
FOR EACH STATEMENT EXECUTE FUNCTION cases_refuse()
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
        where = f" ON cases_{table}" if postgres else ""
        for verb in ("update", "delete", "truncate") if postgres else ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS cases_{table}_no_{verb}{where}")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
