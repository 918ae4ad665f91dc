"""Local rules: begin, write, check, try, put in force, revise, retire."""

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Router, Schema, Status
from ninja.decorators import decorate_view
from pydantic import Field, StringConstraints

from mingjing.kernel.errors import InvalidError, MingjingError
from mingjing.office.accounts.caller import Needs
from mingjing.office.accounts.idempotency import once
from mingjing.office.accounts.permissions import Permission
from mingjing.office.rest import cursor
from mingjing.office.rest.types import PROBLEMS, Code, Input, Limit
from mingjing.office.screenings import editing, policy
from mingjing.office.screenings.api.trials import TrialIn, TrialOut
from mingjing.office.screenings.models import LocalRule
from mingjing.office.screenings.services import local_rules, trials

router = Router(tags=["本地规则"])
_READ, _WRITE = Permission.RULES_READ, Permission.RULES_WRITE
_ONE = "/local-rules/{code}/{version}"
Version = Annotated[int, Field(ge=1, le=100_000)]
Document = Annotated[str, StringConstraints(max_length=200_000, pattern=r"^[^\x00]*$")]


class LocalRuleOut(Schema):
    """One version of a local rule."""

    code: str
    version: int
    title: str
    state: str
    organisation: str
    author: str
    updated_at: datetime

    @staticmethod
    def resolve_organisation(one: LocalRule) -> str:
        """Return the code of the bureau that wrote it."""
        return one.organisation.code

    @staticmethod
    def resolve_author(one: LocalRule) -> str:
        """Return who wrote it last."""
        return one.author.name


class LocalRulePage(Schema):
    """A page of local rules."""

    items: list[LocalRuleOut]
    next: str


class TextOut(Schema):
    """The text of a version; `seen` is to be sent back when it is saved."""

    text: str
    seen: str

    @staticmethod
    def resolve_seen(one: LocalRule) -> str:
        """Return when it was saved, to the microsecond."""
        return one.updated_at.isoformat()


class LocalRuleIn(Input):
    """A new local rule, from the skeleton or as a copy of another."""

    code: Code
    copied: Code = ""


class SaveIn(Input):
    """The text of a draft; `seen` says which text was edited, as it was read."""

    text: Document
    seen: Code


class LocalRuleCheckIn(Input):
    """A text to check, with its cases when `cases` is set."""

    text: Document
    cases: bool = False


class TriedOut(Schema):
    """A case, and in what it differs from what the rule found."""

    name: str
    faults: list[str]


class CheckedOut(Schema):
    """What is wrong with a text, with line and remedy; its cases where they were asked for and could run."""

    problems: list[dict[str, str]]
    cases: list[TriedOut] | None


class ForceIn(Input):
    """On trial, or in earnest."""

    state: Literal["shadow", "active"]


@router.get("/local-rules", response={200: LocalRulePage, **PROBLEMS}, auth=Needs(_READ))
def list_local_rules(request: Any, after: Code = "", limit: Limit = 50) -> dict[str, Any]:
    """本地规则的各个版本，新的在前。"""
    rows = policy.local_rules(request.auth).select_related("organisation", "author")
    found, following = cursor.page(rows, ("-id",), after, limit)
    return {"items": found, "next": following}


@router.post("/local-rules", response={201: LocalRuleOut, **PROBLEMS}, auth=Needs(_WRITE))
@decorate_view(once)
def begin_local_rule(request: Any, body: LocalRuleIn) -> Status[Any]:
    """新写一条本地规则，从骨架或照抄写起。"""
    return Status(201, local_rules.begin(request.auth, body.code, body.copied.strip().upper()))


@router.get(_ONE, response={200: LocalRuleOut, **PROBLEMS}, auth=Needs(_READ))
def get_local_rule(request: Any, code: Code, version: Version) -> LocalRule:
    """一个版本。"""
    return policy.local_rule(request.auth, code, version)


@router.get(f"{_ONE}/text", response={200: TextOut, **PROBLEMS}, auth=Needs(Permission.RULES_LOGIC))
def get_local_rule_text(request: Any, code: Code, version: Version) -> LocalRule:
    """规则文本，只供医保部门查看。"""
    return policy.local_rule(request.auth, code, version)


@router.put(f"{_ONE}/text", response={200: LocalRuleOut, **PROBLEMS}, auth=Needs(_WRITE))
@decorate_view(once)
def save_local_rule(request: Any, code: Code, version: Version, body: SaveIn) -> LocalRule:
    """保存草稿；他人在 seen 之后保存过的，返回 409。"""
    rule = policy.local_rule(request.auth, code, version)
    local_rules.save(request.auth, rule, body.text, _moment(body.seen))
    return rule


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidError("seen 不是读取文本时返回的值", where="seen") from error


@router.post(f"{_ONE}/check", response={200: CheckedOut, **PROBLEMS}, auth=Needs(_WRITE))
def check_local_rule(request: Any, code: Code, version: Version, body: LocalRuleCheckIn) -> dict[str, Any]:
    """检验文本，不保存；cases 为真时运行案例。"""
    policy.local_rule(request.auth, code, version)
    text = body.text.replace("\r\n", "\n")
    problems, tried = editing.problems(text, code, version), None
    if not problems and body.cases:
        try:
            tried = editing.cases(text, code)
        except MingjingError as error:
            problems = error.problems
    said = [{"what": one.what, "where": one.where, "why": one.why, "do": one.do} for one in problems]
    return {"problems": said, "cases": tried}


@router.post(f"{_ONE}/trials", response={201: TrialOut, **PROBLEMS}, auth=Needs(_WRITE))
@decorate_view(once)
def try_local_rule(request: Any, code: Code, version: Version, body: TrialIn) -> Status[Any]:
    """用历史数据试算已保存的文本。"""
    rule = policy.local_rule(request.auth, code, version)
    return Status(201, trials.of_text(request.auth, rule, body.against, **body.span(request.auth)))


@router.post(f"{_ONE}/force", response={200: LocalRuleOut, **PROBLEMS}, auth=Needs(_WRITE))
@decorate_view(once)
def put_in_force(request: Any, code: Code, version: Version, body: ForceIn) -> LocalRule:
    """转为试运行（shadow）或启用（active）；案例须全部通过，前一版停用。"""
    rule = policy.local_rule(request.auth, code, version)
    local_rules.put_in_force(request.auth, rule, body.state)
    return rule


@router.post(f"{_ONE}/revise", response={201: LocalRuleOut, **PROBLEMS}, auth=Needs(_WRITE))
@decorate_view(once)
def revise_local_rule(request: Any, code: Code, version: Version) -> Status[Any]:
    """起草下一版。"""
    return Status(201, local_rules.revise(request.auth, policy.local_rule(request.auth, code, version)))


@router.post(f"{_ONE}/retire", response={200: LocalRuleOut, **PROBLEMS}, auth=Needs(_WRITE))
@decorate_view(once)
def retire_local_rule(request: Any, code: Code, version: Version) -> LocalRule:
    """停用；已查出的疑点不变。"""
    rule = policy.local_rule(request.auth, code, version)
    local_rules.retire(request.auth, rule)
    return rule
