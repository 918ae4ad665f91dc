"""Tables made over one rendered state are the tables made one after another, and go as they came."""

import pytest
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import AddField, CreateModel, Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.utils import ConnectionHandler

from mingjing.office.accounts.together import together

OPERATIONS: list[Operation] = [
    CreateModel("House", [("id", models.BigAutoField(primary_key=True))]),
    CreateModel(
        "Room",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("house", models.ForeignKey("leads.house", models.CASCADE)),
        ],
    ),
    AddField("House", "best", models.ForeignKey("leads.room", models.SET_NULL, null=True)),
    CreateModel("Garden", [("id", models.BigAutoField(primary_key=True))]),
]


def _database() -> BaseDatabaseWrapper:
    """A database of its own, with nothing in it."""
    handler = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
    return handler["default"]  # type: ignore[return-value]


def _statements(database: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    with database.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master ORDER BY name")
        return [(str(name), str(text)) for name, text in cursor.fetchall()]


def _applied(operations: list[Operation], database: BaseDatabaseWrapper) -> tuple[Migration, ProjectState]:
    migration = Migration("0001", "leads")
    migration.operations = operations
    state = ProjectState()
    assert state.apps  # rendered, as it is when a migration begins
    with database.schema_editor() as editor:
        return migration, migration.apply(state, editor)


def test_what_follows_one_another_is_done_as_one_in_its_order() -> None:
    assert [one.describe() for one in together(OPERATIONS)] == [
        "Create model House; Create model Room",
        "Add field best to House",
        "Create model Garden",
    ]


@pytest.mark.django_db  # a database of the test's own is one as well
def test_the_same_tables_come_of_it_and_go_again() -> None:
    one_by_one, at_once = _database(), _database()
    _, known = _applied(OPERATIONS, one_by_one)
    migration, state = _applied(together(OPERATIONS), at_once)
    assert state == known
    assert _statements(at_once) == _statements(one_by_one)
    assert {"leads_house", "leads_room", "leads_garden"} <= {name for name, _ in _statements(at_once)}
    with at_once.schema_editor() as editor:
        migration.unapply(ProjectState(), editor)
    assert not [name for name, _ in _statements(at_once) if name.startswith("leads_")]


def test_models_are_rendered_from_copies_in_the_order_of_the_state_which_stays_as_it_was() -> None:
    state = ProjectState()
    for operation in (
        *OPERATIONS,
        AddField("Room", "garden", models.OneToOneField("leads.garden", models.CASCADE)),
    ):
        operation.state_forwards("leads", state)
    fields = state.models["leads", "room"].fields
    room, house = (state.apps.get_model("leads", name) for name in ("room", "house"))
    assert [field.name for field in room._meta.local_fields] == list(fields) == ["id", "house", "garden"]
    assert room._meta.get_field("house").remote_field.model is house
    assert house._meta.get_field("best").remote_field.model is room
    kept = fields["house"]
    assert not hasattr(kept, "model") and kept.remote_field.model == "leads.house"
    assert kept.remote_field is not room._meta.get_field("house").remote_field
    assert room._meta.get_field("house").deconstruct()[1:] == kept.deconstruct()[1:]
