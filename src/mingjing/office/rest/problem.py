"""Errors as RFC 9457 problem documents: what, where, why likely, what to do."""

import json
import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from mingjing.kernel.errors import MingjingError, Problem
from mingjing.office.rest.wording import said

CONTENT_TYPE = "application/problem+json"
log = logging.getLogger(__name__)


def answer(status: int, problems: Sequence[Problem]) -> HttpResponse:
    """Return the problem document of `problems`; the first one is the title."""
    first = problems[0]
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": first.what,
        "why": first.why,
        "do": first.do,
        "errors": [{"where": p.where, "what": p.what, "why": p.why, "do": p.do} for p in problems],
    }
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=CONTENT_TYPE)


def install(api: NinjaAPI) -> None:
    """Make `api` answer every error with a problem document."""
    api.add_exception_handler(MingjingError, _ours)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(AuthenticationError, _unknown)
    api.add_exception_handler(Http404, _missing)
    api.add_exception_handler(HttpError, _plain)
    api.add_exception_handler(Exception, _broken)


def _ours(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(error.status, error.problems)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    problems = [
        Problem("参数不符合要求", ".".join(map(str, one["loc"])), said(one), "按接口说明更正后重试")
        for one in error.errors
    ]
    return answer(422, problems)


def _unknown(request: HttpRequest, error: Any) -> HttpResponse:
    problem = Problem("没有登录，或令牌无效、过期、已作废", do="在请求头 Authorization 中给出有效令牌")
    return answer(401, [problem])


def _missing(request: HttpRequest, error: Any) -> HttpResponse:
    return answer(404, [Problem("没有这个地址或对象", do="核对地址和编号")])


def _plain(request: HttpRequest, error: Any) -> HttpResponse:
    if str(error).startswith("Cannot parse request body"):
        what = Problem("请求的内容不是有效的 JSON", "body", do="核对内容的写法和编码（UTF-8）")
        return answer(error.status_code, [what])
    return answer(error.status_code, [Problem(str(error))])


def _broken(request: HttpRequest, error: Any) -> HttpResponse:
    log.exception("%s %s failed", request.method, request.path)
    return answer(
        500, [Problem("系统内部错误，没有完成这个请求", do="稍后重试；仍然出错的，请把时间告知管理员")]
    )
