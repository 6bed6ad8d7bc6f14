"""The most bits a second that an mp4 takes: it reaches the encoder, and a noisy moving picture obeys it."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest

from attention_scenes.film.clip.render import ClipOptions, render_clip
from attention_scenes.film.encode.formats import Target, target
from attention_scenes.film.encode.video import VideoExporter
from attention_scenes.film.frames.frame import Frame
from tests.film.encode.test_formats import BUNDLE, Half

SIZE, SECONDS = (320, 180, Fraction(30)), 4
MP4 = target("mp4", False, {})


def flight(path: Path, wanted: Target) -> np.ndarray:
    """Bits of each frame of a clip in which light dots all move, each its own way."""
    width, height, fps = SIZE
    rng = np.random.default_rng(0)
    at, speed = rng.random((2000, 2)), rng.normal(0, 0.05, (2000, 2))
    encoder = VideoExporter(path, wanted, width, height, fps)
    for number in range(SECONDS * int(fps)):
        x, y = ((at + speed * number / float(fps)) % 1 * [width, height]).astype(int).T
        pixels = np.zeros((height, width, 4), np.uint8)
        pixels[..., 3] = 255
        pixels[y, x, :3] = 255
        encoder.add(Frame(pixels))
    encoder.close()
    with av.open(str(path)) as container:
        found = {packet.pts: packet.size for packet in container.demux(video=0) if packet.size}
    return 8 * np.array([found[pts] for pts in sorted(found)])


def excess(bits: np.ndarray, rate: int, buffer: int) -> float:
    """The most that any stretch of frames takes, in parts of what a buffer that is filled at ``rate`` lets through."""
    sums = np.concatenate([[0], np.cumsum(bits)])
    first, end = np.triu_indices(len(sums), 1)
    return float(((sums[end] - sums[first]) / (buffer + rate * (end - first) / float(SIZE[2]))).max())


def test_a_flight_through_dust_takes_no_more_than_it_may(tmp_path: Path) -> None:
    capped = MP4.capped(*SIZE)
    rate, buffer = int(capped.options["maxrate"]), int(capped.options["bufsize"])
    free, held = (flight(tmp_path / f"{n}.mp4", wanted) for n, wanted in enumerate((MP4, capped)))
    assert len(free) == len(held) == SECONDS * SIZE[2]
    assert excess(free, rate, buffer) > 2, "the picture is noisy enough to need a cap"
    assert excess(held, rate, buffer) <= 1
    assert free.sum() > 2 * held.sum()
    assert np.array_equal(flight(tmp_path / "again.mp4", capped), held), "in several threads it would be another file"


def test_the_cap_grows_with_the_picture_but_less() -> None:
    hd, small, quick = (int(MP4.capped(*size).options["maxrate"]) for size in (
        (1920, 1080, Fraction(60)), (960, 540, Fraction(60)), (1920, 1080, Fraction(120))
    ))  # fmt: skip
    assert hd == MP4.most and hd / 4 < small < hd / 2 and hd < quick < 2 * hd


@pytest.mark.parametrize(
    ("kind", "encoder", "holds"),
    [("mp4", {}, True), ("mp4", {"preset": "slow"}, True), ("mp4", {"tune": "grain"}, True), ("mov", {}, True),
     ("mp4", {"crf": "0"}, False), ("mp4", {"b": "2000000"}, False), ("mp4", {"codec": "mpeg4"}, False),
     ("webm", {}, False)],
)  # fmt: skip
def test_it_holds_where_nobody_chose_a_rate(kind: str, encoder: dict[str, str], holds: bool) -> None:
    capped = target(kind, False, encoder).capped(*SIZE)
    assert ("maxrate" in capped.options) is holds
    assert holds or capped.options == target(kind, False, encoder).options
    assert capped.capped(*SIZE) == capped == replace(capped, most=0.0)


def test_a_clip_is_made_with_it_and_says_so(tmp_path: Path) -> None:
    made = render_clip(Half, None, BUNDLE, ClipOptions(tmp_path, "half", *SIZE[:2], fps=10))
    told = SimpleNamespace(**json.loads(made.sidecar.read_text())["encoder"])
    assert (
        told.options == target("mp4", False, {}).capped(*SIZE[:2], Fraction(10)).options and "maxrate" in told.options
    )
