"""What is wrong with what was sent is said in Chinese, with the limits that hold."""

from datetime import datetime
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, ValidationError

from mingjing.office.rest.types import Day, Days, Input, Yuan
from mingjing.office.rest.wording import said


class Sent(Input):
    days: Days = 1
    amount: Yuan = "0"  # type: ignore[assignment]
    day: Day | None = None
    kind: Literal["suit", "review"] = "suit"
    names: Annotated[list[str], Field(max_length=1)] | None = None
    asks: bool = False
    at: datetime | None = None
    text: Annotated[str, Field(max_length=2, pattern="^[a-z]*$")] = ""


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"days": 0}, "不得小于 1"),
        ({"days": 366}, "不得大于 365"),
        ({"days": "x"}, "须是整数"),
        ({"amount": "0.001"}, "最多 2 位小数"),
        ({"amount": "many"}, "须是数字"),
        ({"day": 7}, "须是日期，写成 YYYY-MM-DD"),
        ({"day": "2026-13-01"}, "须是日期，写成 YYYY-MM-DD"),
        ({"kind": "other"}, "只能是 'suit' 或 'review'"),
        ({"names": ["a", "b"]}, "最多 1 项"),
        ({"names": "a"}, "须是列表"),
        ({"asks": "perhaps"}, "须是 true 或 false"),
        ({"at": "soon"}, "须是日期和时间，写成 YYYY-MM-DDThh:mm:ss"),
        ({"text": "abc"}, "最多 2 个字"),
        ({"text": "A"}, "含有不允许的字符，或者格式不符"),
        ([], "须是一个 JSON 对象"),
    ],
)
def test_each_fault_is_said_with_its_limit(body: Any, words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Sent.model_validate(body)
    assert [said(one) for one in refused.value.errors()] == [words]


def test_what_nobody_put_into_words_is_said_as_it_came() -> None:
    assert (
        said({"type": "url_parsing", "msg": "Input should be a valid URL"}) == "Input should be a valid URL"
    )
