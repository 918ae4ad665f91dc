"""The database itself refuses to change what was issued, and to change or delete revisions, services, templates."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from mingjing.office.accounts.append_only import append_only

TABLES = ("documents_revision", "documents_delivery", "documents_letterhead", "documents_template")
WORDS = "an issued document never changes"
_KEPT = (
    "case_id",
    "organisation_id",
    "kind",
    "title",
    "number",
    "fields",
    "template_sha256",
    "file",
    "sha256",
    "issued_on",
)
_SQLITE = """
CREATE TRIGGER IF NOT EXISTS documents_document_issued BEFORE UPDATE ON documents_document
WHEN OLD.state IN ('issued', 'void') AND OLD.sha256 <> '' AND ({changed} OR NEW.state NOT IN ('issued', 'void'))
BEGIN SELECT RAISE(ABORT, '{words}'); END
"""
_SQLITE_DELETE = """
CREATE TRIGGER IF NOT EXISTS documents_document_kept BEFORE DELETE ON documents_document
BEGIN SELECT RAISE(ABORT, '{words}'); END
"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION documents_document_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{words}'; END $$
"""
_POSTGRESQL = """
CREATE OR REPLACE TRIGGER documents_document_issued BEFORE UPDATE ON documents_document
FOR EACH ROW WHEN (OLD.state IN ('issued', 'void') AND OLD.sha256 <> '' AND ({changed} OR NEW.state NOT IN ('issued', 'void')))
EXECUTE FUNCTION documents_document_refuse()
"""
_POSTGRESQL_DELETE = """
CREATE OR REPLACE TRIGGER documents_document_kept BEFORE DELETE ON documents_document
FOR EACH ROW EXECUTE FUNCTION documents_document_refuse()
"""


def guard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        changed = " OR ".join(f"NEW.{one}::text IS DISTINCT FROM OLD.{one}::text" for one in _KEPT)
        texts = [_FUNCTION, _POSTGRESQL, _POSTGRESQL_DELETE]
    else:
        changed = " OR ".join(f"NEW.{one} IS NOT OLD.{one}" for one in _KEPT)
        texts = [_SQLITE, _SQLITE_DELETE]
    for text in texts:
        editor.execute(text.format(changed=changed, words=WORDS))


def unguard(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    where = " ON documents_document" if editor.connection.vendor == "postgresql" else ""
    for name in ("issued", "kept"):
        editor.execute(f"DROP TRIGGER IF EXISTS documents_document_{name}{where}")


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [
        append_only(TABLES, "the record of documents is append-only"),
        migrations.RunPython(guard, unguard),
    ]
