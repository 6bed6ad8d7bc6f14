"""Probes of pictures: what they count on shipped models, their controls, and that counting is not done by one hand."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.pictures.held_out import held_out
from attention_scenes.model.pictures.named import digest_of, held_out_label
from attention_scenes.model.probes.pictures.changed import WAYS, ChangedProbe, falling
from attention_scenes.model.probes.pictures.eyes import random_order
from attention_scenes.model.probes.pictures.patch_scores import PatchScoresProbe, rollout
from attention_scenes.model.probes.pictures.seen import SeenProbe, ink_of
from attention_scenes.model.request.needs import Needs
from attention_scenes.model.verify.counts_again import Counts
from attention_scenes.model.verify.numpy_vision.vision_weights import VisionWeights
from attention_scenes.model.verify.probes_again import count_again, measure_again

SEVEN = digest_of("7")


def answers(probe: Any, model: str = "ours:digits") -> Bundle:
    return ensure(Needs(model=model, probes=(probe,)))


def test_a_held_out_digit_is_seen_and_read() -> None:
    found = answers(SeenProbe(SEVEN, whole=True))
    facts = found.meta["probes"]["seen"]
    assert facts["grid"] == [4, 4] and facts["class_at"] == 0 and facts["order"] == [*range(16)] and not facts["turned"]
    pixels = found.arrays["probe:seen.pixels"]
    assert np.array_equal(pixels[:, :, 0], held_out().pixels[7])
    assert found.arrays["probe:seen.ink"][5] == pixels[2:4, 2:4].mean()
    pattern = found.arrays["probe:seen.pattern"]
    assert np.allclose(pattern.sum(-1), 1, atol=1e-5) and (pattern > 0).all()  # no mask: each sees all
    assert np.array_equal(pattern[:, :, 0], found.arrays["probe:seen.from_class"])
    assert int(found.arrays["probe:seen.chances"].argmax()) == held_out_label(SEVEN)
    entered = found.arrays["probe:seen.stream"][0] - found.arrays["probe:seen.place_vectors"]
    assert np.allclose(entered[1:], found.arrays["probe:seen.patch_vectors"], atol=1e-5)
    assert np.allclose(entered[0], found.arrays["probe:seen.class_vector"], atol=1e-5)


def test_the_class_token_stands_last_where_it_was_trained_so() -> None:
    found = answers(SeenProbe(SEVEN, whole=True), "ours:digits/class-last")
    assert found.meta["probes"]["seen"]["class_at"] == 16
    assert (np.triu(found.arrays["probe:seen.pattern"], 1) == 0).all()


def test_counts_are_counted_again_from_the_files() -> None:
    found = answers(PatchScoresProbe())
    weights = VisionWeights(locate("ours:digits").folder)
    facts = {"patch_scores": count_again(json.loads(json.dumps(asdict(PatchScoresProbe().filled()))))}
    counts = Counts(weights, {}, {}, facts, {})
    names = (
        "n_patches", "n_rows", "n_columns", "n_pixels", "n_channels", "n_vocab", "n_context", "n_layers", "n_heads",
        "d_model", "d_head", "d_mlp", "n_parameters", "layer.1", "head.3", "parameters", "parameters.classifier",
        "parameters.encoder.layer.0", "patch_scores.pictures",
    )  # fmt: skip
    for name in names:
        assert counts.of(name) == int(float(found.count(name))), name
    assert counts.of("n_parameters") == 14_058 and counts.of("n_patches") == 16 and counts.of("n_context") == 17


@pytest.mark.parametrize("model", ["ours:digits", "ours:digits/no-positions", "ours:digits/class-last"])
def test_right_answers_are_counted_alike_twice(model: str) -> None:
    found = answers(PatchScoresProbe(), model)
    again = measure_again(locate(model).folder, json.loads(json.dumps(asdict(PatchScoresProbe().filled()))))
    for name in ("right", "blank_right"):
        assert np.array_equal(found.arrays[f"probe:patch_scores.{name}"], again[name]), name
    assert np.allclose(found.arrays["probe:patch_scores.ink_corr"], again["ink_corr"], atol=1e-5)


def test_places_and_the_mask_count_where_a_model_was_trained_with_them_alone() -> None:
    as_is, shuffled, without, masked = answers(PatchScoresProbe()).arrays["probe:patch_scores.right"]
    assert as_is > 345 and shuffled < 150 and without < 200 and masked < 100
    as_is, shuffled, without, masked = answers(PatchScoresProbe(), "ours:digits/no-positions").arrays[
        "probe:patch_scores.right"
    ]
    assert as_is == shuffled == without and masked < as_is
    as_is, _, _, masked = answers(PatchScoresProbe(), "ours:digits/class-last").arrays["probe:patch_scores.right"]
    assert as_is == masked > 345


def test_changes_of_one_picture_have_their_controls() -> None:
    found = answers(ChangedProbe(SEVEN))
    facts, arrays = found.meta["probes"]["changed"], found.arrays
    assert tuple(facts["ways"]) == WAYS and facts["k"] == 2 and sorted(facts["shuffle"]) == [*range(16)]
    assert all(len(arrays[f"probe:changed.{name}"]) == len(WAYS) for name in ("chance", "cosine", "best"))
    assert arrays["probe:changed.cosine"][0] == pytest.approx(1) and arrays["probe:changed.best"][0] == held_out_label(
        SEVEN
    )
    blanked = arrays["probe:changed.blanked"]
    row = np.delete(answers(SeenProbe(SEVEN)).arrays["probe:seen.from_class"][-1].mean(0), 0)
    assert [*blanked[0]] == [*np.argsort(-row)[:2]] and [*blanked[1]] == [*np.argsort(row)[:2]]
    assert not {*blanked[0]} & {*blanked[1]}


def test_orders_are_drawn_alike_everywhere_and_of_equals_the_first_goes_before() -> None:
    assert random_order("a picture", 8) == [7, 6, 4, 0, 1, 3, 5, 2]
    assert falling(np.array([1.0, 3, 3, 0])) == [1, 2, 0, 3]


def test_ink_and_rollout_are_what_they_say() -> None:
    pixels = np.zeros((4, 4, 3))
    pixels[:2, 2:] = (9, 0, 0)
    assert ink_of(pixels, np.zeros(3), 2).tolist() == [0, 3, 0, 0]
    even = np.full((2, 3, 3, 3), 1 / 3)
    assert rollout(even, 0) == pytest.approx([0.25, 0.25])
    stays = np.tile(np.eye(3), (2, 3, 1, 1))
    assert rollout(stays, 0).tolist() == [0, 0]
