"""The error pages: what happened, why, what to do; as a page, or as a part of it for htmx."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from mingjing.kernel.errors import Problem

HEADINGS = {
    400: "请求有误",
    403: "没有权限",
    404: "没有找到",
    405: "不能直接打开",
    409: "已被他人更新",
    422: "填写内容需要修改",
    500: "系统出错",
}


def shown(request: HttpRequest, status: int, problems: list[Problem], heading: str = "") -> HttpResponse:
    """Return the error page, or for htmx its part, which goes to the top of the page it came from."""
    context: dict[str, Any] = {
        "problems": problems,
        "status": status,
        "heading": heading or HEADINGS.get(status, "操作未完成"),
    }
    if not request.headers.get("HX-Request") or request.headers.get("HX-History-Restore-Request"):
        return render(request, "ui/problem.html", context, status=status)
    response = render(request, "ui/problem_part.html", context, status=status)
    _to_top(response)
    return response


def _to_top(response: HttpResponse) -> None:
    """Have htmx show it above the content, and leave the address as it is."""
    response.headers["HX-Retarget"] = "#problems"
    response.headers["HX-Reswap"] = "innerHTML"
    response.headers["HX-Push-Url"] = "false"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    problem = Problem(
        "系统不能理解这个请求", why="网址被改动过，或上传内容过大", do="请从菜单重新进入后再操作"
    )
    return shown(request, 400, [problem])


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    problem = Problem(
        "您的角色不能进行这项操作",
        why="这项操作由其他岗位负责",
        do="确需办理的，请联系本单位系统管理员调整角色",
    )
    return shown(request, 403, [problem])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    problem = Problem(
        "没有这个页面或这条记录",
        why="网址有误、记录已撤回，或不在您单位的管辖范围内",
        do="请核对编号，或从菜单重新进入",
    )
    return shown(request, 404, [problem])


def not_a_page(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """Answer 405 for a step that somebody opened like a page."""
    problem = Problem(
        "这一步没有办理",
        why="这个地址只接收页面提交的内容，常见于登录过期后重新登录",
        do="请从菜单回到原来的页面，再操作一次",
    )
    answer = shown(request, 405, [problem])
    answer.headers["Allow"] = refused.headers["Allow"]
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without touching the database: it may be the cause."""
    text = render_to_string("ui/broken.html", {"part": bool(request.headers.get("HX-Request"))})
    response = HttpResponse(text, status=500)
    if request.headers.get("HX-Request"):
        _to_top(response)
    return response


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or stale."""
    problem = Problem(
        "页面已过期，没有提交成功",
        why="打开页面的时间过长、在其他窗口重新登录过，或浏览器禁用了 Cookie",
        do="请返回上一页，刷新后再提交；已填写的内容请先复制",
    )
    return shown(request, 403, [problem], "页面已过期")
