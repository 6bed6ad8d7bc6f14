"""Frames of the gallery: clips that are pages play in them, and reach nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.helpers.command_line import SMALL, Run
from tests.helpers.pages.watched import until

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def paged(run: Run, elsewhere: Path) -> Path:
    """A gallery of a clip that is a page alone, and one that is a page and a video; and vector pictures."""
    for name, form in (("other", "html"), ("tiny", "html"), ("tiny", "mp4"), ("tiny", "svg"), ("other", "pdf")):
        assert run(name, "--format", form, *SMALL)[0] == 0
    code, out, err = run("gallery")
    assert code == 0, err
    assert out == "clips/index.html  (2 clips)\n"
    return elsewhere / "clips/index.html"


def test_a_page_is_played_in_a_frame_that_reaches_nothing(paged: Path, browser: Browser) -> None:
    page = browser.new_context(offline=True).new_page()
    page.goto(paged.as_uri())
    film = page.frame_locator(".under iframe")
    film.locator("html[data-ready]").wait_for(state="attached")
    frame_box, picture = (page.locator(".under iframe").bounding_box(), film.locator("#picture").bounding_box())
    assert frame_box and picture and picture["width"] == frame_box["width"], "the picture fills the card"
    above, below = picture["y"] - frame_box["y"], frame_box["height"] - picture["height"]
    assert above == pytest.approx(below / 2, abs=2)
    assert film.locator("#bar").is_hidden() and page.locator(".under iframe").count() == 1, "of the one without a video"
    [frame] = [each for each in page.frames if each.url.endswith("other.html#bare")]
    page.locator(".screen.over").hover()
    until(frame, "film.clock.playing || film.clock.time === film.clock.seconds")
    page.mouse.move(0, 0)
    until(frame, "!film.clock.playing")
    assert frame.evaluate("(() => { try { return parent.document.title } catch { return '' } })()") == ""
    for number, name in ((0, "other"), (1, "tiny")):
        page.locator(".screen").nth(number).click()
        shown = page.locator("dialog iframe")
        assert shown.get_attribute("sandbox") == "allow-scripts"
        page.frame_locator("dialog iframe").locator("html[data-ready]").wait_for(state="attached")
        [frame] = [each for each in page.frames if each.url.endswith(f"{name}.html#t=0&play")]
        until(frame, "film.clock.time > 0.3")
        page.keyboard.press("Escape")
        page.wait_for_function("!document.querySelector('dialog iframe')")
    copied = page.locator("textarea").first.input_value()
    assert 'width="960" height="768"' in copied, "of a clip of 3:2, and its controls"
    assert "<iframe src" in copied and 'sandbox="allow-scripts" allow="fullscreen"' in copied
    assert page.locator("#others").count() == 0, "pages and pictures of clips are no decks"


def test_axe_finds_nothing_in_frames(paged: Path, browser: Browser) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = browser.new_context(offline=True).new_page()
    page.goto(paged.as_uri())
    page.frame_locator(".under iframe").locator("html[data-ready]").wait_for(state="attached")
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    page.locator(".screen").first.click()
    page.frame_locator("dialog iframe").locator("html[data-ready]").wait_for(state="attached")
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
