"""PostgreSQL whose tables tests may empty."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

from django.db.backends.postgresql import base, operations

_cases = import_module("mingjing.office.cases.migrations.0002_history_is_append_only")
_GUARDED = {"accounts_auditentry", *(f"cases_{table}" for table in _cases.TABLES)}


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        guarded = [table for table in tables if table in _GUARDED]
        return [
            *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in guarded),
            *super().sql_flush(style, tables, **options),
            *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in guarded),
        ]


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
