"""Decks as a web page: opened in a browser, stepped through, printed, and read by the speaker."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from manim import ManimColor
from PIL import Image

from attention_scenes.film.cli import main as cli
from attention_scenes.film.products.slides import reveal_assets
from tests.helpers.scenes.talk import CAPTION, FPS, apart, steps_and_frames

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


VIDEO = "Reveal.getCurrentSlide().querySelector('video')"


def opened(browser: Browser, file: Path) -> tuple[Page, list[str]]:
    """The page without a network, and a list of what it asks for or complains about."""
    context = browser.new_context(viewport={"width": 480, "height": 320})
    context.set_offline(True)
    page, heard = context.new_page(), []
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("console", lambda said: heard.append(said.text))
    page.on("request", lambda asked: heard.append(asked.url) if not asked.url.startswith(("data:", "blob:")) else None)
    page.goto(file.as_uri())
    page.wait_for_function(f"window.Reveal && Reveal.isReady() && {VIDEO}.readyState > 1")
    assert heard.pop(0) == file.as_uri()
    return page, heard


def seen(page: Page) -> Image.Image:
    return Image.open(BytesIO(page.screenshot()))


def test_each_beat_plays_once_and_stops_until_a_key(talk: Callable[..., Path], browser: Browser) -> None:
    folder = talk("html")
    steps, clip = steps_and_frames(folder)
    page, heard = opened(browser, folder / "talk-deck.html")
    assert page.title() == "Talk"
    assert page.evaluate("Reveal.getTotalSlides()") == len(steps) == 3
    for number, (step, key) in enumerate(zip(steps, ("Space", "ArrowRight", "ArrowRight"), strict=True)):
        at_once = seen(page)
        assert min(apart(at_once, frame) for frame in clip[step.first : step.end]) < 3, "nothing else flashes by"
        page.wait_for_function(f"{VIDEO}.ended")
        assert page.evaluate(f"{VIDEO}.duration") == pytest.approx((step.end - step.first) / FPS, abs=0.01)
        page.wait_for_timeout(200)
        assert page.evaluate(f"[Reveal.getIndices().h, {VIDEO}.currentTime == {VIDEO}.duration]") == [number, True]
        assert apart(seen(page), clip[step.end - 1]) < 3 < apart(seen(page), clip[step.first])
        page.keyboard.press(key)
    assert page.evaluate(f"[Reveal.getIndices().h, {VIDEO}.ended]") == [2, True]
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(f"[Reveal.getIndices().h, {VIDEO}.ended]") == [1, False]
    page.wait_for_function(f"{VIDEO}.ended")
    page.keyboard.press("r")
    assert not page.evaluate(f"{VIDEO}.ended")
    assert heard == []


def box(page: Page) -> list[float]:
    """Where the video of the current slide stands in the window: left, top, right, bottom."""
    return page.evaluate(
        f"(({{left, top, right, bottom}}) => [left, top, right, bottom])({VIDEO}.getBoundingClientRect())"
    )


def fitted(width: int, height: int) -> list[float]:
    """Where a picture of 640 x 360 stands in a window when it is as large as fits, in the middle."""
    scale = min(width / 640, height / 360)
    across, down = (width - 640 * scale) / 2, (height - 360 * scale) / 2
    return pytest.approx([across, down, width - across, height - down], abs=1.5)


@pytest.mark.parametrize("size", [(480, 320), (390, 844), (1600, 500), (1280, 720)])
def test_each_step_is_seen_whole_however_the_page_is_opened(
    talk: Callable[..., Path], browser: Browser, size: tuple[int, int]
) -> None:
    # A video counts 150 pixels before it is loaded: a slide of less would stand right whatever reveal.js does.
    file = talk("html", "640,360") / "talk-deck.html"
    page, _ = opened(browser, file)
    ready = f"window.Reveal && Reveal.isReady() && {VIDEO}.readyState > 1"
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for place, step in (("", 0), ("#/1", 1), ("#/2", 2)):
        page.goto("about:blank")
        page.goto(f"{file.as_uri()}{place}")
        page.wait_for_function(ready)
        assert (page.evaluate("Reveal.getIndices().h"), box(page)) == (step, fitted(*size))
    page.reload()
    page.wait_for_function(ready)
    assert (page.evaluate("Reveal.getIndices().h"), box(page)) == (2, fitted(*size))
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"Reveal.getIndices().h == 1 && {VIDEO}.readyState > 1")
    assert box(page) == fitted(*size)
    page.set_viewport_size({"width": size[1], "height": size[0]})
    across, down, right, below = fitted(*size[::-1]).expected
    page.wait_for_function(
        f"([left, top]) => {{ const box = {VIDEO}.getBoundingClientRect();"
        " return Math.abs(box.left - left) < 1.5 && Math.abs(box.top - top) < 1.5 }",
        arg=[across, down],
    )
    assert box(page) == fitted(*size[::-1])


def test_printed_each_step_is_whole_and_as_it_ends(talk: Callable[..., Path], browser: Browser, tmp_path: Path) -> None:
    folder = talk("html")
    steps, clip = steps_and_frames(folder)
    page = browser.new_page(viewport={"width": 480, "height": 320})
    page.goto(f"{(folder / 'talk-deck.html').as_uri()}?view=print")
    page.wait_for_function(
        "document.querySelectorAll('.pdf-page').length == 3"
        " && [...document.querySelectorAll('video')].every((video) => video.ended && !video.seeking)"
    )
    page.pdf(path=tmp_path / "printed.pdf", prefer_css_page_size=True)
    printed = pypdfium2.PdfDocument(tmp_path / "printed.pdf")
    assert len(printed) == len(steps)
    for sheet, step in zip(printed, steps, strict=True):
        assert apart(sheet.render(scale=2).to_pil(), clip[step.end - 1]) < 6


def test_the_speaker_reads_captions_and_what_was_measured(talk: Callable[..., Path], browser: Browser) -> None:
    page, heard = opened(browser, talk("html") / "talk-deck.html")
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    notes = popup.value.locator(".speaker-controls-notes .value")
    notes.get_by_text(CAPTION).wait_for()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    notes.get_by_text("This holds here: a square has four corners (4 of 4).").wait_for()
    assert notes.inner_text().startswith("larger\n")
    assert [line for line in heard if "receiver" not in line] == []


def test_around_the_clip_is_its_background(
    talk: Callable[..., Path], browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "load_theme", lambda palette: (ManimColor("#204060"), None))
    page, _ = opened(browser, talk("html") / "talk-deck.html")
    page.set_viewport_size({"width": 480, "height": 600})
    assert seen(page).convert("RGB").getpixel((240, 20)) == (0x20, 0x40, 0x60)


def test_what_goes_into_pages_is_reveals_own_release() -> None:
    parts = {name: hashlib.sha256(text.encode()).hexdigest()[:16] for name, text in reveal_assets.reveal().items()}
    assert parts == {
        "reveal_js": "3fb84c30d2e610dd",
        "reveal_css": "64e6203ee2048665",
        "notes_js": "946159680c70354c",
        "licence": "b2883e4b610bfa1b",
    }
