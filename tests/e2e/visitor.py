"""Somebody at a browser."""

import re
from contextlib import nullcontext
from decimal import Decimal

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from mingjing.office.demo import PASSWORD

PATIENCE = 60_000
"""Milliseconds that a page may take on a busy machine."""
SENDS_A_FORM = """pressed => pressed.form?.method === "post" && pressed.type === "submit"
    && !pressed.closest("[hx-get], [hx-post]")"""


class Visitor:
    """One signed-in person with a browser window; what the page's script complains of is kept in `complaints`."""

    def __init__(self, browser: Browser, base: str, username: str, password: str = PASSWORD) -> None:
        self.base = base
        self.context: BrowserContext = browser.new_context(
            viewport={"width": 1440, "height": 900}, locale="zh-CN"
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        self.go("/sign-in")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[name=password]", password)
        self.press("登录")

    def go(self, path: str) -> Page:
        """Open an address of the site."""
        self.page.goto(self.base + path)
        return self.page

    def press(self, name: str, within: Locator | None = None) -> None:
        """Press the first button or link called `name`, agree when asked, and wait for the page.

        A form that is sent is waited for until the next page stands, so that others see what was done.
        """
        inside = within or self.page.locator("main")
        target = inside.get_by_role("button", name=name, exact=True).or_(
            inside.get_by_role("link", name=name, exact=True)
        )
        leaves = target.first.evaluate(SENDS_A_FORM)
        with self.page.expect_navigation() if leaves else nullcontext():
            target.first.click()
            agree = self.page.locator("dialog[open] .btn-primary")
            if agree.count():
                agree.first.click()
        self.page.wait_for_load_state()

    def told(self, text: str) -> None:
        """Wait until the page says `text`."""
        self.page.get_by_text(text).first.wait_for()

    def close(self) -> None:
        """Close the window. Raises AssertionError when a script complained."""
        self.context.close()
        assert not self.complaints, self.complaints


def yuan(text: str) -> Decimal:
    """Read an amount as pages show it: 1,234.50 or 1.23 万元."""
    found = re.search(r"-?[\d,]+(?:\.\d+)?", text)
    assert found, text
    amount = Decimal(found.group().replace(",", ""))
    return amount * 10_000 if "万" in text else amount
