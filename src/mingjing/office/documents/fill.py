"""Fills a template: Jinja in a sandbox that knows nothing but plain data, and marks what is not known."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from jinja2 import DictLoader, StrictUndefined, TemplateError, Undefined
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mingjing.kernel.errors import InvalidError

BLANK = "【待填："
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]")
_MOST_TEXT = 50_000
# What a template can do wrong: its statements, its values, the XML that comes of them.
_FAULTS = (TemplateError, TypeError, ValueError, AttributeError, LookupError, RecursionError, SyntaxError)


class Blank:
    """Something a document needs and nobody has said yet: false in conditions, marked where it is printed."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.printed = False

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        self.printed = True
        return f"{BLANK}{self.path.removeprefix('填写.')}】"

    def __html__(self) -> str:
        return str(self)

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0


class _Unknown(Undefined):
    """A field that does not exist: printed as blank, so that nothing with it is issued."""

    def __str__(self) -> str:
        return f"{BLANK}没有字段“{self._undefined_name}”】"

    def __html__(self) -> str:
        return str(self)


class _Sandbox(ImmutableSandboxedEnvironment):
    """No globals, no arithmetic that makes much out of little, no calls."""

    intercepted_binops = frozenset({"*", "**", "%", "+", "-", "/", "//"})

    def __init__(self, strict: bool = False) -> None:
        super().__init__(
            loader=DictLoader({}), undefined=StrictUndefined if strict else _Unknown, autoescape=True
        )
        self.globals.clear()
        kept = {"join", "length", "first", "last", "default", "d", "trim"}
        self.filters = {name: one for name, one in self.filters.items() if name in kept}
        self.tests = {name: one for name, one in self.tests.items() if name in {"defined", "equalto", "eq"}}

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError("模板中不能计算")

    def is_safe_callable(self, obj: Any) -> bool:
        return False


def plain(value: Any, path: str = "") -> Any:
    """Return data as templates get it: texts without what Word cannot hold, new lines as paragraphs, gaps marked."""
    if isinstance(value, Mapping):
        return {name: plain(one, f"{path}.{name}" if path else name) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one, path) for one in value]
    if value is None or value == "":
        return Blank(path)
    if isinstance(value, bool | int):
        return value
    text = _FORBIDDEN.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))
    return text[:_MOST_TEXT].strip().replace("\n", "\a")


def fill(template: bytes, data: Mapping[str, Any], strict: bool = False) -> tuple[bytes, list[str]]:
    """Return the filled Word file and the paths that were printed blank.

    With `strict`, a field that does not exist raises InvalidError, as any fault of the template does.
    """
    from docxtpl import DocxTemplate  # noqa: PLC0415 - takes a fifth of the start of every verb of the office

    given = plain(data)
    book = DocxTemplate(BytesIO(template))
    file = BytesIO()
    try:
        book.render(given, _Sandbox(strict), autoescape=True)
        book.save(file)
    except _FAULTS as error:
        raise InvalidError(
            f"模板不能填写：{error}", where="file", do="检查模板中双花括号内的字段名和语句"
        ) from error
    return file.getvalue(), list(dict.fromkeys(_printed(given)))


def _printed(value: Any) -> list[str]:
    if isinstance(value, Blank):
        return [value.path] if value.printed else []
    if isinstance(value, dict):
        return [path for one in value.values() for path in _printed(one)]
    if isinstance(value, list):
        return [path for one in value for path in _printed(one)]
    return []


def unfilled(text: str) -> list[str]:
    """Return the blanks in a text."""
    return re.findall(rf"{BLANK}([^】]*)】", text)
