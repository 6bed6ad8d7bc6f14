"""Hardware encoders, on machines that need not have any: who is asked, who is chosen, and what is said."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import pytest

from attention_scenes.film.cli import check
from attention_scenes.film.clip import render as clips
from attention_scenes.film.clip.render import ClipOptions, render_clip
from attention_scenes.film.encode import hardware
from attention_scenes.film.encode.codecs import HARDWARE
from attention_scenes.film.encode.exporter import exporter
from attention_scenes.film.encode.formats import FLAGS, FORMATS, target
from attention_scenes.film.encode.gif import LOSSLESS
from attention_scenes.film.encode.video import VideoExporter
from attention_scenes.film.frames import gpu_surface
from attention_scenes.film.frames.frame import Frame
from attention_scenes.film.frames.surface import RasterSurface
from attention_scenes.model.errors import UserError
from tests.film.clip.test_clip import BUNDLE, Small

SIZE = (64, 48, Fraction(10))
FINAL = target("mp4", False, {})
STAND_IN = {"h264_none": {}, "mpeg4": {"b": "1000000"}}  # the first is nowhere, the second everywhere


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ClipOptions:
    """For a GPU that draws as the CPU does."""
    choose = gpu_surface.choose
    monkeypatch.setattr(gpu_surface, "choose", lambda device: RasterSurface if device == "gpu" else choose(device))
    monkeypatch.setattr(hardware, "HARDWARE", STAND_IN)
    return ClipOptions(tmp_path, "small", width=160, height=90, fps=20, device="gpu")


def encoder_of(result: clips.ClipResult) -> dict[str, Any]:
    return json.loads(result.sidecar.read_text())["encoder"]


@pytest.mark.parametrize("codec", HARDWARE)
def test_ffmpeg_knows_the_options(codec: str) -> None:
    if codec not in av.codecs_available:
        pytest.skip(f"{codec} is not compiled into this FFmpeg")
    known = av.CodecContext.create(codec, "w").supported_options
    choices = {option.name: {choice.name for choice in option.choices} for option in (*known.generic, *known.private)}
    for name, value in HARDWARE[codec].items():
        assert name in choices
        if name in ("preset", "tune", "rc", "profile"):
            assert value in choices[name]
        elif name == "flags":
            assert value.removeprefix("+") in choices[name]


def test_generic_options_of_the_table_are_ffmpegs() -> None:
    generic = {option.name: option for option in av.CodecContext.create("mpeg4", "w").supported_options.generic}
    assert {"b", "global_quality", "profile"} <= set(generic)
    assert "qscale" in {choice.name for choice in generic["flags"].choices}


def test_an_encoder_works_where_its_frames_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    assert hardware.works(FINAL, *SIZE)
    assert hardware.works(replace(FINAL, codec="mpeg4", options={}), *SIZE)
    assert not hardware.works(replace(FINAL, codec="h264_none", options={}), *SIZE)
    assert not hardware.works(replace(FINAL, options={"preset": "warp"}), *SIZE)
    add = VideoExporter.add
    with monkeypatch.context() as patched:
        patched.setattr(VideoExporter, "add", lambda self, frame, repeat: add(self, frame, repeat - 1))
        assert not hardware.works(FINAL, *SIZE), "one frame is missing"

    def refuse(self: VideoExporter, frame: Frame, repeat: int = 1) -> None:
        raise av.error.ExternalError(542398533, "OpenEncodeSessionEx failed")

    monkeypatch.setattr(VideoExporter, "add", refuse)
    assert not hardware.works(FINAL, *SIZE), "it starts, and then fails"


def test_first_that_works_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    for working, chosen in (
        (list(HARDWARE), "h264_nvenc"),
        (["h264_videotoolbox"], "h264_videotoolbox"),
        ([], "libx264"),
    ):
        monkeypatch.setattr(hardware, "works", lambda wanted, *size, known=working: wanted.codec in known)
        found = hardware.in_hardware(FINAL, *SIZE)
        assert found.codec == chosen
        assert found == (
            FINAL if chosen == FINAL.codec else replace(FINAL, codec=chosen, options=HARDWARE[chosen], most=0.0)
        )
    monkeypatch.setattr(hardware, "works", lambda *asked: True)
    for file_format, transparent in (("webm", False), ("mov", True), ("gif", False), ("png", False)):
        wanted = target(file_format, transparent, {})
        assert hardware.in_hardware(wanted, *SIZE) is wanted


def test_gpu_clip_says_what_encoded_it(options: ClipOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    made = render_clip(Small, None, BUNDLE, options)
    assert encoder_of(made) == {"codec": "mpeg4", "pixels": "yuv420p", "options": {"b": "1000000"}}
    with av.open(str(made.path)) as container:
        assert container.streams.video[0].codec_context.name == "mpeg4"
    digest = json.loads(made.sidecar.read_text())["digest"]
    monkeypatch.setattr(hardware, "HARDWARE", {"h264_none": {}})
    again = render_clip(Small, None, BUNDLE, options)
    assert not again.skipped and encoder_of(again) == {
        "codec": "libx264",
        "pixels": "yuv420p",
        "options": FINAL.capped(160, 90, Fraction(20)).options,
    }
    assert json.loads(again.sidecar.read_text())["digest"] != digest


def test_only_gpu_without_a_choice_of_ones_own_asks(options: ClipOptions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware, "works", lambda *asked: pytest.fail("nobody asked for hardware"))
    for change in ({"device": "cpu"}, {"encoder": {"crf": "30"}}, {"encoder": {"codec": "mpeg4"}}, {"still": True}):
        render_clip(Small, None, BUNDLE, replace(options, **change))
    with pytest.raises(UserError, match="above 0"):
        render_clip(Small, None, BUNDLE, replace(options, fps=0))


def test_asked_for_by_name() -> None:
    wanted = target("mp4", False, {"codec": "h264_nvenc", "cq": "23"})
    assert (wanted.codec, wanted.options) == ("h264_nvenc", {**HARDWARE["h264_nvenc"], "cq": "23"})
    for codec in HARDWARE:
        wanted = target("mp4", False, {"codec": codec})
        if hardware.works(wanted, 256, 256, Fraction(30)):
            continue
        with pytest.raises(UserError, match=rf"(no encoder '{codec}'|{codec} could not start .* needs hardware)"):
            exporter(wanted).probe(wanted, 256, 256, Fraction(30))


def test_check_tells_what_works(monkeypatch: pytest.MonkeyPatch) -> None:
    codec = next(iter(HARDWARE))
    opened = SimpleNamespace(codec=SimpleNamespace(video_formats=()), open=lambda: None)
    monkeypatch.setattr(av.CodecContext, "create", lambda name, mode: opened)
    for answer, words in ((True, "works"), (False, "no: it starts, but")):
        monkeypatch.setattr(hardware, "works", lambda *asked, answer=answer: answer)
        assert check._encoder(codec).startswith(words)
    assert set(HARDWARE) <= set(check.ENCODERS)


def test_check_names_the_encoders_that_formats_are_made_with() -> None:
    codecs = [row.codec(clear) for row in FORMATS.values() for clear in (False, True)]
    used = {codec.name for codec in codecs if codec and codec.by_ffmpeg} | {LOSSLESS.codec}
    assert {"libx264", "prores_aw", "libvpx-vp9", "gif", "qtrle"} <= used
    assert used == set(check.ENCODERS) - set(HARDWARE)


@pytest.mark.parametrize("flag", FLAGS)
def test_each_format_is_checked(flag: str) -> None:
    assert check._format(FLAGS[flag]) == "works"
