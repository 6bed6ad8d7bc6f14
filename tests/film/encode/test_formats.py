"""Each format, opened by a decoder that is not ours: ffmpeg's own programs, and Chromium for what goes on the web."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from manim import RIGHT, Rectangle, Scene
from PIL import Image, ImageSequence

from attention_scenes.film.clip.render import ClipOptions, ClipResult, render_clip
from attention_scenes.film.encode.formats import FLAGS, target
from attention_scenes.film.encode.gif import GifExporter
from attention_scenes.film.encode.video import VideoExporter, exact_rate
from attention_scenes.film.frames.frame import Frame
from attention_scenes.film.inputs.naming import beside
from tests.conftest import ROOT
from tests.helpers.file_decoders import LOOK, decode, page_of, probe

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTH, HEIGHT, RATE = 160, 96, 10
ORANGE, OVER_WHITE = (192, 96, 32), (224, 176, 144)
MIDDLE, CORNER = (HEIGHT // 2, WIDTH // 2), (4, 4)
MODEL = {"name": "m", "label": "a small model", "weight_digest": "w"}
BUNDLE = SimpleNamespace(digest="b", sidecar=lambda: {"model": MODEL, "head": [1, 2]})
Make = Callable[..., ClipResult]


class Half(Scene):
    """A half-transparent square stands, then goes.

    A second paragraph says more.

    Yours: nothing.
    """

    seconds = 2.0

    def __init__(self, params: Any = None, bundle: Any = None, **manim: Any) -> None:
        super().__init__(**manim)

    def construct(self) -> None:
        self.next_section("stands still")
        square = Rectangle(width=4, height=4, fill_opacity=0.5, fill_color="#C06020", stroke_width=0)
        self.add(square)
        self.wait(1)
        self.next_section("")
        self.wait(0.2)
        self.next_section("goes")
        self.add(Rectangle(width=1, height=1, fill_opacity=1, fill_color="#2050F0", stroke_width=0).to_edge(RIGHT))
        self.play(square.animate.shift(3 * RIGHT), run_time=0.4)
        self.wait(0.4)

    def sidecar(self) -> dict[str, Any]:
        beats = [("stands still", "It <stands> & “waits”.", 0.0, 1.0), ("goes", "It goes.", 1.2, 2.0)]
        number = {"shown": "1", "value": 1.0, "source": "count:x", "start": 0.5, "end": 1.5}
        return {
            "scene": "Half",
            "beats": [dict(zip(("name", "caption", "start", "end"), beat, strict=True)) for beat in beats],
            "claims": [{"claim": "it is half transparent", "holds": True, "measured": "0.5"}],
            "traces": {"": {"text": "a blue bird"}},
            "numbers": [number],
        }


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    folder = tmp_path_factory.mktemp("its clips")

    def make(**options: Any) -> ClipResult:
        where = {"out": folder, "name": "half", "width": WIDTH, "height": HEIGHT, "fps": RATE, "device": "cpu"}
        return render_clip(Half, None, BUNDLE, ClipOptions(**where | options))

    return make


def seen(path: Path | str, decoder: str | None = None) -> np.ndarray:
    return decode(path, WIDTH, HEIGHT, decoder).astype(int)


def test_mp4(make: Make) -> None:
    made = make()
    stream, data = probe(made.path), made.path.read_bytes()
    assert (stream["codec_name"], stream["pix_fmt"], stream["nb_read_frames"]) == ("h264", "yuv420p", "20")
    assert (stream["color_space"], stream["color_range"], stream["r_frame_rate"]) == ("bt709", "tv", "10/1")
    assert 0 < data.index(b"moov") < data.index(b"mdat"), "a player on the web needs the index first"
    assert made.bytes == len(data)
    frames = seen(made.path)
    assert np.abs(frames[0][MIDDLE][:3] - [96, 48, 16]).max() <= 4 and frames[0][CORNER].tolist() == [0, 0, 0, 255]


def test_transparent_webm(make: Make) -> None:
    made = make(format="webm", transparent=True)
    stream = probe(made.path)
    assert (stream["codec_name"], stream["nb_read_frames"]) == ("vp9", "20")
    frames = seen(made.path, "libvpx-vp9")
    assert np.abs(frames[3][MIDDLE] - [*ORANGE, 128]).max() <= 5, "straight alpha: the colour is not halved"
    assert frames[3][CORNER][3] == 0 and len(frames) == 20


def test_transparent_mov_is_prores_4444_with_straight_alpha(make: Make) -> None:
    made = make(format="mov", transparent=True)
    stream, data = probe(made.path), made.path.read_bytes()
    assert (stream["codec_name"], stream["codec_tag_string"], stream["profile"]) == ("prores", "ap4h", "4444")
    assert stream["pix_fmt"].startswith("yuva444p") and stream["nb_read_frames"] == "20"
    assert data.index(b"moov") < data.index(b"mdat")
    frames = seen(made.path)
    assert np.abs(frames[3][MIDDLE] - [*ORANGE, 128]).max() <= 2 and frames[3][CORNER][3] == 0


def test_the_other_mov_is_lossless(make: Make) -> None:
    made = make(format="mov", transparent=True, name="other", encoder={"codec": "qtrle"})
    assert (probe(made.path)["codec_name"], probe(made.path)["pix_fmt"]) == ("qtrle", "argb")
    assert np.abs(seen(made.path)[3][MIDDLE] - [*ORANGE, 128]).max() <= 1


def test_gif_has_one_palette_for_the_whole_clip_and_is_played_for_ever(make: Make) -> None:
    made = make(format="gif")
    stream, data = probe(made.path), made.path.read_bytes()
    assert (stream["codec_name"], stream["nb_read_frames"], stream["r_frame_rate"]) == ("gif", "20", "10/1")
    assert b"NETSCAPE2.0\x03\x01\x00\x00" in data
    first, last = seen(made.path)[[0, -1]]
    assert np.abs(first[MIDDLE][:3] - [96, 48, 16]).max() <= 3
    assert np.abs(last[HEIGHT // 2, WIDTH - 10][:3] - [32, 80, 240]).max() <= 3, "a colour that comes late"


def test_the_reference_has_the_table() -> None:
    rows = [f"| `{flag}` | {row.purpose} | {'✓ ' if row.transparent else ''}|" for flag, row in FLAGS.items()]
    assert "\n".join(rows) in (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("alpha", [False, True])
def test_apng_is_lossless_and_played_for_ever(make: Make, alpha: bool) -> None:
    """Read by Pillow, which has a decoder of its own; each frame is that of the folder of PNGs."""
    made = make(format="apng", transparent=alpha, name=f"apng-{alpha}")
    frames = sorted(make(format="png", transparent=alpha, name=f"frames-{alpha}").path.iterdir())
    with Image.open(made.path) as found:
        assert (found.n_frames, found.size, found.info["loop"]) == (len(frames), (WIDTH, HEIGHT), 0)
        for number, file in enumerate(frames):
            found.seek(number)
            assert found.info["duration"] == pytest.approx(1000 / RATE, abs=1)
            with Image.open(file) as expected:
                assert np.array_equal(found.convert("RGBA"), expected.convert("RGBA")), number


def test_png_sequence(make: Make) -> None:
    folder = make(format="png", transparent=True).path
    assert len(list(folder.iterdir())) == 20
    frames = seen(folder / "%05d.png")
    assert len(frames) == 20 and np.abs(frames[3][MIDDLE] - [*ORANGE, 128]).max() <= 1 and frames[3][CORNER][3] == 0


def test_a_still_of_any_moment_is_the_frame_of_the_clip(make: Make) -> None:
    frames = sorted(make(format="png", name="whole").path.iterdir())
    for at, frame in ((0.0, 0), (0.95, 9), (1.4, 14), (2.0, 19)):
        still = make(name="whole", still=True, at=at)
        assert still.path.name == f"whole-{at:g}s.png" and np.array_equal(
            picture(still.path), picture(frames[frame])
        ), at
    told = json.loads(still.sidecar.read_text())
    assert told["clip"]["at"] == 2 and told["numbers"] == [], "a number that is no longer there"
    assert len(json.loads(beside(make(name="whole", still=True, at=1.4).path, "json").read_text())["numbers"]) == 1


def test_a_cut_of_one_beat_is_these_frames_of_the_clip(make: Make) -> None:
    whole = sorted(make(format="png", name="whole").path.iterdir())
    cut = make(format="png", name="whole", beats=("goes",))
    assert cut.path.name == "whole-goes"
    assert [picture(path).tobytes() for path in sorted(cut.path.iterdir())] == [
        picture(path).tobytes() for path in whole[12:]
    ]
    told = json.loads(cut.sidecar.read_text())
    assert [(beat["name"], beat["start"], beat["end"]) for beat in told["beats"]] == [("goes", 0, 0.8)]
    assert [(number["start"], number["end"]) for number in told["numbers"]] == [(0, 0.3)]
    both = make(format="png", name="whole", beats=("goes", "stands-still"))
    assert both.frames == 18 and json.loads(both.sidecar.read_text())["beats"][1]["start"] == 1
    last = make(name="whole", still=True, beats=("stands-still",))
    assert np.array_equal(picture(last.path), picture(whole[9]))


def test_a_loop_comes_back_to_its_first_frame_in_small_steps(make: Make) -> None:
    loop = make(format="png", name="whole", beats=("goes",), loop=True)
    frames = [picture(path).astype(int) for path in sorted(loop.path.iterdir())]
    assert loop.path.name == "whole-goes-loop" and len(frames) == 8 + 6
    round_and_round = [*frames[7:], frames[0]]
    steps = [np.abs(a - b).max() for a, b in zip(round_and_round, round_and_round[1:], strict=False)]
    assert 0 < max(steps) < np.abs(frames[7] - frames[0]).max() / 3


def picture(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path))


def test_what_stands_beside_a_clip(make: Make) -> None:
    made = make(name="beside")
    told = json.loads(made.sidecar.read_text())
    assert told["companions"] == {kind: f"beside.{kind}" for kind in ("srt", "vtt", "txt", "poster.png")}
    assert beside(made.path, "srt").read_text(encoding="utf-8").split("\n\n") == [
        "1\n00:00:00,000 --> 00:00:01,000\nIt <stands> & “waits”.",
        "2\n00:00:01,200 --> 00:00:02,000\nIt goes.",
        "",
    ]
    text = beside(made.path, "txt").read_text(encoding="utf-8")
    assert text.startswith("A half-transparent square stands, then goes. An animation without sound, 2 s long.\n\n")
    for words in ("A second paragraph", "“a blue bird”", "- 0:01 goes: It goes.", "this holds (0.5)", "a small model"):
        assert words in text
    assert "Yours" not in text
    poster = picture(beside(made.path, "poster.png"))
    assert poster.shape == (HEIGHT, WIDTH, 3)
    assert np.abs(poster[HEIGHT // 2, WIDTH - 10] - [32, 80, 240]).max() <= 3, "the pause in which most is shown"


def test_what_is_missing_beside_a_clip_comes_back_and_the_clip_stays(make: Make) -> None:
    options = {"name": "again", "beats": ("goes",)}
    made = make(**options)
    when, lost = made.path.stat().st_mtime_ns, [beside(made.path, kind) for kind in ("poster.png", "srt", "txt")]
    before = [path.read_bytes() for path in lost]
    for path in lost:
        path.unlink()
    beside(made.path, "vtt").write_text("somebody's own")
    assert make(**options).skipped and made.path.stat().st_mtime_ns == when
    assert [path.read_bytes() for path in lost] == before
    assert beside(made.path, "vtt").read_text() == "somebody's own"


def test_formats_do_not_touch_what_stands_beside_another(make: Make) -> None:
    kinds = [{}, {"format": "webm"}, {"format": "gif"}, {"format": "png"}, {"still": True}, {"still": True, "at": 0.5}]
    made = [make(name="many", **kind) for kind in kinds]
    assert len({clip.sidecar for clip in made}) == len(kinds)
    assert all(make(name="many", **kind).skipped for kind in kinds)


def test_srt_by_another_reader(make: Make) -> None:
    stream = probe(beside(make().path, "srt"))
    assert stream["codec_name"] == "subrip" and stream["nb_read_frames"] == "2"


@pytest.mark.parametrize(
    ("kind", "alpha"), [("mp4", False), ("webm", False), ("webm", True), ("gif", False), ("apng", True)]
)
def test_in_a_browser(make: Make, browser: Browser, kind: str, alpha: bool) -> None:
    made = make(format=kind, transparent=alpha, name=f"{kind}-{alpha}")
    page = page_of(browser, made.path.parent)
    for seconds in (0.25, 0.85):
        told = page.evaluate(LOOK, [made.path.name, seconds, MIDDLE[1], MIDDLE[0]])
        assert told["size"] == [WIDTH, HEIGHT] and told.get("seconds") in (None, pytest.approx(2, abs=0.01))
        assert np.abs(np.array(told["pixel"][:3]) - (OVER_WHITE if alpha else [96, 48, 16])).max() <= 6
    if alpha:
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        page.add_style_tag(
            content="body { margin: 0; background: white } canvas, :is(img, video):not(:first-child) { display: none }"
        )
        shown = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).astype(int)
        assert np.abs(shown[MIDDLE] - OVER_WHITE).max() <= 6 and shown[CORNER].tolist() == [255, 255, 255]


@pytest.mark.parametrize(("fps", "frames"), [(10, 20), (30, 40), (12.5, 1), (50, 7)])
def test_every_frame_of_a_gif_stays_as_long_as_the_others(tmp_path: Path, fps: float, frames: int) -> None:
    """The last one, too: a loop would hitch."""
    encoder = GifExporter(tmp_path / "a.gif", target("gif", False, {}), 32, 16, exact_rate(fps))
    for shade in range(frames):
        encoder.add(Frame(np.full((16, 32, 4), 5 * shade, np.uint8)))
    encoder.close()
    with Image.open(tmp_path / "a.gif") as found:
        stays = [frame.info["duration"] for frame in ImageSequence.Iterator(found)]
    assert len(stays) == frames and max(stays) - min(stays) <= 10 and min(stays) >= 20
    assert abs(sum(stays) - 1000 * frames / fps) <= 10


def test_a_gif_is_played_for_ever_in_a_browser(make: Make, browser: Browser) -> None:
    page = page_of(browser, make(format="gif").path.parent)
    frames, rounds, first = page.evaluate("""async () => {
        const decoder = new ImageDecoder({data: (await fetch('half.gif')).body, type: 'image/gif'});
        await decoder.completed;
        const track = decoder.tracks.selectedTrack, {image} = await decoder.decode({frameIndex: 0});
        return [track.frameCount, track.repetitionCount == Infinity, image.duration];
    }""")
    assert (frames, rounds, first) == (20, True, 100_000)


def test_captions_in_a_browser(make: Make, browser: Browser) -> None:
    html = '<video src="half.mp4" poster="half.poster.png"><track default kind="captions" src="half.vtt"></video>'
    page = page_of(browser, make().path.parent, html)
    page.wait_for_function("document.querySelector('track').readyState == 2")
    cues = page.evaluate("[...document.querySelector('track').track.cues].map(c => [c.startTime, c.endTime, c.text])")
    assert [cue[:2] for cue in cues] == [[0, 1], [1.2, 2]] and cues[1][2] == "It goes."
    shown = page.evaluate("document.querySelector('track').track.cues[0].getCueAsHTML().textContent")
    assert shown == "It <stands> & “waits”."


@pytest.mark.parametrize(("kind", "decoder"), [("webm", "libvpx-vp9"), ("mov", None)])
def test_white_edges_stay_white_over_white(tmp_path: Path, kind: str, decoder: str | None) -> None:
    rows, columns = np.mgrid[:HEIGHT, :WIDTH]
    distance = np.hypot(rows - HEIGHT / 2, columns - WIDTH / 2)
    drawn = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    drawn[..., 3] = np.clip(30.5 - distance, 0, 1) * 255
    drawn[drawn[..., 3] > 0, :3] = 255
    encoder = VideoExporter(tmp_path / f"disc.{kind}", target(kind, True, {}), WIDTH, HEIGHT, Fraction(RATE))
    encoder.add(Frame(drawn), 3)
    encoder.close()
    colour, opacity = np.split(seen(encoder.path, decoder)[1], [3], axis=-1)
    over_white = colour * (opacity / 255) + 255 - opacity
    assert over_white.min() >= 247 and opacity[MIDDLE] == 255
