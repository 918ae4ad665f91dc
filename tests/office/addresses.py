"""Every address of the office: its route, its arguments, and what each method demands."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from mingjing.office.accounts.access import PUBLIC
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.permissions import Permission

# The description of the API holds no data; its root is a 404.
_OPEN = {"api/v1/", "api/v1/openapi.json"}


@dataclass(frozen=True)
class Address:
    """One route. `demands` is the permission by method; `*` stands for every method."""

    route: str
    arguments: tuple[str, ...]
    pattern: URLPattern
    parents: tuple[URLResolver, ...]
    demands: dict[str, Permission | str | None]

    @property
    def api(self) -> bool:
        """Whether programs call it."""
        return self.route.startswith("api/")

    def path(self, values: dict[str, Any]) -> str:
        """Return the address with its arguments filled in."""
        text = "/" + self.route
        for name, converter in self._converters().items():
            shown = str(converter.to_url(values[name]))
            for spelt in (
                f"<{name}>",
                *(f"<{kind}:{name}>" for kind in ("int", "str", "path", "slug", "uuid")),
            ):
                text = text.replace(spelt, shown)
        assert "<" not in text, text
        return text

    def _converters(self) -> dict[str, Any]:
        return {k: v for one in (*self.parents, self.pattern) for k, v in one.pattern.converters.items()}


def addresses() -> list[Address]:
    """Return all addresses, each route once."""
    found: dict[str, Address] = {}
    for pattern, parents in _walk(get_resolver(), ()):
        route = "".join(str(one.pattern) for one in (*parents, pattern)).lstrip("^/")
        arguments = tuple(name for one in (*parents, pattern) for name in one.pattern.converters)
        found.setdefault(
            route, Address(route, arguments, pattern, parents, _demands(route, pattern.callback))
        )
    return list(found.values())


def _walk(
    resolver: URLResolver, parents: tuple[URLResolver, ...]
) -> Iterator[tuple[URLPattern, tuple[URLResolver, ...]]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _walk(one, (*parents, one))
        else:
            yield one, parents


def _demands(route: str, view: Any) -> dict[str, Permission | str | None]:
    if route in _OPEN:
        return {"*": PUBLIC}
    if hasattr(view, "permission"):
        return {"*": view.permission}
    operations = (
        getattr(inspect.getclosurevars(view).nonlocals.get("self"), "operations", None)
        if inspect.isfunction(view)
        else None
    )
    if not operations:
        return {"*": None}
    demands: dict[str, Permission | str | None] = {}
    for operation in operations:
        needs = [one for one in operation.auth_callbacks if isinstance(one, Needs)]
        for method in operation.methods:
            demands[method] = (
                needs[0].permission if len(needs) == len(operation.auth_callbacks) == 1 else None
            )
    return demands
