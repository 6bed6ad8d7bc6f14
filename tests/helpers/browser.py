"""Headless Chromium, this machine's own, driven by playwright: the fixture ``browser`` of conftest."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def running_loop(loop: Any) -> Iterator[None]:
    """A context in which asyncio takes ``loop`` for the one that runs here.

    While its browser is open playwright leaves its own loop marked as running, which it needs, but ``asyncio.run``
    refuses to work beside it: give None for that.
    """
    before = asyncio._get_running_loop()
    asyncio._set_running_loop(loop)
    try:
        yield
    finally:
        asyncio._set_running_loop(before)


@contextmanager
def launched() -> Iterator[tuple[Browser, Any]]:
    """The browser and playwright's loop, which runs in none but the tests that ask for the browser."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright here: ./setup.sh pytest installs it")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium here: ./setup.sh pytest installs it")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        with running_loop(None):
            yield browser, playwright._impl_obj._loop
        browser.close()
