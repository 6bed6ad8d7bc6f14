"""Decks that play what was drawn: made by the command, each step as in the clip, nothing left where it fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from attention_scenes.film.catalog.chapters import Place
from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.products.slides.steps import steps_of
from benchmarks.chromium import lit_psnr
from tests.helpers.command_line import SMALL, Run, message, names
from tests.helpers.pages.live_pages import seen
from tests.helpers.pages.watched import until
from tests.helpers.scenes.talk import CAPTION, FPS
from tests.helpers.tiny_scene import CATALOG

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_each_step_rests_on_the_frame_that_the_video_rests_on(
    run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch, browser: Browser
) -> None:
    monkeypatch.setitem(CATALOG, "talk", SceneFile("talk", "tests.helpers.scenes.talk", "Talk", "A square."))
    size = ["-r", "320,180", "--fps", str(FPS)]
    code, out, err = run("slides", "talk", "other", "--live", *size)
    assert code == 0, err
    assert "clips/deck-live.html  (4 steps, " in out
    assert run("talk", "--format", "png-sequence", *size)[0] == 0
    folder = elsewhere / "clips"
    frames = sorted(folder.glob("talk/*.png"))
    steps = steps_of(Place("talk", "Talk"), ClipSidecar.read(folder / "talk.html.json"))
    page = browser.new_context(offline=True, reduced_motion="reduce").new_page()
    page.goto((folder / "deck-live.html").rename(elsewhere / "moved.html").as_uri())
    page.locator("html[data-ready]").wait_for(state="attached")
    assert page.title() == "Talk, and 1 more"
    assert page.locator("#steps option").first.text_content() == f"1 · {CAPTION}"
    for number, step in enumerate(steps):
        page.keyboard.press("PageDown")
        until(page, f"deck.shown === {number}")
        moment = page.evaluate("film.clock.time")
        assert moment == pytest.approx((step.end - 1) / FPS)
        wanted = np.asarray(Image.open(frames[step.end - 1]).convert("RGB")).astype(float)
        assert lit_psnr(seen(page, moment, (320, 180)), wanted) >= 38
        assert page.evaluate("deck.steps[deck.shown].notes") == step.notes
    page.keyboard.press("PageDown")
    until(page, "deck.shown === 3")
    assert page.evaluate("film.tape.name") == "other"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["tiny", "--live", "--to", "html,pptx"],
            "leave out --to 'html,pptx', or --live",
        ),
        (["--live"], "Which scenes?"),
    ],
)
def test_one_message_and_nothing_written(run: Run, elsewhere: Path, arguments: list[str], says: str) -> None:
    assert says in message(run("slides", *arguments))
    assert names(elsewhere) == []


def test_a_deck_is_written_whole_or_not_at_all(run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("slides", "other", "--live", "--to", "html", *SMALL)[0] == 0
    deck = elsewhere / "clips/other-live.html"
    before = deck.read_bytes()
    assert json.loads((elsewhere / "clips/other.html.json").read_text())["clip"]["file"] == "other.html"
    assert "up to date" in run("slides", "other", "--live", *SMALL)[1], "it has no name of a page"
    assert run("slides", "other", "--to", "html", *SMALL)[0] == 0
    assert (elsewhere / "clips/other-deck.html").is_file()
    assert "up to date" in run("other", "--format", "html", *SMALL)[1], "the other deck has none, either"

    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left")

    monkeypatch.setattr(Path, "write_bytes", full)
    code, _, err = run("slides", "other", "--live", *SMALL)
    assert code == 2 and "The disk is full" in err
    assert deck.read_bytes() == before and not list(deck.parent.glob(".*"))
