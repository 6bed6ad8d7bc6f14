"""The page of clips: opened from disk in a browser, with no network, by mouse, by keys and by what reads it aloud."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from attention_scenes.film.products.gallery.write import write_gallery
from tests.film.products.gallery.two_clips import EVIL, change
from tests.helpers.command_line import SMALL, Run
from tests.helpers.pages.watched import watched
from tests.helpers.tiny_scene import CATALOG

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.xdist_group("gallery")  # whose clips are made once


@pytest.fixture
def page(clips: Path, run: Run, browser: Browser) -> Iterator[Page]:
    code, out, err = run("gallery", "-o", clips.name)
    assert code == 0, err
    assert out == f"{clips.name}/index.html  (2 clips)\n"
    with watched(browser, "file", "data") as pages:
        page = pages.page()
        page.goto((clips / "index.html").as_uri())
        yield page


def playing(page: Page, number: int = 0) -> bool:
    return page.evaluate("number => !document.querySelectorAll('.screen video')[number].paused", number)


def wait_for_time(page: Page, video: str) -> None:
    page.wait_for_function("video => document.querySelector(video).currentTime > 0.2", arg=video)


def test_clips_stand_in_order_with_their_headings(page: Page) -> None:
    assert page.title() == "Attention, measured"
    assert page.locator("h2").all_text_contents() == ["More clips"]
    assert page.locator("h3").all_text_contents() == ["Other", "Tiny"]
    levels = [int(tag[1]) for tag in page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => h.tagName)")]
    assert levels == [1, 2, 3, 3]


def test_a_clip_plays_under_the_pointer_and_goes_back_to_its_poster(page: Page) -> None:
    page.locator(".screen").nth(1).hover()
    wait_for_time(page, "article:nth-of-type(2) video")
    page.mouse.move(0, 0)
    page.wait_for_function("document.querySelectorAll('.screen video')[1].currentTime === 0")
    assert not playing(page, 1)


def test_a_clip_without_a_poster_shows_a_late_frame(page: Page) -> None:
    rest = float(page.locator(".screen video").first.get_attribute("data-rest") or 0)
    assert rest > 0.5
    is_there = f"Math.abs(document.querySelector('.screen video').currentTime - {rest}) < 0.05"
    page.wait_for_function(is_there)
    page.locator(".screen").first.hover()
    page.wait_for_function("(t => t > 0 && t < 0.6)(document.querySelector('.screen video').currentTime)")
    page.mouse.move(0, 0)
    page.wait_for_function(is_there)


def test_keys_reach_everything(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "clips"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "screen"
    wait_for_time(page, ".screen video")
    page.keyboard.press("Enter")
    assert page.locator("dialog").get_attribute("aria-labelledby") == "showing"
    assert page.locator("dialog h2").text_content() == "Other"
    wait_for_time(page, "dialog video")
    assert not playing(page)
    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('dialog').open && !document.querySelector('dialog video')")
    assert page.evaluate("document.activeElement.className") == "screen"
    assert not playing(page)


def test_captions_play_from_disk(page: Page) -> None:
    page.locator(".screen").nth(1).click()
    page.evaluate("document.querySelector('dialog track').track.mode = 'showing'")
    page.wait_for_function("document.querySelector('dialog track').readyState === 2")
    assert page.evaluate("document.querySelector('dialog track').track.cues[0].text") == "A square walks."


def test_nothing_moves_by_itself_for_who_asks_for_calm(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.locator(".screen").nth(1).hover()
    page.wait_for_timeout(300)
    assert not playing(page, 1)
    page.locator(".screen").nth(1).click()
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('dialog video').paused")


def test_the_tag_is_copied_and_works(page: Page, clips: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".copy").nth(1).click()
    page.get_by_role("status").get_by_text("Copied.").wait_for()
    tag = page.evaluate("navigator.clipboard.readText()")
    page.set_content(tag)
    video = page.locator("video")
    assert video.get_attribute("aria-label") == "Tiny: A square walks."
    assert [video.get_attribute(name) for name in ("width", "height", "poster")] == ["96", "64", "tiny.poster.png"]
    sources = page.evaluate("[...document.querySelectorAll('source, track')].map(s => s.getAttribute('src'))")
    assert sources == ["tiny.mp4", "tiny.vtt"]
    assert page.locator("track").get_attribute("srclang") == "en"
    assert all((clips / name).is_file() for name in sources)


@pytest.mark.parametrize(
    "keys", ["navigator.clipboard.writeText = () => Promise.reject()", "delete navigator.__proto__.clipboard"]
)
def test_a_refused_clipboard_leaves_the_tag_selected(page: Page, keys: str) -> None:
    page.evaluate(f"{keys}; document.execCommand = () => false")
    page.locator(".copy").nth(1).click()
    page.get_by_role("status").get_by_text("Press Ctrl+C").wait_for()
    assert page.evaluate("getSelection().toString()").startswith("<video controls")


def test_every_link_leads_to_a_file(page: Page, clips: Path) -> None:
    links = page.evaluate("[...document.querySelectorAll('main a')].map(a => a.getAttribute('href'))")
    assert {"tiny.mp4", "tiny.json", "tiny.poster.png", "tiny.vtt", "tiny.txt", "other.mp4"} <= set(links)
    for link in links:
        assert Path(unquote(urlsplit(urljoin(page.url, link)).path)).is_file(), link


def test_names_that_a_url_would_misread(clips: Path, browser: Browser) -> None:
    name = 'a #1? 100% "b" it\'s.mp4'
    (clips / "tiny.mp4").rename(clips / name)
    sidecar = (clips / "tiny.json").rename(clips / name.replace(".mp4", ".json"))
    change(sidecar, scene="Foreign", clip=json.loads(sidecar.read_text())["clip"] | {"file": name})
    write_gallery(clips, CATALOG)
    page = browser.new_page()
    page.goto((clips / "index.html").as_uri())
    page.locator(".screen").first.hover()
    wait_for_time(page, ".screen video")
    assert page.locator("h3").first.text_content() == 'A #1? 100% "b" it\'s'


def test_what_a_sidecar_says_is_text_and_no_markup(page: Page) -> None:
    assert page.title() == "Attention, measured"
    assert page.locator("img[src=x], main script").count() == 0
    page.locator("summary", has_text="Parameters of Tiny").click()
    assert page.get_by_text(f"{EVIL[:12]} bird", exact=True).is_visible()
    page.locator("summary", has_text="What can be seen in Tiny").click()
    assert page.get_by_text(EVIL).is_visible()


def test_it_says_where_the_numbers_are_from(page: Page, clips: Path) -> None:
    page.locator("summary", has_text="numbers are from: Tiny").click()
    sidecar = json.loads((clips / "tiny.json").read_text())
    shown = page.locator("article").nth(1).inner_text()
    assert sidecar["model"]["label"] in shown and sidecar["model"]["weight_digest"] in shown
    assert sidecar["clip"]["sha256"] in shown and "layer 0, head 0" in shown
    assert """python render.py verify '50% #1 "clips'"'"'/tiny.json'""" in shown


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, scheme: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.emulate_media(color_scheme=scheme)
    for summary in page.locator("summary").all():
        summary.click()
    page.locator(".copy").first.click()
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    page.locator(".screen").nth(1).click()
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()


def test_a_picture_alone_is_shown_as_one(run: Run, elsewhere: Path, browser: Browser) -> None:
    assert run("tiny", "-s", *SMALL)[0] == 0
    assert run("gallery")[0] == 0
    page = browser.new_page()
    page.goto((elsewhere / "clips/index.html").as_uri())
    page.locator(".screen").click()
    assert page.evaluate("document.querySelector('dialog img').naturalWidth") == 96
