"""SQLite whose tables tests may empty."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.db.backends.sqlite3 import base, operations

_guard = import_module("mingjing.office.accounts.migrations.0002_audit_is_append_only")


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        verbs = ("update", "delete") if "accounts_auditentry" in tables else ()
        return [
            *(f"DROP TRIGGER IF EXISTS audit_no_{verb}" for verb in verbs),
            *super().sql_flush(style, tables, **options),
            *(_guard.SQLITE.format(verb=verb) for verb in verbs),
        ]


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
