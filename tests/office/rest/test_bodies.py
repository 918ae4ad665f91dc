"""What a caller sends is an object, all the way down: its schemas refuse what they would otherwise read things off."""

from collections.abc import Iterator
from typing import Any

import pytest
from ninja import Schema
from ninja.operation import Operation
from ninja.params.models import BodyModel
from pydantic import BaseModel, ValidationError

from mingjing.config.api import api
from mingjing.office.documents.api.schemas import LetterheadOut
from mingjing.office.leads.api.schemas import AskIn, MoneyIn
from mingjing.office.rest.types import Input


def _operations() -> Iterator[Operation]:
    assert api.get_openapi_schema()["paths"]  # every module with operations is read by now
    for _, router in api._routers:
        for view in router.path_operations.values():
            yield from view.operations


def _within(given: Any) -> Iterator[type[Schema]]:
    for part in getattr(given, "__args__", ()):
        yield from _within(part)
    if isinstance(given, type) and issubclass(given, BaseModel):
        if issubclass(given, Schema):
            yield given
        for field in given.model_fields.values():
            yield from _within(field.annotation)


def test_every_schema_that_is_sent_takes_only_objects() -> None:
    bodies = [model for one in _operations() for model in one.models if issubclass(model, BodyModel)]
    sent = {schema for body in bodies for schema in _within(body)}
    assert MoneyIn in sent
    assert not sorted(one.__name__ for one in sent if not issubclass(one, Input))


def test_no_answer_is_made_of_what_takes_only_objects() -> None:
    answers = [model for one in _operations() for model in one.response_models.values()]
    answered = {schema for answer in answers for schema in _within(answer)}
    assert LetterheadOut in answered
    assert not sorted(one.__name__ for one in answered if issubclass(one, Input))


@pytest.mark.parametrize("body", [None, [], [None, None], "days", 7, True])
def test_what_is_no_object_is_refused_and_says_so(body: Any) -> None:
    with pytest.raises(ValidationError, match="须是一个 JSON 对象"):
        AskIn.model_validate(body)
    assert AskIn.model_validate({}).days is None
