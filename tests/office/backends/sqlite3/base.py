"""SQLite for tests: migrated once and copied; its append-only tables may be emptied, their triggers put aside meanwhile."""

import shutil
from collections.abc import Sequence
from typing import Any

from django.db.backends.sqlite3 import base, creation, operations

from tests.office import migrated


class DatabaseCreation(creation.DatabaseCreation):
    def create_test_db(self, *given: Any, **options: Any) -> str:
        with migrated.one_at_a_time(migrated.file().with_suffix(".lock")):
            name = super().create_test_db(*given, **options)
            if not migrated.file().exists():
                migrated.keep(name)
        return name

    def _create_test_db(self, *given: Any, **options: Any) -> str:
        name: str = super()._create_test_db(*given, **options)  # type: ignore[misc]
        if migrated.file().exists():
            shutil.copy(migrated.file(), name)
        return name


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        return [
            *(f"DROP TRIGGER {name}" for name, _ in triggers),
            *super().sql_flush(style, tables, **options),
            *(sql for _, sql in triggers),
        ]


class DatabaseWrapper(base.DatabaseWrapper):
    creation_class = DatabaseCreation
    ops_class = DatabaseOperations
