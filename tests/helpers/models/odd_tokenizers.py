"""Small tokenizers of the kinds that model folders have, each as its files."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SPECIAL = ["<|endoftext|>", "<s>", "</s>"]
PROSE = (
    "a fluffy blue creature roamed the verdant forest; it's 1984, isn't it? We'll see 42 of them in the caf\u00e9. " * 3
)
TOKENIZERS = ["bytes", "digits", "vocab and merges", "characters", "no fallback", "model alone", "words", "too many"]


def write_tokenizer(kind: str, template: bool, settings: dict[str, Any] | None, folder: Path) -> int:
    """Write the files of a tokenizer; return how many rows its embedding needs, too few for "too many"."""
    if settings is not None:
        folder.joinpath("tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    if kind == "model alone":
        folder.joinpath("tokenizer.model").write_bytes(b"\x0a\x0e")
        return 300
    made = _made({"vocab and merges": "bytes", "too many": "bytes"}.get(kind, kind), template)
    if kind == "vocab and merges":
        made.model.save(str(folder))
    else:
        made.save(str(folder / "tokenizer.json"))
    return made.get_vocab_size() - 20 * (kind == "too many")


@cache
def _made(kind: str, template: bool) -> Tokenizer:
    from tokenizers import processors

    made: Tokenizer = {"characters": _characters, "no fallback": _characters, "words": _words}.get(kind, _bytes)(kind)
    if template:
        pairs = [("<s>", made.token_to_id("<s>"))]
        made.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A $B", special_tokens=pairs)
    return made


def _bytes(kind: str) -> Tokenizer:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

    made, spelt = Tokenizer(models.BPE()), pre_tokenizers.ByteLevel(add_prefix_space=False)
    digits = pre_tokenizers.Digits(individual_digits=True)
    made.pre_tokenizer = pre_tokenizers.Sequence([digits, spelt]) if kind == "digits" else spelt
    made.decoder = decoders.ByteLevel()
    letters = pre_tokenizers.ByteLevel.alphabet()
    made.train_from_iterator(
        [PROSE],
        trainers.BpeTrainer(vocab_size=320, special_tokens=SPECIAL, initial_alphabet=letters, show_progress=False),
    )
    return made


def _characters(kind: str) -> Tokenizer:
    from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers

    bytes_ = [f"<0x{byte:02X}>" for byte in range(256)] if kind == "characters" else []
    letters = ["<unk>", "<s>", "</s>", *bytes_, "\u2581", *sorted({*PROSE} - {" "})]
    merges = [("\u2581", "a"), ("b", "l"), ("u", "e"), ("bl", "ue"), ("\u2581", "blue"), ("1", "9"), ("19", "8")]
    vocabulary = {piece: n for n, piece in enumerate(letters + ["".join(pair) for pair in merges])}
    made = Tokenizer(models.BPE(vocabulary, merges, unk_token="<unk>", byte_fallback=bool(bytes_), fuse_unk=True))
    made.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    made.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse()])
    made.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in ("<unk>", "<s>", "</s>")])
    return made


def _words(kind: str) -> Tokenizer:
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = {word: n for n, word in enumerate([*SPECIAL, "<unk>", *sorted({*PROSE.split()})])}
    made = Tokenizer(models.WordLevel(words, unk_token="<unk>"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    return made
