"""What tests of products share: a deck of the scene of three beats, and a gallery's two clips."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.clip.render import ClipOptions, render_clip
from attention_scenes.model.answers.store import ensure
from tests.film.products.gallery.two_clips import EVIL
from tests.helpers.command_line import Run
from tests.helpers.scenes.talk import FPS
from tests.helpers.tiny_scene import CATALOG, Other, Tiny

VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nA square walks.\n"


@pytest.fixture
def talk(run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Make a deck of the scene ``Talk``; return the folder, which is not where it was made."""
    monkeypatch.setitem(CATALOG, "talk", SceneFile("talk", "tests.helpers.scenes.talk", "Talk", "A square."))

    def make(kinds: str, size: str = "96,64") -> Path:
        code, _, err = run("slides", "talk", "-r", size, "--fps", str(FPS), "--to", kinds)
        assert code == 0, err
        return (elsewhere / "clips").rename(elsewhere / "my talk, 1st")

    return make


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two clips, each with its sidecar alone."""
    folder = tmp_path_factory.mktemp("rendered")
    for scene, params in ((Tiny, Tiny.Params(text=f"{EVIL[:12]} bird")), (Other, Other.Params())):
        options = ClipOptions(folder, scene.__name__.lower(), width=96, height=64, fps=4, device="cpu")
        render_clip(scene, params, ensure(scene.needs(params)), options)
    return folder


@pytest.fixture
def clips(rendered: Path, elsewhere: Path) -> Path:
    """A clip with all that can stand beside it, and one with nothing; the folder's name needs quoting in a URL."""
    folder = elsewhere / "50% #1 \"clips'"
    folder.mkdir()
    for name in ("tiny.mp4", "tiny.json", "other.mp4", "other.json"):
        shutil.copy(rendered / name, folder)
    Image.new("RGB", (96, 64), "navy").save(folder / "tiny.poster.png")
    (folder / "tiny.vtt").write_text(VTT)
    (folder / "tiny.txt").write_text(f"A square walks over {EVIL}.")
    return folder
