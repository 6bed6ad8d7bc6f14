"""Contact sheets: the frames are those of the clip, the words those of its beats."""

from __future__ import annotations

import errno
import itertools
import json
import os
from pathlib import Path

import numpy as np
import pytest
from manim import Square, tempconfig
from PIL import Image

from attention_scenes.film.clip.render import ClipOptions, render_clip
from attention_scenes.film.frames.aspect import film_frame
from attention_scenes.film.playback.manim_config import manim_settings
from attention_scenes.film.playback.sampled_renderer import SampledFrame, TimestampRenderer
from attention_scenes.film.products.contact_sheet import GAP, HEIGHT, RATE, WIDTH, distinct
from attention_scenes.film.products.storyboard import EVENLY, filmed_frames, unlike
from attention_scenes.model.answers.store import ensure
from attention_scenes.scenes.framework.record import Beat
from attention_scenes.scenes.mole import Mole
from tests.helpers.command_line import Run, message, names
from tests.helpers.file_decoders import frames
from tests.helpers.tiny_scene import Other


def test_frames_are_those_of_the_clip_as_it_is_encoded(tmp_path: Path) -> None:
    params = Mole.Params(layers=2)
    bundle = ensure(Mole.needs(params))
    options = ClipOptions(tmp_path, "mole", 320, 180, fps=RATE, device="cpu")
    clip = render_clip(Mole, params, bundle, options)
    done: list[int] = []
    with manim_settings(options):
        scene, seen = filmed_frames(Mole, params, bundle, options, lambda part: done.append(part.done))
    beats = json.loads(clip.sidecar.read_text())["beats"]
    assert [beat.end for beat in scene.record.beats] == [beat["end"] for beat in beats]
    assert len(seen) == EVENLY + len(beats) and done[-1] == clip.frames
    assert [moment for moment, _ in seen] == sorted(moment for moment, _ in seen)
    pictures = frames(clip.path)
    for moment, pixels in seen:
        assert np.array_equal(pixels[..., :3], pictures[round(moment * RATE)]), f"at {moment:.2f} s"


def test_a_sheet_for_each_scene(run: Run, elsewhere: Path) -> None:
    code, out, err = run("storyboard", "tiny", "other", "-o", "boards", "--set", "tiny.steps=2")
    assert code == 0, err
    assert out.split() == ["boards/tiny-storyboard.png", "boards/other-storyboard.png"]
    assert names(elsewhere / "boards") == ["other-storyboard.png", "tiny-storyboard.png"]
    sheet = np.asarray(Image.open(elsewhere / "boards/tiny-storyboard.png"))
    first = sheet[GAP : GAP + HEIGHT, GAP : GAP + WIDTH]
    words = sheet[GAP + HEIGHT + 2 : GAP + HEIGHT + 40, GAP : GAP + WIDTH]
    assert first.max() > 200 and words.max() > 120
    assert "tiny: done" in err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["tiyn"], "Did you mean 'tiny'?"),
        (["tiny", "--set", "text="], "empty"),
        (["tiny", "--set", "txet=a"], "Did you mean 'text'?"),
        (["tiny", "--set", "text=one two three four five six seven eight nine ten"], "more than 8 tokens"),
        ([], "Missing argument"),
    ],
)
def test_bad_input_is_told_as_for_a_clip(run: Run, elsewhere: Path, arguments: list[str], says: str) -> None:
    assert says in message(run("storyboard", *arguments))
    assert names(elsewhere) == []


def test_no_half_sheet(run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def full(source: Path, target: Path) -> None:
        if "storyboard" in str(target):
            raise OSError(errno.ENOSPC, "No space left")
        replace(source, target)

    monkeypatch.setattr("os.replace", full)
    assert "full" in message(run("storyboard", "other"))
    assert [path for path in elsewhere.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("rate", [15.0, 25.0, 30.0])
def test_what_is_skipped_is_as_long_as_what_is_drawn(rate: float, tmp_path: Path) -> None:
    """Of 40 pauses at 15 frames a second nearly all end in the middle of a frame."""

    class Pauses(Other):
        def construct(self) -> None:
            for number in range(40):
                with self.beat(f"beat {number}", "x" * (20 + number)):
                    self.wait(0.1 + number / 100)
                    self.play(Square().animate.scale(2), run_time=0.28 + number / 100)

    params = Other.Params(captions=False)
    bundle = ensure(Other.needs(params))
    options = ClipOptions(tmp_path, "pauses", 64, 36, fps=rate, device="cpu")
    beats = json.loads(render_clip(Pauses, params, bundle, options).sidecar.read_text())["beats"]
    settings = {**film_frame(64, 36), "frame_rate": rate, "progress_bar": "none", "verbosity": "ERROR"}
    with tempconfig(settings | {"dry_run": True, "disable_caching": True}):
        skipped = Pauses(params=params, bundle=bundle, renderer=TimestampRenderer())
        skipped.render()
    assert [beat.end for beat in skipped.record.beats] == [beat["end"] for beat in beats]


def frame(*lit: int, caption: int = 0) -> np.ndarray:
    """A frame of hundred columns, of which some are lit above the caption."""
    pixels = np.zeros((90, 100, 4), np.uint8)
    pixels[:60, list(lit)], pixels[80:, :caption] = 255, 255
    return pixels


def test_frames_that_look_alike_are_shown_once_and_no_step_is_lost() -> None:
    beats = [Beat("one", "a", 0.0, 3.0), Beat("two", "b", 3.0, 6.0), Beat("three", "c", 6.0, 9.0)]
    end = 0.5 / RATE
    seen = [
        SampledFrame(1.0, frame(1, 2)),  # on its way
        SampledFrame(2.0, frame(1, 2, 3, 4, 5)),  # nearly as the first beat ends: dropped
        SampledFrame(3.0 - end, frame(1, 2, 3, 4, 5, 6, caption=50)),
        SampledFrame(4.0, frame(1, 2, 3, 4, 5, 6)),  # dropped
        SampledFrame(6.0 - end, frame(1, 2, 3, 4, 5, 6, caption=90)),  # but for its caption as before: named there
        SampledFrame(7.0, frame(40, 41, 42, 43)),
        SampledFrame(8.0, frame(40, 41, 42, 43, caption=9)),  # dropped
        SampledFrame(9.0 - end, frame(50, 51, 52)),
    ]
    seen[1].pixels[:1, 6] = 255
    cells = distinct(seen, beats)
    assert [[round(moment) for moment in cell.named] for cell in cells] == [[1], [3, 6], [7], [9]]
    pictures = [cell.frame.pixels for cell in cells]
    assert all(unlike(one, other) > 0.002 for one, other in itertools.pairwise(pictures))


def test_a_scene_that_stands_still_is_one_frame(run: Run, elsewhere: Path) -> None:
    assert run("storyboard", "other")[0] == 0
    sheet = np.asarray(Image.open(elsewhere / "clips/other-storyboard.png"))
    framed = (sheet[GAP - 1, :, :3] == 90).all(axis=-1)
    assert framed.sum() == WIDTH + 2, "one line round one frame"
