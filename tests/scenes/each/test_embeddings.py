"""What the scene of embeddings says of a sum of words is what was measured."""

from __future__ import annotations

import numpy as np
import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.embeddings import Embeddings
from attention_scenes.scenes.parts.embeddings.embeddings_data import parse_analogy
from tests.helpers.played import captions, played


def test_a_sum_works_only_where_the_nearest_token_is_the_one_hoped_for() -> None:
    scene = played(Embeddings)
    said = captions(scene)
    assert "first works" in said["first sum"] and "second works" in said["second sum"]
    assert "third fails" in said["third sum"] and "“Paris” itself" in said["third sum"]
    assert [claim["holds"] for claim in scene.record.claims if "nearest to" in claim["claim"]] == [True, True, False]


def test_words_follow_the_sums_that_are_given() -> None:
    sums = ("uncle - man + woman = aunt", "king - man + woman", "cats - cat + dog = dogs")
    scene = played(Embeddings, analogies=sums, word="forest", text="blue", pairs=(("queen", "king"), ("uncle", "aunt")))
    said = captions(scene)
    assert "first fails" in said["first sum"]
    assert "works" not in said["second sum"] and "queen" in said["second sum"]
    assert said["pairs"].startswith("One of two")
    assert said["yet"].startswith("Each vector"), "the word is not in the sentence"


def test_the_walk_ends_at_the_sum_of_the_arrows() -> None:
    scene = played(Embeddings)
    numbers = [n for n in scene.record.numbers if "embedding.plane" in n["source"] and n["source"].count("plane") == 3]
    ends = [n["value"] for n in numbers if n["source"].count("+")]
    place = {word: scene.bundle.probe("embedding.plane", scene.bundle.word(word).word).value for word in
             ("king", "man", "woman")}  # fmt: skip
    assert np.allclose(sorted(ends), sorted(place["king"] - place["man"] + place["woman"]), atol=1e-6)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *[(text, "like 'king - man") for text in ("king", "king + man - woman", "king-man+woman", "a - b + c =")],
        ("king - man + king", "three different words"),
        ("a - b + c = a", "hopes for a word of the sum"),
    ],
)
def test_what_is_no_analogy_is_refused_with_what_to_write(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_analogy(text)


def test_too_long_a_sentence_and_a_word_in_pieces_are_named() -> None:
    params = Embeddings.Params(text="word " * 40)
    with pytest.raises(UserError, match="at most"):
        Embeddings.check(params, ensure(Embeddings.needs(params)))
    with pytest.raises(UserError, match="verdant"):
        ensure(Embeddings.needs(Embeddings.Params(word="verdant")))


def test_the_sky_names_the_nearest_tokens_at_their_angles_and_the_word_hoped_for_wherever_it_is() -> None:
    scene = played(Embeddings)
    angles = {n["source"]: n["value"] for n in scene.record.numbers if "sky.angle" in n["source"]}
    cosines = {n["source"]: n["value"] for n in scene.record.numbers if "embedding.near" in n["source"]}
    assert len(angles) == 5 + 5 + 5 + 6, "five round the word, less its beginning, and each sum; and Rome"
    for source, degrees in angles.items():
        sky, token = source.removeprefix("probe:sky.angle[").rstrip("]").split(",")
        assert np.isclose(np.cos(np.deg2rad(degrees)), cosines[f"probe:embedding.near[{sky},{token}]"], atol=1e-5)
    third = scene.bundle.meta["probes"]["sky"]["centres"].index(parse_analogy(scene.params.analogies[2]).query)
    assert f"probe:sky.angle[{third},{scene.bundle.word('Rome').id}]" in angles, "it fails, and one sees where Rome is"
