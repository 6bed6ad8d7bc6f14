"""Byte-pair encoding, step by step: which pair of a word is merged at which place of the tokenizer's list of merges.

The ``tokenizers`` library merges without telling how. Here a word is merged once more, and what comes out must be what
the library gives: else nothing is told of merges.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.checkpoint.tokenizer import with_space
from attention_scenes.model.checkpoint.tokenizer_parts import SPACE
from attention_scenes.model.checkpoint.tokenizer_rules import load, of_bytes
from attention_scenes.model.probes.probe import MergedWord

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Pair = tuple[str, str]


def merges(checkpoint: Checkpoint) -> list[tuple[int, int, int]]:
    """Return for each merge, best first, the numbers of its two tokens and of what it makes; none where none are."""
    number = load(checkpoint).get_vocab()
    return [(number[left], number[right], number[left + right]) for left, right in _ranks(checkpoint)]


def merged_words(checkpoint: Checkpoint, text: str) -> list[MergedWord] | None:
    """Return the words of a text as merges build them; None where merges are not what cuts it."""
    tokenizer, ranks = load(checkpoint), _ranks(checkpoint)
    number = tokenizer.get_vocab()
    spaced = with_space(tokenizer, text)
    starts = [_units(word, number) for word in _uncut(tokenizer, spaced)]
    if not ranks or any(None in word for word in starts):
        return None
    words = [_merge([unit for unit in word if unit], ranks, number) for word in starts]
    found = [word.nodes[root] for word in words for root in word.roots]
    return words if found == tokenizer.encode(spaced, add_special_tokens=False).ids else None


@lru_cache(maxsize=4)
def _ranks(checkpoint: Checkpoint) -> Mapping[Pair, int]:
    """Return the place of each pair in the list of merges, from 1; nothing where the vocabulary has no such list."""
    listed = json.loads(load(checkpoint).to_str())["model"].get("merges", ())
    pairs = (pair.split(" ") if isinstance(pair, str) else pair for pair in listed)
    return {(left, right): rank for rank, (left, right) in enumerate(pairs, 1)}


def _uncut(tokenizer: Tokenizer, text: str) -> list[str]:
    """Return the words that merges never reach across, each with the space before it."""
    plain = tokenizer.normalizer.normalize_str(text) if tokenizer.normalizer else text
    before = tokenizer.pre_tokenizer
    words = [word for word, _ in before.pre_tokenize_str(plain)] if before else [plain]
    if of_bytes(tokenizer):
        return words
    return [word for whole in words for word in re.findall(f"{SPACE}*[^{SPACE}]+|{SPACE}+", whole)]


def _units(word: str, number: Mapping[str, int]) -> list[str | None]:
    """Return what merges start from: characters, or bytes where the vocabulary lacks one; None for those it lacks."""
    units: list[str | None] = []
    for character in word:
        spelt = [character] if character in number else [f"<0x{byte:02X}>" for byte in character.encode()]
        units += [each if each in number else None for each in spelt]
    return units


def _merge(units: list[str], ranks: Mapping[Pair, int], number: Mapping[str, int]) -> MergedWord:
    """Join the pair of lowest rank, the leftmost of these, until no pair is in the list."""
    spelt, row = list(units), list(range(len(units)))
    word = MergedWord([], [], [], row)
    while True:
        known = [
            (rank, place)
            for place in range(len(row) - 1)
            if (rank := ranks.get((spelt[row[place]], spelt[row[place + 1]]))) is not None
        ]
        if not known:
            break
        rank, place = min(known)
        left, right = row[place : place + 2]
        word.joins.append((left, right))
        word.ranks.append(rank)
        row[place : place + 2] = [len(spelt)]
        spelt.append(spelt[left] + spelt[right])
    word.nodes.extend(number[each] for each in spelt)
    return word
