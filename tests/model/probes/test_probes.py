"""Probes over other sentences: the ranking of heads with its controls, and the axes of senses."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from attention_scenes.model.decoder.probed_model import TorchProbedModel
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes import sentences
from attention_scenes.model.probes.adjectives import AdjectiveProbe
from attention_scenes.model.probes.leaks import LeakProbe
from attention_scenes.model.probes.senses import DEFAULT_MOLE_CONTEXTS, SenseProbe
from attention_scenes.model.probes.sentences import probe_sentences
from attention_scenes.model.probes.vectors import find_word
from attention_scenes.model.request.needs import Needs
from tests.helpers.models.small_bundles import MOLES, SENTENCE, everything, holds_a_second_way, real


def value(name: str) -> np.ndarray:
    return everything().probe(name).value


def quiet(message: str, fraction: float | None) -> None:
    pass


def test_the_best_head_is_the_one_with_the_highest_controlled_score() -> None:
    b = everything()
    score = (
        value("adjective.look") - value("adjective.control") + value("adjective.look2") - value("adjective.control2")
    )
    assert np.allclose(score, value("adjective.score"), atol=1e-6)
    assert b.head == np.unravel_index(score.argmax(), score.shape) == (13, 6)
    assert (b.count("adjective.sentences").value, b.count("adjective.controls").value) == (30, 30)
    assert b.probe("adjective.look")[13, 6].source == "probe:adjective.look[13,6]"


def test_heads_do_what_they_were_measured_to_do() -> None:
    look, look2, control, control2 = (value(f"adjective.{n}") for n in ("look", "look2", "control", "control2"))
    assert look[13, 6] > 1.4 * control[13, 6] and look2[13, 6] > 4 * control2[13, 6]
    assert look[19, 8] > 2 * control[19, 8] and look2[19, 8] > 3 * control2[19, 8]
    # A previous-token head attends to adjectives no more than to other words in their place.
    for head in ((11, 1), (1, 2)):
        assert look[head] > 0.7 and abs(look[head] - control[head]) < 0.1
    carry = value("adjective.carry")
    assert np.unravel_index(carry.argmax(), carry.shape) == (16, 0)
    assert carry[19, 8] < 0.05 < 0.25 < carry[16, 0]
    assert value("adjective.carry_control")[16, 0] < 0
    assert value("adjective.accuracy")[2:21].min() > 0.95


def test_no_word_of_the_sentence_shown_was_measured_on() -> None:
    table = probe_sentences()["adjective"]
    content = {"fluffy", "blue", "creature", "roamed", "verdant", "forest"}
    assert not content & set(re.findall(r"\w+", str(table).casefold())) and content < set(SENTENCE.split())


def test_a_model_that_brings_its_own_sentences_is_measured_on_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(sentences.FOLDER / sentences.DEFAULTS, tmp_path)
    (tmp_path / "fr2en.toml").write_text('[leak]\nsentences = ["le vieux capitaine marchait le long du port"]\n')
    monkeypatch.setattr(sentences, "FOLDER", tmp_path)
    own, other = (Needs(model, "best:leak", probes=(AdjectiveProbe(),)) for model in ("hub/fr2en", "smollm2-135m"))
    assert own.to_json()["probes"][1]["sentences"] == ["le vieux capitaine marchait le long du port"]
    assert own.probes[0] == other.probes[0] == AdjectiveProbe().filled()
    assert other.probes[1] == LeakProbe().filled() != own.probes[1]
    assert Needs.from_json(own.to_json()) == own


def test_slots_are_matched_one_token_each() -> None:
    probe = AdjectiveProbe().filled()
    lengths = {
        len(real().tokenize(probe.template.format(first=a, second=b, noun=noun)))
        for a, b in (*probe.pairs, *probe.controls)
        for noun in probe.nouns
    }
    assert len(lengths) == 1
    assert not {w for pair in probe.pairs for w in pair} & {w for pair in probe.controls for w in pair}


def test_contexts_are_many_matched_in_place_and_none_is_shown() -> None:
    places = []
    for lines in DEFAULT_MOLE_CONTEXTS.values():
        assert len(lines) >= 8 and len(set(lines)) == len(lines)
        assert not {w.casefold() for w in lines} & {m.casefold() for m in MOLES}
        places.append(sorted(re.findall(r"[\w'-]+", line.casefold()).index("mole") for line in lines))
    assert places[0] == places[1] == places[2]


def test_each_phrase_ends_nearest_its_own_sense() -> None:
    cosine = value("sense.cosine")
    assert cosine.shape == (3, 31, 3)
    assert (cosine[:, 10:30].argmax(-1) == np.arange(3)[:, None]).all()
    assert value("sense.accuracy")[7:].min() > 0.9
    assert cosine[0, 10, 0] > 0.5 and cosine[1, 10, 1] > 0.4 and cosine[2, 10, 2] > 0.6
    assert everything().meta["probes"]["sense"]["own"] == ["animal", "chemistry", "skin"]


def test_at_the_embedding_there_is_no_axis_and_so_no_number() -> None:
    for name in ("cosine", "projection", "place", "accuracy", "from_attn", "from_mlp"):
        array = value(f"sense.{name}")
        index = (slice(None), 0) if array.ndim > 1 else 0
        assert np.isnan(array[index]).all(), name
        rest = np.delete(array, 0, axis=1 if array.ndim > 1 else 0)
        assert np.isfinite(rest).all(), name


def test_what_attention_and_mlps_brought_adds_up_to_the_place() -> None:
    place = value("sense.place")[np.arange(3), :, np.arange(3)]
    assert np.abs(value("sense.from_attn") + value("sense.from_mlp") - place)[:, 1:].max() < 1e-3


def test_the_probes_computed_a_second_way_agree() -> None:
    probes_asked = Needs.from_json(everything().meta["needs"]).probes
    assert len(probes_asked) == 2
    for probe in probes_asked:
        holds_a_second_way(everything(), probe)


def test_senses_not_given_are_those_nearest_at_the_end() -> None:
    contexts = {sense: lines[2:6] for sense, lines in DEFAULT_MOLE_CONTEXTS.items()}
    _, facts = SenseProbe("mole", contexts, MOLES[2:]).measure(TorchProbedModel(real().checkpoint), quiet)
    assert facts["own"] == ["skin"] and facts["contexts"] == 12 and facts["animal"] == 4


@pytest.mark.parametrize(
    ("phrases", "contexts", "said"),
    [
        (("A bird",), {"x": ("the mole", "my mole"), "y": ("a mole", "his mole")}, "not in 'A bird'"),
        (("The Mole ",), {"x": ("the mole", "my mole"), "y": ("a mole", "his mole")}, "both shown and a context"),
        (("moles dig",), {"x": ("the mole", "my mole"), "y": ("a mole", "his mole")}, "not in 'moles dig'"),
        (("mole",), {"x": ("the mole", "my mole")}, "two senses"),
        (("mole",), {"x": ("the mole",), "y": ()}, "two contexts"),
        (("mole",), {"x": ("the mole", "my bird"), "y": ("a mole", "his mole")}, "not in 'my bird'"),
        ((), {"x": ("the mole", "a mole"), "y": ("my mole", "his mole")}, "phrase"),
    ],
)
def test_a_probe_that_cannot_be_is_refused(phrases: tuple, contexts: dict, said: str) -> None:
    with pytest.raises(UserError, match=said):
        SenseProbe("mole", contexts, phrases).measure(TorchProbedModel(real().checkpoint), quiet)


@pytest.mark.parametrize("text", ["A mole.", "the (mole)", "He said: “mole”, twice", "mole", "a mole, a mole!", "Mole"])
def test_the_word_is_found_whatever_clings_to_it(text: str) -> None:
    tokens = real().tokenize(text)
    at = find_word(tokens, "mole", text)
    assert "ole" in tokens[at].text and not any("ole" in t.text for t in tokens[at + 1 :])
