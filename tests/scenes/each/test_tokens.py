"""What is said of a cut: only what holds of these texts; which word is followed; words that are refused."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.parts.tokens.cut_words import cut_words, followed, letter_of_bytes
from attention_scenes.scenes.parts.tokens.language_beats import compared
from attention_scenes.scenes.tokens import FRENCH, Tokens
from tests.helpers.played import captions, played


def answers(**given: Any) -> Any:
    params = Tokens.Params(**given)
    return ensure(Tokens.needs(params)), params


def test_the_other_text_costs_more_only_where_it_does() -> None:
    said = captions(played(Tokens))
    assert said["other language"] == "The same in French: here 2.2 times as many tokens."
    swapped = captions(played(Tokens, text=FRENCH, other=Tokens.Params().text))
    assert swapped["other language"] == "The same in other words: here it takes no more tokens."
    assert "other language" not in captions(played(Tokens, text="blue")), "no text is compared with another's French"


def test_a_text_that_hardly_costs_more_is_not_said_to_cost_as_much() -> None:
    scene: Any = SimpleNamespace(claim=lambda said, holds, measured: holds, params=SimpleNamespace(other="a text"))
    said, _ = compared(scene, Reading.count(23, "one"), Reading.count(24, "other"))
    assert said == "The same in other words: here 1.043 times as many tokens."


def test_the_longest_word_that_is_cut_is_followed_else_the_rarest() -> None:
    bundle, _ = answers()
    word = followed(bundle, "")
    assert word and word.written == "verdant" and list(word.pieces) == [" ver", "d", "ant"]
    whole, _ = answers(text="the blue forest")
    rarest = followed(whole, "")
    assert rarest and rarest.written == "blue" and len(rarest.roots) == 1


def test_a_word_is_found_by_its_name_and_refused_where_it_is_not_there_or_too_long() -> None:
    bundle, _ = answers()
    named = followed(bundle, "creature")
    assert named and named.written == "creature"
    with pytest.raises(UserError, match="word='zebra' is not in the sentence"):
        Tokens.check(Tokens.Params(word="zebra"), bundle)
    text = "the pneumonoultramicroscopicsilicovolcano"
    long, params = answers(text=text, word=text.split()[1])
    with pytest.raises(UserError, match="too many to be shown"):
        Tokens.check(params, long)
    short = followed(long, "")
    assert short and short.written == "the"


def test_a_letter_of_two_bytes_is_found_with_the_merge_that_makes_it() -> None:
    bundle, _ = answers()
    assert letter_of_bytes(cut_words(bundle, 0)) is None
    found = letter_of_bytes(cut_words(bundle, 1))
    assert found and found[0].texts[len(found[0].units) + found[1]] == "é"


def test_an_empty_text_is_refused_in_a_line() -> None:
    with pytest.raises(ValueError, match="the sentence is empty"):
        Tokens.Params(text=" ")
