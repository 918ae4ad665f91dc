"""Has the database itself refuse to change or delete rows: the audit log, what was done in a case, what was booked.

A later migration that alters such a table must end with `append_only` again: SQLite copies a table to alter it, without
its triggers.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

_SQLITE = """
CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{words}'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{words}'; END $$
"""
_POSTGRESQL = """
CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()
"""


def append_only(tables: tuple[str, ...], words: str) -> RunPython:
    """Return the operation of a migration that guards `tables`; the database answers `words` to who tries."""

    def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for table in tables:
            if editor.connection.vendor == "postgresql":
                editor.execute(_FUNCTION.format(table=table, words=words))
            for verb in _verbs(editor):
                text = _POSTGRESQL if editor.connection.vendor == "postgresql" else _SQLITE
                editor.execute(text.format(table=table, verb=verb, words=words))

    def unguard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for table in tables:
            where = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
            for verb in _verbs(editor):
                editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{where}")

    return RunPython(guard, unguard)


def _verbs(editor: BaseDatabaseSchemaEditor) -> tuple[str, ...]:
    """SQLite knows no TRUNCATE."""
    return (
        ("update", "delete", "truncate") if editor.connection.vendor == "postgresql" else ("update", "delete")
    )
