"""Check the words that a person names: one word, and one of the sentence."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.scenes.framework.pattern_claims import (
    bare_word,
    find_word,
    written_word,
)
from attention_scenes.scenes.mobjects.text.token_names import words_of

MOST_TOKENS = 26  # of a sentence that can be read


def checked_word(text: str) -> str:
    if not re.fullmatch(r"\S+", text.strip()):
        raise ValueError(f"{text!r} is not one word")
    return text.strip()


Word = Annotated[str, Field(max_length=24), AfterValidator(checked_word)]


def check_word(bundle: Bundle, parameter: str, word: str) -> None:
    """Refuse a word that is not in the sentence; ``""`` stands for none."""
    if word and find_word(bundle.tokens(), word) is None:
        raise _not_there(bundle, parameter, word)


def check_length(bundle: Bundle, text: str, fewest: int, to_do: str) -> None:
    """Refuse a text of fewer tokens: it is too short to do so."""
    if len(bundle.tokens()) < fewest:
        raise UserError(f"text={text!r} is too short {to_do}: give a sentence.")


def check_adjectives(params: Any, bundle: Bundle) -> None:
    """Refuse adjectives that are no words of the sentence."""
    tokens = bundle.tokens()
    there = {bare_word(tokens, indices) for indices in words_of(tokens)}
    for word in given_adjectives(params):
        if word.lower() not in there:
            raise _not_there(bundle, "adjectives", word)


def _not_there(bundle: Bundle, parameter: str, word: str) -> UserError:
    tokens = bundle.tokens()
    words = ", ".join(written_word(tokens, indices) for indices in words_of(tokens))
    return UserError(f"{parameter}={word!r} is not in the sentence. Its words: {words}.")


def given_adjectives(params: Any) -> list[str]:
    """Return the adjectives that a person named."""
    return [word.strip() for word in params.adjectives.split(",") if word.strip()]
