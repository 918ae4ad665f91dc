"""Each kind of answer of the API is made once, and every operation still answers with its own."""

from collections.abc import Iterator

from ninja import Router, Schema
from ninja.operation import Operation

from mingjing.config.api import api


class House(Schema):
    """One kind."""

    name: str


class Garden(Schema):
    """Another, which a house passes for."""

    name: str
    size: int = 0


def _get(kind: object) -> Operation:
    return Operation("/x", ["GET"], lambda request: None, response={200: kind, 404: House})


def test_the_same_kind_is_the_same_model_and_nothing_stays_nothing() -> None:
    first, second = _get(list[House]), _get(list[House])
    assert first.response_models[200] is second.response_models[200]
    assert first.response_models[404] is second.response_models[404]
    assert first.response_models[200] is not first.response_models[404]
    assert _get(None).response_models[200] is None


def test_kinds_in_another_order_are_other_models() -> None:
    assert House | Garden == Garden | House
    one, other = _get(House | Garden).response_models[200], _get(Garden | House).response_models[200]
    assert one.model_fields["response"].annotation == House | Garden
    assert one is not other


def _operations(router: Router) -> Iterator[Operation]:
    for view in router.path_operations.values():
        yield from view.operations
    for _, inner, *_ in router._routers:
        yield from _operations(inner)


def test_all_operations_share_what_refuses_them() -> None:
    operations = [operation for _, router in api._routers for operation in _operations(router)]
    answers = [one.response_models for one in operations]
    assert len(operations) > 300
    assert len({models[404] for models in answers if 404 in models}) == 1
    kinds = {model for models in answers for model in models.values()}
    assert len(kinds) < len(operations) < sum(map(len, answers)) / 5
