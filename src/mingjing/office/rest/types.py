"""Types of the API's fields: bounded, so that no value reaches the database that it cannot hold."""

from decimal import Decimal
from typing import Annotated

from ninja import Schema
from pydantic import Field, StringConstraints

_CLEAN = r"^[^\x00]*$"
Key = Annotated[int, Field(ge=1, le=2**31 - 1)]
Code = Annotated[str, StringConstraints(max_length=100, pattern=_CLEAN)]
Line = Annotated[str, StringConstraints(max_length=500, pattern=_CLEAN)]
Text = Annotated[str, StringConstraints(max_length=2000, pattern=_CLEAN)]
Yuan = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=2)]
Quantity = Annotated[Decimal, Field(ge=0, max_digits=16, decimal_places=4)]
Days = Annotated[int, Field(ge=1, le=365)]
Share = Annotated[Decimal, Field(ge=0, le=1, max_digits=4, decimal_places=3)]
Limit = Annotated[int, Field(ge=1, le=500)]


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
