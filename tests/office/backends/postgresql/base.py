"""PostgreSQL whose append-only tables tests may empty: their triggers are off meanwhile."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql import base, operations

_GUARDED = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute(_GUARDED)
            guarded = [row[0] for row in cursor.fetchall()]
        return [
            *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in guarded),
            *super().sql_flush(style, tables, **options),
            *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in guarded),
        ]


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
