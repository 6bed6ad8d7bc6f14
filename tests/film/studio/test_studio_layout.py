"""The studio's page as it is seen: at every width, in both themes, by eye, by key and by what reads it aloud."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.film.studio.test_studio import opened, settled, small, tiny_scene
from tests.helpers.page_layout import layout_faults
from tests.helpers.studio import Running, studio

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytest.importorskip("nicegui")
pytestmark = pytest.mark.xdist_group("studio_layout")
SIZES = ((390, 844), (768, 1024), (960, 720), (1440, 900))
LEAST_FRAME = {390: 390, 768: 768, 960: 640, 1440: 900}  # pixels wide


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A studio with the tiny scenes."""
    with studio(tmp_path_factory.mktemp("clips")) as running:
        yield running


def choose_theme(page: Page, name: str, dark: bool) -> None:
    page.locator(".toolbar .field-palette").click()
    page.get_by_role("option", name=name).click()
    page.wait_for_selector("body.body--dark" if dark else "body.body--light")
    settled(page)


def with_much_on_it(page: Page) -> None:
    """A clip that was made, a command, a message, a fault with a long word in it."""
    small(page)
    page.get_by_role("button", name="Render").click()
    page.get_by_text("Download", exact=True).first.wait_for()
    page.get_by_text("Copy command").click()
    page.locator(".command").wait_for()
    page.get_by_label("Sentence", exact=True).fill("one two three four five six seven eight nine " * 4)
    page.locator(".count.too-many").wait_for()
    page.get_by_label("Steps").fill("many" * 30)
    page.locator(".field-steps").get_by_text("whole number").wait_for()
    page.wait_for_function("document.querySelector('.map img').naturalWidth > 30")
    page.wait_for_selector(".q-notification", state="detached")


def test_nothing_is_cut_or_covered_at_any_width_in_either_theme_and_axe_finds_nothing(
    browser: Browser, running: Running
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = tiny_scene(opened(browser, running))
    for theme, dark in (("Dark", True), ("Light", False)):
        if not dark:
            page.get_by_label("Sentence", exact=True).fill("a blue bird")
            page.get_by_label("Steps").fill("1")
            choose_theme(page, theme, dark)
        with_much_on_it(page)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert layout_faults(page) == [], f"{theme}, {width} pixels"
            box = page.locator("img.frame").bounding_box()
            assert box and box["width"] >= LEAST_FRAME[width]
            found = axe.run(page)
            assert found.violations_count == 0, f"{theme}, {width} pixels: {found.generate_report()}"


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_the_large_map_fits_axe_finds_nothing_in_it_and_a_chosen_head_gives_the_frame_back(
    browser: Browser, running: Running, size: tuple[int, int]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = tiny_scene(opened(browser, running))
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_function("document.querySelector('.map img').naturalWidth > 30")
    page.get_by_text("Larger map").click()
    page.locator(".large-map .map").wait_for()
    # While it comes it is smaller and half transparent.
    page.wait_for_function("!document.querySelector('.q-dialog [class*=enter-active]')")
    assert layout_faults(page) == []
    found = axe.run(page, ".large-map")
    assert found.violations_count == 0, found.generate_report()
    heads = page.locator(".large-map .map img")
    box = heads.bounding_box()
    assert box
    heads.click(position={"x": box["width"] * 7.5 / 30, "y": box["height"] * 2.5 / 9})
    page.locator(".large-map").wait_for(state="detached")
    assert page.locator(".field-head input").input_value() == "7.2"
    page.locator("img.frame").wait_for()


def test_the_sentence_is_at_most_three_tabs_away_and_scenes_are_walked_by_arrow_keys(
    browser: Browser, running: Running
) -> None:
    page = tiny_scene(opened(browser, running))
    for width, _ in SIZES:
        page.set_viewport_size({"width": width, "height": 800})
        page.reload()
        page.wait_for_selector(".sentence textarea")
        for _ in range(3):
            page.keyboard.press("Tab")
            if page.evaluate("!!document.activeElement.closest('.sentence')"):
                break
        else:
            pytest.fail(f"at {width} pixels the third Tab is still before the sentence")
    page.locator("nav .chosen").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.wait_for_selector(".field-steps", state="detached")
    assert page.locator("nav .chosen").inner_text() == "Other"


CUT = "width:20px; overflow:hidden; white-space:nowrap"
FINE = "<div class=studio><button>one</button></div>"
BROKEN = {
    "leaves the window": "<div class=studio><p style='position:fixed; left:-40px'>text</p></div>",
    "scrolls sideways": "<div class=studio style='overflow:auto'><p style='width:3000px'>text</p></div>",
    "“a long word” is cut": f"<div class=studio><p style='{CUT}'>a long word</p></div>",
    "lies over": "<div class=studio><p>one</p><p style='margin-top:-34px'>two</p></div>",
    "overlaps": "<div class=studio><button>one</button><button style='margin-left:-30px'>two</button></div>",
    "is covered by": "<div class=studio><button>one</button><p style='position:fixed; inset:0'></p></div>",
}


@pytest.mark.parametrize("fault", BROKEN)
def test_what_is_wrong_with_a_page_is_found(browser: Browser, fault: str) -> None:
    page = browser.new_page()
    page.set_content(FINE)
    assert layout_faults(page) == []
    page.set_content(BROKEN[fault])
    assert any(fault in line for line in layout_faults(page)), layout_faults(page)
