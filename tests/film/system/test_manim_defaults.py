"""A manim.cfg where the user stands, or of theirs, changes no clip and stops none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SETTINGS = {
    "other values": "[CLI]\nfrom_animation_number = 3\nframe_rate = 3\nrenderer = opengl\nbackground_color = RED\n",
    "no section": "renderer = opengl\n",
    "no such renderer": "[CLI]\nrenderer = crayons\nframe_rate = many\n",
}


FOUND = """
import {first}
from manim import config
print(config.renderer.value, config.frame_rate, config.from_animation_number, config.background_color.to_hex())
"""


@pytest.mark.parametrize("first", ["attention_scenes.film.playback.manim_config", "attention_scenes.scenes.mole"])
@pytest.mark.parametrize("text", SETTINGS.values(), ids=SETTINGS)
def test_settings_of_manim_are_not_read(tmp_path: Path, text: str, first: str) -> None:
    for place in (tmp_path, tmp_path / ".config" / "manim"):
        place.mkdir(parents=True, exist_ok=True)
        (place / "manim.cfg").write_text(text)
    settings = os.environ | {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    command = [sys.executable, "-c", FOUND.format(first=first)]
    done = subprocess.run(command, cwd=tmp_path, env=settings, capture_output=True, text=True, check=False)
    assert done.stdout == "cairo 60.0 0 #000000\n", done.stderr
