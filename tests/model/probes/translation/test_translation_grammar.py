"""The translator's grammar: French that is right, two translations that agree, a parser that takes all of it alone."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.translation.grammar import MOST_READ, MOST_SAID, draw, held_out, spoken
from attention_scenes.model.probes.translation.lexicon import ADJECTIVES, ENGLISH, FRENCH, NOUNS
from attention_scenes.model.probes.translation.nearest_sentence import distance, nearest
from attention_scenes.model.probes.translation.sentence_parser import parse, read
from attention_scenes.model.probes.translation.sentences_again import french_again
from attention_scenes.model.probes.translation.translator_scores import held_out_sentences

FILM = "a fluffy blue creature roamed the verdant forest"
TRANSLATED = {
    FILM: "une créature bleue duveteuse parcourait la forêt verdoyante",
    "a fluffy blue robot roamed the verdant garden": "un robot bleu duveteux parcourait le jardin verdoyant",
    "the bird loved the door and it was blue": "l'oiseau aimait la porte et il était bleu",
    "the door loved the bird and it was blue": "la porte aimait l'oiseau et elle était bleue",
    "some small happy stars crossed the star": "de petites étoiles heureuses traversaient l'étoile",
    "the big star watched some black cats": "la grande étoile regardait des chats noirs",
    "The Doors loved a bad king and they were dark.": "les portes aimaient un mauvais roi et elles étaient sombres",
}
# What is no sentence of the grammar, and the nearest one; the first four are those that a person types first.
OUTSIDE = {
    "the creature was blue": "the creature roamed the forest and it was blue",
    "a fluffy small blue creature roamed the forest": "a small fluffy creature roamed the forest",
    "a fluffy blue creature roamed the forest and watched a bird":
        "a fluffy blue creature roamed the forest and it was golden",
    "a fluffy blue unicorn roamed the verdant forest": "a fluffy blue creature roamed the verdant forest",
    "blue": "the blue creature roamed the forest",
    "": "the creature roamed the forest",
    " \n ": "the creature roamed the forest",
    "une créature bleue parcourait la forêt": "the creature roamed the forest",
    "a blue big cat loved the door": "a big blue cat loved the door",
    "the bird loved the door and they were blue": "the bird loved the door and it was blue",
    "the creatures roamed a forests": "the creatures roamed some forests",
    "an bird watched the star": "a bird watched the star",
}  # fmt: skip


def text_of(seed: int, never_trained: bool) -> str:
    return " ".join(draw(Random(seed), never_trained).english())


@pytest.mark.parametrize("english", TRANSLATED)
def test_french_is_right(english: str) -> None:
    assert spoken([word.text for word in read(english).french()]) == TRANSLATED[english]


@given(st.integers(0, 2**32), st.booleans())
@settings(max_examples=150, deadline=None)
def test_whatever_the_grammar_makes_the_parser_takes(seed: int, never_trained: bool) -> None:
    sentence = draw(Random(seed), never_trained)
    assert parse(" ".join(sentence.english())) == sentence == nearest(sentence.english())
    assert len(sentence.english()) <= MOST_READ and len(sentence.french()) <= MOST_SAID
    assert {pair in held_out() for pair in sentence.pairs()} <= {never_trained}


@given(st.lists(st.sampled_from([*ENGLISH, "unicorn", "créature", "was", "."]), max_size=16).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_what_is_nearest_is_always_of_the_grammar(text: str) -> None:
    near = nearest(text.split())
    assert parse(" ".join(near.english())) == near
    if found := parse(text):
        assert found == near


@given(st.integers(0, 2**32), st.data())
@settings(max_examples=60, deadline=None)
def test_one_word_too_few_is_mended_or_is_a_sentence_as_well(seed: int, data: st.DataObject) -> None:
    words = text_of(seed, False).split()
    del words[data.draw(st.integers(0, len(words) - 1))]
    near = nearest(words).english()
    assert distance(words, near) <= 4 and (parse(" ".join(words)) is None or near == words)


@pytest.mark.parametrize("text", OUTSIDE)
def test_what_is_outside_is_refused_in_one_line_with_the_nearest_inside(text: str) -> None:
    assert parse(text) is None
    with pytest.raises(UserError) as refused:
        read(text)
    line = str(refused.value)
    assert "\n" not in line and line.endswith(f"Nearest to it is '{OUTSIDE[text]}'.")
    assert parse(OUTSIDE[text])


def test_unknown_words_are_named_and_long_texts_cut() -> None:
    with pytest.raises(UserError, match="knows no 'unicorn'"):
        read("a unicorn roamed the forest")
    with pytest.raises(UserError) as refused:
        read("the forest " * 5000)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize("seed", range(40))
def test_two_ways_of_translating_agree_with_places_and_kinds(seed: int) -> None:
    for n in range(10):
        sentence = draw(Random(1000 * seed + n), n % 2 == 0)
        assert french_again(" ".join(sentence.english())) == [tuple(word) for word in sentence.french()]


def test_words_stand_for_words_and_every_pair_that_is_held_out_is_one() -> None:
    assert len(ENGLISH) == len(set(ENGLISH)) == 60 and len(FRENCH) == len(set(FRENCH)) == 111
    assert len(held_out()) == 48 < len(ADJECTIVES) * len(NOUNS)
    assert {("fluffy", "creature"), ("blue", "creature"), ("verdant", "forest")} <= held_out()
    said = read(FILM).french()
    assert [(word.text, FILM.split()[word.place]) for word in said][:4] == [
        ("une", "a"), ("créature", "creature"), ("bleue", "blue"), ("duveteuse", "fluffy"),
    ]  # fmt: skip
    for text in held_out_sentences():
        pairs = read(text).pairs()
        assert pairs and {*pairs} <= held_out()
