"""The database itself refuses to change a letter that was sent, and to change or delete notes and reports of progress."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from mingjing.office.accounts.append_only import append_only

TABLES = ("liaison_note", "liaison_progress")
WORDS = "a letter that was sent never changes"
_KEPT = (
    "code",
    "kind",
    "sender_id",
    "receiver_id",
    "number",
    "title",
    "problem",
    "request",
    "document_id",
    "file",
    "sha256",
    "sent_on",
)
_OPEN = "OLD.state NOT IN ('draft', 'submitted')"
_SQLITE = """
CREATE TRIGGER IF NOT EXISTS liaison_letter_sent BEFORE UPDATE ON liaison_letter
WHEN {open} AND substr(OLD.code, 1, 3) = 'HJ-' AND ({changed} OR NEW.state IN ('draft', 'submitted'))
BEGIN SELECT RAISE(ABORT, '{words}'); END
"""
_SQLITE_DELETE = """
CREATE TRIGGER IF NOT EXISTS liaison_letter_kept BEFORE DELETE ON liaison_letter
BEGIN SELECT RAISE(ABORT, '{words}'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION liaison_letter_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{words}'; END $$
"""
_POSTGRESQL = """
CREATE OR REPLACE TRIGGER liaison_letter_sent BEFORE UPDATE ON liaison_letter
FOR EACH ROW WHEN ({open} AND substr(OLD.code, 1, 3) = 'HJ-' AND ({changed} OR NEW.state IN ('draft', 'submitted')))
EXECUTE FUNCTION liaison_letter_refuse()
"""
_POSTGRESQL_DELETE = """
CREATE OR REPLACE TRIGGER liaison_letter_kept BEFORE DELETE ON liaison_letter
FOR EACH ROW EXECUTE FUNCTION liaison_letter_refuse()
"""


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        changed = " OR ".join(f"NEW.{one}::text IS DISTINCT FROM OLD.{one}::text" for one in _KEPT)
        texts = [_FUNCTION, _POSTGRESQL, _POSTGRESQL_DELETE]
    else:
        changed = " OR ".join(f"NEW.{one} IS NOT OLD.{one}" for one in _KEPT)
        texts = [_SQLITE, _SQLITE_DELETE]
    for text in texts:
        editor.execute(text.format(changed=changed, words=WORDS, open=_OPEN))


def unguard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    where = " ON liaison_letter" if editor.connection.vendor == "postgresql" else ""
    for name in ("sent", "kept"):
        editor.execute(f"DROP TRIGGER IF EXISTS liaison_letter_{name}{where}")


class Migration(migrations.Migration):
    dependencies = [("liaison", "0002_letters")]
    operations = [
        append_only(TABLES, "the history of the work with other departments is append-only"),
        migrations.RunPython(guard, unguard),
    ]
