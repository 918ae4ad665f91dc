"""What is wrong with a value that somebody sent, in words: pydantic speaks English only."""

from collections.abc import Mapping
from typing import Any

_NUMBER = "须是数字"
_WHOLE = "须是整数"
_YES_OR_NO = "须是 true 或 false"
OBJECT = "须是一个 JSON 对象"
DAY = "须是日期，写成 YYYY-MM-DD"
_MOMENT = "须是日期和时间，写成 YYYY-MM-DDThh:mm:ss"
_ONE_OF = "只能是 {expected}"

_WORDS = {
    "missing": "必填，没有给出",
    "string_type": "须是文字",
    "string_too_long": "最多 {max_length} 个字",
    "string_too_short": "至少 {min_length} 个字",
    "string_pattern_mismatch": "含有不允许的字符，或者格式不符",
    "string_unicode": "含有不是文字的编码",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": "数字过大",
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": "须是有限的数字",
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "decimal_max_digits": "最多 {max_digits} 位数字",
    "decimal_max_places": "最多 {decimal_places} 位小数",
    "decimal_whole_digits": "整数部分最多 {whole_digits} 位",
    "greater_than": "须大于 {gt}",
    "greater_than_equal": "不得小于 {ge}",
    "less_than": "须小于 {lt}",
    "less_than_equal": "不得大于 {le}",
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "list_type": "须是列表",
    "too_long": "最多 {max_length} 项",
    "too_short": "至少 {min_length} 项",
    "dict_type": OBJECT,
    "literal_error": _ONE_OF,
    "enum": _ONE_OF,
    "date_type": DAY,
    "date_parsing": DAY,
    "date_from_datetime_parsing": DAY,
    "date_from_datetime_inexact": DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
}


def said(error: Mapping[str, Any]) -> str:
    """Return in Chinese what one of pydantic's errors says; what nobody put into words stays as it is."""
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        return str(context["error"])
    known = _WORDS.get(error["type"])
    return known.format(**context).replace(" or ", " 或 ") if known else str(error["msg"])
