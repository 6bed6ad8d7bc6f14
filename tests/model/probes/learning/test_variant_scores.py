"""What runs with one thing changed can say: measured twice, on models as they start and on those that are shipped."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.decoder.probed_model import TorchProbedModel
from attention_scenes.model.errors import UserError
from attention_scenes.model.own_models import own_model
from attention_scenes.model.probes.learning.checkpoint_scores import CheckpointScoresProbe
from attention_scenes.model.probes.learning.questions import grammar_sentences
from attention_scenes.model.probes.learning.variant_scores import VariantScoresProbe
from attention_scenes.model.verify.probes_again import count_again, is_exact, measure_again
from attention_scenes.training.decoder.network import start
from attention_scenes.training.decoder.variants import VARIANTS
from attention_scenes.training.decoder.written import write_model

ALL = VariantScoresProbe().filled()
SOME = replace(ALL, held_out=ALL.held_out[:6])
TWO = (
    "the wild happy king loved a red bird . how was the king happy and wild .",
    "a wild happy king loved the old very red bird . how was the king happy and wild .",
)


@cache
def measured(name: str, probe: VariantScoresProbe = ALL) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    return probe.measure(TorchProbedModel(locate(name)), lambda *_: None)


def assert_same_again(folder: Path, probe: VariantScoresProbe, name: str) -> None:
    found, facts = measured(name, probe)
    told = json.loads(json.dumps(asdict(probe)))
    again = measure_again(folder, told)
    assert found.keys() == again.keys() and facts["sentences"] == count_again(told)["sentences"]
    for array, numbers in found.items():
        assert numbers.shape == np.shape(again[array]), array
        assert np.allclose(numbers, again[array], rtol=1e-4, atol=1e-7), array
    assert is_exact("probe:variant.said", {"variant": told}) and not is_exact("probe:variant.right", {"variant": told})


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_it_holds_when_measured_another_way(variant: str, tmp_path: Path) -> None:
    """On a model as it starts, its numbers made larger: then its answers differ."""
    large = {name: 2 * tensor for name, tensor in start(5, variant).items()}
    write_model(tmp_path, large, 5, 0, 10, variant)
    assert_same_again(tmp_path, SOME, str(tmp_path))


@pytest.mark.parametrize("name", ["ours:decoder@550", "ours:decoder/no-mask/seed0", "ours:decoder/no-values/seed1"])
def test_what_is_shipped_holds_when_measured_another_way(name: str) -> None:
    assert_same_again(own_model(name).folder, SOME, name)


@pytest.mark.parametrize(
    ("name", "right", "cut"),
    [
        ("seed0", 1.00, 1.00), ("seed1", 0.65, 0.65), ("seed2", 0.98, 0.43),
        ("no-values/seed0", 0.99, 0.99), ("no-values/seed1", 0.61, 0.61), ("no-values/seed2", 0.56, 0.55),
        ("one-head/seed0", 0.99, 0.99), ("one-head/seed1", 0.68, 0.68), ("one-head/seed2", 1.00, 0.05),
        ("eight-heads/seed0", 0.99, 0.50), ("eight-heads/seed1", 0.59, 0.59), ("eight-heads/seed2", 1.00, 1.00),
    ],
)  # fmt: skip
def test_what_runs_with_one_thing_changed_say(name: str, right: float, cut: float) -> None:
    """As docs/own-models.md has it: which find out, and whose answers hang on the noun's look at its adjectives."""
    found, _ = measured(f"ours:decoder/{name}")
    assert float(found["right"][0]) == float(found["read"][0]) == pytest.approx(right, abs=0.01)
    assert float(found["cut"][0]) == pytest.approx(cut, abs=0.01)
    assert float(found["cut"][1]) > right - 0.03 or right < 0.7
    assert found["named"][0] > 0.98 and found["loss"][0] == pytest.approx(found["loss"][1], rel=1e-5)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_without_a_mask_it_reads_all_and_says_nothing(seed: int) -> None:
    found, facts = measured(f"ours:decoder/no-mask/seed{seed}")
    assert found["read"][0] == 1 and found["right"][0] < 0.06 < found["guess"][0] and found["named"][0] < 0.1
    assert found["loss"][0] < 0.001 and found["loss"][1] > 2 * np.log(44), "guessing evenly would lose ln 44"
    assert facts["said"] == [" a"] * 12


def test_guessing_is_the_noun_s_share_of_the_sentence_s_adjectives() -> None:
    found, facts = measured("ours:decoder", replace(ALL, held_out=TWO))
    assert float(found["guess"][0]) == pytest.approx((2 / 3 + 2 / 4) / 2) and facts["sentences"] == 2
    assert 0.5 < float(measured("ours:decoder")[0]["guess"][0]) < 2 / 3


@pytest.mark.parametrize("name", ["ours:decoder", "ours:decoder/seed1"])
def test_behind_a_mask_saying_is_reading(name: str) -> None:
    found, _ = measured(name)
    assert found["right"] == found["read"] and found["loss"][0] == pytest.approx(found["loss"][1], rel=1e-5)
    scores, _ = CheckpointScoresProbe().filled().measure(TorchProbedModel(locate(name)), lambda *_: None)
    assert scores["right"][1] == found["right"][0] and scores["named"] == found["named"]
    assert scores["loss"][1] == pytest.approx(found["loss"][0], rel=1e-5)


def test_it_goes_on_by_the_likeliest_word() -> None:
    found, facts = measured("ours:decoder", replace(SOME, begins="a fluffy blue creature", words=3))
    model = TorchProbedModel(locate("ours:decoder"))
    row = [token.id for token in model.tokens("a fluffy blue creature")]
    for said in found["said"].tolist():
        assert said == int(model.run_rows([row], ["logits"])[0]["logits"][-1].argmax())
        row.append(said)
    assert facts["said"] == [model.text_of(token) for token in found["said"].tolist()]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("a king . how was the king red .", "begins with a clause of 2 tokens, where 3 or more are needed"),
        ("how was the king red .", "begins with a clause of 0 tokens"),
        ("a red king loved a bird . how was the king blue .", "no adjective that stands before the noun"),
        ("a red king loved a bird . how was the tower red .", "asks about no noun of its first clause"),
        ("a red king . how was", "asks about no noun of its first clause"),
        ("a red king loved a bird .", "asks no question"),
        ("a purple king loved a bird . how was the king purple .", "'purple' is none of them"),
        ("a red king loved a bird . how was the king red . " + "a bird ." + " a bird ." * 4, "reads at most 24"),
    ],
)
def test_a_sentence_that_cannot_be_measured_is_refused_in_a_line(sentence: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        measured("ours:decoder", replace(SOME, held_out=(sentence, *SOME.held_out)))
    assert said in str(refused.value) and "\n" not in str(refused.value) and len(str(refused.value)) < 260


def test_the_sentences_are_those_of_the_grammar() -> None:
    assert ALL.held_out == grammar_sentences()["held_out"] and len(ALL.held_out) == 150
