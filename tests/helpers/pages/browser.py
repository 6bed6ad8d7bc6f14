"""Headless Chromium of this machine, driven by playwright: the fixture ``browser`` of conftest."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome")
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
def launched() -> Iterator[tuple[Browser, Any]]:
    """Yield the browser and playwright's loop, which runs only in tests that use the browser."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright here: ./setup.sh pytest installs it")
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium here: ./setup.sh pytest installs it")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        with running_loop(None), pytest.MonkeyPatch.context() as patch:
            for name in ("new_context", "new_page"):
                patch.setattr(browser, name, patient(getattr(browser, name)))
            yield browser, playwright._impl_obj._loop
        browser.close()
