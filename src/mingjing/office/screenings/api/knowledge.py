"""The knowledge base: its lists, the dated and cited rows of one, and what it covers."""

from typing import Annotated, Any, Literal

from ninja import Query, Router, Schema
from pydantic import Field

from mingjing.analysis.knowledge.document import lists
from mingjing.analysis.rules import coverage as covering
from mingjing.kernel.errors import NotVisibleError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.permissions import Permission
from mingjing.office.rest.types import PROBLEMS, Code, Day, Limit
from mingjing.office.screenings import rulebook
from mingjing.office.screenings.knowledge_rows import fits

router = Router(tags=["规则与知识"])
_READ = Permission.RULES_READ


class ListOut(Schema):
    """A knowledge list; `own` rows are the bureau's own."""

    name: str
    title: str
    doc: str
    rows: int
    own: int
    rules: list[str]


class RowsOut(Schema):
    """Rows of a list from `start` on, each as the list has it; `next` is where the following begin, None at the end."""

    total: int
    items: list[dict[str, Any]]
    next: int | None


class RowFilters(Schema):
    """Which rows: text in any column, in force on a day, for a division, the bureau's own."""

    q: Code = ""
    on: Day | None = None
    region: Code = ""
    own: bool = False
    start: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    limit: Limit = 200


class AnswerOut(Schema):
    """How one entry of the official lists is answered here."""

    table: str
    number: str
    title: str
    state: str
    rules: list[str]
    lists: list[str]
    rows: dict[str, int]
    reason: str
    gaps: list[str]
    waits: bool


class CoverageOut(Schema):
    """What answers the entries of one table, in words and one by one."""

    summary: str
    items: list[AnswerOut]


@router.get("/knowledge", response={200: list[ListOut], **PROBLEMS}, auth=Needs(_READ))
def list_knowledge(request: Any) -> list[dict[str, Any]]:
    """知识表及其行数、用到它的规则。"""
    rules, found = rulebook.rules().values(), []
    for name, one in lists().items():
        rows, own = rulebook.knowledge_rows(name)
        readers = [rule.code for rule in rules if name in rule.sql]
        found.append(
            {
                "name": name,
                "title": one.title,
                "doc": one.doc,
                "rows": len(rows),
                "own": own,
                "rules": readers,
            }
        )
    return found


@router.get("/knowledge/{name}", response={200: RowsOut, **PROBLEMS}, auth=Needs(_READ))
def list_knowledge_rows(request: Any, name: Code, filters: Query[RowFilters]) -> dict[str, Any]:
    """一张知识表的行：区划、起止日期、依据。"""
    if name not in lists():
        raise NotVisibleError("没有这张知识表", where=name)
    every, own = rulebook.knowledge_rows(name)
    first_own = len(every) - own
    wanted = filters.dict(include={"q", "on", "region", "own"})
    kept = [row for place, row in enumerate(every) if fits(row, place >= first_own, wanted)]
    end = filters.start + filters.limit
    return {
        "total": len(kept),
        "items": kept[filters.start : end],
        "next": end if end < len(kept) else None,
    }


@router.get("/coverage/{table}", response={200: CoverageOut, **PROBLEMS}, auth=Needs(_READ))
def get_coverage(
    request: Any, table: Literal["national_rule", "notice_behaviour", "problem_item"]
) -> dict[str, Any]:
    """国家规则、文件点名的行为、典型问题清单的落实情况。"""
    rows = rulebook.coverage()[table]
    return {"summary": covering.summary(table, rows), "items": rows}
