"""Tests of docs/use-it-in.md: its pieces are pasted into pages, notebooks, and the programs that are here."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.products.slides.reveal_assets import reveal
from tests.conftest import ROOT
from tests.film.products.test_notebook import run_cells
from tests.helpers.command_line import Run
from tests.helpers.tiny_scene import CATALOG

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

GUIDE = ROOT.joinpath("docs", "use-it-in.md").read_text(encoding="utf-8")
PLAYS = "document.querySelector('video').currentTime > 0"


def blocks(program: str) -> list[str]:
    """What is to be pasted into a program: the fenced blocks of its section."""
    [section] = re.findall(rf"^## {re.escape(program)}\n(.*?)(?=^## \w|\Z)", GUIDE, re.MULTILINE | re.DOTALL)
    return re.findall(r"^```\w+\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def make(run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Make the clip of the guide, of a scene that is quickly drawn; return its folder."""
    monkeypatch.setitem(CATALOG, "mole", SceneFile("mole", "tests.helpers.scenes.talk", "Talk", "A square."))

    def made(*arguments: str) -> Path:
        code, _, err = run("mole", "-r", "160,90", "--fps", "5", *arguments)
        assert code == 0, err
        return elsewhere / "clips"

    return made


@pytest.fixture
def clip(make: Callable[..., Path]) -> Path:
    """A folder with the clip and all that lies beside it."""
    return make()


@pytest.fixture
def page(clip: Path, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Open a body as a page that a server on this machine has beside the clip."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(clip)))
    Thread(target=server.serve_forever, daemon=True).start()

    def opened(body: str) -> Page:
        clip.joinpath("index.html").write_text(f"<!doctype html><meta charset='utf-8'>{body}", encoding="utf-8")
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        return page

    yield opened
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("number", [0, 1])
def test_reveal_plays_it(page: Callable[[str], Page], number: int) -> None:
    parts = reveal()
    deck = f"<div class='reveal'><div class='slides'><section>Title</section>{blocks('reveal.js')[number]}</div></div>"
    scripts = f"<script>{parts['reveal_js']}</script><script>Reveal.initialize()</script>"
    there = page(f"<style>{parts['reveal_css']}</style>{deck}{scripts}")
    there.wait_for_function("Reveal.isReady()")
    there.keyboard.press("ArrowRight")
    there.wait_for_function(PLAYS)


def test_a_page_shows_it_with_captions(page: Callable[[str], Page]) -> None:
    [block] = blocks("Moodle")
    there = page(f"{block}<p id='mole-description'>A square.</p>")
    there.evaluate("document.querySelector('video').play()")
    there.wait_for_function(PLAYS)
    there.evaluate("document.querySelector('video').textTracks[0].mode = 'showing'")
    there.wait_for_function("document.querySelector('track').readyState === 2")
    assert there.evaluate("document.querySelector('video').textTracks[0].cues.length") > 0
    assert there.evaluate("new Image().src = document.querySelector('video').poster").endswith("/mole.poster.png")


def test_the_preview_of_an_editor_plays_it(page: Callable[[str], Page]) -> None:
    [block] = blocks("VS Code")
    there = page(block)
    there.evaluate("document.querySelector('video').play()")
    there.wait_for_function(PLAYS)


@pytest.mark.parametrize("number", [0, 1])
def test_a_page_of_ones_own_plays_the_page(make: Callable[..., Path], page: Callable[[str], Page], number: int) -> None:
    make("--format", "html")
    there = page(blocks("A web page of your own")[number].replace("#beat=plane", "#beat=grows"))
    film = there.frame_locator("iframe").locator("html[data-ready]")
    film.wait_for(state="attached")
    inside = there.frames[1]
    if number == 0:
        assert inside.evaluate("film.clock.time === film.beats.named('grows').start")
        return
    there.evaluate("""() => new Promise(done => {
        const element = document.querySelector("attention-film");
        element.addEventListener("film", ({ detail }) => detail.time > 0.2 && done());
        element.tell({ seek: 0.25, speed: 0.5 });
    })""")
    assert inside.evaluate("[film.clock.time, film.clock.speed]") == [0.25, 0.5]


def test_a_notebook_shows_it(clip: Path) -> None:
    shown, live, there = blocks("Jupyter")
    [cell] = run_cells([there], clip)
    assert 'src="data:video/mp4;base64,' in cell.outputs[-1]["data"]["text/html"]
    assert "from attention_scenes import Masking" in shown, "is run by test_notebook.py"
    assert "live=True" in live, "is run by test_live_widget.py"


def test_each_file_of_the_guide_lies_beside_a_clip(clip: Path) -> None:
    named = set(re.findall(r"\bmole\.(?:poster\.png|mp4|vtt|srt|txt)\b", GUIDE))
    assert len(named) == 5 and named <= {path.name for path in clip.iterdir()}


def test_captions_that_are_not_in_the_picture_are_beside_it(make: Callable[..., Path]) -> None:
    assert "-->" in make("--set", "captions=false").joinpath("mole.vtt").read_text(encoding="utf-8")


def done(program: str, folder: Path, *arguments: str) -> None:
    """Run a program, or skip the test where it is not installed."""
    if not (path := shutil.which(program)):
        pytest.skip(f"no {program} here")
    made = subprocess.run([path, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr


def test_slidev_builds_it(clip: Path) -> None:
    (clip / "public").mkdir()
    (clip / "mole.mp4").rename(clip / "public" / "mole.mp4")
    [block] = blocks("Slidev")
    clip.joinpath("slides.md").write_text(f"---\ntheme: none\n---\n\n{block}\n---\n\n# Next\n")
    done("slidev", clip, "build")  # npm install --global @slidev/cli
    assert clip.joinpath("dist", "mole.mp4").is_file()
    scripts = "".join(path.read_text() for path in clip.joinpath("dist", "assets").rglob("*.js"))
    assert "/mole.mp4" in scripts and "autoplay" in scripts


@pytest.mark.parametrize(("number", "kind"), [(0, "html"), (1, "revealjs")])
def test_quarto_renders_it(clip: Path, number: int, kind: str) -> None:
    clip.joinpath("talk.qmd").write_text(f"---\ntitle: Talk\n---\n\n{blocks('Quarto')[number]}")
    done("quarto", clip, "render", "talk.qmd", "--to", kind)
    assert "mole.mp4" in clip.joinpath("talk.html").read_text(encoding="utf-8")


def test_beamer_sets_it(clip: Path) -> None:
    [block] = blocks("Beamer")
    clip.joinpath("talk.tex").write_text(block)
    done("pdflatex", clip, "-interaction=nonstopmode", "-halt-on-error", "talk.tex")
    assert clip.joinpath("talk.pdf").is_file()
