"""The page of a film: opened from disk without a network, used by pointer, by keys and by what reads it aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from tests.film.live.hand_tape import EVIL, formed_tape, hand_page
from tests.helpers.pages.watched import OUTSIDE, PHONE, SIZES, WIDE, Watched, time, until, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def pages(browser: Browser) -> Iterator[Watched]:
    with watched(browser, "file", "data", "blob") as pages:
        yield pages


@pytest.fixture
def open_page(pages: Watched, tmp_path: Path) -> Callable[..., Page]:
    """Open the page of the tape by hand; at the end nothing was asked of a network, and nothing went wrong."""

    def opened(fragment: str = "", *size: Any, tape: dict[str, Any] | None = None, **changes: Any) -> Page:
        return pages.film(hand_page(tmp_path, **tape or {}).as_uri() + fragment, *size, **changes)

    return opened


def pixels(page: Page) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(page.locator("#picture").screenshot())).convert("RGB")).astype(int)


def colour(page: Page, x: float, y: float) -> tuple[int, ...]:
    """The colour at a place of the scene, in its units."""
    seen = pixels(page)
    high, wide, _ = seen.shape
    return tuple(seen[round((0.5 - y / 8) * high), round((x / 14.2222 + 0.5) * wide)])


def near(seen: tuple[int, ...], wanted: tuple[int, int, int]) -> bool:
    return max(abs(a - b) for a, b in zip(seen, wanted, strict=True)) <= 6


def test_each_form_is_where_the_tape_says(open_page: Callable[..., Page]) -> None:
    page = open_page("#t=0.5")
    assert near(colour(page, -5.5, 2.5), (255, 0, 0)) and near(colour(page, -6.2, 2.5), (0, 0, 0)), "a square"
    assert near(colour(page, -3, 2.9), (0, 255, 0)) and near(colour(page, -3.45, 2.95), (0, 0, 0)), "a circle"
    assert near(colour(page, -0.2, 2.3), (255, 255, 255)), "digits"
    assert near(colour(page, 3.5, 2.0), (255, 255, 255)) and near(colour(page, 3.5, 2.3), (0, 0, 0)), "an outline"
    corners = [colour(page, x, y) for y in (-0.5, -1.5) for x in (-5.5, -4.5)]
    wanted = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]
    assert all(map(near, corners, wanted)), f"a picture, its first pixel above on the left: {corners}"


def test_what_moves_is_between_its_frames_too(open_page: Callable[..., Page]) -> None:
    page = open_page("#t=1.45")  # half of the way, as four and a half of nine steps are
    assert near(colour(page, 0.0, -2.9), (128, 128, 0)), "its colour is half of the way, too"
    assert not near(colour(page, 4.5, -0.5), (0, 0, 255))
    assert near(colour(page, 5.5, -0.5), (0, 0, 255)), "an outline that moves with the curve"
    assert near(colour(page, 4, -2), (128, 0, 0)), "a layer of half opacity"
    left, right = colour(page, 0.1, 0.5), colour(page, 2.9, 0.5)
    assert left[0] > 230 > 30 > left[1] and right[1] > 230, "a gradient"
    assert near(colour(page, -3.7, -2.1), (0, 255, 0)) and near(colour(page, -3.6, -1.8), (0, 0, 0)), "a clip"
    assert near(colour(page, -6.5, 3.5), (255, 0, 0)) and near(colour(page, -6.5, 2.9), (0, 0, 0)), "a square in space"
    seen = pixels(page)[: pixels(page).shape[0] // 8, -pixels(page).shape[1] // 8 :]
    assert seen[..., 2].max() > 150 and seen[..., 0].max() < 40 and 4 <= (seen[..., 2] > 20).sum() <= 16, (
        "a point of a cloud"
    )


def test_what_stands_is_cut_where_its_clip_has_gone(open_page: Callable[..., Page]) -> None:
    page = open_page("#t=1", tape=formed_tape())
    assert near(colour(page, -4.7, -2.5), (0, 255, 0)) and near(colour(page, -3.5, -1.9), (0, 0, 0))
    page.evaluate("film.clock.seek(1.45)")
    assert near(colour(page, -4.7, -2.5), (0, 0, 0)) and near(colour(page, -3.2, -2.5), (0, 255, 0))


def test_the_pixels_of_a_picture_are_drawn_in_another_way_and_a_line_of_no_length_is_a_dot(
    open_page: Callable[..., Page],
) -> None:
    page = open_page("#t=0.5", tape=formed_tape())
    assert near(colour(page, -5.05, -0.5), (255, 0, 0)) and near(colour(page, 1.5, -0.5), (255, 0, 0))
    mixed = colour(page, 2.0, -0.5)
    assert 90 < mixed[0] < 165 and 90 < mixed[1] < 165, "between two pixels"
    assert near(colour(page, 6.3, -3.2), (255, 255, 255)) and near(colour(page, 6.45, -3.45), (0, 0, 0)), "round"


def test_the_line_of_an_ellipse_is_as_wide_everywhere(open_page: Callable[..., Page]) -> None:
    page = open_page("#t=0.5", tape=formed_tape())
    for x, y in ((2, 0), (0, 0.5)):
        for away, lit in ((0.07, True), (-0.07, True), (0.14, False), (-0.14, False)):
            seen = colour(page, x + away * (x > 0), -3 + y + away * (y > 0))
            assert near(seen, (255, 255, 255) if lit else (0, 0, 0)), (x, y, away)


def test_dark_and_light(open_page: Callable[..., Page]) -> None:
    page = open_page("#t=0.5")
    page.keyboard.press("d")
    assert near(colour(page, -5.5, 2.5), (200, 0, 0)) and near(colour(page, 6.5, 3.5), (255, 255, 255))
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.goto(page.url.partition("#")[0] + "#t=0.5&theme=light")
    page.reload()
    page.locator("html[data-ready]").wait_for(state="attached")
    assert near(colour(page, 6.5, 3.5), (255, 255, 255))


def test_it_shows_its_poster_then_plays_from_the_start(open_page: Callable[..., Page]) -> None:
    page = open_page()
    assert time(page) == 2.5 and near(colour(page, 5.5, -2.5), (0, 255, 0))
    page.keyboard.press(" ")
    page.wait_for_timeout(200)
    assert 0 < time(page) < 2
    page.keyboard.press(" ")
    stopped = time(page)
    page.wait_for_timeout(150)
    assert time(page) == stopped and page.locator("#play").get_attribute("aria-label") == "Play"


def test_a_step_plays_and_waits_at_its_end(open_page: Callable[..., Page]) -> None:
    page = open_page("#t=0")
    for number in (1, 2, 3, 3):
        page.keyboard.press("PageDown")
        until(page, "!film.clock.playing")
        assert time(page) == pytest.approx(number, abs=1e-6)
    page.keyboard.press("ArrowLeft")
    assert time(page) == 2.0
    page.keyboard.press("PageUp")
    assert time(page) == 1.0
    assert page.locator("#steps").input_value() == "1" and page.locator("#caption").text_content() == "It goes."


def test_frames_seconds_ends_and_speed_by_key(open_page: Callable[..., Page]) -> None:
    page = open_page("#t=1")
    for key, wanted in ((".", 1.1), (",", 1.0), ("l", 3.0), ("j", 0.0), ("End", 3.0), ("Home", 0.0)):
        page.keyboard.press(key)
        assert time(page) == pytest.approx(wanted), key
    page.locator("#speed").select_option("2")
    assert page.evaluate("film.clock.speed") == 2


def test_an_address_chooses_a_moment_a_span_or_a_step(open_page: Callable[..., Page]) -> None:
    page = open_page("#t=0.2,0.6&play")
    until(page, "!film.clock.playing")
    assert time(page) == pytest.approx(0.6)
    page.evaluate("location.hash = '#beat=rests'")
    until(page, "film.clock.time === 2")
    for strange in ("#t=x", "#t=,,", "#beat=none", "#t=1e999", "#theme=green", "#%%%"):
        page.evaluate("hash => location.hash = hash", strange)
        page.wait_for_timeout(20)
        assert 0 <= time(page) <= 3


def test_the_number_under_the_pointer_tells_its_source(open_page: Callable[..., Page]) -> None:
    page = open_page("#t=2.5")

    def to(x: float, y: float) -> tuple[float, float]:
        box = page.locator("#picture").bounding_box()
        assert box
        return box["x"] + (x / 14.2222 + 0.5) * box["width"], box["y"] + (0.5 - y / 8) * box["height"]

    page.mouse.move(*to(0.5, 2.5))
    assert page.locator("#glance").inner_text().split("\n")[::2] == ["0.25", "pattern[0,0,1,0]"]
    page.mouse.move(*to(5.5, -2.5))
    assert page.locator("#glance .value").inner_text() == "2", "a square's own value"
    assert page.locator("#mark polygon").get_attribute("points")
    page.mouse.move(*to(0, 3.8))
    assert page.locator("#glance").is_hidden() and page.locator("#mark polygon").get_attribute("points") == ""
    page.mouse.click(*to(5.5, -2.5))
    one = page.locator("#one")
    assert "it adds up" in one.inner_text() and "rot_q[0,0,1,0]*rot_k[0,0,0,0]" in one.inner_text()
    assert one.locator("tr:last-child td").first.inner_text() == "2", "and no point behind it"
    page.mouse.click(*to(2.5, -2.5))
    assert "does not add up" in one.inner_text() and "−1.5" in one.inner_text()


def test_one_goes_from_a_number_to_its_parts_and_back(open_page: Callable[..., Page]) -> None:
    page = open_page("#t=2.5")
    page.keyboard.press("n")
    one = page.locator("#one")
    assert one.locator(".value").inner_text() == "0.25"
    one.get_by_role("button", name="2: attn_scores[0,0,1,0]").click()
    assert one.locator(".value").inner_text() == "2"
    one.get_by_role("button", name="3: rot_q[0,0,1,0]").click()
    assert one.locator("h3").all_text_contents()[0] == "Used in"
    assert one.get_by_role("button", name="2: attn_scores[0,0,1,0]").is_visible()


def test_the_list_has_what_can_be_read_now_and_all_by_search(open_page: Callable[..., Page]) -> None:
    page = open_page("#t=0.5")
    page.keyboard.press("/")
    rows = page.locator("#list .source")
    assert rows.all_text_contents() == ["pattern[0,0,1,0]"]
    page.evaluate("film.clock.seek(2.5)")
    assert len(rows.all_text_contents()) == 4
    page.evaluate("film.clock.seek(0.5)")
    page.locator("#now").uncheck()
    page.locator("#search").fill("ROT_Q 3")
    assert rows.all_text_contents() == ["rot_q[0,0,1,0]"]
    page.locator("#list button").click()
    assert 2 < time(page) < 3 and page.locator("#one .value").inner_text() == "3", "it goes to where it stands"
    page.locator("#search").fill("nothing such")
    assert page.locator("#counted").inner_text() == "0 numbers"


def test_keys_reach_everything(open_page: Callable[..., Page]) -> None:
    page = open_page("#t=0.5")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))
    assert reached[:10] == ["scrub", "back", "play", "step", "steps", "ask", "speed", "look", "help", "full"]
    page.locator("#scrub").focus()
    page.keyboard.press("ArrowRight")
    assert time(page) == pytest.approx(0.51), "a field's keys stay its own"
    page.keyboard.press("PageDown")
    assert page.evaluate("film.clock.playing"), "a clicker's do not"
    page.keyboard.press(" ")
    assert not page.evaluate("film.clock.playing")
    page.keyboard.press("Escape")
    page.locator("#play").focus()
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible() and "abc" in page.locator("#keys").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#keys").is_hidden()


def test_after_a_pointer_has_set_something_keys_are_the_film_s(open_page: Callable[..., Page]) -> None:
    page = open_page("#t=0", reduced_motion="reduce")
    box = page.locator("#scrub").bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.up()
    assert time(page) == pytest.approx(1.5, abs=0.02)
    page.keyboard.press("ArrowRight")
    assert time(page) == pytest.approx(1.999)
    page.locator("#steps").dispatch_event("pointerdown")
    page.locator("#steps").select_option("0")
    page.keyboard.press("ArrowRight")
    assert time(page) == pytest.approx(0.999)


def test_who_stops_and_plays_within_a_frame_plays_once(open_page: Callable[..., Page]) -> None:
    page = open_page("#t=0")
    asked = """() => {
        let asked = 0;
        const [ask, take] = [requestAnimationFrame, cancelAnimationFrame];
        globalThis.requestAnimationFrame = act => (asked += 1, ask(act));
        globalThis.cancelAnimationFrame = one => (asked -= Boolean(one), take(one));
        film.clock.play();
        film.clock.pause();
        film.clock.play();
        return asked;
    }"""
    assert page.evaluate(asked) == 1


def test_a_loop_dissolves_into_its_start_and_goes_on(browser: Browser, tmp_path: Path) -> None:
    page = browser.new_context(offline=True).new_page()
    page.goto(hand_page(tmp_path, round_and_round=True).as_uri() + "#t=2.8&play")
    page.locator("html[data-ready]").wait_for(state="attached")
    until(page, "film.clock.time === 0 && document.querySelector('.over').getAnimations().length === 1")
    assert page.evaluate("film.clock.playing")
    until(page, "film.clock.time > 0.3 && film.clock.time < 2.5")
    assert page.evaluate("film.clock.playing && document.querySelector('.over').getAnimations().length === 0")
    page.keyboard.press(" ")
    page.evaluate("film.clock.seek(2.5)")
    page.keyboard.press("PageDown")
    until(page, "!film.clock.playing")
    assert time(page) == pytest.approx(3), "a step waits at its end"


def test_nobody_is_moved_who_asks_for_calm(open_page: Callable[..., Page]) -> None:
    page = open_page("#t=0", reduced_motion="reduce")
    page.keyboard.press("ArrowRight")
    assert time(page) == pytest.approx(0.999) and not page.evaluate("film.clock.playing")
    page.keyboard.press("ArrowRight")
    assert time(page) == pytest.approx(1.999)


def test_words_of_others_are_text_and_the_policy_holds(open_page: Callable[..., Page], pages: Watched) -> None:
    page = open_page("#t=0.5")
    assert page.title() == f"By hand {EVIL}" and page.locator("#caption").text_content() == f"It stands. {EVIL}"
    assert page.locator("img, body script:not([type])").count() == 0
    assert "default-src 'none'" in str(page.locator("meta[http-equiv]").get_attribute("content"))
    assert page.evaluate("""async () => {
        const refused = [];
        document.addEventListener("securitypolicyviolation", event => refused.push(event.effectiveDirective));
        const script = document.createElement("script");
        script.textContent = "window.mine = true";
        document.body.append(script);
        await fetch("data:text/plain,x").catch(() => {});
        await new Promise(done => setTimeout(done, 100));
        return [window.mine, ...refused];
    }""") == [None, "script-src-elem", "connect-src"]
    assert len(pages.wrong) >= 2 and all("Content Security Policy" in line for line in pages.wrong)
    pages.wrong.clear()


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("theme", ["dark", "light"])
def test_axe_finds_nothing_and_nothing_leaves_the_window(
    open_page: Callable[..., Page], size: tuple[int, int], theme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page(f"#t=2.5&theme={theme}", size)
    for key in ("", "n", "?"):
        if key:
            page.keyboard.press(key)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        out = page.evaluate(OUTSIDE)
        assert out == []
        picture = page.locator("#picture").bounding_box()
        assert picture and picture["width"] > (0.6 if key and size == WIDE else 0.9) * size[0]
        found = axe.run(page)
        assert found.violations_count == 0, found.generate_report()


def test_a_touch_asks_and_the_caption_stands_below_a_small_picture(open_page: Callable[..., Page]) -> None:
    page = open_page("#t=2.5", PHONE, has_touch=True, is_mobile=True)
    assert page.locator("#caption").bounding_box()["height"] > 20  # type: ignore[index]
    box = page.locator("#picture").bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + (0.5 / 14.2222 + 0.5) * box["width"], box["y"] + (0.5 - 2.5 / 8) * box["height"])
    assert page.locator("#one .value").inner_text() == "0.25"


def test_a_page_around_it_steers_it_and_hears_of_it(browser: Browser, tmp_path: Path) -> None:
    inside = hand_page(tmp_path)
    around = tmp_path / "around.html"
    around.write_text(
        f"<!doctype html><iframe src='{inside.name}#t=0' width=960 height=640></iframe>"
        "<script>heard = []; addEventListener('message', event => heard.push(event.data))</script>"
    )
    page = browser.new_context(offline=True).new_page()
    page.goto(around.as_uri())
    frame = page.frames[1]
    frame.locator("html[data-ready]").wait_for(state="attached")

    def say(message: str) -> None:
        page.evaluate(f"document.querySelector('iframe').contentWindow.postMessage({message}, '*')")

    say("{seek: 1.5}")
    until(page, "heard.some(each => each.time === 1.5 && each.beat === 'goes' && !each.playing)")
    for strange in (
        "null",
        "3",
        "'play'",
        "{seek: 'x'}",
        "{seek: NaN}",
        "{speed: 1e9}",
        "{beat: {}}",
        "{theme: 'x'}",
        "{play: 'yes'}",
    ):
        say(strange)
    page.wait_for_timeout(100)
    assert frame.evaluate("[film.clock.time, film.clock.playing, film.clock.speed]") == [1.5, False, 1]
    say("{beat: 'rests', speed: 4}")
    until(page, "heard.some(each => each.time === 3 && !each.playing)")
    assert page.evaluate("new Set(heard.map(each => Object.keys(each).sort().join())).size") == 1
