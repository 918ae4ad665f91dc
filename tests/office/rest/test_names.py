"""The description of the API knows each of its schemas by its bare name: two of one name would be one."""

from collections import Counter

from ninja import Schema

from mingjing.config.api import api


def _below(kind: type[Schema]) -> list[type[Schema]]:
    return [one for direct in kind.__subclasses__() for one in (direct, *_below(direct))]


def test_no_two_schemas_have_the_same_name() -> None:
    assert api.get_openapi_schema()["paths"]  # every module with operations is read by now
    ours = {one for one in _below(Schema) if one.__module__.startswith("mingjing.")}
    twice = [name for name, count in Counter(one.__name__ for one in ours).items() if count > 1]
    assert not twice
