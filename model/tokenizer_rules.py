"""The tokenizer of a model folder, with the rules that ``transformers`` gives it. No torch here.

A tokenizer.json is read as it stands where the library reads it so. Where a class of the library has rules of its own,
only the vocabulary and the merges come from the folder.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.contents import TOKENIZER_SETTINGS
from model.errors import UserError
from model.json_files import AGAIN, check_start, read_object

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FIRST = "<|endoftext|>"
SPACE = "\u2581"  # a space, in a vocabulary of SentencePiece
AS_IT_STANDS = ("", "PreTrainedTokenizer", "TokenizersBackend", "PythonBackend")
# How a Qwen2 cuts a text into what is merged: contractions, words, single digits, signs, line ends, spaces.
QWEN2_CUTS = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
BYTES = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
Parts = Mapping[str, Any]


@cache
def load(folder: Path) -> Tokenizer:
    """The tokenizer of a model folder, reading names of special tokens in a text as plain text.

    Raises
    ------
    UserError
        Files that cannot be read, or rules that are not known here.
    """
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    rules = rules_of(folder)
    if path.is_file():
        check_start(path)
    try:
        tokenizer = Tokenizer.from_str(json.dumps(rules(_parts(folder)))) if rules else Tokenizer.from_file(str(path))
    except UserError:
        raise
    except Exception as error:  # the library raises bare Exception
        raise UserError(f"Cannot read {path if path.is_file() else folder / 'vocab.json'}: {error}. {AGAIN}.") from None
    _check(path, tokenizer)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = True
    return tokenizer


def rules_of(folder: Path) -> Callable[[Parts], Parts] | None:
    """What makes the parts of a tokenizer those of its class; None where its tokenizer.json is read as it stands."""
    whole, config = folder / "tokenizer.json", _settings(folder / "config.json")
    settings = _settings(folder / TOKENIZER_SETTINGS)
    if settings.get("auto_map"):
        raise UserError(
            f"The tokenizer in {folder} brings code of its own (auto_map in {TOKENIZER_SETTINGS}), which is not run: "
            "take a model without."
        )
    family = str(config.get("model_type", "" if whole.is_file() else "gpt2"))
    named = settings.get("tokenizer_class") or config.get("tokenizer_class") or ""
    name = _class_of(family, str(named).removesuffix("Fast"), whole)
    if name not in (*RULES, *AS_IT_STANDS):
        raise UserError(
            f"The tokenizer in {folder} is a {name[:40]}, whose rules are not known here; what is known is "
            f"{', '.join(RULES)}, and PreTrainedTokenizerFast for a tokenizer.json that is read as it stands."
        )
    if name in AS_IT_STANDS and not whole.is_file():
        raise UserError(
            f"The model folder {folder} has vocab.json and merges.txt, but of a model of type {family!r} these do not "
            "say how a text is cut: load the tokenizer with transformers and save_pretrained() it, that writes "
            "tokenizer.json."
        )
    if name == "LlamaTokenizer" and not whole.is_file():
        raise UserError(f"The model folder {folder} has no tokenizer.json, which a LlamaTokenizer is read from here.")
    return None if name in AS_IT_STANDS else lambda parts: RULES[name](_of_bpe(whole, name, parts), settings)


def _class_of(family: str, named: str, whole: Path) -> str:
    """The class that the library takes for a family and the class that the folder names."""
    if family == "qwen2":
        return "Qwen2Tokenizer"  # whatever is named
    if family == "mistral" or (named == "LlamaTokenizer" and whole.is_file() and '"ByteLevel"' in _text(whole)):
        return ""
    return named or ("GPT2Tokenizer" if family == "gpt2" else "")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _settings(path: Path) -> dict[str, Any]:
    return read_object(path) if path.is_file() else {}


def _parts(folder: Path) -> Parts:
    """What tokenizer.json holds, or what vocab.json and merges.txt do."""
    if (whole := folder / "tokenizer.json").is_file():
        return read_object(whole)
    lines = _text(folder / "merges.txt").splitlines()
    merges = [line for line in lines if line.strip() and not line.startswith("#version")]
    settings, vocabulary = _settings(folder / TOKENIZER_SETTINGS), read_object(folder / "vocab.json")
    added = {**{str(vocabulary[FIRST]): FIRST for _ in range(FIRST in vocabulary)}, **_added(settings)}
    tokens = [
        {"id": int(n), "content": text, "special": True, "normalized": False, "lstrip": False, "rstrip": False,
         "single_word": False} for n, text in sorted(added.items(), key=lambda item: int(item[0]))
    ]  # fmt: skip
    return {"added_tokens": tokens, "model": {"vocab": vocabulary, "merges": merges}, "post_processor": None}


def _of_bpe(path: Path, name: str, parts: Parts) -> Parts:
    """The same parts; UserError where they have no merges."""
    if not isinstance(model := parts.get("model"), dict) or not {"vocab", "merges"} <= set(model):
        kind = model.get("type") if isinstance(model, dict) else None
        raise UserError(f"{path} cuts texts by {str(kind)[:40]}, without merges; a {name} has them (BPE).")
    return parts


def _added(settings: Parts) -> dict[str, str]:
    """Tokens that tokenizer_config.json adds to a vocabulary, by their numbers."""
    return {n: token["content"] for n, token in (settings.get("added_tokens_decoder") or {}).items()}


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


def of_bytes(tokenizer: Tokenizer) -> bool:
    """Whether a vocabulary is one of bytes, as GPT-2's, and not one of characters, as SentencePiece makes them."""
    return tokenizer.token_to_id(SPACE) is None


def _check(path: Path, tokenizer: Tokenizer) -> None:
    """UserError where a tokenizer is of a kind whose pieces are not understood."""
    kind = type(tokenizer.model).__name__
    spelt = any(b'"ByteLevel"' in part.__getstate__() for part in (tokenizer.pre_tokenizer, tokenizer.decoder) if part)
    if kind not in ("BPE", "Unigram") or of_bytes(tokenizer) is not spelt:
        raise UserError(
            f"{path} cuts texts by {kind} over {'bytes' if spelt else 'characters'}, "
            f"{'without' if of_bytes(tokenizer) else 'with'} a token {SPACE}; what is understood is BPE over bytes, as "
            f"GPT-2 has it, and BPE or Unigram over characters with {SPACE} for a space, as SentencePiece has it."
        )
    if getattr(tokenizer.model, "dropout", None):
        raise UserError(f"{path} leaves out merges by chance (dropout): set it to null, a text is to be cut one way.")


def check_rows(folder: Path, rows: int) -> None:
    """Raise a UserError where an ordinary token of the vocabulary has no row in an embedding table of so many."""
    tokenizer = load(folder)
    special = {n for n, token in tokenizer.get_added_tokens_decoder().items() if token.special}
    if lost := [(n, text) for text, n in tokenizer.get_vocab().items() if n >= rows and n not in special]:
        number, text = min(lost)
        raise UserError(
            f"The tokenizer in {folder} has {tokenizer.get_vocab_size():,} tokens, the embedding {rows:,} rows: token "
            f"{number:,}, {text[:40]!r}, has none. Take the tokenizer that belongs to these weights."
        )
