"""The rows of every table as JSON Lines, the same from SQLite and PostgreSQL; and back, as the tables were then."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Field, Model
from django.utils.duration import duration_iso_string

from mingjing.kernel.errors import DataError

# Who was signed in is nobody's record; whoever restores signs in again.
_LEFT_OUT = {"sessions.session", "accounts.signin"}
_BATCH = 500


def dump() -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the label of each table with its lines: field names first, then the rows by key; one state of all."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # The tables as they are, which before an upgrade is not as this program's models have them.
        for label, model in _models(leaves(applied())).items():
            if label not in _LEFT_OUT:
                yield label, _lines(model)


def _models(targets: list[tuple[str, str]]) -> dict[str, type[Model]]:
    state = MigrationExecutor(connection).loader.project_state(targets)
    return {one._meta.label_lower: one for one in state.apps.get_models(include_auto_created=True)}


def _lines(model: type[Model]) -> Iterator[bytes]:
    names = [field.attname for field in model._meta.concrete_fields]
    yield _line(names)
    for row in model._base_manager.order_by("pk").values_list(*names).iterator(2000):
        yield _line([_plain(value) for value in row])


def _line(value: list[Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    return str(value) if isinstance(value, Decimal | date | datetime | time | UUID) else value


def applied() -> list[tuple[str, str]]:
    """Return the migrations of this database in order."""
    return sorted(MigrationRecorder(connection).applied_migrations())


def behind() -> list[tuple[str, str]]:
    """Return the migrations of this program that the database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [(migration.app_label, migration.name) for migration, _ in plan]


def leaves(wanted: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the last migration of each app among `wanted`; raise DataError when this program does not know one."""
    graph = MigrationExecutor(connection).loader.graph
    keys = {(app, name) for app, name in wanted}
    if unknown := keys - set(graph.nodes):
        names = "、".join(f"{app}.{name}" for app, name in sorted(unknown))
        raise DataError(
            f"备份含有本版本没有的数据库变更：{names}", why="备份出自较新的版本", do="先升级明镜，再恢复"
        )
    return [
        key
        for key in sorted(keys)
        if not any(child.key in keys and child.key[0] == key[0] for child in graph.node_map[key].children)
    ]


def prepare(targets: list[tuple[str, str]]) -> None:
    """Make the empty tables as they were when the rows were written."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)


def load(targets: list[tuple[str, str]], tables: Iterable[tuple[str, Iterable[bytes]]]) -> int:
    """Insert the rows into the tables of `prepare`, all or none; return how many."""
    models, count = _models(targets), 0
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # making the tables has set them to immediate
        for label, lines in tables:
            count += _insert(models[label], iter(lines))
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(models.values())):
                cursor.execute(statement)
        connection.check_constraints()
    return count


def _insert(model: type[Model], lines: Iterator[bytes]) -> int:
    fields: list[Field[Any, Any]] = [
        next(field for field in model._meta.concrete_fields if field.attname == name)
        for name in json.loads(next(lines))
    ]
    readers = [_reader(field) for field in fields]
    manager: Any = model._base_manager
    # What migrations themselves put there is in the rows as well.
    if manager.exists():
        manager.all()._raw_delete(connection.alias)
    size = min(_BATCH, connection.ops.bulk_batch_size(fields, [None] * _BATCH))
    count = 0
    while batch := list(islice(lines, size)):
        rows = [
            model(
                **{
                    f.attname: read(value)
                    for f, read, value in zip(fields, readers, json.loads(line), strict=True)
                }
            )
            for line in batch
        ]
        # `raw`: dates that the database sets by itself stay as they were.
        manager.get_queryset()._insert(rows, fields=fields, raw=True)
        count += len(rows)
    return count


def _reader(field: Any) -> Any:
    while field.remote_field:
        field = field.target_field
    if field.get_internal_type() == "BinaryField":
        return lambda value: None if value is None else base64.b64decode(value)
    return field.to_python
