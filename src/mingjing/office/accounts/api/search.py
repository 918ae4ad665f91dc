"""The search over everything."""

from typing import Annotated, Any

from ninja import Query, Router, Schema
from pydantic import Field

from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.permissions import Permission
from mingjing.office.rest.types import PROBLEMS
from mingjing.office.ui import search

router = Router(tags=["搜索"])


class HitOut(Schema):
    """One thing found. `exact`: its number is what was asked for."""

    title: str
    code: str
    about: str
    address: str
    exact: bool


class FoundGroupOut(Schema):
    """What was found of one kind: cases, leads, tasks, institutions, persons and so on; `more` when it was cut."""

    kind: str
    title: str
    hits: list[HitOut]
    more: bool


class Asked(Schema):
    """What is searched for: the beginning of a number, a name; insured persons by all of their number or name."""

    q: Annotated[str, Field(min_length=search.SHORTEST, max_length=search.LONGEST, pattern=r"^[^\x00]*$")]


@router.get("/search", response={200: list[FoundGroupOut], **PROBLEMS}, auth=Needs(Permission.HOME))
def find(request: Any, asked: Query[Asked]) -> list[dict[str, Any]]:
    """在管辖范围内搜索案件、线索、任务、机构、参保人、文书等。"""
    return [
        {
            "kind": group.source.name, "title": group.source.title, "more": group.cut,
            "hits": [
                {"title": str(hit.title), "code": hit.code, "about": hit.about, "address": hit.address, "exact": hit.exact}
                for hit in group.shown
            ],
        }
        for group in search.everything(request.auth, asked.q)
    ]  # fmt: skip
