"""Callers of the API: a token for anybody of the small province."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from mingjing.office.accounts import tokens
from tests.office.province import Province


@dataclass
class Caller:
    """Somebody's program: get("/leads"), post("/parts/1/sign", {...}); answers as (status, document)."""

    key: str

    def get(self, path: str, **headers: str) -> HttpResponse:
        """Call GET."""
        return Client().get(f"/api/v1{path}", headers=self._headers(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        """Call POST with a JSON body."""
        return Client().post(
            f"/api/v1{path}",
            data=json.dumps({} if body is None else body),
            content_type="application/json",
            headers=self._headers(headers),
        )

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} | {k.replace("_", "-"): v for k, v in more.items()}


@pytest.fixture
def program(province: Province) -> Callable[..., Caller]:
    """program("officer", "county1", scopes=None): a program of that person."""

    def make(role: str, place: str = "county1", scopes: list[str] | None = None) -> Caller:
        user = province.who(role, place)
        wanted = scopes if scopes is not None else [one.value for one in tokens.offered(user)]
        return Caller(tokens.issue(user, "测试", wanted, 30)[1])

    return make
