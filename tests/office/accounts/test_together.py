"""Tables made over one picture are the tables made one after another."""

from django.db import models
from django.db.migrations import AddField, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

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


def _known(operations: list[Operation]) -> ProjectState:
    state = ProjectState()
    assert state.apps  # drawn, as it is when a migration begins
    for operation in operations:
        operation.state_forwards("leads", state)
    return state


def test_the_same_tables_come_of_it_in_the_same_order() -> None:
    joined = together(OPERATIONS)
    assert [one.describe() for one in joined] == [
        "Create model House; Create model Room",
        "Add field best to House",
        "Create model Garden",
    ]
    one_by_one, at_once = _known(OPERATIONS), _known(joined)
    assert at_once == one_by_one
    drawn = [[one._meta.label for one in state.apps.get_models()] for state in (one_by_one, at_once)]
    assert sorted(drawn[0]) == sorted(drawn[1])
