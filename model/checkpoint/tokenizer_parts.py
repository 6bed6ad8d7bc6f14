"""Parts of a tokenizer.json, rebuilt by the rules of a tokenizer class of ``transformers``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attention_scenes.model.checkpoint.json_files import read_object
from attention_scenes.model.errors import UserError

FIRST = "<|endoftext|>"
SPACE = "\u2581"  # a space, in a vocabulary of SentencePiece
# How a Qwen2 cuts a text into what is merged: contractions, words, single digits, signs, line ends, spaces.
QWEN2_CUTS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
BYTES = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
Parts = Mapping[str, Any]


def of_two_files(folder: Path, name: str, settings: Parts) -> Parts:
    """Return the parts that vocab.json, merges.txt and tokenizer_config.json give a tokenizer of this class."""
    lines = folder.joinpath("merges.txt").read_text(encoding="utf-8", errors="replace").split("\n")
    merges = [line.rstrip("\r") for line in lines if line.strip() and not line.startswith("#version")]
    vocabulary = read_object(folder / "vocab.json")
    named = {str(n): token["content"] for n, token in (settings.get("added_tokens_decoder") or {}).items()}
    added = ({str(vocabulary[FIRST]): FIRST} if FIRST in vocabulary else {}) | named
    tokens = [
        {"id": int(n), "content": text, "special": True, "normalized": False, "lstrip": False, "rstrip": False,
         "single_word": False} for n, text in sorted(added.items(), key=lambda item: int(item[0]))
    ]  # fmt: skip
    numbers = vocabulary | {text: int(n) for n, text in added.items()}
    model = {"vocab": vocabulary, "merges": merges}
    return {"added_tokens": tokens, "model": model, "post_processor": _template(numbers, name, settings)}


def _template(numbers: Parts, name: str, settings: Parts) -> Parts | None:
    """Return the template that puts a token before every text; None where tokenizer_config.json wants none."""
    first = settings.get("bos_token", FIRST if name == "GPT2Tokenizer" else None)
    first = first["content"] if isinstance(first, dict) else first
    if not settings.get("add_bos_token") or first is None:
        return None
    if first not in numbers:
        raise UserError(f"The tokenizer is to put {str(first)[:40]!r} before a text, which is not in its vocabulary.")
    before, text = {"SpecialToken": {"id": first, "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}
    return {
        "type": "TemplateProcessing", "single": [before, text],
        "pair": [before, text, {"Sequence": {"id": "B", "type_id": 1}}],
        "special_tokens": {first: {"id": first, "ids": [numbers[first]], "tokens": [first]}},
    }  # fmt: skip


def _bpe(parts: Parts, **other: Any) -> dict[str, Any]:
    model = parts["model"]
    return {
        "type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "",
        "fuse_unk": False, "byte_fallback": False, "ignore_merges": False, "vocab": model["vocab"],
        "merges": model["merges"],
    } | other  # fmt: skip


def _gpt2(parts: Parts, settings: Parts) -> Parts:
    cuts = BYTES | {"add_prefix_space": bool(settings.get("add_prefix_space"))}
    return {**parts, "model": _bpe(parts), "normalizer": None, "pre_tokenizer": cuts, "decoder": BYTES}


def _qwen2(parts: Parts, settings: Parts) -> Parts:
    cuts = {"type": "Split", "pattern": {"Regex": QWEN2_CUTS}, "behavior": "Isolated", "invert": False}
    spelt = BYTES | {"use_regex": False, "add_prefix_space": bool(settings.get("add_prefix_space"))}
    before = {"type": "Sequence", "pretokenizers": [cuts, spelt]}
    return {**parts, "model": _bpe(parts), "normalizer": {"type": "NFC"}, "pre_tokenizer": before, "decoder": BYTES}


def _llama(parts: Parts, settings: Parts) -> Parts:
    spaced = settings.get("add_prefix_space") in (None, True)
    scheme = ("always" if settings.get("legacy") else "first") if spaced else "never"
    before = {"type": "Metaspace", "replacement": SPACE, "prepend_scheme": scheme, "split": False}
    model = _bpe(parts, fuse_unk=True, byte_fallback=True, continuing_subword_prefix=None, end_of_word_suffix=None)
    return {**parts, "model": model, "normalizer": None, "pre_tokenizer": before}


RULES = {"GPT2Tokenizer": _gpt2, "Qwen2Tokenizer": _qwen2, "LlamaTokenizer": _llama}
