"""From a scene to files: what is written, what is refused, and what is left behind when it goes wrong."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import pytest
from manim import BLUE, RIGHT, Circle, Rectangle, Scene, Square
from PIL import Image

from attention_scenes.film.clip import render as clips
from attention_scenes.film.clip.chunks import ABANDONED
from attention_scenes.film.clip.fingerprint import ROOT, imported_files
from attention_scenes.film.clip.render import ClipOptions, find_clip, render_clip
from attention_scenes.film.encode.formats import target
from attention_scenes.model.errors import UserError
from tests.helpers.command_line import clip_files, names
from tests.helpers.file_decoders import frames
from tests.helpers.processes import eventually

BUNDLE = SimpleNamespace(
    digest="b1",
    sidecar=lambda: {
        "model": {"name": "m", "label": "M", "weight_digest": "w"},
        "versions": {"torch": "0", "numpy": "0"},
    },
)


class Step:
    """Parameters that do something in the middle of the scene."""

    def __init__(self, run: Callable[[Scene], None]) -> None:
        self.run = run

    def model_dump(self, **kwargs: Any) -> dict[str, str]:
        return {"run": self.run.__name__}


class Small(Scene):
    """A square stands, then moves; ``params`` may be a ``Step``."""

    seconds = 0.9

    def __init__(self, params: Any = None, bundle: Any = None, **manim: Any) -> None:
        super().__init__(**manim)
        self.params = params

    def construct(self) -> None:
        self.next_section("still")
        square = Square(3, fill_opacity=0.5, color=BLUE, fill_color="#C06020", stroke_width=4)
        self.add(square)
        self.wait(0.5)
        self.next_section("moving")
        if isinstance(self.params, Step):
            self.params.run(self)
        self.play(square.animate.shift(RIGHT), run_time=0.4)

    def sidecar(self) -> dict[str, Any]:
        number = {"shown": "−∞", "value": float("-inf"), "source": "x", "start": np.float32(0.5), "end": self.time}
        return {"numbers": [number], "constants": [self.time]}


@pytest.fixture
def options(tmp_path: Path) -> ClipOptions:
    return ClipOptions(tmp_path / 'it\'s über "here"', "small", width=160, height=90, fps=20)


BESIDE = clip_files("small")


def render(options: ClipOptions, params: Any = None, scene: type = Small, **kwargs: Any) -> clips.ClipResult:
    return render_clip(scene, params, BUNDLE, options, **kwargs)


def test_mp4(options: ClipOptions) -> None:
    seen: list[clips.Progress] = []
    result = render(options, progress=seen.append)
    assert names(options.out) == BESIDE
    assert (result.frames, result.seconds, result.skipped) == (18, 0.9, False)
    assert seen[0] == (10, 18, "still") and seen[-1] == (18, 18, "moving")
    data = result.path.read_bytes()
    assert 0 < data.find(b"moov") < data.find(b"mdat"), "faststart"
    with av.open(str(result.path)) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        assert (context.name, context.pix_fmt, stream.frames, stream.average_rate) == ("h264", "yuv420p", 18, 20)
        assert (context.colorspace, context.color_range, context.color_primaries, context.color_trc) == (1, 1, 1, 1)
        times = [float(frame.pts * frame.time_base) for frame in container.decode(stream)]
    assert times == pytest.approx([k / 20 for k in range(18)], abs=1e-3)
    sidecar = json.loads(result.sidecar.read_text())
    number = {"shown": "−∞", "value": "-inf", "source": "x", "start": 0.5, "end": pytest.approx(0.9)}
    assert sidecar["numbers"] == [number]
    assert sidecar["model"]["weight_digest"] == "w"
    assert sidecar["versions"]["torch"] == "0" and sidecar["versions"]["manim"]
    assert sidecar["drawing"] == {"surface": "raster", "GL_RENDERER": None}
    assert sidecar["clip"]["frames"] == 18 and sidecar["clip"]["bytes"] == len(data)
    assert sidecar["constants"] == [pytest.approx(0.9)]


def test_colours_survive(options: ClipOptions) -> None:
    for file_format in ("mp4", "mov", "webm"):
        first = frames(render(replace(options, format=file_format)).path)[0]
        assert np.abs(first[45, 80].astype(int) - [96, 48, 16]).max() <= 4, file_format
        assert first[5, 5].max() <= 1, file_format


def test_up_to_date_or_not(options: ClipOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    first = render(options, {"text": "a"})
    before = first.path.stat().st_mtime_ns
    again = render(options, {"text": "a"})
    assert again.skipped and again.frames == 18 and first.path.stat().st_mtime_ns == before
    assert not render(options, {"text": "b"}).skipped
    assert not render(options, {"text": "a"}).skipped
    assert not render(replace(options, force=True), {"text": "a"}).skipped
    assert not render(replace(options, encoder={"crf": "30"}), {"text": "a"}).skipped
    first.path.write_bytes(first.path.read_bytes()[:-9])
    assert not render(replace(options, encoder={"crf": "30"}), {"text": "a"}).skipped
    first.sidecar.write_text("{")
    assert not render(options, {"text": "a"}).skipped
    assert render(options, {"text": "a"}).skipped
    monkeypatch.setattr(BUNDLE, "digest", "b2")
    assert not render(options, {"text": "a"}).skipped


def test_what_a_killed_process_left_beside_a_clip_that_is_up_to_date_goes(options: ClipOptions) -> None:
    """Also where the clip is only looked for, as of several at once."""
    render(options)
    dead = os.spawnlp(os.P_NOWAIT, "true", "true")
    os.waitpid(dead, 0)
    chunks = options.chunk_folder
    left = [options.out / f".small.{dead}.part.mp4", chunks / f".{'0a' * 16}.{dead}.part.mp4", chunks / "old.json"]
    chunks.mkdir()
    for path in left:
        path.touch()
    os.utime(left[2], (time.time() + 2 * ABANDONED,) * 2)  # of before a clock was set back
    assert find_clip(Small, None, BUNDLE, options) and names(options.out) == BESIDE


def test_what_is_there_is_frozen_while_a_clip_is_drawn_and_no_longer(options: ClipOptions) -> None:
    def frozen() -> int:
        gc.collect()  # in Python 3.12 that counts what never goes as frozen: here, before as after
        return gc.get_freeze_count()

    gc.unfreeze()
    always, counts = frozen(), list[int]()
    render(options, Step(lambda scene: counts.append(frozen())))
    assert counts[0] > always + 1000 and frozen() == always


def test_imports_are_followed() -> None:
    found = {path.relative_to(ROOT).as_posix() for path in imported_files([ROOT / "film/clip/render.py"])}
    assert {
        "film/clip/render.py",
        "film/frames/camera.py",
        "film/frames/painters.py",
        "film/frames/path_cache.py",
        "film/frames/skia_paths.py",
        "model/errors.py",
    } <= found
    assert not any(name.startswith(("scenes/", "tests/", ".venv/")) for name in found)


def test_still_is_the_last_frame_and_draws_no_other(options: ClipOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    capture = clips.SkiaCamera.capture_mobjects

    def noting(self: clips.SkiaCamera, *args: Any, **kwargs: Any) -> None:
        drawn.append(1)
        capture(self, *args, **kwargs)

    monkeypatch.setattr(clips.SkiaCamera, "capture_mobjects", noting)
    still = render(replace(options, still=True, transparent=True))
    assert len(drawn) == 1 and names(options.out) == ["small.png", "small.png.json", "small.png.txt"]
    pixels = np.asarray(Image.open(still.path))
    assert pixels[5, 5].tolist() == [0, 0, 0, 0] and pixels[45, 91].tolist() == pytest.approx([192, 96, 32, 128], abs=1)
    assert json.loads(still.sidecar.read_text())["constants"] == [pytest.approx(0.9)]


def test_transparent_films(options: ClipOptions) -> None:
    mov = render(replace(options, format="mov", transparent=True))
    frame = frames(mov.path, "rgba")[-1]
    assert frame[5, 5, 3] == 0 and frame[45, 91].tolist() == pytest.approx([192, 96, 32, 128], abs=1)
    webm = render(replace(options, format="webm", transparent=True))
    with av.open(str(webm.path)) as container:
        assert container.streams.video[0].metadata["alpha_mode"] == "1"
    gif = render(replace(options, format="gif", transparent=True))
    assert frames(gif.path, "rgba")[-1][5, 5, 3] == 0
    with pytest.raises(UserError, match="mp4 has no transparency"):
        render(replace(options, transparent=True))


def test_gif_lasts_as_long(options: ClipOptions) -> None:
    with av.open(str(render(replace(options, format="gif", fps=60)).path)) as container:
        last = list(container.decode(video=0))[-1]
    assert float(last.pts * last.time_base) == pytest.approx(53 / 60, abs=0.04)
    assert names(options.out) == [
        "small.gif",
        *(f"small.gif.{kind}" for kind in ("json", "poster.png", "srt", "txt", "vtt")),
    ]


def test_same_frames_twice(options: ClipOptions) -> None:
    folders = []
    for name in ("one", "two"):
        folder = render(replace(options, name=name, format="png")).path
        assert names(folder) == [f"{k:05d}.png" for k in range(18)]
        folders.append([path.read_bytes() for path in sorted(folder.iterdir())])
    assert folders[0] == folders[1]
    again = render(replace(options, name="one", format="png", force=True))
    assert len(names(again.path)) == 18


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"encoder": {"sharpness": "9"}}, "no option 'sharpness'"),
        ({"encoder": {"crf": "many"}}, "crf=many"),
        ({"encoder": {"preset": "warp"}}, "preset=warp"),
        ({"encoder": {"codec": "h265000"}}, "no encoder 'h265000'"),
        ({"format": "avi"}, "no format 'avi'"),
        ({"width": 161}, "160 x 90 would do"),
        ({"width": 2}, "too small"),
        ({"fps": 0}, "above 0"),
        ({"name": "../up"}, "cannot be a file's name"),
        ({"name": "n" * 300}, "Shorten it"),
        ({"device": "abacus"}, "auto, gpu or cpu"),
    ],
)
def test_refused_before_anything_is_drawn(options: ClipOptions, change: dict[str, Any], message: str) -> None:
    def never(scene: Scene) -> None:
        raise AssertionError("the scene was played")

    with pytest.raises(UserError, match=message):
        render(replace(options, **change), Step(never))
    assert not options.out.exists() or names(options.out) == []


def test_folder_that_cannot_be(options: ClipOptions, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(UserError, match="a file"):
            render(replace(options, out=folder))
    assert (tmp_path / "file").read_text() == "mine"
    (options.out / "small").mkdir(parents=True)
    (options.out / "small" / "notes.txt").write_text("mine")
    with pytest.raises(UserError, match=r"notes\.txt"):
        render(replace(options, format="png"))
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    options.out.chmod(0o500)
    with pytest.raises(UserError, match="may not be written"):
        render(options)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError, UserError])
@pytest.mark.parametrize("file_format", ["mp4", "gif", "png"])
def test_nothing_half_done_stays(options: ClipOptions, error: type[BaseException], file_format: str) -> None:
    def fail(scene: Scene) -> None:
        raise error("no further")

    done = render(options)
    before = done.path.read_bytes()
    with pytest.raises(error, match="no further"):
        render(replace(options, format=file_format), Step(fail))
    assert names(options.out) == BESIDE and done.path.read_bytes() == before


def test_full_disk(options: ClipOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    options.out.mkdir()
    part = clips.part_path(options.out, options.name, ".mp4")
    monkeypatch.setattr(clips, "make_folder", lambda *_, **__: part.symlink_to("/dev/full"))
    with pytest.raises(UserError, match="disk is full"):
        render(options)
    assert names(options.out) == []


def test_encoder_that_fails_in_the_middle(options: ClipOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Any, pixels: np.ndarray, repeat: int = 1) -> None:
        raise OSError(28, "No space left on device")

    def more(scene: Scene) -> None:
        scene.play(Circle().animate.shift(RIGHT), run_time=3)

    monkeypatch.setattr("attention_scenes.film.encode.video.VideoExporter.add", fail)
    with pytest.raises(UserError, match="disk is full"):
        render(options, Step(more))
    assert names(options.out) == []


def test_a_scene_without_animation_is_one_frame(options: ClipOptions) -> None:
    class Picture(Small):
        def construct(self) -> None:
            self.add(Rectangle())

    assert render(options, scene=Picture).frames == 1


KILLED = """
import sys, time
sys.path.insert(0, {root!r})
from pathlib import Path
from tests.film.clip.test_clip import *
def slow(scene):
    while True:
        scene.play(scene.mobjects[0].animate.shift(RIGHT), run_time=0.5)
        time.sleep(0.05)
render(ClipOptions(Path({out!r}), "small", width=160, height=90, fps=20), Step(slow))
"""


def start(out: Path) -> subprocess.Popen[bytes]:
    """Render a long clip in another process; return when its unfinished file is there."""
    code = KILLED.format(root=str(ROOT), out=str(out))
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE)
    part = out / f".small.{process.pid}.part.mp4"
    eventually(lambda: part.exists() or process.poll() is not None)
    assert process.poll() is None, process.communicate()[1].decode()
    return process


def test_killed_and_interrupted(options: ClipOptions) -> None:
    killed = start(options.out)
    killed.kill()
    killed.wait()
    assert names(options.out) == [f".small.{killed.pid}.part.mp4"]
    other = start(options.out)
    assert names(options.out) == [f".small.{other.pid}.part.mp4"], "the living keep their file, the dead do not"
    render(options)
    assert names(options.out) == [f".small.{other.pid}.part.mp4", *BESIDE]
    other.send_signal(signal.SIGINT)
    assert b"KeyboardInterrupt" in other.communicate(timeout=300)[1]
    assert names(options.out) == BESIDE
    assert render(options).skipped


def test_another_preset_has_its_own_quality() -> None:
    ours, slow = target("mp4", False, {"tune": "stillimage"}), target("mp4", False, {"preset": "slow"})
    assert ours.options["preset"] != "slow" and ours.options["tune"] == "stillimage"
    assert slow.options == {"preset": "slow", "crf": "18"}, "settings for one preset are wrong for another"
