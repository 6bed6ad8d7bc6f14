"""The token that is put before every text, the one that separated texts in training, or none; and BERT's after it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from attention_scenes.model.checkpoint.manifest import LABEL
from attention_scenes.model.checkpoint.tokenizer_parts import FIRST
from attention_scenes.model.checkpoint.tokenizer_rules import MOST_LOADED, of_word_pieces
from attention_scenes.model.errors import UserError

if TYPE_CHECKING:
    from tokenizers import Tokenizer


def starts_with_none(config: Mapping[str, Any]) -> bool:
    """Return whether texts begin with their own first word: ``add_bos_token`` is false in config.json."""
    return config.get("add_bos_token") is False


def first_token(tokenizer: Tokenizer, config: Mapping[str, Any]) -> int:
    """Return the number of the first token: the tokenizer's, else bos_token_id, ``<|endoftext|>``, or eos_token_id.

    Some tokenizers add one themselves, GPT-2's does not; without it the first word would have to serve as one.

    Raises
    ------
    UserError
        Where the tokenizer adds several, where a number is none, and where there is no such token.
    """
    if len(added := _added(tokenizer)) > 1:
        names = ", ".join(tokenizer.id_to_token(n) or str(n) for n in added)
        raise UserError(f"The model's tokenizer puts {len(added)} tokens before a text ({names}); one can be drawn.")
    between = [n for n in [tokenizer.token_to_id(FIRST)] if n is not None]
    wanted = [*added, *numbers_in(config, "bos"), *between, *numbers_in(config, "eos")]
    if config.get("name") == LABEL:  # its bos_token_id opens a turn of a chat; here it reads plain text
        wanted = between
    # A config.json may name GPT-2's usual number where the vocabulary is smaller.
    if known := [n for n in wanted if tokenizer.id_to_token(n) is not None]:
        return _with_row(known[0], tokenizer, config)
    raise UserError(
        "The model has no token to start a text with: its tokenizer adds none, its vocabulary has no <|endoftext|>, "
        "and config.json names no bos_token_id or eos_token_id that is in it. Set one to a token of the vocabulary."
    )


def _with_row(number: int, tokenizer: Tokenizer, config: Mapping[str, Any]) -> int:
    """Return the same number; UserError where it is beyond the embedding table."""
    if number >= (rows := config.get("vocab_size", number + 1)):
        raise UserError(
            f"The model's first token {tokenizer.id_to_token(number)!r} is number {number:,}, the embedding has "
            f"{rows:,} rows: take the tokenizer that belongs to these weights."
        )
    return number


def last_tokens(tokenizer: Tokenizer) -> list[int]:
    """Return the tokens that a tokenizer of word pieces puts after a text, BERT's [SEP]; others' are not put there."""
    return _around(tokenizer)[1] if of_word_pieces(tokenizer) else []


def _added(tokenizer: Tokenizer) -> list[int]:
    """Return the tokens that a tokenizer itself puts before a text."""
    return _around(tokenizer)[0]


@lru_cache(maxsize=MOST_LOADED)
def _around(tokenizer: Tokenizer) -> tuple[list[int], list[int]]:
    """Return the tokens that a tokenizer itself puts before a text, and after it."""
    encoding = tokenizer.encode("a", add_special_tokens=True)
    ends = [i for i, special in enumerate(encoding.special_tokens_mask) if not special]
    return (encoding.ids[: ends[0]], encoding.ids[ends[-1] + 1 :]) if ends else ([], [])


def numbers_in(config: Mapping[str, Any], name: str) -> list[int]:
    """Return the token numbers under a key of config.json: none, one or several."""
    value = config.get(f"{name}_token_id")
    numbers = value if isinstance(value, list) else [] if value is None else [value]
    if strange := [n for n in numbers if isinstance(n, bool) or not isinstance(n, int)]:
        raise UserError(
            f"The model's config.json has {name}_token_id {str(strange[0])[:40]!r}: it is the number of a token."
        )
    return [n for n in numbers if n >= 0]
