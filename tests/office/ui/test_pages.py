"""Errors as pages and as parts of pages; the navigation shows what may be followed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory

from mingjing.kernel.errors import ConflictError, ForbiddenError, InvalidError, NotVisibleError
from mingjing.office import ui
from mingjing.office.ui import errors, nav
from mingjing.office.ui.middleware import ProblemMiddleware
from tests.office.province import Province

STATIC = Path(ui.__file__).parent / "static"


def test_what_npm_brings_is_there() -> None:
    names = {"tabler.min.css", "htmx.min.js", "echarts.min.js"}
    assert names <= {one.name for one in (STATIC / "vendor").iterdir()}


def test_templates_hold_no_script_or_style_of_their_own() -> None:
    office = Path(ui.__file__).parent.parent
    for template in office.rglob("templates/**/*.html"):
        text = template.read_text(encoding="utf-8")
        assert "<style" not in text and "onclick=" not in text and "hx-on" not in text, template
        assert all(
            "src=" in one.split(">")[0] or "application/json" in one for one in text.split("<script")[1:]
        ), template


@pytest.mark.parametrize(
    ("error", "status"),
    [(NotVisibleError, 404), (ForbiddenError, 403), (ConflictError, 409), (InvalidError, 422)],
)
@pytest.mark.django_db
def test_our_errors_say_what_why_and_what_to_do(error: type[InvalidError], status: int) -> None:
    middleware = ProblemMiddleware(errors.server_error)
    answer = middleware.process_exception(RequestFactory().get("/"), error("出了事", why="原因", do="办法"))
    assert answer is not None
    text = answer.content.decode()
    assert answer.status_code == status
    assert "出了事" in text and "可能原因" in text and "办法" in text
    assert errors.HEADINGS[status] in text


def test_htmx_gets_an_error_on_top_of_the_page_it_is_on() -> None:
    request: HttpRequest = RequestFactory().get("/", headers={"HX-Request": "true"})
    answer = ProblemMiddleware(errors.server_error).process_exception(request, ConflictError("已变"))
    assert answer is not None
    assert answer.headers["HX-Retarget"] == "#problems"
    assert "<html" not in answer.content.decode()


def test_strange_errors_are_left_to_the_server_page() -> None:
    assert (
        ProblemMiddleware(errors.server_error).process_exception(RequestFactory().get("/"), ValueError())
        is None
    )
    answer = errors.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "数据未改动" in answer.content.decode()


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_so_in_the_frame_of_the_office(
    signed_in: Callable[..., Client],
) -> None:
    answer = signed_in("officer").get("/nowhere/at/all")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.content.decode()
    assert 'aria-label="主导航"' in answer.content.decode()


@pytest.mark.django_db
def test_a_step_opened_like_a_page_is_explained(signed_in: Callable[..., Client]) -> None:
    answer = signed_in("officer").get("/leads/bulk/assign/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "这一步没有办理" in answer.content.decode()


@pytest.mark.django_db
def test_a_stale_form_is_explained(province: Province) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/sign-in", {"username": "a", "password": "b"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()


@pytest.mark.django_db
def test_everybody_sees_the_entries_of_their_roles_alone(province: Province) -> None:
    def titles(role: str, place: str) -> set[str]:
        return {one.title for one in nav.links(province.who(role, place), "/")}

    assert {"线索", "看板"} <= titles("officer", "county1")
    assert not {"账号", "审计", "工作日历"} & titles("officer", "county1")
    assert {"账号", "审计"} <= titles("administrator", "city1")
    assert "线索" not in titles("administrator", "city1")
    assert "看板" not in titles("clerk", "H1")
    assert titles("partner", "partner") == {"工作台", "协同事项"}


@pytest.mark.django_db
def test_one_entry_is_where_one_is(province: Province) -> None:
    user = province.who("officer", "county1")
    for path, title in (
        ("/", "工作台"),
        ("/leads/X/", "线索"),
        ("/suspicions/3/", "线索"),
        ("/dashboard/", "看板"),
    ):
        assert [one.title for one in nav.links(user, path) if one.active] == [title]
