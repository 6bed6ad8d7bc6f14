"""Adapted decoders: both ways agree, additions have their rank, soft vectors are no words, tasks are the grammar's."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from functools import cache
from random import Random
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.decoder.probed_model import TorchProbedModel
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.adapting.adapted_scores import AdaptedScoresProbe
from attention_scenes.model.probes.adapting.soft_words import SoftWordsProbe
from attention_scenes.model.probes.adapting.tasks import (
    ADJECTIVES,
    NOUNS,
    new_question,
    new_questions,
    old_questions,
    owners,
)
from attention_scenes.model.probes.adapting.weight_change import PARTS, WeightChangeProbe
from attention_scenes.model.verify.probes_again import NumpyProbedModel
from attention_scenes.training.decoder import grammar

FROZEN, RANK, ALL, SOFT = (
    "ours:decoder", "ours:adapted", "ours:adapted/all-weights", "ours:adapted/soft-vectors",
)  # fmt: skip
SCORES = AdaptedScoresProbe().filled()
FEW = replace(SCORES, held_out=SCORES.held_out[:12])
CLAUSE = "a fluffy blue creature roamed the very verdant forest"


@cache
def model(name: str) -> TorchProbedModel:
    return TorchProbedModel(locate(name))


def measured(probe: Any, name: str) -> dict[str, np.ndarray]:
    return probe.measure(model(name), lambda *_: None)[0]


@pytest.mark.parametrize(
    ("name", "probe"),
    [
        *[(name, FEW) for name in (FROZEN, RANK, ALL, SOFT, "ours:adapted/rank-one/seed2")],
        (RANK, WeightChangeProbe(1, "q")), ("ours:adapted/rank-two", WeightChangeProbe(0, "o")),
        (ALL, WeightChangeProbe(0, "v")), (SOFT, SoftWordsProbe()),
    ],
    ids=lambda each: each if isinstance(each, str) else each.name,
)  # fmt: skip
def test_it_holds_when_measured_another_way(name: str, probe: Any) -> None:
    found, facts = probe.measure(model(name), lambda *_: None)
    asked = SimpleNamespace(**json.loads(json.dumps(asdict(probe))))
    again = probe.measure_again(NumpyProbedModel(model(name).checkpoint.folder), asked)
    assert found.keys() == again.keys()
    assert {key: value for key, value in facts.items() if isinstance(value, int)} == probe.count_again(asked)
    for key, array in found.items():
        assert array.shape == np.shape(again[key])
        assert np.allclose(array, again[key], rtol=1e-4, atol=2e-6), key


def test_an_addition_is_of_its_rank_and_a_change_of_all_weights_is_not() -> None:
    for name, rank in ((RANK, 4), ("ours:adapted/rank-two", 2), ("ours:adapted/rank-one", 1)):
        sigma = measured(WeightChangeProbe(), name)["sigma"]
        assert sigma.shape == (8, 64) and (sigma[:, rank - 1] > 1e-2 * sigma[:, 0]).all()
        assert (sigma[:, rank] < 1e-4 * sigma[:, 0]).all()
    assert (measured(WeightChangeProbe(), ALL)["sigma"][:, 20] > 1e-3).all()
    assert (measured(WeightChangeProbe(), SOFT)["sigma"] == 0).all()


def test_the_change_is_the_product_and_the_frozen_map_stays() -> None:
    for layer in (0, 1):
        for part in PARTS:
            found = measured(WeightChangeProbe(layer, part), RANK)
            assert np.allclose(found["up"] @ found["down"], found["change"], atol=1e-6)
            assert np.array_equal(found["frozen"], model(FROZEN).layer_maps(layer)[part])
            now = model(RANK).layer_maps(layer)[part]
            assert np.allclose(found["frozen"] + found["change"], now, atol=1e-6) and not np.allclose(
                now, found["frozen"]
            )


def test_numbers_trained_are_those_of_the_file() -> None:
    trained = {name: int(measured(FEW, name)["trained"][0]) for name in (FROZEN, RANK, ALL, SOFT)}
    assert trained == {FROZEN: 0, RANK: 8 * 4 * (64 + 64), ALL: 38_784, SOFT: 4 * 64}
    assert int(measured(FEW, "ours:adapted/rank-one")["trained"][0]) == 1024


def test_soft_vectors_are_read_before_the_first_token_and_no_word_is_one() -> None:
    tokens = model(SOFT).tokens(CLAUSE)
    assert [token.text for token in tokens[:5]] == ["soft 1", "soft 2", "soft 3", "soft 4", "<bos>"]
    assert [token.id for token in tokens[:5]] == [44, 45, 46, 47, 0] and all(token.word == -1 for token in tokens[:5])
    row = [token.id for token in tokens]
    [trace] = model(SOFT).run_rows([row], ["logits", "pattern", "embed"])
    assert trace["logits"].shape == (len(row), 44) and trace["pattern"].shape[-1] == len(row)
    own = model(SOFT).trained()["model.soft_vectors.weight"]
    assert np.array_equal(trace["embed"][:4], own)
    # Without them it is the frozen decoder: words keep their places, and nothing else was trained.
    positions = model(SOFT).position_vectors()
    assert positions is not None and (positions[:4] == 0).all()
    assert np.array_equal(positions[4:], model(FROZEN).position_vectors())
    for layer in (0, 1):
        for part in PARTS:
            assert np.array_equal(model(SOFT).layer_maps(layer)[part], model(FROZEN).layer_maps(layer)[part])


def test_questions_are_read_alike_from_words_and_from_their_kinds() -> None:
    assert owners(CLAUSE) == {"creature": ["fluffy", "blue"], "forest": ["verdant"]}
    assert new_question(CLAUSE, "verdant") == (f"{CLAUSE} . verdant was the", ("forest",), ("creature", "forest"))
    text = f"{CLAUSE} . how was the creature blue and fluffy ."
    [old] = old_questions([text])
    assert old.text == f"{CLAUSE} . how was the creature" and set(old.right) == {"fluffy", "blue"}
    assert [each.right for each in new_questions([text])] == [("creature",), ("creature",), ("forest",)]
    with pytest.raises(UserError, match="asks about no noun with adjectives"):
        old_questions(["a bird left the king . how was the bird old ."])
    assert (grammar.ADJECTIVES, grammar.NOUNS) == (ADJECTIVES, NOUNS)
    source = Random(3)
    for _ in range(50):
        made = grammar.sentence(source, never_trained=True)
        [asked] = old_questions([" ".join(made.words[1:])])
        assert set(asked.right) == made.answers[0].right


def test_what_adapts_nothing_is_refused_in_a_line() -> None:
    for probe, said in ((WeightChangeProbe(), "adapts none"), (SoftWordsProbe(), "no soft vectors")):
        with pytest.raises(UserError, match=said) as refused:
            measured(probe, FROZEN)
        assert "\n" not in str(refused.value)
