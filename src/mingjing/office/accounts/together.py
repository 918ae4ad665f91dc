"""Makes many tables over one rendered state: Django renders its models anew after each, which takes longer than the tables.

Rendering itself copies fields instead of building each from its arguments again, which takes almost half of a first start.
`migrate --fake-initial` does not know such a migration by its tables; Mingjing does not use it.
"""

from collections.abc import Sequence
from copy import copy
from itertools import groupby
from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import Field, Model


def together(operations: Sequence[Operation]) -> list[Operation]:
    """Return the operations of a migration with those that make tables one after another done as one."""
    found: list[Operation] = []
    for makes, group in groupby(operations, key=lambda one: isinstance(one, CreateModel)):
        alike = list(group)
        found += [_Together(alike)] if makes else alike
    return found


class _Together(Operation):
    """Makes tables in their order."""

    category = OperationCategory.ADDITION

    def __init__(self, tables: Sequence[Operation]) -> None:
        self.tables = tables

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """See Operation. The rendered models are let go first: they are rendered when asked for, with all tables."""
        state.__dict__.pop("apps", None)
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """See Operation."""
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """See Operation."""
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """See Operation."""
        return "; ".join(table.describe() for table in self.tables)


class _Unbound:
    """A field of a state, which belongs to no model: a copy of it is as good as one built from its arguments."""

    def __init__(self, field: Field[Any, Any]) -> None:
        self.field = field

    def clone(self) -> Field[Any, Any]:
        """Return a copy that comes after the fields copied before it."""
        copied = copy(self.field)
        if copied.remote_field:
            copied.remote_field = copy(copied.remote_field)
            copied.remote_field.field = copied
        copied.creation_counter = Field.creation_counter
        Field.creation_counter += 1
        return copied


_render = ModelState.render


def _render_copies(state: ModelState, apps: Apps) -> type[Model]:
    light: Any = state.clone()
    light.fields = {name: _Unbound(field) for name, field in state.fields.items()}
    rendered: type[Model] = _render(light, apps)
    return rendered


ModelState.render = _render_copies  # type: ignore[method-assign, assignment]
