"""What is measured on the translator: both ways agree, and it is what scenes may say of it."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.translation.cross_cut import CrossCutProbe
from attention_scenes.model.probes.translation.translation import OneTranslationProbe
from attention_scenes.model.probes.translation.translator_scores import TranslatorScoresProbe, held_out_sentences
from attention_scenes.model.request.needs import Needs
from attention_scenes.model.verify.check import check
from attention_scenes.model.verify.probes_again import count_again, measure_again

OTHER = "some small happy stars crossed the garden and they were blue"
FAILS = "ours:values-from-decoder"
SOME = TranslatorScoresProbe(held_out_sentences()[:40])
PROBES = (
    OneTranslationProbe().filled(), OneTranslationProbe(OTHER), OneTranslationProbe("the creature was blue", True),
    CrossCutProbe().filled(), CrossCutProbe(OTHER), SOME,
)  # fmt: skip


@cache
def measured(probe: Any, model: str = "ours:translator") -> Bundle:
    return ensure(Needs(model=model, probes=(probe,)))


def array(probe: Any, name: str, model: str = "ours:translator") -> np.ndarray:
    return measured(probe, model).probe(f"{probe.name}.{name}").value


def facts(probe: Any, model: str = "ours:translator") -> dict[str, Any]:
    return measured(probe, model).meta["probes"][probe.name]


@pytest.mark.parametrize("model", ["ours:translator", FAILS])
@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: f"{probe.name}-{getattr(probe, 'text', '')[:20]}")
def test_it_holds_when_measured_another_way(probe: Any, model: str) -> None:
    asked = json.loads(json.dumps(asdict(probe)))
    again = measure_again(locate(model).folder, asked)
    assert {f"probe:{probe.name}.{name}" for name in again} == {*measured(probe, model).arrays}
    for name, other in again.items():
        first = np.nan_to_num(array(probe, name, model).astype(float), neginf=0)
        assert first.shape == other.shape, name
        if name in probe.exact:
            assert np.array_equal(first, other), name
        else:
            assert np.allclose(first, np.nan_to_num(other, neginf=0), atol=2e-5 * max(1, np.abs(first).max())), name
    counted = count_again(asked)
    assert counted == {name: facts(probe, model)[name] for name in counted}


def test_the_film_s_sentence_is_translated_and_each_word_looks_at_its_own_before_it_is_said() -> None:
    probe = PROBES[0]
    said = facts(probe)
    assert " ".join(said["says"]) == "une créature bleue duveteuse parcourait la forêt verdoyante" and said["right"]
    assert array(probe, "top_chance")[:, 0].min() > 0.95
    most = array(probe, "pattern")[1, 3].argmax(-1)  # layer 1, head 3
    telling = [n for n, kind in enumerate(said["kinds"]) if kind in ("adjective", "noun", "verb")]
    assert [most[n] for n in telling] == [said["places"][n] for n in telling]
    weights = array(probe, "pattern").astype(float)
    scores = np.exp(array(probe, "score").astype(float))
    assert np.allclose(weights, scores / scores.sum(-1, keepdims=True), atol=1e-6)
    q, k, v = (array(probe, name).astype(float) for name in "qkv")
    assert np.allclose(q @ k.swapaxes(-1, -2) / 8**0.5, array(probe, "score"), atol=1e-4)
    assert np.allclose(weights @ v, array(probe, "z"), atol=1e-5)


def test_a_word_that_cannot_look_at_its_english_word_is_another_adjective_of_the_sentence() -> None:
    probe = CrossCutProbe().filled()
    said = facts(probe)
    bleue, duveteuse = said["wanted"].index("bleue"), said["wanted"].index("duveteuse")
    whole, own, _, far = said["words"]
    assert whole == said["wanted"] and (own[bleue], own[duveteuse]) == ("duveteuse", "bleue")
    assert (far[bleue], far[duveteuse]) == ("bleue", "duveteuse")
    right = array(probe, "right")
    assert right[0].min() > 0.95 and right[1, [bleue, duveteuse]].max() < 0.05
    reads = [said["reads"][place] for place in array(probe, "cut")[:, bleue]]
    assert reads == ["blue", "creature", "forest"]


def test_held_out_sentences_are_translated_and_adjectives_hang_on_their_own_arc() -> None:
    probe = TranslatorScoresProbe().filled()
    counted = facts(probe)
    assert counted["sentences"] == 300 and counted["adjectives"] > 700
    assert array(probe, "exact")[0] >= 297
    n = counted["adjectives"]
    whole, own, near, far = (array(probe, "cut") / n).tolist()
    assert whole > 0.99 and own < 0.05 and far > 0.95 and near > 0.7
    others = (array(probe, "other") / n).tolist()
    assert others[0] < 0.01 < 0.25 < others[1] and others[3] < 0.03
    looks, shuffled = array(probe, "looks"), array(probe, "shuffled")
    assert looks[1, 1].min() > 0.98 and looks[1, 3].min() > 0.98
    assert shuffled[..., 0].max() < 0.25 and shuffled.max() < 0.45
    assert array(probe, "mean_looks").min() > 0.95


def test_with_values_of_the_decoder_nothing_is_translated() -> None:
    probe = TranslatorScoresProbe().filled()
    assert array(probe, "exact", FAILS)[0] == 0 and array(probe, "different", FAILS)[0] == 1
    assert array(probe, "different")[0] > 290
    asked = [facts(probe)[kind] for kind in ("adjectives", "nouns", "verbs")]
    adjectives, nouns, verbs = array(probe, "right", FAILS) / asked
    assert adjectives < 0.1 and nouns < 0.2 and verbs < 0.35
    film = facts(OneTranslationProbe().filled(), FAILS)
    assert not film["right"] and film["says"] != film["wanted"]


def test_cutting_a_word_wrongly_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from attention_scenes.model.probes.translation import cross_cut

    monkeypatch.setattr(cross_cut, "controls", lambda english, place: (place, place))
    again = measure_again(locate("ours:translator").folder, json.loads(json.dumps(asdict(CrossCutProbe().filled()))))
    from attention_scenes.model.translator.probed_translator import TorchTranslator

    found, _ = CrossCutProbe().filled().measure(TorchTranslator(locate("ours:translator")), lambda *_: None)  # type: ignore[arg-type]
    assert not np.array_equal(found["said"], again["said"])


def test_sentences_outside_are_refused_unless_asked_for_and_then_they_are_nonsense() -> None:
    with pytest.raises(UserError, match="Nearest to it is 'the creature roamed the forest and it was blue'"):
        ensure(Needs(model="ours:translator", probes=(OneTranslationProbe("the creature was blue"),)))
    with pytest.raises(UserError, match="Nearest to it is"):
        ensure(Needs(model="ours:translator", probes=(CrossCutProbe("a blue bird"),)))
    sure = OneTranslationProbe("a fluffy blue creature roamed the forest and watched a bird", True)
    said, chance = facts(sure)["says"], array(sure, "top_chance")[:, 0]
    assert said[-4:-1] == ["et", "elle", "était"] and chance[-5:-2].min() > 0.97
    outside = facts(PROBES[2])
    assert outside["wanted"] == [] and not outside["right"] and outside["says"]
    for text, why in (("a purple bird", "'purple' is none"), (" ", "these are 0"), ("the " * 14, "these are 14")):
        with pytest.raises(UserError, match=why):
            ensure(Needs(model="ours:translator", probes=(replace(PROBES[2], text=text),)))


def test_verify_computes_a_clip_of_two_translators_again_and_finds_a_wrong_number() -> None:
    whole, fails = measured(PROBES[0]), measured(SOME, FAILS)
    sidecars = {"translator": whole.sidecar(), "fails": fails.sidecar()}
    weight = array(PROBES[0], "pattern")[1, 3, 2, 2]
    numbers = [
        {"shown": f"{weight:.2f}", "value": float(weight), "source": "translator/probe:translation.pattern[1,3,2,2]"},
        {"shown": "0", "value": 0, "source": "fails/probe:translator_scores.exact[0]"},
        {"shown": "40", "value": 40, "source": "fails/count:translator_scores.sentences"},
        {"shown": "68,640", "value": 68640, "source": "translator/count:parameters"},
        {"shown": "2", "value": 2, "source": "translator/count:n_layers"},
    ]
    versions = [each.pop("versions") for each in sidecars.values()][0]
    sidecar = {"models": sidecars, "bundle": "", "versions": versions, "numbers": numbers, "constants": []}
    assert check(sidecar) == []
    numbers[0]["value"] = float(weight) + 0.01
    [problem] = check(sidecar)
    assert problem.code == "numbers.value"
