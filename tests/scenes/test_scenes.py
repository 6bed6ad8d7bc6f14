"""Each scene on its default and on other input: layout, truth of every number, frames that do not change unseen."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from attention_scenes.film.catalog.scenes import SceneFile, scenes_in
from attention_scenes.film.clip.render import ClipOptions, render_clip
from attention_scenes.film.clip.sidecar import describe
from attention_scenes.film.frames.frame import Frame
from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.verify.check import check
from attention_scenes.scenes.attention_pattern import AttentionPattern
from attention_scenes.scenes.mole import Mole
from attention_scenes.scenes.parts.shared.checks import MOST_TOKENS
from tests.conftest import ROOT
from tests.helpers.file_decoders import frames
from tests.helpers.gallery import same_as_golden
from tests.helpers.layout import play_through
from tests.helpers.played import default_play, play_in_full

pytestmark = pytest.mark.xdist_group("scenes")


def load(found: SceneFile) -> Any:
    return getattr(import_module(found.module), found.class_name)


SCENES = [load(found) for found in scenes_in(ROOT / "scenes").values()]
CASES: list[tuple[Any, dict[str, Any]]] = [
    (scene, given)
    for scene in SCENES
    for given in import_module(f"tests.scenes.cases.{scene.__module__.removeprefix('attention_scenes.scenes.')}").CASES
]
IDS = [f"{scene.__name__}-{list(given.values())[:1] or 'default'}" for scene, given in CASES]


@pytest.fixture(scope="module")
def bundle_of() -> Callable[[Any, Any], Bundle]:
    kept: dict[str, Bundle] = {}

    def get(scene: Any, params: Any) -> Bundle:
        key = f"{scene.__name__}{params.model_dump_json()}"
        if key not in kept:
            kept[key] = ensure(scene.needs(params))
        return kept[key]

    return get


@pytest.mark.parametrize(("scene", "given"), CASES, ids=IDS)
def test_text_can_be_read_and_every_number_holds_when_computed_another_way(scene: Any, given: dict[str, Any]) -> None:
    sidecar, problems, seconds = play_in_full(scene, **given) if given else default_play(scene)
    assert not problems, "\n".join(problems)
    captions = [beat["caption"] for beat in sidecar["beats"]]
    assert all(len(caption) <= 70 for caption in captions), captions
    assert (12 if scene.opens_chapters else 20) <= seconds <= 75
    assert len(sidecar["numbers"]) >= (6 if given else 30)
    assert not (found := check(sidecar)), "\n".join(map(str, found[:10]))


def test_a_number_that_is_not_there_is_not_listed(bundle_of: Any) -> None:
    params = AttentionPattern.Params()
    played, _ = play_through(AttentionPattern, params, bundle_of(AttentionPattern, params))
    entries = played.record.numbers
    future = [n for n in entries if n["source"] == "pattern[19,8,2,5]"]
    assert not future, "a weight of the future is drawn as an empty cell"
    masked = [n for n in entries if n["source"] == "attn_scores[19,8,4,5]"]
    assert masked and masked[0]["value"] == "-inf" and masked[0]["shown"] == "−∞"
    assert all(0 <= n["start"] < n["end"] <= played.time + 1e-3 for n in entries)


def test_rows_are_the_exact_transpose(bundle_of: Any) -> None:
    from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid

    params = AttentionPattern.Params()
    tokens = bundle_of(AttentionPattern, params).tokens()
    columns, rows = (PatternGrid(tokens, (5, 5), convention).centers() for convention in ("columns", "rows"))
    assert np.allclose(rows, -columns[..., ::-1])


def test_words_for_a_claim_only_where_it_holds(bundle_of: Any) -> None:
    def captions(**given: Any) -> str:
        params = AttentionPattern.Params(**given)
        played, _ = play_through(AttentionPattern, params, bundle_of(AttentionPattern, params))
        return " ".join(beat.caption for beat in played.record.beats)

    assert "reads fluffy and blue" in captions()
    assert "” reads" not in captions(text="blue")
    assert "“forest” reads ver·d·ant" in captions(focus="forest"), "a piece is no word"


def test_moles_conclusion_is_drawn_only_where_it_holds(bundle_of: Any) -> None:
    def last(**given: Any) -> str:
        params = Mole.Params(**given)
        return play_through(Mole, params, bundle_of(Mole, params))[0].record.beats[-1].caption

    assert "each nearest its sense" in last()
    assert "each nearest its sense" not in last(layers=3), "the senses have not parted yet"
    assert "each nearest its sense" not in last(phrases=("A mole", "the mole of the skin is dark"), senses=("", ""))


def test_too_many_tokens_is_said_with_the_limit(bundle_of: Any) -> None:
    params = AttentionPattern.Params(text="word " * (MOST_TOKENS + 3))
    with pytest.raises(UserError, match=f"at most {MOST_TOKENS}"):
        bundle_of(AttentionPattern, params)
    with pytest.raises(UserError, match="focus"):
        AttentionPattern.check(
            AttentionPattern.Params(focus="dragon"), bundle_of(AttentionPattern, AttentionPattern.Params())
        )


@pytest.mark.parametrize("scene", SCENES)
def test_golden_frames(scene: Any, bundle_of: Any, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """The middle of some beats against pictures kept with the tests; a picture of the difference where they differ."""
    params = scene.Params()
    made = render_clip(
        scene, params, bundle_of(scene, params),
        ClipOptions(out=tmp_path, name="clip", width=640, height=360, fps=4, device="cpu", encoder={"crf": "0"}),
    )  # fmt: skip
    beats = json.loads(made.sidecar.read_text())["beats"]
    pictures = frames(made.path)
    for beat in beats[1::3]:
        picture = pictures[min(round(beat["end"] * 4), len(pictures)) - 1]
        same_as_golden(Image.fromarray(picture), f"{scene.__name__}-{beat['name'].replace(' ', '-')}", request)


@pytest.mark.parametrize("scene", SCENES)
def test_frames_change_only_where_they_say(
    scene: Any, bundle_of: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What draws outside of its bounds would leave traces: the rest of a frame is neither restored nor encoded."""
    checked: list[int] = []

    class Checker:
        frames, last = 0, Frame(np.empty(0))

        def add(self, frame: Frame, repeat: int = 1) -> None:
            self.frames += repeat
            if frame.changed is not None and frame.number == self.last.number + 1:
                same = frame.pixels == self.before
                for box in frame.changed:
                    same[box] = True
                assert same.all(), f"frame {frame.number} changed outside of what it tells"
                checked.append(frame.number)
            self.last, self.before = frame, frame.pixels.copy()

        def close(self) -> None:
            pass

        abort = close

    monkeypatch.setattr("attention_scenes.film.frames.frame.TILE", 8)
    monkeypatch.setattr("attention_scenes.film.playback.play_scene.open_exporter", lambda *_: Checker())
    monkeypatch.setattr(
        "attention_scenes.film.clip.render.sidecars.clip_facts",
        lambda part, *meant: describe(*meant, {"bytes": 0, "sha256": ""}),
    )
    monkeypatch.setattr("attention_scenes.film.clip.render.replace", lambda *_: None)
    params = scene.Params()
    render_clip(scene, params, bundle_of(scene, params), ClipOptions(tmp_path, "clip", 480, 270, 5, device="cpu"))
    assert len(checked) > 20


def test_same_input_twice_gives_the_same_frames(bundle_of: Any, tmp_path: Path) -> None:
    params = Mole.Params(layers=2)
    pictures = []
    for name in ("one", "two"):
        options = ClipOptions(out=tmp_path, name=name, width=320, height=180, fps=2, device="cpu", encoder={"crf": "0"})
        pictures.append(frames(render_clip(Mole, params, bundle_of(Mole, params), options).path))
    assert np.array_equal(*pictures)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"senses": ("anmal", "skin", "chemistry")}, "animal"),
        ({"senses": ("skin",)}, "1 senses for 3 phrases"),
        ({"phrases": ("the mole " * 9, "a mole"), "senses": ()}, "at most 44"),
        ({"contexts": {"skin": ("a mole",)}}, "contexts"),
        ({"phrases": ("a mole",)}, "phrases"),
    ],
)
def test_parameters_that_do_not_fit_are_named(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Mole.Params(**given)


def test_pace_changes_the_length_and_nothing_else(bundle_of: Any) -> None:
    bundle = bundle_of(Mole, Mole.Params())
    slow, fast = (play_through(Mole, Mole.Params(pace=pace), bundle)[0] for pace in (1.0, 2.0))
    assert fast.time == pytest.approx(slow.time / 2, rel=0.05)
    assert [b.caption for b in fast.record.beats] == [b.caption for b in slow.record.beats]
    assert {n["source"] for n in fast.record.numbers} == {n["source"] for n in slow.record.numbers}
