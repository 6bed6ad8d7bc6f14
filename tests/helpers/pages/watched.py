"""Pages that are watched: they ask no network, and nothing goes wrong in them; and what their tests wait for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDE, PHONE = (1280, 800), (390, 844)
SIZES = (WIDE, (820, 1100), PHONE)
# What leaves the window to the left or right, of all that is steered by.
OUTSIDE = """() => [...document.querySelectorAll("button, select, input")].filter(each => {
    const box = each.getBoundingClientRect();
    return each.checkVisibility() && (box.left < -1 || box.right > innerWidth + 1);
}).map(each => each.id)"""


class Watched:
    """Makes pages without a network, and keeps what they ask for and what goes wrong in them."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.asked: list[str] = []
        self.wrong: list[str] = []

    def page(self, size: tuple[int, int] = WIDE, **changes: Any) -> Page:
        """An empty page in a window of so many pixels."""
        viewport: Any = {"width": size[0], "height": size[1]}
        page = self.browser.new_context(offline=True, viewport=viewport, **changes).new_page()
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda line: self.wrong.append(line.text) if line.type == "error" else None)
        return page

    def film(self, url: str, size: tuple[int, int] = WIDE, **changes: Any) -> Page:
        """A page at an address, as soon as its film stands."""
        page = self.page(size, **changes)
        page.goto(url)
        page.locator("html[data-ready]").wait_for(state="attached")
        return page


@contextmanager
def watched(browser: Browser, *schemes: str) -> Iterator[Watched]:
    """Watch pages; at the end they asked for addresses of these schemes alone, and nothing went wrong."""
    pages = Watched(browser)
    yield pages
    assert {urlsplit(url).scheme for url in pages.asked} <= {*schemes}
    assert pages.wrong == []


def until(page: Any, condition: str) -> None:
    """Wait for a condition in a page or frame: the page's own policy forbids what playwright would wait with."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never {condition}")


def time(page: Page) -> float:
    """The moment that a film shows, in seconds."""
    return float(page.evaluate("film.clock.time"))
