"""Read the list of merges a second time, out of the folder's own files, and what merges start from."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from attention_scenes.model.verify.numpy_model.tokens_again import UNDERLINE, is_of_bytes, tokenizer_of


@lru_cache(maxsize=4)
def merge_list(folder: Path) -> list[tuple[str, str]]:
    """Return the pairs that are merged, best first; none where the folder has no such list."""
    whole = folder / "tokenizer.json"
    if whole.is_file():
        lines = json.loads(whole.read_text(encoding="utf-8-sig"))["model"].get("merges") or []
    else:
        text = folder.joinpath("merges.txt").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if " " in line and not line.startswith("#version")]
    return [(left, right) for left, _, right in (_halves(line) for line in lines)]


def _halves(line: str | list[str]) -> tuple[str, str, str]:
    return line.partition(" ") if isinstance(line, str) else (line[0], " ", line[1])


def numbers(folder: Path) -> Mapping[str, int]:
    """Return the number of each token by its spelling in the vocabulary."""
    return tokenizer_of(folder).get_vocab()


def uncut_words(folder: Path, text: str) -> list[list[str]]:
    """Return a text's words, each as the bytes or characters that merges start from."""
    tokenizer, known, is_bytes = tokenizer_of(folder), numbers(folder), is_of_bytes(folder)
    if is_bytes and text and not text[0].isspace():
        text = " " + text
    if tokenizer.normalizer is not None:
        text = tokenizer.normalizer.normalize_str(text)
    words = [text]
    if tokenizer.pre_tokenizer is not None:
        words = [word for word, _ in tokenizer.pre_tokenizer.pre_tokenize_str(text)]
    if not is_bytes:  # a word begins where a mark stands behind something else
        words = [part for word in words for part in re.split(f"(?<=[^{UNDERLINE}])(?={UNDERLINE})", word)]
    return [[unit for letter in word for unit in _spelt(letter, known)] for word in words]


def _spelt(letter: str, known: Mapping[str, int]) -> list[str]:
    return [letter] if letter in known else [f"<0x{byte:02X}>" for byte in letter.encode()]
