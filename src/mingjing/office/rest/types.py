"""Types of the API's fields: bounded, so that no value reaches the database that it cannot hold."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self

from ninja import Schema
from ninja.operation import Operation
from pydantic import BeforeValidator, Field, ModelWrapValidatorHandler, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from mingjing.office.rest.wording import DAY, OBJECT

_CLEAN = r"^[^\x00]*$"


def _written_as_a_day(value: Any) -> Any:
    """Take YYYY-MM-DD only: a bare number would be read as seconds since 1970."""
    if not isinstance(value, str) or len(value) != 10:
        raise ValueError(DAY)
    return value


Day = Annotated[date, BeforeValidator(_written_as_a_day)]
Key = Annotated[int, Field(ge=1, le=2**31 - 1)]
Code = Annotated[str, StringConstraints(max_length=100, pattern=_CLEAN)]
Line = Annotated[str, StringConstraints(max_length=500, pattern=_CLEAN)]
Text = Annotated[str, StringConstraints(max_length=2000, pattern=_CLEAN)]
Yuan = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)]
Quantity = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=4)]
Days = Annotated[int, Field(ge=1, le=365)]
Share = Annotated[Decimal, Field(ge=0, le=1, max_digits=4, decimal_places=3)]
Limit = Annotated[int, Field(ge=1, le=500)]


class Input(Schema):
    """What a caller sends, or a part of it: a JSON object and nothing else.

    Its base reads whatever it can off any value by name: `[null]` where no field is required, a word's own
    `title` where one is asked for.
    """

    @model_validator(mode="wrap")
    @classmethod
    def _is_an_object(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        # Wrapped, since what comes "before" comes after the base has made every value look alike.
        if not isinstance(value, dict | cls):
            raise PydanticCustomError("object", OBJECT)
        return handler(value)


class ProblemOut(Schema):
    """An RFC 9457 problem document."""

    type: str
    title: str
    status: int
    detail: str
    why: str = ""
    do: str = ""
    errors: list[dict[str, str]] = []


PROBLEMS = dict.fromkeys((400, 401, 403, 404, 409, 422), ProblemOut)
"""What every operation may answer besides what it names."""

_make_answer = Operation._create_response_model
_answers: dict[tuple[Any, str], Any] = {}


def _answer(operation: Operation, kind: Any) -> Any:
    """Return the model of an answer: one for each kind, not one for each status of each operation."""
    key = (kind, repr(kind))  # `A | B` equals `B | A`, and is another answer
    if key not in _answers:
        _answers[key] = _make_answer(operation, kind)
    return _answers[key]


# ninja makes the same model of a refusal two thousand times, most of what a start of the office takes, and has no other
# place to say so. Here, since whoever declares an operation imports PROBLEMS.
Operation._create_response_model = _answer  # type: ignore[method-assign, assignment]


def file_answer(kind: str) -> dict[str, Any]:
    """Return what describes an operation that answers with a file of this media type."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {"responses": {200: {"content": {kind: binary}}}}
