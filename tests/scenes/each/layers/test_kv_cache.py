"""kv-cache: old columns stay but for rounding, without the mask they move; the work and the bytes are counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from manim import Dot, Group, Mobject

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.verify.check import check
from attention_scenes.scenes.kv_cache import MOST_TOKENS, KvCache
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.colonnade.colonnade import Colonnade
from attention_scenes.scenes.mobjects.colonnade.step_triangle import StepTriangle
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.parts.kv_cache.cache_facts import ARRAYS, BEGUN, OPEN, OPEN_BEGUN, SAME, CacheFacts
from attention_scenes.scenes.parts.kv_cache.cache_work import columns, kept_bytes, lengths, work
from attention_scenes.scenes.parts.kv_cache.cost_beats import show_work, stage_by_stage
from tests.helpers.layout import play_through
from tests.helpers.models.small_bundles import tiny_gpt2, tiny_llama
from tests.helpers.played import captions, played


@pytest.fixture(scope="module")
def facts() -> CacheFacts:
    return CacheFacts.of(ensure(KvCache.needs(KvCache.Params())))


def of_small(folder: Path, **given: Any) -> Bundle:
    return ensure(KvCache.needs(KvCache.Params(text="the old door", **given), str(folder)))


def test_old_columns_stay_with_the_mask_and_move_without_it(facts: CacheFacts) -> None:
    largest = float(facts.largest())
    assert float(facts.apart()) <= SAME * largest
    assert float(facts.apart(OPEN, OPEN_BEGUN)) > 0.1 * largest
    assert not facts.first_layer_moves()
    for name in ARRAYS:
        longer, shorter = facts.bundle.arrays[name][:, :, : facts.begun], facts.bundle.arrays[f"{BEGUN}.{name}"]
        assert np.abs(longer - shorter).max() <= float(facts.apart())


def test_what_was_appended_is_what_the_column_before_guessed(facts: CacheFacts) -> None:
    tokens = [token.text.strip() for token in facts.bundle.tokens()]
    guessed = [guess.strip("…") for guess in facts.guesses]
    assert guessed[facts.begun - 1 : -1] == tokens[facts.begun :]


def test_bytes_are_those_of_keys_and_values_of_shared_heads(facts: CacheFacts) -> None:
    sizes = facts.bundle.arrays["v"].shape
    assert float(facts.numbers()) == 2 * sizes[0] * sizes[1] * sizes[3] == 11_520
    assert float(kept_bytes(facts.numbers())) == 23_040
    assert float(facts.compared()) == sum(facts.bundle.arrays[f"{BEGUN}.{name}"].size for name in ARRAYS)


@pytest.mark.parametrize("make", [tiny_llama, tiny_gpt2])
def test_multiply_adds_are_those_of_a_run_counted_one_by_one(make: Any, tmp_path: Path) -> None:
    bundle = of_small(make(tmp_path), steps=2)
    begun, size = len(bundle.tokens(BEGUN)), bundle.meta
    inside = [shape for name, shape in size["tensors"].items() if "layers." in name and len(shape) == 2]
    column, last = sum(a * b for a, b in inside), size["n_vocab"] * size["d_model"]
    look = 2 * size["n_layers"] * size["n_heads"] * size["d_head"]
    for more in (1, 7, 10):
        anew = kept = 0
        for step in range(more):
            seen = begun + step
            anew += seen * column + sum(look * (at + 1) for at in range(seen)) + last
            new = range(seen) if not step else [seen - 1]
            kept += sum(column + look * (at + 1) for at in new) + last
        assert [float(each) for each in work(bundle, more)] == [anew, kept]


def test_squares_are_counted_as_they_are_set_and_read_where_the_triangle_rests(facts: CacheFacts) -> None:
    begun, given = facts.begun, (1, 10, 100)
    counts = [columns(facts.bundle, more) for more in given]
    for more, (anew, kept) in zip(given, counts, strict=True):
        rows = [begun + step for step in range(more)]
        assert (float(anew), float(kept)) == (sum(rows), rows[0] + more - 1)
    triangle = StepTriangle(begun, given, counts, 5.0)
    triangle.stage = 1.0
    assert [float(count) for _, count in triangle.visible_numbers()] == [float(count) for count in counts[1]]
    assert round(triangle.rows) == 10
    assert [triangle.widens(stage) for stage in range(3)] == [False, False, False]
    far = StepTriangle(begun, (10, 1000), [counts[1], columns(facts.bundle, 1000)], 5.0)
    assert [far.widens(stage) for stage in range(2)] == [False, True], "that is told beside it"
    triangle.stage = 1.5
    assert not triangle.visible_numbers()
    with pytest.raises(TypeError, match="source"):
        StepTriangle(begun, given, [(1.0, 1.0)] * 3, 5.0)  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("begun", "lengths", "with_note"),
    [(8, (10, 100), []), (8, (10, 1000), [1]), (60, (10, 100, 1000), [1]), (60, (1000,), [0])],
)
def test_that_the_edge_is_drawn_wider_is_told_once_when_it_first_is(
    facts: CacheFacts, begun: int, lengths: tuple[int, ...], with_note: list[int]
) -> None:
    triangle = StepTriangle(begun, lengths, [columns(facts.bundle, more) for more in lengths], 4.6)
    rows, note = Group(*[Dot() for _ in lengths]), Dot()
    come = stage_by_stage(triangle, rows, note)
    assert [stage for stage, parts in enumerate(come) if note in parts] == with_note
    assert [parts[0] for parts in come] == list(rows)


def test_in_a_long_text_in_a_tall_frame_the_note_comes_with_the_row_that_it_is_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("attention_scenes.scenes.kv_cache.MOST_TOKENS", 80)
    params = KvCache.Params(text="word " * 60, steps=1)
    bundle = ensure(KvCache.needs(params))
    assert len(bundle.tokens(BEGUN)) >= 60
    monkeypatch.setattr(KvCache, "construct", lambda scene: show_work(scene, CacheFacts.of(scene.bundle)))
    faded: list[list[str]] = []

    def fade_in(*parts: Mobject, **given: Any) -> FadeIn:
        faded.append([label.text for part in parts for label in part.get_family() if isinstance(label, Label)])
        return FadeIn(*parts, **given)

    monkeypatch.setattr("attention_scenes.scenes.parts.kv_cache.cost_beats.FadeIn", fade_in)
    play_through(KvCache, params, bundle, (1080, 1920))
    [came] = [texts for texts in faded if "from far away, drawn wider than they are" in texts]
    assert "100 more tokens" in came, faded


def test_only_lengths_that_the_model_reads_are_counted(tmp_path: Path) -> None:
    assert lengths(of_small(tiny_llama(tmp_path / "a"), steps=2)) == [10, 100, 1000]
    assert lengths(of_small(tiny_llama(tmp_path / "b", max_position_embeddings=60), steps=2)) == [10]
    assert lengths(of_small(tiny_llama(tmp_path / "c", max_position_embeddings=8), steps=2)) == [2]


def test_a_text_that_the_model_ends_is_said_to_end(tmp_path: Path) -> None:
    first = of_small(tiny_llama(tmp_path / "goes-on"), steps=3).tokens()[4].id
    bundle = of_small(tiny_llama(tmp_path / "ends", eos_token_id=first), steps=3)
    assert len(bundle.tokens()) == 5
    scene, problems = play_through(KvCache, KvCache.Params(text="the old door", steps=3), bundle)
    assert not problems and "ends its text" in captions(scene)["going on"]
    assert not check(bundle.sidecar() | scene.sidecar())


def test_columns_that_do_move_are_not_said_to_stay() -> None:
    params = KvCache.Params(text="Paris", steps=1)
    bundle = ensure(KvCache.needs(params))
    other = {f"{BEGUN}.{name}": bundle.arrays[f"{OPEN}.{name}"][:, :, :2] for name in ARRAYS}
    scene, _ = play_through(KvCache, params, replace(bundle, arrays=dict(bundle.arrays) | other))
    assert "how far do old columns move" in captions(scene)["same"]
    assert captions(scene)["asking"].startswith("Were they kept") and "So they" in captions(played(KvCache))["asking"]
    assert not scene.record.claims[0]["holds"]
    assert "stay as they are" in captions(played(KvCache, text="Paris", steps=1))["same"]


@pytest.mark.parametrize("steps", [0, 11, -1])
def test_steps_that_cannot_be_shown_are_refused(steps: int) -> None:
    with pytest.raises(ValueError, match="steps"):
        KvCache.Params(steps=steps)


def test_a_text_that_is_too_long_with_what_comes_is_refused() -> None:
    with pytest.raises(UserError, match=rf"text has 15 tokens, .* at most {MOST_TOKENS - 8} legibly: shorten text=…"):
        ensure(KvCache.needs(KvCache.Params(text="word " * 14)))


def test_windows_and_lamps_are_read_where_a_column_stands_and_asks() -> None:
    keys, weights = (Reading.of(np.ones(shape, np.float32), "k") for shape in ((3, 2, 4), (3, 4, 4)))
    columns = Colonnade(keys, keys, weights, list("abcd"), list("efgh"), (-5, -3), (5, 3))
    assert not columns.visible_numbers()
    columns.grown[:2] = 1
    assert len(columns.visible_numbers()) == 2 * 2 * 6
    columns.asks[1] = 1
    lamps = [reading.source for shown, reading in columns.visible_numbers() if shown == "●"]
    assert lamps == ["k[2,1,0]", "k[2,1,1]"], "the last layer's weights of the second column"
    assert [text for text, _, _ in columns.visible_texts()] == ["a", "b"]
    with pytest.raises(TypeError, match="source"):
        Colonnade(np.ones((3, 2, 4)), keys, weights, list("abcd"), list("efgh"), (-5, -3), (5, 3))  # type: ignore[arg-type]
