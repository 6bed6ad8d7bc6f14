"""The page of a scene, made by the command: what it plays is the clip, and its numbers are those of the sidecar."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.live.player.page_writer import PageFacts, write_page
from attention_scenes.film.live.tape.tape_writer import packed
from benchmarks.chromium import lit_psnr
from tests.helpers.command_line import Run
from tests.helpers.counted_scene import CATALOG as COUNTED
from tests.helpers.pages.live_pages import seen, tape_of, unpacked
from tests.helpers.tiny_scene import CATALOG

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FPS = 4
# Of each kept tape: a moment, the share of the picture that is lit then, and how many numbers can be read.
LIT = {
    "format-1-forms": [(0.6, 0.064, 1), (1.5, 0.164, 2), (2.4, 0.074, 4)],
    "format-2-forms": [(0.6, 0.064, 1), (1.5, 0.164, 2), (2.4, 0.074, 4)],
    "format-3-forms": [(0.6, 0.064, 1), (1.5, 0.164, 2), (2.4, 0.074, 4)],
    "format-4-forms": [(0.6, 0.064, 1), (1.5, 0.164, 2), (2.4, 0.074, 4)],
    "format-5-forms": [(0.6, 0.124, 1), (1.5, 0.212, 2), (2.4, 0.074, 4)],
    "format-1-tower": [(10.6, 0.04, 10), (26.5, 0.053, 20), (42.4, 0.064, 23)],
}


@pytest.fixture
def opened(browser: Browser) -> Callable[[Path], Page]:
    def opened(file: Path) -> Page:
        page = browser.new_context(offline=True).new_page()
        page.goto(file.as_uri())
        page.locator("html[data-ready]").wait_for(state="attached")
        return page

    return opened


@pytest.fixture
def talk(run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(CATALOG, "talk", SceneFile("talk", "tests.helpers.scenes.talk", "Talk", "A square."))
    for form in ("html", "png-sequence"):
        code, _, err = run("talk", "--format", form, "-r", "320,180", "--fps", str(FPS))
        assert code == 0, err
    return elsewhere / "clips"


def test_every_frame_is_the_clip_s(talk: Path, opened: Callable[[Path], Page]) -> None:
    page = opened(talk / "talk.html")
    frames = sorted(talk.glob("talk/*.png"))
    assert len(frames) == tape_of(talk / "talk.html")["frames"] > 7
    for number, frame in enumerate(frames):
        wanted = np.asarray(Image.open(frame).convert("RGB")).astype(float)
        drawn = seen(page, number / FPS, (320, 180))
        assert lit_psnr(drawn, wanted) >= 38, number
        if number:
            assert lit_psnr(drawn, np.roll(wanted, 3, axis=1)) < 30, "a little further is another picture"
    assert page.evaluate("film.beats.list.map(beat => beat.name)") == ["comes", "goes", "grows"]
    assert page.locator("#steps option").first.text_content() == 'a<b> & "c"'


def test_a_page_of_some_beats_has_the_sidecar_of_their_clip(
    run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(CATALOG, "counted", COUNTED["counted"])
    told = []
    for form, name in (("html", "counted-second.html.json"), ("png-sequence", "counted-second.frames.json")):
        code, _, err = run("counted", "--format", form, "-r", "320,180", "--fps", str(FPS), "--beat", "second")
        assert code == 0, err
        told.append(json.loads((elsewhere / "clips" / name).read_text(encoding="utf-8")))
    page, clip = told
    assert page["beats"] == clip["beats"] and page["numbers"] == clip["numbers"] != []
    tape = tape_of(elsewhere / "clips/counted-second.html")
    assert any(play["p"] for play in tape["plays"]), "and its numbers stand somewhere"
    assert all(0 <= number["start"] < number["end"] <= tape["frames"] / FPS for number in tape["numbers"])


def test_a_page_in_a_loop_is_told_so(run: Run, elsewhere: Path) -> None:
    assert run("tiny", "--format", "html", "--loop", "-r", "96,64", "--fps", "4")[0] == 0
    assert "<body data-round>" in (elsewhere / "clips/tiny-loop.html").read_text(encoding="utf-8")


def test_digits_are_as_firm_as_the_film_s(
    run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, opened: Callable[[Path], Page]
) -> None:
    monkeypatch.setitem(CATALOG, "counted", COUNTED["counted"])
    for form in ("html", "png-sequence"):
        code, _, err = run("counted", "--format", form, "-r", "640,360", "--fps", str(FPS))
        assert code == 0, err
    frame = sorted((elsewhere / "clips/counted").glob("*.png"))[number := 4]
    wanted = np.asarray(Image.open(frame).convert("RGB")).astype(float)
    page = opened(elsewhere / "clips/counted.html")
    firm = lit_psnr(seen(page, number / FPS, (640, 360)), wanted)
    page.evaluate(
        """() => {
            Object.defineProperty(film.stage.drawing.digits, "firm", { get: () => false, set: () => {} });
            film.stage.kept.key = "";
        }"""
    )
    plain = lit_psnr(seen(page, number / FPS, (640, 360)), wanted)
    assert firm > plain + 3, (firm, plain)


def test_verify_compares_a_page_with_the_scene_recorded_again(talk: Path, run: Run) -> None:
    file = talk / "talk.html"
    told = run("verify", "clips/talk.html")[1]
    assert "bytes hold" in told and "frames hold: all shapes" in told
    file.write_bytes(file.read_bytes().replace(b"<title>Talk", b"<title>Tall"))
    assert "bytes DO NOT HOLD" in run("verify", "clips/talk.html")[1]


def test_a_tape_of_a_newer_format_is_refused_in_words(talk: Path, browser: Browser) -> None:
    tape = tape_of(talk / "talk.html")
    assert tape["format"] == 5 and [claim["holds"] for claim in tape["claims"]] == [True]
    file = talk / "newer.html"
    file.write_bytes(write_page(packed(tape | {"format": 6}), PageFacts("Newer", "", Wording())))
    page = browser.new_page()
    page.goto(file.as_uri())
    page.locator("#fault").wait_for()
    assert page.locator("html[data-ready]").count() == 0


KEPT = sorted(Path(__file__).with_name("tapes").glob("*.tape"))


@pytest.mark.parametrize("file", KEPT, ids=lambda file: file.stem)
def test_tapes_of_every_format_that_there_was_are_played(file: Path, browser: Browser, tmp_path: Path) -> None:
    stored = file.read_bytes()
    tape = unpacked(stored)
    written = tmp_path / "kept.html"
    written.write_bytes(write_page(stored, PageFacts(tape["title"], tape["summary"], Wording())))
    page = browser.new_page()
    page.goto(written.as_uri())
    page.locator("html[data-ready]").wait_for(state="attached")
    for moment, light, numbers in LIT[file.stem]:
        drawn = seen(page, moment, (320, 180))
        assert float((drawn.max(axis=2) > 60).mean()) == pytest.approx(light, abs=0.01), moment
        assert len(page.evaluate("at => film.places.at(at)", moment)) == numbers


def test_each_format_is_kept() -> None:
    assert {unpacked(file.read_bytes())["format"] for file in KEPT} == {1, 2, 3, 4, 5}
