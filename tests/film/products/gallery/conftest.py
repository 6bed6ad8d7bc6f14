"""What tests of the gallery share: two clips, and a folder with all that can stand beside one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PIL import Image

from attention_scenes.film.clip.render import ClipOptions, render_clip
from attention_scenes.model.answers.store import ensure
from tests.film.products.gallery.two_clips import EVIL
from tests.helpers.tiny_scene import Other, Tiny

VTT = "WEBVTT\n\n00:00.000 --> 00:01.000\nA square walks.\n"


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
