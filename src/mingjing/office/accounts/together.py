"""Makes many tables over one rendered state: Django renders its models anew after each, which takes longer than the tables.

`migrate --fake-initial` does not know such a migration by its tables; Mingjing does not use it.
"""

from collections.abc import Sequence
from itertools import groupby

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


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
