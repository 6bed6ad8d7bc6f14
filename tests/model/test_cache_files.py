"""Damaged cache files: they are read right or made again, never wrong, and never with a traceback."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skia

from attention_scenes.model import files
from attention_scenes.model.answers import store
from attention_scenes.model.cache_files import kept, read_kept, write_kept
from attention_scenes.model.checkpoint import locate
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.scenes.mobjects.text.number_format import digit_typeface
from attention_scenes.scenes.mobjects.text.outlines import outline
from tests.helpers.models.small_bundles import tiny_llama

FLIPS = 12  # of each kind of file, and the same places at every run

Read = Callable[[], Any]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ATTENTION_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def label() -> Any:
    found = outline.__wrapped__("#sym.arrow")
    return found.points.tobytes(), found.width, found.glyphs


def digits() -> Any:
    """Return a picture of the ten digits."""
    surface = skia.Surface(320, 40)
    surface.getCanvas().drawString("0123456789", 2, 32, skia.Font(digit_typeface.__wrapped__(), 32), skia.Paint())
    return surface.toarray().tobytes()


def answers(model: str) -> Any:
    needs = Needs(model, traces={"": TraceNeed("a blue bird", ("pattern",), layers=(0,))})
    found = store.ensure(needs)
    return json.dumps(found.sidecar()), {name: array.tobytes() for name, array in found.arrays.items()}


@pytest.fixture(params=["label", "digits", "bundle", "digest"])
def reading(request: pytest.FixtureRequest, tmp_path: Path, cache: Path) -> tuple[Read, Path]:
    """Return a function that reads a cache file, and the file's path."""
    if request.param in ("label", "digits"):
        read, kind = (label if request.param == "label" else digits), "labels"
    else:
        model = str(tiny_llama(tmp_path / "own"))
        read = (lambda: answers(model)) if request.param == "bundle" else (lambda: locate.digest(model))
        kind = f"{request.param}s"
    read()
    return read, max((cache / kind).iterdir(), key=lambda path: path.stat().st_mtime_ns)


def damaged(good: bytes, rng: random.Random) -> list[bytes]:
    """Return the file with single bits flipped, half in its first 200 bytes; cut off; empty; of another kind."""
    places = [rng.randrange(8 * (200 if i % 2 else len(good))) for i in range(FLIPS)]
    flipped = [good[: at // 8] + bytes([good[at // 8] ^ 1 << at % 8]) + good[at // 8 + 1 :] for at in places]
    return [*flipped, good[: len(good) // 2], good[:-1], b"", b"{}", bytes(len(good)), good + b"\0"]


def test_a_damaged_file_is_made_anew(reading: tuple[Read, Path]) -> None:
    read, path = reading
    right, good = read(), path.read_bytes()
    for bad in damaged(good, random.Random(0)):
        path.write_bytes(bad)
        assert read() == right
        assert path.read_bytes() == good, "and mended on the disk"


def test_a_whole_file_that_answers_something_else_is_not_taken(reading: tuple[Read, Path]) -> None:
    read, path = reading
    right, good = read(), path.read_bytes()
    arrays, facts = read_kept(path)
    other = {"of": "something else"} if "of" in facts else {"digest": "0" * 64}
    write_kept(path, arrays, facts | other)
    assert read() == right and path.read_bytes() == good


def test_what_is_right_is_not_made_again(cache: Path) -> None:
    def make() -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        made.append(1)
        return {"a": np.zeros((0, 3)), "b": np.arange(3.0)}, {"width": 0.1, "name": "é\ud800"}

    made: list[int] = []
    first, again = (kept(cache / "x", ["of", 1.5], make) for _ in range(2))
    assert made == [1]
    assert first[1] == again[1] and all(np.array_equal(first[0][name], again[0][name]) for name in ("a", "b"))
    kept(cache / "x", ["of", 1.25], make)
    assert made == [1, 1]


def test_a_folder_in_a_files_place_is_no_error() -> None:
    path = files.cache_folder("labels") / "a folder"
    path.mkdir()
    assert kept(path, 1, lambda: ({}, {"a": 2}))[1] == {"a": 2}
