"""The film: one file that plays from start to end, with the clips where its chapters and subtitles say."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
from contextlib import nullcontext
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from attention_scenes.film.catalog.chapters import CHAPTERS, Place, files_of, programme
from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.cli import main as cli
from attention_scenes.film.clip import subtitles
from attention_scenes.film.clip.sidecar_parts import Model
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.jobs.picture_options import clip_options
from attention_scenes.film.jobs.render_flags import RenderFlags
from attention_scenes.film.jobs.requests import parse_requests
from attention_scenes.film.products import concatenate
from attention_scenes.film.products.credits import CREDITS_SECONDS, TITLE_SECONDS, closing, opening
from attention_scenes.film.products.title_cards import SECONDS, Card, draw_card
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.needs import DEFAULT_MODEL
from tests.helpers.command_line import SMALL, Run, clip_files, frame_count, message, names
from tests.helpers.file_decoders import frames
from tests.helpers.tiny_scene import CATALOG


def test_two_clips_and_their_cards(run: Run, elsewhere: Path) -> None:
    code, out, err = run("film", "other", "tiny", *SMALL)
    assert code == 0, err
    assert out.splitlines()[-1].startswith("clips/film.mp4  (2 clips, 0 min ")
    clips = elsewhere / "clips"
    assert names(clips) == ["film.json", "film.mp4", "film.srt", *clip_files("other", "tiny")]
    sidecar = json.loads((clips / "film.json").read_text())
    other, tiny = sidecar["clips"]
    assert [(clip["scene"], clip["title"]) for clip in sidecar["clips"]] == [("other", "Other"), ("tiny", "Tiny")]
    counts = [frame_count(clips / f"{name}.json") for name in ("other", "tiny")]
    card, title, credits = (round(seconds * 4) for seconds in (SECONDS, TITLE_SECONDS, 2 * CREDITS_SECONDS))
    assert sidecar["film"]["frames"] == title + sum(counts) + 2 * card + credits
    assert (other["cards"], other["start"]) == (title / 4, (title + card) / 4)
    assert other["end"] == other["start"] + counts[0] / 4
    assert (tiny["cards"], tiny["start"]) == (other["end"], other["end"] + card / 4)
    with av.open(str(clips / "film.mp4")) as film:
        times = [float(frame.pts * frame.time_base) for frame in film.decode(video=0)]
        marks = [(mark["metadata"]["title"], mark["start"] * mark["time_base"]) for mark in film.chapters()]
    assert times == pytest.approx([number / 4 for number in range(sidecar["film"]["frames"])], abs=1e-3)
    opens = ("Attention, measured", 0)
    assert marks == [opens, ("Other", title / 4), ("Tiny", other["end"]), ("Credits", tiny["end"])]
    shown, alone = (frames(clips / name, "yuv420p") for name in ("film.mp4", "other.mp4"))
    assert np.array_equal(shown[title + card :][: counts[0]], alone)
    before = (clips / "film.mp4").read_bytes()
    code, out, _ = run("film", "other", "tiny", *SMALL)
    assert code == 0 and out.count("up to date") == 2
    assert (clips / "film.mp4").read_bytes() == before


def test_a_clip_that_fails_leaves_no_film(run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CATALOG, "broken", SceneFile("broken", "tests.helpers.tiny_scene", "Broken", "Broken."))
    code, _, err = run("film", "other", "broken", *SMALL)
    assert code == 1 and "a film needs all of its clips" in err
    assert names(elsewhere / "clips") == clip_files("other")


def test_a_film_that_does_not_decode_is_not_kept(run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def bad(*_: object) -> None:
        raise RuntimeError("frame 3")

    monkeypatch.setattr("attention_scenes.film.products.concatenate.check_film", bad)
    assert run("film", "other", *SMALL)[0] == 1
    assert names(elsewhere / "clips") == clip_files("other")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["tiyn"], "Did you mean 'tiny'?"),
        (["--chapter", "9"], "--chapter takes one of 1, 2, 3, 4, 5, 6, 7; got '9'"),
        (["tiny", "--chapter", "1"], "leave out one"),
        (["--chapter", "1"], "None of the scenes"),
        (["tiny", "-q", "x"], "-q takes one of"),
        (["tiny", "--set", "text="], "empty"),
    ],
)
def test_one_message_and_nothing_written(run: Run, elsewhere: Path, arguments: list[str], says: str) -> None:
    assert says in message(run("film", *arguments))
    assert names(elsewhere) == []


def test_every_scene_has_its_place(root: Path) -> None:
    scenes = cli.scenes_in(root / "scenes").values()
    assert all(scene.title and scene.tagline and scene.chapter in range(1, len(CHAPTERS) + 1) for scene in scenes)
    assert len({(scene.chapter, scene.order) for scene in scenes}) == len(scenes), "two have the same `order`"


def test_scenes_come_in_the_order_that_their_classes_state(root: Path) -> None:
    found = cli.scenes_in(root / "scenes")
    own = SceneFile("own-scene", "scenes.own_scene", "OwnScene", "A square.")
    there = {name: found[name] for name in ("masking", "mole", "next-token")} | {own.name: own}
    assert [place.scene for place in programme((), None, there)] == ["mole", "next-token", "masking"]
    assert [place.scene for place in programme((), "2", there)] == ["masking"]
    assert programme(("masking", "own-scene"), None, there) == [
        Place("masking", "Masking", 2, "One head of attention"),
        Place("own-scene", "Own scene"),
    ]


def test_a_class_states_constants_and_where_to_read_on(tmp_path: Path) -> None:
    lines = [
        "class Own(AttentionScene):",
        '    """A square.',
        "",
        "    Further: A paper,",
        "    [its title](https://example.org).",
        '    """',
        "    chapter = 2",
        "    order = first() + 1",
        '    title = "My " + "own"',
        "    tagline = 3",
        '    poster = "end"',
    ]
    tmp_path.joinpath("own.py").write_text("\n".join(lines), encoding="utf-8")
    assert cli.scenes_in(tmp_path)["own"] == SceneFile(
        "own", "attention_scenes.scenes.own", "Own", "A square.",
        chapter=2, poster="end", further="A paper, [its title](https://example.org).",
    )  # fmt: skip


def test_subtitles() -> None:
    spans = [subtitles.Span("Grüße, “x”", 0.5, 1.25), subtitles.Span("b", 3661.0, 3662.0)]
    assert subtitles.srt(spans) == (
        "1\n00:00:00,500 --> 00:00:01,250\nGrüße, “x”\n\n2\n01:01:01,000 --> 01:01:02,000\nb\n\n"
    )


def encoded(path: Path, width: int = 64, frames: int = 5) -> Path:
    with av.open(str(path), "w") as clip:
        stream = clip.add_stream("libx264", rate=10, options={"bf": "3"})
        stream.width, stream.height, stream.pix_fmt = width, 64, "yuv420p"
        for _ in range(frames):
            clip.mux(stream.encode(av.VideoFrame(width, 64, "yuv420p")))
        clip.mux(stream.encode(None))
    return path


def test_what_was_encoded_in_another_way_is_not_joined(tmp_path: Path) -> None:
    pieces = [encoded(tmp_path / "a.mp4"), encoded(tmp_path / "b.mp4", 32)]
    with pytest.raises(UserError, match=r"b\.mp4"):
        concatenate.join(tmp_path / "film.mp4", pieces, [], [])


def test_captions_can_be_read_from_the_film(tmp_path: Path) -> None:
    captions = [subtitles.Span("Grüße, “x”", 0.1, 0.5), subtitles.Span("later", 0.7, 0.9)]
    film = tmp_path / "film.mp4"
    assert concatenate.join(film, [encoded(tmp_path / "a.mp4")] * 2, captions, []) == 10
    concatenate.check_film(film, 10, Fraction(10), lambda done: None)
    with pytest.raises(RuntimeError, match="10 frames"):
        concatenate.check_film(film, 11, Fraction(10), lambda done: None)
    with av.open(str(film)) as container:
        stream = container.streams.subtitles[0]
        spoken = [
            (bytes(packet)[2:].decode(), packet.pts * packet.time_base)
            for packet in container.demux(stream)
            if packet.size
        ]
    assert [(words, float(start)) for words, start in spoken if words] == [("Grüße, “x”", 0.1), ("later", 0.7)]


@pytest.mark.parametrize(("captions", "on"), [("true", 0), ("false", 1)])
def test_subtitles_are_off_where_captions_are_in_the_picture(run: Run, elsewhere: Path, captions: str, on: int) -> None:
    assert run("film", "other", *SMALL, "--set", f"captions={captions}")[0] == 0
    probed = probe(elsewhere / "clips" / "film.mp4")
    [subtitles] = [stream for stream in probed["streams"] if stream["codec_type"] == "subtitle"]
    assert subtitles["disposition"]["default"] == on
    [video] = [stream for stream in probed["streams"] if stream["codec_type"] == "video"]
    assert video["disposition"]["default"] == 1
    named = [chapter["tags"]["title"] for chapter in probed["chapters"]]
    assert named == ["Attention, measured", "Other", "Credits"]


def probe(video: Path) -> dict[str, Any]:
    """What ffprobe says of a file."""
    program = shutil.which("ffprobe")
    if program is None:
        pytest.skip("no ffprobe here")
    line = [program, "-v", "error", "-show_streams", "-show_chapters", "-of", "json", str(video)]
    return json.loads(subprocess.run(line, check=True, capture_output=True).stdout)


def test_the_credits_name_each_model_its_licence_the_programs_and_the_paper() -> None:
    def sidecar(name: str, label: str) -> ClipSidecar:
        model = Model(name=name, label=label, weight_digest="w")
        return ClipSidecar.model_construct(model=model, versions={"manim": "0.22.0", "skia-python": "144.1"})

    ours, theirs = sidecar(DEFAULT_MODEL, "SmolLM2"), sidecar("/models/own", "own")
    words = " ".join(line.words for card in closing([ours, theirs, ours], Wording()) for line in card.lines)
    assert words.count("SmolLM2 (Apache-2.0)") == 1 and "own, under its own licence" in words
    for text in ("Manim Community 0.22.0", "Skia 144.1", "CITATION.cff", "1706.03762", "To read on"):
        assert text in words
    assert [line.words for line in opening(Wording()).lines] == ["Attention, measured", "after Vaswani et al., 2017"]


@pytest.mark.parametrize("size", [(640, 360), (480, 480), (360, 640), (840, 360)])
@pytest.mark.parametrize("palette", ["dark", "light"])
def test_all_of_a_card_is_in_the_picture_and_no_line_touches_another(size: tuple[int, int], palette: str) -> None:
    model = Model(name="a", label="a long name of a model, " * 6, weight_digest="w")
    sidecar = ClipSidecar.model_construct(model=model)
    for card in (opening(Wording()), *closing([sidecar], Wording())):
        lines = [draw_lines(Card([line]), palette, size) for line in card.lines]
        together = np.sum(lines, axis=0)
        assert together.max() == 1 and all(line.any() for line in lines)
        assert not together[[0, -1]].any() and not together[:, [0, -1]].any()
        ends = [(np.flatnonzero(line.any(axis=1))[[0, -1]]) for line in lines]
        assert all(above[1] < below[0] for above, below in itertools.pairwise(ends))


def draw_lines(card: Card, palette: str, size: tuple[int, int]) -> np.ndarray:
    """Which pixels of a card are written on."""
    empty, full = draw_card(card, *cli.load_theme(palette), *size)
    return (np.abs(full.astype(int) - empty) > 16).any(axis=-1).astype(int)


# -- scenes that open and close each chapter ---------------------------------------------------------------


def with_frame(root: Path) -> dict[str, SceneFile]:
    found = cli.scenes_in(root / "scenes")
    names = ("masking", "mole", "model-map", "multi-head", "output-matrix", "recap", "tokens", "values")
    return {name: found[name] for name in (*names, "cross-attention")}


def test_a_map_opens_and_a_recap_closes_each_chapter_with_clips_of_their_own(root: Path) -> None:
    there = with_frame(root)
    whole = [place.scene for place in programme((), None, there)]
    assert whole == [
        "model-map", "tokens", "mole", "recap-1", "model-map-2", "masking", "values", "recap",
        "model-map-3", "multi-head", "output-matrix", "recap-3", "model-map-7", "cross-attention",
    ], "a chapter of one scene has nothing to call back"  # fmt: skip
    assert [place.scene for place in programme((), "2", there)] == ["model-map-2", "masking", "values", "recap"]
    assert [place.scene for place in programme(("mole", "masking"), None, there)] == ["mole", "masking"]
    alone = {name: there[name] for name in ("model-map", "mole", "multi-head")}
    assert [place.scene for place in programme((), None, alone)] == ["model-map", "mole", "model-map-3", "multi-head"]


def test_each_repeated_clip_is_told_its_chapter_and_takes_what_else_is_set(root: Path) -> None:
    there = with_frame(root)
    files = [file for file in files_of(programme((), None, there), there) if file.listed in ("model-map", "recap")]
    known = [*cli.scenes_in(root / "scenes")]
    flags = RenderFlags(
        settings=("model-map.text=a cat", "model-map.pace=2", "recap.text=a cat", "recap.pace=2"), captions="fr"
    )
    requests = parse_requests(files, load_scene, known, flags, clip_options(flags), lambda name: nullcontext())
    assert [(r.scene.name, r.options.name, r.params.chapter) for r in requests] == [
        ("model-map", "model-map", 1), ("recap-1", "recap-1", 1), ("model-map-2", "model-map-2", 2),
        ("recap", "recap", 2), ("model-map-3", "model-map-3", 3), ("recap-3", "recap-3", 3),
        ("model-map-7", "model-map-7", 7),
    ]  # fmt: skip
    assert {(r.params.text, r.params.pace, r.params.language) for r in requests} == {("a cat", 2.0, "fr")}
    assert all("digits rounded" in request.params.translations for request in requests)


def test_the_whole_film_asks_for_no_clip_that_is_refused(root: Path) -> None:
    there, flags = cli.scenes_in(root / "scenes"), RenderFlags()
    files = files_of(programme((), None, there), there)
    requests = parse_requests(files, load_scene, [*there], flags, clip_options(flags), lambda name: nullcontext())
    assert len(requests) == len(files) > len(there)


def load_scene(found: SceneFile) -> Any:
    return getattr(import_module(found.module), found.class_name)
