"""PostgreSQL whose tables tests may empty."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql import base, operations


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        audited = "accounts_auditentry" in tables
        return [
            *(["ALTER TABLE accounts_auditentry DISABLE TRIGGER USER"] if audited else ()),
            *super().sql_flush(style, tables, **options),
            *(["ALTER TABLE accounts_auditentry ENABLE TRIGGER USER"] if audited else ()),
        ]


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
