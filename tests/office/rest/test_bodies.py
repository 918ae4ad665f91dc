"""What a caller sends is an object, all the way down: its schemas refuse what they would otherwise read things off."""

from collections.abc import Iterator
from typing import Any

import pytest
from ninja import Schema
from ninja.params.models import BodyModel
from pydantic import BaseModel, ValidationError

from mingjing.config.api import api
from mingjing.office.leads.api.schemas import AskIn, MoneyIn
from mingjing.office.rest.types import Input


def _sent() -> Iterator[type[Schema]]:
    """Every schema that stands in the body an operation takes."""
    for _, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                for model in operation.models:
                    if issubclass(model, BodyModel):
                        yield from _within(model)


def _within(given: Any) -> Iterator[type[Schema]]:
    for part in getattr(given, "__args__", ()):
        yield from _within(part)
    if isinstance(given, type) and issubclass(given, BaseModel):
        if issubclass(given, Schema):
            yield given
        for field in given.model_fields.values():
            yield from _within(field.annotation)


def test_every_schema_that_is_sent_takes_only_objects() -> None:
    assert api.get_openapi_schema()["paths"]  # every module with operations is read by now
    sent = set(_sent())
    assert MoneyIn in sent
    assert not sorted(one.__name__ for one in sent if not issubclass(one, Input))


@pytest.mark.parametrize("body", [None, [], [None, None], "days", 7, True])
def test_what_is_no_object_is_refused_and_says_so(body: Any) -> None:
    with pytest.raises(ValidationError, match="须是一个 JSON 对象"):
        AskIn.model_validate(body)
    assert AskIn.model_validate({}).days is None
