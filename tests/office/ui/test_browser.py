"""The page kit in a real browser: lists by mouse and keyboard, the address, dialogs, charts, paper, two widths."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, sync_playwright

from mingjing.office.leads.models import Lead
from tests import chromium

READABLE = (Path(__file__).parent / "readable.js").read_text(encoding="utf-8")
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not chromium.FOUND, reason="no Chromium on this machine"),
]


@pytest.fixture
def browse(live_server: Any, signed_in: Callable[..., Client]) -> Iterator[Callable[..., Any]]:
    """Run a walk through pages: browse(walk, "officer", "province"). It fails on any error the browser reports.

    The browser has a thread of its own: its event loop and the database do not get along in one.
    """

    def run(walk: Callable[[Page], Any], session: str) -> Any:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium.FOUND, args=list(chromium.ARGUMENTS)
            )
            context = browser.new_context(base_url=live_server.url, locale="zh-CN")
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
            )
            page = context.new_page()
            page.set_viewport_size({"width": 1440, "height": 900})
            said: list[str] = []
            page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
            page.on("pageerror", lambda error: said.append(str(error)))
            found = walk(page)
            browser.close()
            assert [one for one in said if "404" not in one] == []
            return found

    with ThreadPoolExecutor(1) as thread:
        yield lambda walk, role, place: thread.submit(
            run, walk, signed_in(role, place).cookies[settings.SESSION_COOKIE_NAME].value
        ).result()


def test_a_list_is_narrowed_ordered_and_walked_without_leaving_it(
    sent: list[Lead], browse: Callable[..., Any]
) -> None:
    Lead.objects.filter(pk=sent[0].pk).update(sev_deg=1)

    def walk(page: Page) -> None:
        page.goto("/leads/")
        page.evaluate("window.stayed = true")
        page.select_option("[name=severity]", "1")
        page.locator(".chip", has_text="明确违规").wait_for()
        assert page.url.endswith("/leads/?severity=1")
        assert page.locator("#table-leads tbody tr").count() == 1
        page.click("th a:has-text('检出金额')")
        page.wait_for_url("**/leads/?severity=1&sort=-checkout_amt")
        assert page.evaluate("window.stayed")
        page.go_back()
        page.wait_for_url("**/leads/?severity=1")
        assert page.input_value("[name=severity]") == "1"
        page.click(".chip-clear")
        page.locator("#table-leads tbody tr").nth(3).wait_for()
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("x")
        assert page.inner_text("[data-picked-number]") == "1"
        page.check("[data-pick-page]")
        assert page.inner_text("[data-picked-number]") == "4"
        page.keyboard.press("?")
        assert page.evaluate("document.getElementById('keys').open")
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.type") == "search"
        page.goto("/leads/")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/leads/SC-TEST-1-*/")

    browse(walk, "officer", "province")


def test_the_dashboard_draws_and_shows_the_tables_behind(
    sent: list[Lead], browse: Callable[..., Any]
) -> None:
    def walk(page: Page) -> None:
        page.goto("/dashboard/")
        page.locator(".chart canvas").nth(2).wait_for()
        page.click("[data-chart-tables]")
        assert page.locator("[data-chart-rows]:visible").count() == 3
        page.locator("[data-chart=place] tbody a").first.click()
        page.wait_for_url("**/leads/?home=*")
        assert page.locator("#table-leads tbody tr").count() > 0

    browse(walk, "leader", "province")


def test_a_narrowed_window_stays_whole_before_its_charts_are_drawn_anew(
    sent: list[Lead], browse: Callable[..., Any]
) -> None:
    def walk(page: Page) -> int:
        page.add_init_script("window.ResizeObserver = class { observe() {} };")
        page.goto("/dashboard/")
        page.locator(".chart canvas").nth(2).wait_for()
        page.set_viewport_size({"width": 768, "height": 900})
        return int(page.evaluate("document.documentElement.scrollWidth"))

    assert browse(walk, "officer", "county3") == 768


PAGES = {
    ("officer", "county3"): (
        "/", "/leads/", "/leads/SC-TEST-1-D003/", "/leads/SC-TEST-1-D003/dossier/", "/suspicions/{suspicion}/",
        "/persons/PD003/", "/tasks/", "/parts/{part}/", "/parts/{part}/workbook/", "/dashboard/", "/nowhere",
    ),
    ("analyst", "province"): (
        "/screenings/", "/screenings/new/", "/institutions/", "/institutions/H1/", "/tickets/", "/tasks/new/",
        "/rules/", "/rules/CHG-001/", "/rules/coverage/", "/knowledge/", "/local-rules/",
    ),
    ("administrator", "province"): (
        "/accounts/users/", "/accounts/users/new", "/accounts/organisations/", "/audit/", "/calendar/", "/account/",
    ),
    ("clerk", "H4"): ("/", "/leads/"),
}  # fmt: skip


@pytest.mark.parametrize("who", PAGES, ids=lambda who: who[0])
def test_every_page_fits_its_window_and_can_be_read(
    who: tuple[str, str], sent: list[Lead], browse: Callable[..., Any]
) -> None:
    lead = Lead.objects.get(number="SC-TEST-1-D003")
    keys = {"suspicion": lead.suspicions.first().pk, "part": lead.part_id}  # type: ignore[union-attr]

    def walk(page: Page) -> dict[tuple[str, int], list[str]]:
        wrong = {}
        for address in PAGES[who]:
            page.set_viewport_size({"width": 1440, "height": 900})
            page.goto(address.format(**keys))
            page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            for width in (1440, 768):
                page.set_viewport_size({"width": width, "height": 900})
                if found := page.evaluate(READABLE):
                    wrong[address, width] = found
        return wrong

    assert browse(walk, *who) == {}


def test_paper_has_no_navigation_and_whole_tables(sent: list[Lead], browse: Callable[..., Any]) -> None:
    def walk(page: Page) -> None:
        page.goto("/leads/")
        page.emulate_media(media="print")
        assert not page.is_visible("header.top")
        assert not page.is_visible(".filters")
        assert (
            page.evaluate("getComputedStyle(document.querySelector('.sheet .table-responsive')).overflowX")
            == "visible"
        )
        page.goto("/dashboard/")
        assert page.locator("[data-chart-rows]:visible").count() == 3

    browse(walk, "officer", "province")
