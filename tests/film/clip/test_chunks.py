"""Clips that are drawn in chunks and joined: the same frames, times and sidecar as in one piece, and safe to repeat."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from manim import DOWN, RIGHT, UP, Circle, Dot, Square
from PIL import Image

from attention_scenes.film.clip import join_chunks as joining
from attention_scenes.film.clip.chunks import Chunk, clear, plan
from attention_scenes.film.clip.fingerprint import ROOT
from attention_scenes.film.clip.made_from import encoding_of, made_from_digest
from attention_scenes.film.clip.render import ClipOptions, ClipResult, render_chunk, render_clip
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from tests.film.clip.test_clip import BUNDLE, Small
from tests.helpers.command_line import clip_files, names
from tests.helpers.counted_scene import Counted
from tests.helpers.file_decoders import decode, frames
from tests.helpers.processes import eventually


class Walk(Small):
    """A square walks past a disk, and rests."""

    seconds = 3.0
    poster = ""

    def construct(self) -> None:
        square, disk = Square(2, fill_opacity=0.5, color="#3060C0"), Circle(0.7, fill_opacity=1, color="#C06020")
        self.add(square, disk)
        for step, (way, seconds) in enumerate([(RIGHT, 0.4), (DOWN, 0.3), (-RIGHT, 0.5), (UP, 0.4)]):
            self.next_section(f"step {step}")
            self.play(square.animate.shift(way), run_time=seconds)
            self.wait(0.35)
            self.next_section("")

    def sidecar(self) -> dict[str, Any]:
        return {"constants": [self.time]}


class Turning(Walk):
    """A dot turns by an updater, which adds up what little it turns in each frame."""

    def construct(self) -> None:
        dot = Dot(2 * RIGHT, 0.4)
        dot.add_updater(lambda each, dt: each.rotate(2 * dt, about_point=np.zeros(3)))
        self.add(dot)
        for _ in range(6):
            self.play(dot.animate.set_opacity(0.5), run_time=0.5)
            self.next_section("")


class Unwaiting(Walk):
    """A square that never rests."""

    def construct(self) -> None:
        square = Square(fill_opacity=1)
        for _ in range(6):
            self.play(square.animate.shift(0.3 * RIGHT), run_time=0.5)
            self.next_section("")


class Picture(Walk):
    """A square of which nothing is played."""

    def construct(self) -> None:
        self.add(Square())


@pytest.fixture
def options(tmp_path: Path) -> ClipOptions:
    return ClipOptions(tmp_path / "clips", "small", width=160, height=90, fps=20, device="cpu")


def render(options: ClipOptions, scene: type = Walk, chunks: int = 1, bundle: Any = BUNDLE) -> ClipResult:
    params = scene.Params() if scene is Counted else None
    return render_clip(scene, params, bundle, options, chunks=chunks)


def both(options: ClipOptions, scene: type = Walk, chunks: int = 3, bundle: Any = BUNDLE) -> Iterator[ClipResult]:
    """The clip in one piece, and joined."""
    for folder, count in (("one", 1), ("joined", chunks)):
        yield render(replace(options, out=options.out / folder), scene, count, bundle)


def chunks_of(options: ClipOptions, scene: type = Walk, count: int = 3) -> list[Chunk]:
    wanted = encoding_of(options)
    return plan(scene, options, wanted, made_from_digest(scene, None, BUNDLE, options, wanted), count)


def nearness(one: np.ndarray, other: np.ndarray) -> float:
    """PSNR in dB."""
    error = float(np.square(one.astype(float) - other).mean())
    return 10 * np.log10(255**2 / max(error, 1e-9))


def poster(result: ClipResult) -> np.ndarray:
    return np.asarray(Image.open(result.path.with_suffix(".poster.png")))


def packets(path: Path) -> list[tuple[Any, ...]]:
    """When each packet is decoded and shown, and for how long, in the order of decoding."""
    with av.open(str(path)) as container:
        return [(p.dts, p.pts, p.duration, p.time_base) for p in container.demux(video=0) if p.size]


def shown(path: Path) -> list[tuple[Any, ...]]:
    return sorted((pts, base) for _, pts, _, base in packets(path))


def facts(path: Path) -> tuple[Any, ...]:
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        context = video.codec_context
        colours = context.color_range, context.colorspace, context.color_primaries, context.color_trc
        times = video.start_time, video.duration, video.time_base, video.average_rate, video.frames
        tags = {key.lower(): value for key, value in video.metadata.items() if key != "DURATION"}
        return container.duration, times, context.name, context.pix_fmt, context.codec_tag, colours, tags


KINDS = {
    "mp4": {},
    "mov": {"format": "mov"},
    "webm": {"format": "webm"},
    "prores": {"format": "mov", "transparent": True},
    "qtrle": {"format": "mov", "transparent": True, "encoder": {"codec": "qtrle"}},
    "webm, transparent": {"format": "webm", "transparent": True},
    "mp4, another codec": {"encoder": {"codec": "mpeg4", "b": "3000000"}},
    "mp4, another preset": {"encoder": {"preset": "slow"}},
    "mp4 at 29.97": {"fps": 29.97},
}


@pytest.mark.parametrize("kind", KINDS)
def test_frames_and_times_are_those_of_one_piece(options: ClipOptions, kind: str) -> None:
    one, joined = both(replace(options, **KINDS[kind]))
    assert (joined.frames, joined.seconds) == (one.frames, one.seconds)
    assert shown(joined.path) == shown(one.path)
    decoded = [dts for dts, *_ in packets(joined.path)]
    assert decoded == sorted(set(decoded)), "players take no packet that is decoded before the last one"
    assert facts(joined.path) == facts(one.path)
    pixels = "rgba" if joined.path.suffix == ".mov" else "rgb24"
    pairs = list(zip(frames(one.path, pixels), frames(joined.path, pixels), strict=True))
    assert len(pairs) == one.frames
    assert min(nearness(*pair) for pair in pairs) >= 45
    if kind == "webm, transparent":
        alpha = [decode(result.path, 160, 90, "libvpx-vp9")[..., 3] for result in (one, joined)]
        assert np.ptp(alpha[0]) > 200 and nearness(*alpha) >= 45


@pytest.mark.parametrize("scene", [Walk, Turning, Unwaiting, Picture, Counted])
def test_sidecar_and_companions_are_those_of_one_piece(options: ClipOptions, scene: type[Any]) -> None:
    bundle = ensure(Counted.needs(Counted.Params())) if scene is Counted else BUNDLE
    one, joined = both(options, scene, bundle=bundle)
    found = [json.loads(result.sidecar.read_text()) for result in (one, joined)]
    for sidecar in found:
        assert sidecar["clip"].pop("bytes") and sidecar["clip"].pop("sha256")
    assert found[0] == found[1]
    assert names(joined.path.parent) == names(one.path.parent) == clip_files("small")
    for suffix in ("srt", "vtt", "txt"):
        pair = [(result.path.parent / f"small.{suffix}").read_bytes() for result in (one, joined)]
        assert pair[0] == pair[1], suffix
    assert nearness(*(poster(result) for result in (one, joined))) >= 60
    pairs = zip(frames(one.path), frames(joined.path), strict=True)
    assert min(nearness(*pair) for pair in pairs) >= 45


def test_ffmpeg_decodes_each_frame_once(options: ClipOptions) -> None:
    one, joined = both(options)
    seen = [decode(result.path, 160, 90) for result in (one, joined)]
    assert len(seen[0]) == len(seen[1]) == one.frames
    assert nearness(*seen) >= 45


def test_each_chunk_begins_where_a_beat_ends_and_none_is_drawn_twice(options: ClipOptions) -> None:
    begun = []
    for number, chunk in enumerate(chunks_of(options)):
        made = render_chunk(Walk, None, BUNDLE, options, number, 3)
        assert [path.name.partition(".")[0] for path in made.files] == [chunk.name] * 3
        assert (record := chunk.read()) and record.frames == made.frames
        begun.append((record.begins, record.frames))
    assert begun == [(0, 28), (28, 17), (45, 15)]
    assert sum(count for _, count in begun) == render(options).frames


def test_the_best_pause_is_chosen_of_all_chunks(options: ClipOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the chunk that has it thought another one of its own better: then it is drawn."""

    class Again(Walk):
        seconds = 1.0  # too few, so that the second chunk begins with "other"

        def construct(self) -> None:
            disk = Circle(1, fill_opacity=1)
            for name, width in [("twice", 3.0), ("other", 2.0), ("twice", 1.0)]:
                self.next_section(name)
                self.play(disk.animate.set(width=width), run_time=0.25)
                self.wait(0.25)
                self.next_section("")

    drawn: list[int] = []
    picture = joining.picture_at
    monkeypatch.setattr(joining, "picture_at", lambda *a, **k: drawn.append(1) or picture(*a, **k))
    one, joined = both(options, Again, 2)
    assert drawn == [1]
    pair = [json.loads(result.sidecar.read_text())["clip"]["poster"] for result in (one, joined)]
    assert pair[0] == pair[1] == pytest.approx(1.275)
    assert nearness(poster(one), poster(joined)) >= 60


# Safe to repeat


def test_a_chunk_that_is_there_is_kept(options: ClipOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    first = render_chunk(Walk, None, BUNDLE, options, 0, 3)
    before = [path.stat().st_mtime_ns for path in first.files]
    assert render_chunk(Walk, None, BUNDLE, options, 0, 3) == first
    assert [path.stat().st_mtime_ns for path in first.files] == before
    drawn: list[int] = []
    result = render_clip(Walk, None, BUNDLE, options, lambda event: drawn.append(event.done), chunks=3)
    assert result.frames == 60 and 0 < len([n for n in drawn if n]) <= 60 - first.frames
    assert names(options.out) == clip_files("small"), "chunks are removed when they are joined"


def test_a_chunk_of_other_things_is_not_taken(options: ClipOptions) -> None:
    [first, *_] = render_chunk(Walk, None, BUNDLE, options, 0, 3).files
    for other in (replace(options, encoder={"crf": "30"}), replace(options, fps=10.0), replace(options, device="auto")):
        assert {chunk.name for chunk in chunks_of(other)}.isdisjoint(chunk.name for chunk in chunks_of(options))
    first.write_bytes(first.read_bytes()[:-5])
    assert chunks_of(options)[0].read() is None
    assert render(options, chunks=3).frames == 60


def test_chunks_that_another_run_joined_meanwhile_are_drawn_again(
    options: ClipOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    join, tries = joining.join_videos, list[int]()

    def removed(*args: Any) -> int:
        tries.append(1)
        if len(tries) == 1:
            clear(options, made_from_digest(Walk, None, BUNDLE, options, encoding_of(options)))
        return join(*args)

    monkeypatch.setattr(joining, "join_videos", removed)
    assert render(options, chunks=3).frames == 60 and len(tries) == 2
    assert names(options.out) == clip_files("small")


@pytest.mark.parametrize("lost", ["mp4", "poster.png", "json"])
def test_a_chunk_that_lost_a_file_is_drawn_again(options: ClipOptions, lost: str) -> None:
    made = render_chunk(Walk, None, BUNDLE, options, 1, 3)
    next(path for path in made.files if path.name.endswith(lost)).unlink()
    assert chunks_of(options)[1].read() is None
    assert render_chunk(Walk, None, BUNDLE, options, 1, 3) == made and all(path.exists() for path in made.files)


def test_chunks_that_nobody_joined_go_after_a_day(options: ClipOptions) -> None:
    old = render_chunk(Walk, None, BUNDLE, replace(options, fps=10.0), 0, 2).files
    young = render_chunk(Walk, None, BUNDLE, replace(options, fps=25.0), 0, 2).files
    for path in old:
        os.utime(path, (0, 0))
    render(options)
    assert not any(path.exists() for path in old) and all(path.exists() for path in young)


def test_chunks_go_when_the_clip_is_there_into_how_many_it_was_cut(options: ClipOptions) -> None:
    other = render_chunk(Walk, None, BUNDLE, replace(options, fps=10.0), 0, 4).files
    for chunks, skipped in ((1, False), (1, True), (3, True)):
        left = render_chunk(Walk, None, BUNDLE, options, 1, 4).files
        assert left and all(path.exists() for path in left)
        assert render(options, chunks=chunks).skipped == skipped
        assert not any(path.exists() for path in left) and all(path.exists() for path in other)


def test_more_chunks_than_beats(options: ClipOptions) -> None:
    one, joined = both(options, Unwaiting, 40)
    assert joined.frames == one.frames and shown(joined.path) == shown(one.path)


@pytest.mark.parametrize("change", [{"format": "gif"}, {"format": "png"}, {"still": True}, {"loop": True},
                                    {"beats": ("still",)}])  # fmt: skip
def test_what_cannot_be_cut_goes_in_one_piece(options: ClipOptions, change: dict[str, Any]) -> None:
    whole = replace(options, **change)
    assert chunks_of(whole, Small) == []
    assert render_chunk(Small, None, BUNDLE, whole, 0, 3).files == ()
    assert render(whole, Small, 3).frames == render(replace(whole, name="again"), Small).frames


# What goes wrong

AT_ONCE = {"codec": "mpeg4"}  # so that a file begins with the first frame
KILLED = """
import sys, time
sys.path.insert(0, {root!r})
from tests.film.clip.test_chunks import *
def slow(event):
    time.sleep(600 if event.done else 0)
options = ClipOptions(Path({out!r}), "small", 160, 90, 20, device="cpu", encoder={encoder})
render_chunk(Walk, None, BUNDLE, options, 1, 3, slow)
"""


def start(out: Path, folder: Path) -> subprocess.Popen[bytes]:
    """Draw a chunk in another process; return when its unfinished file is there."""
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED.format(root=str(ROOT), out=str(out), encoder=AT_ONCE)], stderr=subprocess.PIPE
    )
    eventually(lambda: list(folder.glob(f".*.{process.pid}.part.mp4")) or process.poll() is not None)
    assert process.poll() is None, process.communicate()[1].decode()
    return process


def test_killed_and_interrupted(options: ClipOptions) -> None:
    options = replace(options, encoder=AT_ONCE)
    folder, chunk = options.chunk_folder, chunks_of(options)[1]
    killed = start(options.out, folder)
    killed.kill()
    killed.wait()
    assert names(folder) == [f".{chunk.name}.{killed.pid}.part.mp4"] and chunk.read() is None
    other = start(options.out, folder)
    assert names(folder) == [f".{chunk.name}.{other.pid}.part.mp4"], "the living keep their file, the dead do not"
    assert render(options, chunks=3).frames == 60
    assert names(folder) == [f".{chunk.name}.{other.pid}.part.mp4"], "two at once do not meet"
    other.send_signal(signal.SIGINT)
    assert b"KeyboardInterrupt" in other.communicate(timeout=300)[1]
    assert not folder.exists()
    assert render(options, chunks=3).skipped
    assert names(options.out) == clip_files("small")


def test_full_disk(options: ClipOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    for place in ("film.encode.video.VideoExporter.add", "film.clip.draw_chunk.png", "film.clip.draw_chunk.replace",
                  "film.clip.join_chunks.join_videos"):  # fmt: skip
        with monkeypatch.context() as patch, pytest.raises(UserError, match="disk is full"):
            patch.setattr(f"attention_scenes.{place}", fail)
            render(options, chunks=3)
        assert not list(options.out.rglob("*.part*")) and not list(options.out.glob("small.*")), place
    assert render(options, chunks=3).frames == 60


def test_chunks_of_two_kinds_are_not_joined(options: ClipOptions) -> None:
    render_chunk(Walk, None, BUNDLE, options, 0, 3)
    record = chunks_of(options)[0].record
    record.write_text(record.read_text().replace('"raster"', '"Some card"'))
    with pytest.raises(UserError, match="drawn by Some card and raster: use --device cpu"):
        render(options, chunks=3)
    assert not list(options.out.glob("small.*"))
