"""Headless browsers of this machine, driven by playwright: the fixtures ``browser`` and ``firefox`` of conftest."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FIREFOX = ("firefox-esr", "firefox")
PATIENCE = 300_000  # milliseconds, for a busy machine


@contextmanager
def running_loop(loop: Any) -> Iterator[None]:
    """Run a block in which asyncio takes ``loop`` for the running one.

    While its browser is open playwright leaves its own loop marked as running, which it needs, but ``asyncio.run``
    refuses to work beside it: give None for that.
    """
    before = asyncio._get_running_loop()
    asyncio._set_running_loop(loop)
    try:
        yield
    finally:
        asyncio._set_running_loop(before)


def patient(make: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that makes pages, or contexts, with a timeout long enough for a busy machine."""

    def made(*args: Any, **kwargs: Any) -> Any:
        opened = make(*args, **kwargs)
        opened.set_default_timeout(PATIENCE)
        return opened

    return made


@contextmanager
def started() -> Iterator[Playwright]:
    """Yield playwright; its loop runs only in tests that use a browser."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright here: ./setup.sh pytest installs it")
    with sync_api.sync_playwright() as playwright, running_loop(None):
        yield playwright


def loop_of(playwright: Playwright) -> Any:
    """Return the loop that playwright works in."""
    return playwright._impl_obj._loop  # type: ignore[attr-defined]


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Yield Chromium; the test is skipped where there is none."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("no Chromium here: ./setup.sh pytest installs it")
    with opened(playwright, lambda: playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])) as browser:
        yield browser


@contextmanager
def firefox(playwright: Playwright) -> Iterator[Browser]:
    """Yield Firefox, over WebDriver BiDi, which the machine's own one speaks; skipped where there is none."""
    path = next(filter(None, map(shutil.which, FIREFOX)), None)
    if path is None:
        pytest.skip("no Firefox here: ./setup.sh pytest installs it")
    with opened(
        playwright, lambda: playwright.firefox.launch(channel="moz-firefox", executable_path=path)
    ) as browser:
        yield browser


@contextmanager
def opened(playwright: Playwright, launch: Callable[[], Browser]) -> Iterator[Browser]:
    """Yield a browser with the patience that a busy machine asks for."""
    with running_loop(loop_of(playwright)):
        browser = launch()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("new_context", "new_page"):
            patch.setattr(browser, name, patient(getattr(browser, name)))
        yield browser
    with running_loop(loop_of(playwright)):
        browser.close()
