"""What tests of decks share: a deck of the scene of three beats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from attention_scenes.film.catalog.scenes import SceneFile
from tests.helpers.command_line import Run
from tests.helpers.scenes.talk import FPS
from tests.helpers.tiny_scene import CATALOG


@pytest.fixture
def talk(run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Make a deck of the scene ``Talk``; return the folder, which is not where it was made."""
    monkeypatch.setitem(CATALOG, "talk", SceneFile("talk", "tests.helpers.scenes.talk", "Talk", "A square."))

    def make(kinds: str, size: str = "96,64") -> Path:
        code, _, err = run("slides", "talk", "-r", size, "--fps", str(FPS), "--to", kinds)
        assert code == 0, err
        return (elsewhere / "clips").rename(elsewhere / "my talk, 1st")

    return make
