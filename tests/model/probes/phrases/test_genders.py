"""Right genders of French words: counts, what they are without weights of their own, and both ways agree."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.phrases.genders import GenderProbe
from attention_scenes.model.request.needs import Needs
from attention_scenes.model.verify.probes_again import count_again, measure_again


@cache
def measured(model: str = "ours:shapes") -> Bundle:
    return ensure(Needs(model=model, probes=(GenderProbe().filled(),)))


def value(name: str) -> np.ndarray:
    return measured().probe(f"gender.{name}").value


@pytest.mark.parametrize("model", ["ours:shapes", "ours:shapes/seed4"])
def test_it_holds_when_measured_another_way(model: str) -> None:
    bundle = measured(model)
    [asked] = bundle.meta["needs"]["probes"]
    again = measure_again(locate(model).folder, asked)
    assert {f"probe:gender.{name}" for name in again} == {*bundle.arrays}
    for name, array in again.items():
        first = bundle.probe(f"gender.{name}").value
        assert np.array_equal(first, array) if name in GenderProbe.exact else np.allclose(first, array, atol=1e-6), name
    facts = bundle.meta["probes"]["gender"]
    assert count_again(asked) == {name: facts[name] for name in count_again(asked)}


def test_the_counts_are_those_that_the_scene_tells() -> None:
    assert value("right").tolist() == [210, 176, 175, 210, 209, 207, 210, 204]
    assert value("right_held_out").tolist()[:3] == [60, 53, 47]
    assert value("right_equal").tolist() == [210, 209, 210, 210, 205]
    others = [int(float(measured(f"ours:shapes/seed{seed}").probe("gender.right_held_out", 0))) for seed in range(1, 5)]
    assert others == [60, 60, 60, 59], "one seed misses a word: that is said, too"


def test_each_pair_of_words_is_one_phrase_and_held_out_ones_are_among_them() -> None:
    probe = GenderProbe().filled()
    phrases = [frozenset(phrase.split()) for phrase in probe.phrases()]
    assert len(phrases) == len({*phrases}) == 105 and all(len(phrase) == 2 for phrase in phrases)
    assert len({*probe.held_out}) == 30 and {*probe.held_out} <= {*probe.phrases()}
    assert "créature petit" in probe.held_out
    mixed = [phrase for phrase in probe.held_out if {*phrase.split()} & {*probe.adjectives}]
    assert len(mixed) == 20


def test_an_adjective_has_its_noun_s_gender_wherever_it_stands() -> None:
    probe = GenderProbe().filled()
    assert probe.genders("créature petit") == ["féminin", "féminin"]
    assert probe.genders("petit dragon") == ["masculin", "masculin"]
    assert probe.genders("roi reine") == ["masculin", "féminin"]


def test_a_model_of_other_words_is_refused_in_one_line() -> None:
    with pytest.raises(UserError, match="a model of one layer that reads each French word as one token"):
        ensure(Needs(probes=(GenderProbe().filled(),)))
