"""Each scene on its default and on other input: layout, truth of every number, frames that do not change unseen."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attention_scenes.film.catalog.scenes import SceneFile, scenes_in
from attention_scenes.film.clip.render import ClipOptions, render_clip
from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.verify import recompute
from attention_scenes.model.verify.check import check
from attention_scenes.scenes.attention_pattern import AttentionPattern
from attention_scenes.scenes.mole import Mole
from attention_scenes.scenes.parts.shared.checks import MOST_TOKENS
from tests.conftest import ROOT
from tests.helpers.file_decoders import frames
from tests.helpers.gallery import same_as_golden
from tests.helpers.played import default_play, play_in_full, played, spoken
from tests.helpers.scenes.drawn import default_clip
from tests.helpers.scenes.second_ways import kept_for_the_run


def load(found: SceneFile) -> Any:
    return getattr(import_module(found.module), found.class_name)


SCENES = [load(found) for found in scenes_in(ROOT / "scenes").values()]


def cases_of(scene: Any) -> Any:
    """The module of a scene's cases."""
    return import_module(f"tests.scenes.cases.{scene.__module__.removeprefix('attention_scenes.scenes.')}")


def asked_of(scene: Any, given: dict[str, Any]) -> Any:
    """A scene and a case of it, for ``parametrize``; those that its module has in ``WHOLE`` are run by hand."""
    marks = [pytest.mark.whole] if given in getattr(cases_of(scene), "WHOLE", ()) else []
    return pytest.param(scene, given, id=f"{scene.__name__}-{list(given.values())[:1] or 'default'}", marks=marks)


CASES = [asked_of(scene, given) for scene in SCENES for given in cases_of(scene).CASES]
OF_ATTENTION_PATTERN = pytest.mark.xdist_group("attention-pattern")
OF_MOLE = pytest.mark.xdist_group("mole")


@pytest.fixture(scope="module")
def bundle_of() -> Callable[[Any, Any], Bundle]:
    kept: dict[str, Bundle] = {}

    def get(scene: Any, params: Any) -> Bundle:
        key = f"{scene.__name__}{params.model_dump_json()}"
        if key not in kept:
            kept[key] = ensure(scene.needs(params))
        return kept[key]

    return get


@pytest.fixture
def _second_ways_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recompute, "_probe_again", kept_for_the_run(recompute._probe_again))


@pytest.mark.usefixtures("little_prose", "_second_ways_once")
@pytest.mark.parametrize(("scene", "given"), CASES)
def test_text_can_be_read_and_every_number_holds_when_computed_another_way(scene: Any, given: dict[str, Any]) -> None:
    sidecar, problems, seconds = play_in_full(scene, **given) if given else default_play(scene)
    assert not problems, "\n".join(problems)
    captions = [beat["caption"] for beat in sidecar["beats"]]
    assert all(len(caption) <= 70 for caption in captions), captions
    least = 20 if not scene.opens_chapters else 12 if given.get("chapter", 1) == 1 else 6  # later maps begin at once
    assert least <= seconds <= 75
    assert len(sidecar["numbers"]) >= (6 if given else 30)
    assert not (found := check(sidecar)), "\n".join(map(str, found[:10]))


@OF_ATTENTION_PATTERN
def test_a_number_that_is_not_there_is_not_listed() -> None:
    scene = played(AttentionPattern)
    entries = scene.record.numbers
    future = [n for n in entries if n["source"] == "pattern[19,8,2,5]"]
    assert not future, "a weight of the future is drawn as an empty cell"
    masked = [n for n in entries if n["source"] == "attn_scores[19,8,4,5]"]
    assert masked and masked[0]["value"] == "-inf" and masked[0]["shown"] == "−∞"
    assert all(0 <= n["start"] < n["end"] <= scene.time + 1e-3 for n in entries)


@OF_ATTENTION_PATTERN
def test_rows_are_the_exact_transpose(bundle_of: Any) -> None:
    from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid

    params = AttentionPattern.Params()
    tokens = bundle_of(AttentionPattern, params).tokens()
    columns, rows = (PatternGrid(tokens, (5, 5), convention).centers() for convention in ("columns", "rows"))
    assert np.allclose(rows, -columns[..., ::-1])


@OF_ATTENTION_PATTERN
def test_words_for_a_claim_only_where_it_holds() -> None:
    assert "reads fluffy and blue" in spoken(played(AttentionPattern))
    assert "” reads" not in spoken(played(AttentionPattern, text="blue"))
    assert "“forest” reads ver·d·ant" in spoken(played(AttentionPattern, focus="forest")), "a piece is no word"


@OF_MOLE
def test_moles_conclusion_is_drawn_only_where_it_holds() -> None:
    def last(**given: Any) -> str:
        return played(Mole, **given).record.beats[-1].caption

    assert "each nearest its sense" in last()
    assert "each nearest its sense" not in last(layers=3), "the senses have not parted yet"
    assert "each nearest its sense" not in last(phrases=("A mole", "the mole of the skin is dark"), senses=("", ""))


@OF_ATTENTION_PATTERN
def test_too_many_tokens_is_said_with_the_limit(bundle_of: Any) -> None:
    params = AttentionPattern.Params(text="word " * (MOST_TOKENS + 3))
    with pytest.raises(UserError, match=f"at most {MOST_TOKENS}"):
        bundle_of(AttentionPattern, params)
    with pytest.raises(UserError, match="focus"):
        AttentionPattern.check(
            AttentionPattern.Params(focus="dragon"), bundle_of(AttentionPattern, AttentionPattern.Params())
        )


@pytest.mark.parametrize("scene", SCENES)
def test_golden_frames(scene: Any, request: pytest.FixtureRequest) -> None:
    """The end of some beats against pictures kept with the tests; a picture of the difference where they differ.

    A scene's cases say in ``VARYING`` in which boxes of a beat's picture digits are those of a machine.
    """
    varying = getattr(cases_of(scene), "VARYING", {})
    pictures = default_clip(scene).pictures
    assert varying.keys() <= pictures.keys()
    for beat, picture in pictures.items():
        same_as_golden(picture, f"{scene.__name__}-{beat.replace(' ', '-')}", request, varying.get(beat, ()))


@pytest.mark.parametrize("scene", SCENES)
def test_frames_change_only_where_they_say(scene: Any) -> None:
    """What draws outside of its bounds would leave traces: the rest of a frame is neither restored nor encoded."""
    clip = default_clip(scene)
    assert not clip.unseen, f"frames {clip.unseen} changed outside of what they tell"
    assert clip.told > 20


@OF_MOLE
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


@OF_MOLE
def test_pace_changes_the_length_and_nothing_else() -> None:
    slow, fast = played(Mole), played(Mole, pace=2.0)
    assert fast.time == pytest.approx(slow.time / 2, rel=0.05)
    assert [b.caption for b in fast.record.beats] == [b.caption for b in slow.record.beats]
    assert {n["source"] for n in fast.record.numbers} == {n["source"] for n in slow.record.numbers}
