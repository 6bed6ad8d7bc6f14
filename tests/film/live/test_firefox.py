"""A page in Firefox: the picture is the film's, and the pointer finds a number with what it is."""

from __future__ import annotations

from pathlib import Path

from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.live.player.page_writer import PageFacts, write_page
from benchmarks.chromium import DRAWN, lit_psnr, picture
from tests.film.live.tape.skia_player import Player
from tests.helpers.pages.firefox import launched
from tests.helpers.pages.live_pages import unpacked

STORED = Path(__file__).with_name("tapes") / "format-1-tower.tape"
SIZE, MOMENT = (1280, 720), 42.4


def test_firefox_shows_what_is_drawn_and_tells_what_is_pointed_at(tmp_path: Path) -> None:
    tape = unpacked(STORED.read_bytes())
    file = tmp_path / "tower.html"
    file.write_bytes(write_page(STORED.read_bytes(), PageFacts(tape["title"], tape["summary"], Wording())))
    with launched() as firefox:
        firefox.open(file.as_uri(), 1280, 800)
        ready = "document.documentElement.dataset.ready"
        firefox.evaluate(f"new Promise(done => setInterval(() => {ready} === '' && done(), 20))")
        drawn = picture(firefox.evaluate(f"({DRAWN})({[MOMENT, *SIZE]})"))
        wanted = Player(tape).draw(round(MOMENT * tape["fps"]), *SIZE)[..., :3].astype(float)
        assert lit_psnr(drawn, wanted) > 36, "both draw letters as they do, and no two alike"

        firefox.evaluate(f"film.clock.seek({MOMENT})")
        number = firefox.evaluate(f"film.places.at({MOMENT})[0]")
        box = firefox.evaluate(f"film.places.of({number}, {MOMENT})[0]")
        place = firefox.evaluate("document.getElementById('picture').getBoundingClientRect().toJSON()")
        wide, high = tape["frame"]
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        across, down = (x / wide + 0.5) * place["width"], (0.5 - y / high) * place["height"]
        firefox.point(place["x"] + across, place["y"] + down)
        under = [box["number"] for box in firefox.evaluate(f"film.places.under({MOMENT}, {x}, {y})")]
        assert number in under, "several may have one place"
        assert tape["numbers"][under[0]]["source"] in firefox.evaluate("document.getElementById('glance').innerText")
