"""kv-cache: old columns stay but for rounding, without the mask they move; the work and the bytes are counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.verify.check import check
from attention_scenes.scenes.kv_cache import MOST_TOKENS, KvCache
from attention_scenes.scenes.mobjects.colonnade.colonnade import Colonnade
from attention_scenes.scenes.parts.kv_cache.cache_facts import ARRAYS, BEGUN, OPEN, OPEN_BEGUN, SAME, CacheFacts
from attention_scenes.scenes.parts.kv_cache.cache_work import kept_bytes, lengths, work
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
