"""Words that are hidden: both ways of asking agree, and what scenes say of the encoder and its twin holds."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from functools import cache
from random import Random
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.holes.agreement import CLASSES, FORMS, WAYS, hole_of, usual_hole
from attention_scenes.model.probes.holes.french_sentence import SENTENCE, french_sentence, sentence_of, with_hole
from attention_scenes.model.probes.holes.hidden_words import HiddenWordsProbe
from attention_scenes.model.probes.holes.hole import HoleProbe
from attention_scenes.model.probes.holes.holes_again import hole_again, shares_again
from attention_scenes.model.probes.holes.later_sense import LaterSenseProbe, places
from attention_scenes.model.probes.holes.vocabulary import WORDS
from attention_scenes.model.probes.translation.grammar import draw
from attention_scenes.model.probes.translation.translator_scores import held_out_sentences
from attention_scenes.model.request.needs import Needs
from attention_scenes.model.verify.probes_again import count_again, measure_again

ENCODER, TWIN = "ours:encoder", "ours:encoder/causal"
GARDEN = "une créature bleue duveteuse parcourait le jardin verdoyant"
LONG = "some big fluffy creatures loved the king and they were dark"
SOME = HiddenWordsProbe(held_out_sentences()[:12])
PROBES = (HoleProbe().filled(), HoleProbe(GARDEN, 5).filled(), HoleProbe(LONG, 7).filled(), SOME)


@cache
def measured(probe: Any, model: str = ENCODER) -> Bundle:
    return ensure(Needs(model=model, probes=(probe,)))


def array(probe: Any, name: str, model: str = ENCODER) -> np.ndarray:
    return measured(probe, model).probe(f"{probe.name}.{name}").value


def facts(probe: Any, model: str = ENCODER) -> dict[str, Any]:
    return measured(probe, model).meta["probes"][probe.name]


@pytest.mark.parametrize("model", [ENCODER, TWIN])
@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: f"{probe.name}-{getattr(probe, 'text', '')[:20]}")
def test_it_holds_when_measured_another_way(probe: Any, model: str) -> None:
    asked = json.loads(json.dumps(asdict(probe)))
    again = measure_again(locate(model).folder, asked)
    assert {f"probe:{probe.name}.{name}" for name in again} == {*measured(probe, model).arrays}
    for name, other in again.items():
        first = array(probe, name, model)
        assert first.shape == other.shape, name
        assert np.allclose(first, other, atol=0 if name in probe.exact else 2e-5, equal_nan=True), name
    counted = count_again(asked)
    assert counted == {name: facts(probe, model)[name] for name in counted}


def test_the_encoder_finds_every_gender_and_its_twin_only_those_that_earlier_words_tell() -> None:
    probe = HiddenWordsProbe().filled()
    asked = np.array([facts(probe)[f"asked_{name.replace(' ', '_')}"] for name in CLASSES])
    ours, twins = array(probe, "right"), array(probe, "right", TWIN)
    known = [CLASSES.index(name) for name in CLASSES if name != "noun"]
    assert (ours[0, known] == asked[known]).all() and ours[0].sum() >= 0.98 * asked.sum()
    article, after, verb = (CLASSES.index(name) for name in ("article", "adjective after", "verb"))
    assert twins[0, article] <= array(probe, "guess")[article] < 0.7 * asked[article]
    assert twins[0, after] >= 0.95 * asked[after] and twins[0, verb] == asked[verb]
    # Where all that agree are cut it is a guess, and no better where the other noun tells another gender.
    assert ours[2, article] < 0.6 * asked[article] and ours[4, article] >= 0.97 * asked[article]
    assert array(probe, "right_apart")[2, article] < 0.4 * facts(probe)["apart_article"]
    looks, twin_looks = array(probe, "look"), array(probe, "look", TWIN)
    assert looks[..., 0].max() > 0.4 and looks[..., 1].max() < 0.3 and twin_looks[..., 0].max() == 0


def test_one_sentence_before_and_behind_its_noun() -> None:
    probe = HoleProbe(GARDEN).filled()
    assert facts(probe)["words"] == GARDEN.split() and facts(probe)["answer"] == "une" and probe.hole == 0
    assert facts(probe)["later"] and not facts(probe)["earlier"] and facts(probe)["word"] == 1
    share, twins = array(probe, "share"), array(probe, "share", TWIN)
    assert share[0, 1] > 0.98 and 0.4 < twins[0, 1] < 0.6
    assert share[2, 1] < 0.5 < share[4, 1]  # it reads the other noun's gender, which is masculine
    assert np.allclose(twins[:4], twins[0])  # before it there is nothing to cut
    assert np.allclose(share.sum(1), 1) and np.allclose(array(probe, "chance").sum(1), 1)
    hole = hole_of(sentence_of(GARDEN), 0)
    assert [len(hole.cut(way)) for way in range(len(WAYS))] == [0, 1, 4, 4, 3]
    silent = HoleProbe("the cats loved the star", 0).filled()
    assert facts(silent)["right"] is None and facts(silent)["answer"] == "les"
    joined = HoleProbe(LONG, 7).filled()
    assert facts(joined)["answer"] == "et" and np.isnan(array(joined, "share")).all()


def test_french_sentences_are_read_back() -> None:
    source = Random(3)
    for _ in range(300):
        sentence = draw(source)
        french = " ".join(word.text for word in sentence.french()).replace("l' ", "l’")
        assert sentence_of(french.capitalize() + ".") == sentence
    assert sentence_of(SENTENCE) == sentence_of("a fluffy blue creature roamed the verdant forest")
    assert with_hole(SENTENCE, 5).split()[5] == WORDS[0] == "[MASK]"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("une créature bleu parcourait la forêt", "agree"), ("le créature parcourait la forêt", "agree"),
        ("the creature was blue", "Nearest to it is"), ("", "no sentence"), ("la la la", "French grammar"),
    ],
)  # fmt: skip
def test_other_sentences_are_refused_in_a_line(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said) as caught:
        HoleProbe(text or " ").filled()
    assert "\n" not in str(caught.value) and french_sentence(text.split()) is None


def test_a_place_that_is_not_there_and_another_model_are_refused() -> None:
    with pytest.raises(UserError, match="words 0 to 7"):
        HoleProbe(hole=8).filled()
    with pytest.raises(UserError, match="only our encoder reads"):
        measured(HoleProbe().filled(), "ours:decoder")


@pytest.mark.parametrize("count", [len(WORDS) - 1, len(WORDS) + 1])
def test_chances_of_other_words_are_refused_when_they_are_read_again(count: int) -> None:
    with pytest.raises(ValueError, match=f"{count} chances for {len(WORDS)} words"):
        shares_again(np.full(count, 1 / count), hole_again("the king was dark", 0))


def test_what_agrees_is_the_phrase_and_what_is_said_of_its_noun() -> None:
    sentence = sentence_of("a small cat loved the stars and it was blue")
    words = [word.text for word in sentence.french()]
    assert words == ["un", "petit", "chat", "aimait", "les", "étoiles", "et", "il", "était", "bleu"]
    holes = [hole_of(sentence, at) for at in range(len(words))]
    assert holes[9].agrees == [0, 1, 2, 3, 7, 8] and holes[9].word == 2 and holes[9].named() == "adjective after"
    assert holes[5].word == 4 and holes[5].agrees == [4] and holes[4].right is None
    assert [hole.right for hole in holes] == [0, 0, 0, 0, None, 1, None, 0, 0, 0]
    assert usual_hole(sentence_of("the cats loved a star")) == 3
    assert all(not one & other for one, other in FORMS.values())


def test_a_sense_is_told_by_later_words_and_not_where_vectors_are_alike() -> None:
    with pytest.raises(UserError, match="begin alike"):
        replace(
            LaterSenseProbe(), contexts={"a": ("The bank was", "A bank was"), "b": ("The bank", "The bank")}
        ).filled()
    with pytest.raises(UserError, match="Two senses"):
        replace(LaterSenseProbe(), contexts={"a": ("The bank was", "The bank is")}).filled()
    source = np.random.default_rng(0)
    x_NLD = source.normal(size=(6, 2, 5))
    x_NLD[:3, 1, 0] += 9
    x_NLD[:, 0] = x_NLD[0, 0]
    found = places(x_NLD, np.repeat(range(2), 3))
    assert (found[:, 0] == 0).all() and (found[:3, 1] < -0.5).all() and (found[3:, 1] > 0.5).all()


def test_a_word_of_a_decoder_knows_nothing_of_what_comes() -> None:
    probe = LaterSenseProbe().filled()
    found = ensure(Needs(probes=(probe,)))
    accuracy, place = (found.arrays[f"probe:later_sense.{name}"] for name in ("accuracy", "place"))
    assert (accuracy == 0.5).all() and (place == 0).all() and found.meta["probes"]["later_sense"]["sentences"] == 16
