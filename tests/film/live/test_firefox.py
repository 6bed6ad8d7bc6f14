"""A page in Firefox: the picture is the film's, and the pointer finds a number with what it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.playback.live_page import record_page
from attention_scenes.film.playback.manim_config import manim_settings
from attention_scenes.model.answers.store import ensure
from attention_scenes.scenes.masking import Masking
from tests.film.live.tape.skia_player import Player
from tests.helpers.live_pages import psnr, seen, tape_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SIZE, FPS = (1280, 720), 2.0


def test_firefox_shows_what_is_drawn_and_tells_what_is_pointed_at(firefox: Browser, tmp_path: Path) -> None:
    params = Masking.Params()
    options = ClipOptions(tmp_path, "masking", *SIZE, FPS, "html", beats=("softmax",), scene="masking")
    with manim_settings(options):
        live = record_page(Masking, params, ensure(Masking.needs(params)), options)
    file = tmp_path / "masking.html"
    file.write_bytes(live.page)
    page = firefox.new_context(viewport={"width": 1280, "height": 800}).new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(file.as_uri())
    page.locator("html[data-ready]").wait_for(state="attached")
    tape = tape_of(file)
    last = (tape["frames"] - 1) / FPS
    wanted = Player(tape).draw(tape["frames"] - 1, *SIZE)[..., :3].astype(float)
    assert psnr(seen(page, last, SIZE), wanted) > 26

    page.evaluate("time => film.clock.seek(time)", last)
    number, box = page.evaluate("time => film.places.at(time).slice(0, 1).flatMap(n => [n, film.places.of(n, time)[0]])", last)
    picture = page.locator("#picture").bounding_box()
    assert picture
    wide, high = tape["frame"]
    across, up = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(
        picture["x"] + (across / wide + 0.5) * picture["width"], picture["y"] + (0.5 - up / high) * picture["height"]
    )
    told = page.locator("#glance")
    assert told.locator(".value").inner_text() == tape["numbers"][number]["shown"]
    assert tape["numbers"][number]["source"] in told.inner_text()
    assert wrong == []
