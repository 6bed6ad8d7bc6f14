"""What a lecturer does in the studio in the first hour, and what goes wrong in it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.film.studio.test_studio import another_frame, frame, opened, settled, tiny_scene
from tests.helpers.page_layout import layout_faults
from tests.helpers.processes import alive, eventually
from tests.helpers.studio import Running, studio

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("nicegui")
pytestmark = pytest.mark.xdist_group("studio_use")
RTL, EMOJI = "הציפור הכחולה", "a 🐦 sings"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A studio with the tiny scenes."""
    with studio(tmp_path_factory.mktemp("clips")) as running:
        yield running


def sentence(page: Page) -> str:
    return page.get_by_label("Sentence", exact=True).input_value()


def wait_for_sentence(page: Page, text: str) -> None:
    page.wait_for_function("text => document.querySelector('.sentence textarea').value === text", arg=text)


def drawn(page: Page, text: str) -> None:
    """Type a sentence and wait for its picture."""
    before = frame(page)
    page.get_by_label("Sentence", exact=True).fill(text)
    another_frame(page, before)
    settled(page)


def opacity_of_frame(page: Page) -> float:
    page.wait_for_function("document.querySelector('.frame').getAnimations().length === 0")
    return float(page.evaluate("getComputedStyle(document.querySelector('.frame')).opacity"))


def test_changes_are_undone_and_redone_picture_by_picture_and_reset_can_be_undone(
    browser: Browser, running: Running
) -> None:
    page = tiny_scene(opened(browser, running))
    undo, redo, reset = (page.get_by_role("button", name=name) for name in ("Undo", "Redo", "Reset"))
    assert undo.is_disabled() and redo.is_disabled() and reset.is_disabled()
    drawn(page, "one red cat")
    page.get_by_label("Steps").fill("many")
    page.wait_for_selector(".frame.wrong")
    undo.click()
    page.wait_for_selector(".frame:not(.wrong)")
    assert page.get_by_label("Steps").input_value() == "1" and sentence(page) == "one red cat"
    undo.click()
    wait_for_sentence(page, "a blue bird")
    redo.click()
    wait_for_sentence(page, "one red cat")
    reset.click()
    wait_for_sentence(page, "a blue bird")
    settled(page)
    page.evaluate("document.activeElement.blur()")  # on a button the key is the browser's
    page.keyboard.press("Control+z")
    wait_for_sentence(page, "one red cat")
    undo.click()
    wait_for_sentence(page, "a blue bird")


def test_theme_and_language_are_switched_and_stand_in_the_command(browser: Browser, running: Running) -> None:
    page = tiny_scene(opened(browser, running))
    for field, option in (("palette", "Light"), ("translations", "Français")):
        page.locator(f".toolbar .field-{field}").click()
        page.get_by_role("option", name=option).click()
    page.wait_for_selector("body.body--light")
    settled(page)
    page.get_by_text("Copy command").click()
    page.get_by_text("python render.py tiny --captions fr --set palette=light").wait_for()
    drawn(page, "one red cat")
    page.locator(".command").wait_for(state="hidden")
    page.get_by_role("button", name="Reset").click()
    page.wait_for_selector("body.body--dark")
    assert page.get_by_text("{}", exact=True).count() == 0


def test_with_a_fault_the_frame_dims_and_render_says_why_it_cannot(browser: Browser, running: Running) -> None:
    page = tiny_scene(opened(browser, running))
    assert opacity_of_frame(page) == 1
    page.get_by_label("Steps").fill("many")
    page.get_by_text("Cannot render: tiny: steps must be a whole number").wait_for()
    page.get_by_text("This is the last picture that could be drawn.").wait_for()
    assert opacity_of_frame(page) < 0.5
    page.get_by_label("Steps").fill("1")
    page.get_by_text("Cannot render").wait_for(state="hidden")
    assert opacity_of_frame(page) == 1


def test_tokens_are_counted_against_the_limit_whatever_is_typed(browser: Browser, running: Running) -> None:
    page = tiny_scene(opened(browser, running))
    count, fault = page.locator(".count"), page.locator(".sentence .q-field__messages")
    count.get_by_text("4 of at most 20 tokens").wait_for()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        drawn(page, f"  {width}  spaced   out ")
        settled(page)
        for text, told, wrong in (
            ("", "0 of at most 20", "the sentence is empty"),
            ("   ", "0 of at most 20", "the sentence is empty"),
            ("word " * 400, "401 of at most 20", "401 tokens, the start token included"),
            ("w" * 2001, "of at most 20", "2,001 characters are too many"),
            (RTL * 9, "of at most 20", "shows at most 20 legibly"),
        ):
            page.get_by_label("Sentence", exact=True).fill(text)
            count.get_by_text(told).wait_for()
            fault.get_by_text(wrong).first.wait_for()
            assert layout_faults(page) == [], text[:20]
        drawn(page, EMOJI)
        page.wait_for_selector(".count:not(.too-many)")
    page.get_by_label("Sentence", exact=True).fill(RTL)
    assert page.evaluate("getComputedStyle(document.querySelector('.sentence textarea')).direction") == "rtl"


def test_a_head_that_is_pointed_at_is_shown_large_and_says_what_it_was_measured_to_do(
    browser: Browser, running: Running
) -> None:
    page = tiny_scene(opened(browser, running))
    page.wait_for_function("document.querySelector('.map img').naturalWidth > 30")
    card, heads = page.locator(".head-card").first, page.locator(".map img").first
    card.get_by_text("Measured on").wait_for()
    box = heads.bounding_box()
    assert box
    heads.hover(position={"x": box["width"] * 16.5 / 30, "y": box["height"] * 0.5 / 9})
    card.get_by_text("Layer 16, head 0").wait_for()
    card.get_by_text("Looks one word back").wait_for()
    heads.hover(position={"x": box["width"] * 5.5 / 30, "y": box["height"] * 5.5 / 9})
    card.get_by_text("No simple name").wait_for()
    shown = page.evaluate("document.querySelector('.loupe img').getBoundingClientRect().width")
    assert shown > 25 * page.locator(".loupe").first.evaluate("e => e.clientWidth")
    page.locator("h1").hover()
    card.get_by_text("Layer 0, head 0").wait_for()
    page.get_by_role("button", name="Keenest to look ahead").hover()
    page.get_by_text("best:leak: of all heads, the one whose weight would go to later words most").wait_for()


def test_a_studio_that_was_ended_says_how_it_is_started_again(browser: Browser, tmp_path: Path) -> None:
    """It is ended: so this one is its own."""
    with studio(tmp_path) as running:
        page = tiny_scene(opened(browser, running))
        children = running.children()
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(300) == 0
        eventually(lambda: not any(map(alive, children)))
        page.wait_for_selector("#popup[aria-hidden=false]")
        told = page.evaluate("getComputedStyle(document.querySelector('#popup'), '::after').content")
        assert "python render.py studio" in told
