"""A manim.cfg where the user stands, or of theirs, changes no clip and stops none; no IPython is loaded."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

OTHER = "[CLI]\nfrom_animation_number = 3\nframe_rate = 3\nrenderer = opengl\nbackground_color = RED\n"
NO_SECTION = "renderer = opengl\n"
NO_SUCH_RENDERER = "[CLI]\nrenderer = crayons\nframe_rate = many\n"


FOUND = """
import sys, {first}
from manim import config
print(config.renderer.value, config.frame_rate, config.from_animation_number, config.background_color.to_hex())
print("IPython" in sys.modules)
"""


@pytest.mark.parametrize("first", ["attention_scenes.film.playback.manim_config", "attention_scenes.scenes.mole"])
@pytest.mark.parametrize("texts", [(OTHER, OTHER), (NO_SECTION, NO_SUCH_RENDERER)], ids=["other values", "broken"])
def test_settings_of_manim_are_not_read(tmp_path: Path, texts: tuple[str, str], first: str) -> None:
    for place, text in zip((tmp_path, tmp_path / ".config" / "manim"), texts, strict=True):
        place.mkdir(parents=True, exist_ok=True)
        (place / "manim.cfg").write_text(text)
    settings = os.environ | {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    command = [sys.executable, "-c", FOUND.format(first=first)]
    done = subprocess.run(command, cwd=tmp_path, env=settings, capture_output=True, text=True, check=False)
    assert done.stdout == "cairo 60.0 0 #000000\nFalse\n", done.stderr


AS_MARIMO = """
import sys

class Formatters:
    @staticmethod
    def find_spec(name, path, target=None):
        if name == "tqdm":
            import ipywidgets

sys.meta_path.insert(0, Formatters)
import attention_scenes.scenes.mole
import ipywidgets
print(ipywidgets._version.__version__ == ipywidgets.__version__)
"""


def test_what_shows_widgets_is_loaded_whole_where_a_notebook_loads_it_within_manim(tmp_path: Path) -> None:
    pytest.importorskip("ipywidgets", reason="no ipywidgets here: anywidget brings them")
    settings = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", AS_MARIMO], cwd=tmp_path, env=settings, capture_output=True, text=True, check=False
    )
    assert done.stdout == "True\n", done.stderr
