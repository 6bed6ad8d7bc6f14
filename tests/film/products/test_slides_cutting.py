"""How a clip becomes the steps of a deck: where it is cut, and what becomes of clips that cannot be."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from attention_scenes.film.catalog.chapters import Place
from attention_scenes.film.clip.sidecar_parts import Beat, ClipFacts
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.products.slides.cutting import cut
from attention_scenes.film.products.slides.steps import steps_of
from tests.helpers.file_decoders import frames
from tests.helpers.scenes.talk import FPS, steps_and_frames


@pytest.mark.parametrize(
    ("codec", "options"), [("libx264", {"x264-params": "open-gop=1:bframes=3:keyint=6:scenecut=0"}), ("mpeg4", {})]
)
def test_another_clip_is_encoded_again_where_it_must(tmp_path: Path, codec: str, options: dict[str, str]) -> None:
    clip = tmp_path / "clip.mp4"
    with av.open(str(clip), "w") as output:
        stream = output.add_stream(codec, rate=10, options=options)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(20):
            picture = np.full((48, 64, 3), 12 * number, np.uint8)
            output.mux(stream.encode(av.VideoFrame.from_ndarray(picture)))
        output.mux(stream.encode(None))
    wanted = frames(clip)
    pieces = cut(clip, [5, 6, 20], Fraction(10), tmp_path)
    held = [frames(piece) for piece in pieces]
    assert [len(piece) for piece in held] == [5, 1, 14]
    for frame, right in zip([frame for piece in held for frame in piece], wanted, strict=True):
        assert np.abs(frame.astype(int) - right).mean() < 4
    for piece in pieces:
        with av.open(str(piece)) as source:
            assert source.streams.video[0].codec_context.name == "h264"


def beat(name: str, end: float) -> Beat:
    return Beat(name=name, caption=name.upper(), start=0.0, end=end)


def sidecar(*beats: Beat) -> ClipSidecar:
    return ClipSidecar.model_construct(beats=list(beats), clip=ClipFacts.model_construct(fps=29.97, frames=100))


def test_steps_share_out_all_frames() -> None:
    place = Place("talk", "Talk", 1, "Meaning")
    steps = steps_of(place, sidecar(beat("a", 1.001), beat("none", 1.001), beat("b", 2.002), beat("c", 2.5)))
    assert [(step.words, step.first, step.end) for step in steps] == [("A", 0, 30), ("B", 30, 60), ("C", 60, 100)]
    [whole] = steps_of(place, sidecar())
    assert (whole.first, whole.end, whole.notes) == (0, 100, "Talk\n\nTalk")


def test_a_clip_is_cut_as_it_is(talk: Callable[..., Path], tmp_path: Path) -> None:
    folder = talk("pdf")
    steps, clip = steps_and_frames(folder)
    pieces = cut(folder / "talk.mp4", [step.end for step in steps], Fraction(FPS), tmp_path)
    held = [frame for piece in pieces for frame in frames(piece)]
    assert len(held) == len(clip) and all(map(np.array_equal, held, clip))
    assert sum(map(packed, pieces)) == packed(folder / "talk.mp4")


def packed(video: Path) -> int:
    """The bytes of a video's pictures."""
    with av.open(str(video)) as source:
        return sum(packet.size for packet in source.demux(video=0))
