"""Tokenize sentences a second time, by the ``tokenizers`` library on the folder's own files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from attention_scenes.model.errors import UserError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

BETWEEN_TEXTS = "<|endoftext|>"
DEFAULT_NAME = "SmolLM2-135M-Instruct, 4-bit"
UNDERLINE = "\u2581"  # SentencePiece's space
BYTE = re.compile(r"<0x([0-9A-F]{2})>")  # SentencePiece's bytes


class Piece(NamedTuple):
    """A token: its number, its bytes, and the word of the sentence it is in, -1 for the first."""

    id: int
    spelt: bytes
    word: int
    is_number: bool = False

    def text(self) -> str | None:
        """Return its characters; None where its bytes are none by themselves, or it stands for one byte by number."""
        try:
            return None if self.is_number else self.spelt.decode()
        except UnicodeDecodeError:
            return None


def pieces_of(folder: Path, config: Mapping[str, Any], text: str) -> list[Piece]:
    """Return the model's first token, and those of ``text`` with a space before its first word; soft vectors first.

    Raises
    ------
    UserError
        If there is no tokenizer that this way reads, or no token to start with.
    """
    tokenizer = tokenizer_of(folder)
    is_bytes = is_of_bytes(folder)
    if is_bytes and text and not text[0].isspace():
        text = " " + text
    found = tokenizer.encode(text, add_special_tokens=False)
    words = _word_at(text)
    before = [Piece(config["vocab_size"] + n, f"soft {n + 1}".encode(), -1)
              for n in range(config.get("soft_vectors") or 0)]  # fmt: skip
    row = [] if config.get("add_bos_token") is False else [(_first(tokenizer, folder, config), -1)]
    row += [(n, words[min(at, len(words) - 1)]) for n, (at, _) in zip(found.ids, found.offsets, strict=True)]
    row += [(n, -1) for n in _behind(tokenizer)] if _is_of_pieces(folder) else []
    return before + [Piece(n, spelling(folder, n)[0], word, bool(BYTE.fullmatch(tokenizer.id_to_token(n) or "")))
                     for n, word in row]  # fmt: skip


@lru_cache(maxsize=8)
def spellings(folder: Path, count: int) -> tuple[bytes, ...]:
    """Return the bytes of each of so many tokens of the vocabulary, special ones by their names."""
    return tuple(spelling(folder, n)[0] for n in range(count))


def spelling(folder: Path, number: int) -> tuple[bytes, bool]:
    """Return the bytes of one token of the vocabulary, and whether it stands for one byte by its number."""
    name = tokenizer_of(folder).id_to_token(number) or f"<{number}>"
    if _is_of_pieces(folder):
        named = tokenizer_of(folder).get_added_tokens_decoder()
        return (name if number in named else name[2:] if name[:2] == "##" else " " + name).encode(), False
    return _spelt(name, is_of_bytes(folder)), bool(BYTE.fullmatch(name))


def end_numbers(config: Mapping[str, Any]) -> set[int]:
    """Return the tokens that end a text."""
    return {number for number in _listed(config.get("eos_token_id")) if isinstance(number, int)}


def _word_at(text: str) -> list[int]:
    """Return for each character its word; a space belongs to the word after it."""
    words, word = list[int](), 0
    for before, here in zip(" " + text, text, strict=False):
        word += here.isspace() and not before.isspace()
        words.append(word)
    last = len(text.split()) - 1
    return [min(word, last) for word in words] or [last]


@lru_cache(maxsize=8)
def tokenizer_of(folder: Path) -> Tokenizer:
    """Return the tokenizer of a model folder, as the libraries read its files."""
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    try:
        if _has_rules_of_its_class(folder) and find_spec("transformers"):
            tokenizer = _of_the_library(folder)
        elif path.is_file():
            tokenizer = Tokenizer.from_str(path.read_text(encoding="utf-8-sig"))
        else:
            tokenizer = _gpt2(folder)
    except Exception as error:  # the libraries raise bare Exception
        raise UserError(f"The tokenizer of {folder} cannot be read a second time: {error}.") from None
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True  # "<s>" in a sentence is three characters of text
    return tokenizer


def _has_rules_of_its_class(folder: Path) -> bool:
    """Return whether transformers takes only the vocabulary from tokenizer.json, and the rules from a class."""
    settings = folder / "tokenizer_config.json"
    named = _object(settings).get("tokenizer_class") if settings.is_file() else None
    as_it_stands = (None, "PreTrainedTokenizerFast", "PreTrainedTokenizer", "TokenizersBackend")
    return named not in as_it_stands or _object(folder / "config.json").get("model_type") in ("gpt2", "qwen2")


def _object(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8-sig"))


def _of_the_library(folder: Path) -> Tokenizer:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False).backend_tokenizer


@lru_cache(maxsize=8)
def is_of_bytes(folder: Path) -> bool:
    """Check for a vocabulary of bytes, as GPT-2's, and not of characters, as SentencePiece and BERT have them."""
    return not _is_of_pieces(folder) and not any(
        token.startswith(UNDERLINE) for token in tokenizer_of(folder).get_vocab()
    )


@lru_cache(maxsize=8)
def _is_of_pieces(folder: Path) -> bool:
    """Check for BERT's vocabulary, where ## begins what goes on with a word."""
    return json.loads(tokenizer_of(folder).to_str())["model"].get("continuing_subword_prefix") == "##"


def _gpt2(folder: Path) -> Tokenizer:
    """Return GPT-2's rules, for its vocab.json and merges.txt; other families with such files have their own rules."""
    from tokenizers import ByteLevelBPETokenizer

    family = _object(folder / "config.json")["model_type"]
    if family != "gpt2":
        raise UserError(f"there is no tokenizer.json, and vocab.json and merges.txt do not hold the rules of {family}")
    made = ByteLevelBPETokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"), add_prefix_space=False)
    return made._tokenizer


def _first(tokenizer: Tokenizer, folder: Path, config: Mapping[str, Any]) -> int:
    """Return the token before every text: the template's, else bos_token_id, else the one between training texts."""
    between = tokenizer.token_to_id(BETWEEN_TEXTS)
    bos, eos = (_listed(config.get(name)) for name in ("bos_token_id", "eos_token_id"))
    # The bos_token_id of the default model opens a turn of a chat; its sentences are read as plain text.
    numbers = [between] if config.get("name") == DEFAULT_NAME else [*_of_template(tokenizer), *bos, between, *eos]
    for number in numbers:
        if isinstance(number, int) and tokenizer.id_to_token(number) is not None:
            return number
    raise UserError(f"The tokenizer of {folder} has no token to start a text with.")


def _of_template(tokenizer: Tokenizer) -> list[int]:
    """Return the special token that the tokenizer itself puts before a text."""
    bare, dressed = (tokenizer.encode("a", add_special_tokens=special) for special in (False, True))
    return dressed.ids[:1] if dressed.ids[:1] != bare.ids[:1] else []


def _behind(tokenizer: Tokenizer) -> list[int]:
    """Return the special token that the tokenizer itself puts after a text."""
    dressed = tokenizer.encode("a", add_special_tokens=True)
    return [dressed.ids[-1]] if dressed.special_tokens_mask[-1] else []


def _listed(number: Any) -> Iterable[Any]:
    return number if isinstance(number, list) else [number]


def _spelt(name: str, is_bytes: bool) -> bytes:
    """Return the bytes of a token of the vocabulary; of special tokens and SentencePiece's those of its name."""
    letters = _letters()
    if is_bytes:
        return bytes(letters[c] for c in name) if all(c in letters for c in name) else name.encode()
    byte = BYTE.fullmatch(name)
    return bytes([int(byte[1], 16)]) if byte else name.replace(UNDERLINE, " ").encode()


@lru_cache(maxsize=1)
def _letters() -> dict[str, int]:
    """Return GPT-2's letters: a printable byte is itself, the n-th of the others is the n-th letter from U+0100."""
    prints = {*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)}
    shy = sorted({*range(256)} - prints)
    return {chr(256 + shy.index(byte)) if byte in shy else chr(byte): byte for byte in range(256)}
