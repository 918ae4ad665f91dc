"""PostgreSQL for tests: migrated once and copied; its append-only tables may be emptied, their triggers off meanwhile."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base, creation, operations

from tests.office import migrated

_TEMPLATE = "mingjing_migrated"

_GUARDED = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"


class DatabaseCreation(creation.DatabaseCreation):
    def create_test_db(self, *given: Any, **options: Any) -> str:
        settings = self.connection.settings_dict
        with migrated.one_at_a_time(Path(settings["HOST"]) / f"{_TEMPLATE}.lock"):
            if self._kept():
                settings["TEST"]["TEMPLATE"] = _TEMPLATE
                return super().create_test_db(*given, **options)
            name = super().create_test_db(*given, **options)
            self.connection.close()
            with self._nodb_cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {_TEMPLATE} TEMPLATE {name}")
        return name

    def _kept(self) -> bool:
        with self._nodb_cursor() as cursor:
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [_TEMPLATE])
            return cursor.rowcount == 1


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
    creation_class = DatabaseCreation
    ops_class = DatabaseOperations
