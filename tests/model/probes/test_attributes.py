"""Attributes of nouns: planted ones are found, chance is not, known phrases lie where they should, two ways agree."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.checkpoint.manifest import quiet
from attention_scenes.model.decoder.probed_model import TorchProbedModel
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.attributes import AttributeProbe
from attention_scenes.model.probes.probe import Arrays
from attention_scenes.model.request.needs import Needs
from attention_scenes.model.verify.probes_again import measure_again
from tests.helpers.models.small_bundles import SENTENCE, real

PLAIN = "a creature"
PHRASES = ("a fluffy blue creature", "a smooth red creature", "a hungry wooden creature")
BLUE, RED, FLUFFY = 0, 1, -1
FRAMES = ("a {} car", "the {} house", "one {} dog", "my {} hat", "his {} boat")
WORDS = (("blue", "red"), ("fluffy", "furry"), ("smooth",), ("old", "big"))


@cache
def measured() -> Bundle:
    return ensure(Needs(probes=(AttributeProbe(tuple((phrase, PLAIN) for phrase in PHRASES)),)))


def value(name: str) -> np.ndarray:
    return measured().probe(f"attribute.{name}").value


class PlantedModel(TorchProbedModel):
    """A model of two layers in which every word adds a direction of its own to its noun, or nothing but noise."""

    def __init__(self, planted: bool) -> None:
        super().__init__(real())
        object.__setattr__(self, "planted", planted)

    def run(self, texts: Sequence[str], arrays: Sequence[str]) -> list[Arrays]:
        found = []
        for text in texts:
            *words, noun = text.split()
            noise = np.random.default_rng([*text.encode()]).normal(0, 0.1, (2, 1, 40))
            resid = np.random.default_rng([*noun.encode()]).normal(0, 3, (2, 1, 40)) + noise
            if self.planted:  # type: ignore[attr-defined]
                for word in words[1:]:
                    resid += np.random.default_rng([*word.encode()]).normal(size=40)
            found.append({"embed": np.zeros((1, 40)), "resid_post": resid})
        return found


def planted(there: bool) -> Arrays:
    return AttributeProbe((), FRAMES, *WORDS).measure(PlantedModel(there), quiet)[0]


def test_planted_attributes_are_found_and_noise_has_none() -> None:
    arrays = planted(True)
    assert (arrays["accuracy"][:, 1:] > 0.9).all() and (arrays["named"][1:] == 1).all()
    assert arrays["shuffled"][:, 1:].mean() < 0.65
    assert np.nanmean(planted(False)["accuracy"][:, 1:]) < 0.7


def test_where_no_word_reaches_the_noun_there_is_no_axis() -> None:
    arrays = planted(True)
    for name in ("axis", "accuracy", "shuffled"):
        assert np.isnan(arrays[name][:, 0]).all() and np.isfinite(arrays[name][:, 1:]).all(), name
    assert np.isnan(arrays["named"][0])


def test_signs_and_units_are_fixed_by_what_nouns_are_called() -> None:
    probe, model = AttributeProbe((), FRAMES, *WORDS), PlantedModel(True)
    known = probe.measure(model, quiet)[0]
    pairs = (("a blue car", "a car"), ("a furry bird", "a bird"), ("a bird", "a bird"))
    place = AttributeProbe(pairs[1:], FRAMES, *WORDS).measure_from(model, known)["place"]
    assert place.shape == (2, 3, 3)
    assert place[0, FLUFFY, 1:] == pytest.approx(1, abs=0.45) and np.abs(place[0, :2, 1:]).max() < 0.5
    assert (place[1] == 0).all(), "a noun that has no adjective leads nowhere"


def test_what_the_nouns_of_other_sentences_say_holds_for_the_sentence_shown() -> None:
    readable = (value("named") >= 0.9) & (value("accuracy")[FLUFFY] >= 0.9)
    assert {2, 3, 4, 5, 6, 17, 18} <= set(np.flatnonzero(readable).tolist())
    place = value("place")
    best = int(np.nanargmax(np.minimum(value("named"), value("accuracy")[FLUFFY])))
    assert place[0, BLUE, best] > 0.5 and place[0, FLUFFY, best] > 0.5
    assert place[1, RED, best] > 0.5 and place[1, BLUE, best] < 0.5
    # Other words in the same two places move it towards neither.
    assert place[2, [BLUE, FLUFFY], best].max() < 0.5
    assert (place[:, :, 0] == 0).all(), "at the embedding it is the noun alone"


def test_it_falls_again_where_it_falls() -> None:
    """The curve is not a staircase: the colour is clearest early, faint in the middle, and clear again later."""
    blue = value("place")[0, BLUE]
    assert blue[2] > 0.7 > 0.5 > blue[8] and blue[18] > 0.6


def test_with_words_dealt_out_anew_little_is_found() -> None:
    shuffled, accuracy = value("shuffled"), value("accuracy")
    assert np.nanmean(shuffled) < 0.6 < 0.8 < np.nanmean(accuracy)


def test_no_frame_or_word_but_the_two_attributes_is_of_the_sentence_shown() -> None:
    probe = AttributeProbe().filled()
    shown = set(SENTENCE.split()) - {"a", "fluffy", "blue"}
    assert not shown & set(" ".join((*probe.frames, *probe.words)).split())
    assert len(set(probe.words)) == len(probe.words)
    assert {len(real().tokenize(frame.replace("{}", "old"))) for frame in probe.frames} == {6}


def test_a_second_way_agrees() -> None:
    frames = AttributeProbe().filled().frames[:3]
    asked = AttributeProbe((("a fluffy blue creature", PLAIN),), frames, *WORDS)
    bundle = ensure(Needs(probes=(asked,)))
    again = measure_again(real().checkpoint.folder, bundle.meta["needs"]["probes"][0])
    assert {f"probe:attribute.{name}" for name in again} == {*bundle.arrays}
    for name, array in again.items():
        first = bundle.probe(f"attribute.{name}").value
        assert first.shape == array.shape and np.array_equal(np.isnan(first), np.isnan(array)), name
        # A noun that lies within rounding of 0.5 may be counted on either side.
        counted = name in ("accuracy", "shuffled", "named")
        assert np.nanmax(np.abs(first - array)) <= (0.1 if counted else 2e-4 * np.nanmax(np.abs(first))), name


def test_counts_are_told() -> None:
    facts = measured().meta["probes"]["attribute"]
    assert facts == {"frames": 10, "words": 20, "sentences": 200}


@pytest.mark.parametrize(
    ("given", "said"),
    [({"frames": ("a car", "a {} bus")}, "one slot"), ({"frames": ("a {} car",)}, "two frames")],
)
def test_frames_that_cannot_be_are_refused(given: dict[str, tuple[str, ...]], said: str) -> None:
    with pytest.raises(UserError, match=said):
        AttributeProbe(**given)  # type: ignore[arg-type]


def test_a_phrase_that_was_measured_on_is_refused() -> None:
    with pytest.raises(UserError, match="both shown and a context"):
        AttributeProbe((("a Blue car", "a car"),), FRAMES, *WORDS)
