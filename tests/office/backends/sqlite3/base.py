"""SQLite whose tables tests may empty."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.db.backends.sqlite3 import base, operations

_guard = import_module("mingjing.office.accounts.migrations.0002_audit_is_append_only")
_cases = import_module("mingjing.office.cases.migrations.0002_history_is_append_only")


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        verbs = ("update", "delete") if "accounts_auditentry" in tables else ()
        guarded = [table for table in _cases.TABLES if f"cases_{table}" in tables]
        pairs = [(table, verb) for table in guarded for verb in ("update", "delete")]
        return [
            *(f"DROP TRIGGER IF EXISTS audit_no_{verb}" for verb in verbs),
            *(f"DROP TRIGGER IF EXISTS cases_{table}_no_{verb}" for table, verb in pairs),
            *super().sql_flush(style, tables, **options),
            *(_guard.SQLITE.format(verb=verb) for verb in verbs),
            *(_cases.SQLITE.format(table=table, verb=verb) for table, verb in pairs),
        ]


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
