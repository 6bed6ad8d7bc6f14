"""The page of a deck: its steps by keys, clicker, list and address, its numbers, and the speaker's window."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.live.player.deck_writer import DeckFilm, DeckStep, write_deck
from attention_scenes.film.live.player.page_writer import PageFacts
from attention_scenes.film.live.player.signs import written
from tests.film.live.hand_tape import EVIL, hand_tape
from tests.helpers.pages.watched import OUTSIDE, SIZES, time, until, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ENDS = (0.9, 1.9, 2.9)  # on which the steps of a film rest
NAMES = ("one", "two", "three")


def hand_deck(folder: Path) -> Path:
    """A deck of two films by hand, the second in red where the first is in green; three steps each."""
    films = []
    for number in range(2):
        document = hand_tape(name=f"film-{number}")
        if number:
            document["numbers"][0] |= {"value": 0.75, "shown": "0.75"}
        packed = written(zlib.compress(json.dumps(document).encode()))
        facts = PageFacts(f"Film {number} {EVIL}", EVIL, Wording(), ((f"claim {number}", True, "1 of 1"),))
        films.append(DeckFilm(packed, facts))
    steps = [
        DeckStep(film, float(at), ENDS[at], f"{NAMES[at]} {EVIL}", f"Say {film}{at}. {EVIL}\n\nThen more.")
        for film in range(2)
        for at in range(3)
    ]
    path = folder / "deck.html"
    path.write_bytes(write_deck(f"A talk {EVIL}", Wording(), films, steps))
    return path


@pytest.fixture
def open_deck(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Open the deck by hand; at the end nothing was asked of a network, and nothing went wrong."""
    with watched(browser, "file", "data", "blob", "about") as pages:

        def opened(fragment: str = "", *size: Any, **changes: Any) -> Page:
            return pages.film(hand_deck(tmp_path).as_uri() + fragment, *size, **changes)

        yield opened


def rests(page: Page, number: int) -> None:
    """Wait until a step (from 1 on) has been played, and rests on its last frame."""
    until(page, f"deck.shown === {number - 1} && !film.clock.playing")
    assert time(page) == pytest.approx(ENDS[(number - 1) % 3])
    assert page.evaluate("film.tape.name") == f"film-{(number - 1) // 3}"
    assert page.locator("#time").text_content() == f"{number} / 6"
    assert page.url.endswith(f"#step={number}")


def test_each_key_press_plays_a_step_into_the_next_film(open_deck: Callable[..., Page]) -> None:
    page = open_deck()
    assert time(page) == 2.5 and page.locator("#time").text_content() == "0 / 6", "the poster until somebody goes on"
    for number, key in enumerate(("PageDown", "ArrowRight", " ", "PageDown", "n", "PageDown", "PageDown"), 1):
        if key == "n":
            page.locator("#step").click()
        else:
            page.keyboard.press(key)
        rests(page, min(number, 6))
    for number, key in ((5, "PageUp"), (4, "ArrowLeft"), (3, "PageUp"), (1, "Home"), (1, "PageUp"), (6, "End")):
        page.keyboard.press(key)
        rests(page, number)


def test_who_goes_on_before_the_end_gets_the_next_step_at_once(open_deck: Callable[..., Page]) -> None:
    page = open_deck()
    page.keyboard.press("PageDown")
    until(page, "film.clock.playing && film.clock.time > 0.1")
    page.keyboard.press("PageDown")
    until(page, "deck.shown === 1")
    assert time(page) >= 1 and page.evaluate("film.clock.playing")
    for _ in range(4):
        page.keyboard.press("PageDown")  # faster than films are opened
    rests(page, 6)


def test_a_step_is_stopped_played_on_and_played_again(open_deck: Callable[..., Page]) -> None:
    page = open_deck("#step=2")
    page.keyboard.press("k")
    assert not page.evaluate("film.clock.playing")
    page.keyboard.press("l")
    assert time(page) == pytest.approx(1.9), "seconds end with the step"
    page.keyboard.press("j")
    assert time(page) == 1.0
    page.keyboard.press("k")
    rests(page, 2)
    page.keyboard.press("r")
    until(page, "film.clock.time < 1.5")
    rests(page, 2)
    page.keyboard.press("k")
    rests(page, 3)


def test_play_is_left_alone_while_the_next_film_is_opened(open_deck: Callable[..., Page]) -> None:
    page = open_deck("#step=2")
    rests(page, 2)
    page.keyboard.press("j")
    page.evaluate(
        """async () => {
            const [before, open] = [film, deck.open];
            const asked = new Promise((reached) => {
                deck.open = async (number) => {
                    await new Promise((go) => reached(Object.assign(globalThis, { before, go })));
                    return open(number);
                };
            });
            deck.go(3);
            await asked;
        }"""
    )
    page.keyboard.press("k")
    assert not page.evaluate("before.clock.playing")
    page.evaluate("go()")
    rests(page, 4)
    assert page.evaluate("before.clock.time") == 1.0


def test_a_film_that_cannot_be_opened_is_told_and_one_may_go_elsewhere(open_deck: Callable[..., Page]) -> None:
    page = open_deck("#step=3")
    rests(page, 3)
    page.evaluate("() => { document.fonts.clear = () => { throw Error('torn') } }")
    assert page.evaluate("deck.go(3).then(() => '', String)") == "Error: torn"
    assert page.locator("#fault").is_visible() and page.evaluate("deck.number") == 2
    page.evaluate("delete document.fonts.clear")
    for key, number in (("PageUp", 2), ("PageDown", 3), ("PageDown", 4)):
        page.keyboard.press(key)
        rests(page, number)
        assert page.locator("#fault").is_hidden()


@pytest.mark.parametrize("key", ["b", "."])
def test_the_screen_is_black_until_the_next_step(open_deck: Callable[..., Page], key: str) -> None:
    page = open_deck("#step=1")
    black = "getComputedStyle(document.body, '::after').position === 'fixed'"
    page.keyboard.press(key)
    assert page.evaluate(black)
    page.keyboard.press(key)
    assert not page.evaluate(black)
    page.keyboard.press(key)
    page.keyboard.press("PageDown")
    rests(page, 2)
    assert not page.evaluate(black)


def test_an_address_and_the_list_lead_to_a_step(open_deck: Callable[..., Page]) -> None:
    page = open_deck("#step=5")
    rests(page, 5)
    for strange in ("#step=0", "#step=7", "#step=x", "#step=1.5", "#", "#%%%", "#step=1e99"):
        page.evaluate("hash => location.hash = hash", strange)
        page.wait_for_timeout(20)
        assert page.evaluate("deck.number") == 4
    page.evaluate("location.hash = '#step=2'")
    rests(page, 2)
    assert page.locator("#steps optgroup").count() == 2 and page.locator("#steps option").count() == 6
    assert page.locator("#steps").input_value() == "1"
    page.locator("#steps").select_option("3")
    rests(page, 4)
    page.reload()
    page.locator("html[data-ready]").wait_for(state="attached")
    rests(page, 4)


def test_numbers_of_each_film_are_asked_and_a_theme_stays(open_deck: Callable[..., Page]) -> None:
    page = open_deck("#step=1")
    rests(page, 1)
    for number, value in ((1, "0.25"), (4, "0.75")):
        page.evaluate("number => { location.hash = `#step=${number}` }", number)
        rests(page, number)
        page.keyboard.press("n")
        assert page.locator("#one .value").inner_text() == value
        page.keyboard.press("?")
        assert f"claim {number // 4}" in page.locator("#keys").inner_text()
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        assert page.locator("html").get_attribute("data-theme") == ("dark" if number == 1 else "light")
        if number == 1:
            page.keyboard.press("d")


def test_keys_are_heard_at_once_when_the_help_is_closed(open_deck: Callable[..., Page]) -> None:
    """On a busy machine the next frame is late, and until then the focus stays where it was: in the dialog."""
    page = open_deck("#step=1")
    rests(page, 1)
    page.keyboard.press("?")
    page.keyboard.press("d")
    assert page.locator("html").get_attribute("data-theme") == "dark", "the help is open"
    page.evaluate(
        """() => {
            document.getElementById("keys").close();
            document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "d", bubbles: true }));
        }"""
    )
    assert page.locator("html").get_attribute("data-theme") == "light"


def test_nobody_is_moved_who_asks_for_calm(open_deck: Callable[..., Page]) -> None:
    page = open_deck(reduced_motion="reduce")
    for number in (1, 2, 3, 4):
        page.keyboard.press("PageDown")
        rests(page, number)


def test_the_focus_stays_on_the_button_that_goes_on(open_deck: Callable[..., Page]) -> None:
    page = open_deck("#step=3")
    rests(page, 3)
    page.locator("#step").focus()
    page.keyboard.press("Enter")
    rests(page, 4)
    assert page.evaluate("document.activeElement.id") == "step"


def test_the_speaker_reads_notes_and_goes_on_from_their_window(open_deck: Callable[..., Page]) -> None:
    page = open_deck("#step=5")
    rests(page, 5)
    with page.expect_popup() as popup:
        page.keyboard.press("s")
    notes = popup.value
    assert notes.locator("main div").nth(1).inner_text() == f"Say 11. {EVIL}\n\nThen more."
    assert f"Next: three {EVIL}" == notes.locator("main div").nth(2).inner_text()
    notes.keyboard.press("PageDown")
    rests(page, 6)
    assert notes.locator("main div").nth(1).inner_text().startswith("Say 12.")
    assert notes.locator("main div").nth(2).inner_text() == "This is the last step."
    assert notes.locator("main span").first.inner_text() == "6 / 6"
    page.keyboard.press("s")
    assert len(page.context.pages) == 2, "one window"


def test_the_time_of_a_talk_goes_on_where_its_window_is_opened_again(open_deck: Callable[..., Page]) -> None:
    page = open_deck("#step=1")
    page.evaluate(
        """() => {
            const { setInterval: begin, clearInterval: end, open } = globalThis;
            globalThis.open = (...what) => (globalThis.opened = open(...what));
            globalThis.running = new Set();
            globalThis.setInterval = (...what) => { const timer = begin(...what); running.add(timer); return timer; };
            globalThis.clearInterval = (timer) => { running.delete(timer); end(timer); };
        }"""
    )
    for minutes in (0, 10):
        page.evaluate("minutes => { const now = Date.now; Date.now = () => now() + 60000 * minutes; }", minutes)
        with page.expect_popup() as popup:
            page.keyboard.press("s")
        notes = popup.value
        assert str(notes.locator("main span").nth(1).inner_text()).startswith(f"{minutes}:")
        if not minutes:
            notes.close()
            until(page, "opened.closed")
    assert page.evaluate("running.size") == 1


def test_words_of_others_are_text(open_deck: Callable[..., Page]) -> None:
    page = open_deck("#step=1")
    assert page.title() == f"A talk {EVIL}"
    assert page.locator("#steps optgroup").first.get_attribute("label") == f"Film 0 {EVIL}"
    assert page.locator("img, body script:not([type])").count() == 0
    policy = str(page.locator("meta[http-equiv]").get_attribute("content"))
    assert "default-src 'none'" in policy and "unsafe" not in policy


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_axe_finds_nothing_and_nothing_leaves_the_window(open_deck: Callable[..., Page], size: tuple[int, int]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_deck("#step=3", size)
    rests(page, 3)
    for key in ("", "n", "?"):
        if key:
            page.keyboard.press(key)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        assert page.evaluate(OUTSIDE) == []
        found = axe.run(page)
        assert found.violations_count == 0, found.generate_report()
