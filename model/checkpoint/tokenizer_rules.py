"""Load the tokenizer of a model folder, with the rules that ``transformers`` gives it. No torch here.

A tokenizer.json is read unchanged where the library reads it so. Where a class of the library has rules of its own,
only the vocabulary and the merges come from the folder.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.checkpoint.folder_check import TOKENIZER_SETTINGS
from attention_scenes.model.checkpoint.json_files import AGAIN, check_start, read_object
from attention_scenes.model.checkpoint.tokenizer_parts import RULES, SPACE, Parts, of_two_files
from attention_scenes.model.errors import UserError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MOST_LOADED = 8  # tokenizers, and what is known of them
PIECES = "BertTokenizer"
AS_IT_STANDS = ("", PIECES, "PreTrainedTokenizer", "TokenizersBackend", "PythonBackend")


@lru_cache(maxsize=MOST_LOADED)
def load(checkpoint: Checkpoint) -> Tokenizer:
    """Return the tokenizer of a model folder, which reads names of special tokens in a text as plain text.

    Raises
    ------
    UserError
        Files that cannot be read, or rules that are not known here.
    """
    from tokenizers import Tokenizer

    path = checkpoint.folder / "tokenizer.json"
    rules = rules_of(checkpoint)
    if path.is_file():
        check_start(path)
    try:
        tokenizer = Tokenizer.from_str(json.dumps(rules())) if rules else Tokenizer.from_file(str(path))
    except UserError:
        raise
    except Exception as error:  # the library raises bare Exception
        broken = path if path.is_file() else path.with_name("vocab.json")
        raise UserError(f"Cannot read {broken}: {error}. {AGAIN}.") from None
    _check(path, tokenizer)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = True
    return tokenizer


def rules_of(checkpoint: Checkpoint) -> Callable[[], Parts] | None:
    """Return a function that builds the parts by the class's rules; None where tokenizer.json is used unchanged."""
    folder, config = checkpoint.folder, checkpoint.config
    whole, settings = folder / "tokenizer.json", _settings(folder / TOKENIZER_SETTINGS)
    if settings.get("auto_map"):
        raise UserError(
            f"The tokenizer in {folder} brings code of its own (auto_map in {TOKENIZER_SETTINGS}), which is not run: "
            "take a model without."
        )
    family = str(config.get("model_type", "" if whole.is_file() else "gpt2"))
    named = settings.get("tokenizer_class") or config.get("tokenizer_class") or ""
    name = _class_of(family, str(named).removesuffix("Fast"), whole)
    _refuse_unknown(folder, name)
    if not whole.is_file():
        _refuse_two_files(folder, family, name)
        return lambda: RULES[name](of_two_files(folder, name, settings), settings)
    if name == PIECES and str(dict(read_object(whole).get("model") or {}).get("type")) != "WordPiece":
        raise UserError(
            f"The tokenizer in {folder} is a {PIECES}, whose rules are not known here "
            "for a tokenizer.json without WordPiece."
        )
    return None if name in AS_IT_STANDS else lambda: RULES[name](_of_bpe(whole, name, read_object(whole)), settings)


def _refuse_unknown(folder: Path, name: str) -> None:
    if name not in (*RULES, *AS_IT_STANDS):
        raise UserError(
            f"The tokenizer in {folder} is a {name[:40]}, whose rules are not known here; what is known is "
            f"{', '.join(RULES)}, and PreTrainedTokenizerFast for a tokenizer.json that is read as it stands."
        )


def _refuse_two_files(folder: Path, family: str, name: str) -> None:
    if name not in ("GPT2Tokenizer", "Qwen2Tokenizer"):
        raise UserError(
            f"The model folder {folder} has vocab.json and merges.txt, but of a model of type {family[:40]!r} these do "
            "not say how a text is cut: load the tokenizer with transformers and save_pretrained() it, that writes "
            "tokenizer.json."
        )


def _class_of(family: str, named: str, whole: Path) -> str:
    """Return the tokenizer class that the library takes for a family and the class that the folder names."""
    if family == "qwen2":
        return "Qwen2Tokenizer"  # whatever is named
    if family == "mistral" or (named == "LlamaTokenizer" and whole.is_file() and '"ByteLevel"' in _text(whole)):
        return ""
    return named or ("GPT2Tokenizer" if family == "gpt2" else "")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _settings(path: Path) -> dict[str, Any]:
    return read_object(path) if path.is_file() else {}


def _of_bpe(path: Path, name: str, parts: Parts) -> Parts:
    """Return the same parts; UserError where they have no merges."""
    if not isinstance(model := parts.get("model"), dict) or not {"vocab", "merges"} <= set(model):
        kind = model.get("type") if isinstance(model, dict) else None
        raise UserError(f"{path} cuts texts by {str(kind)[:40]}, without merges; a {name} has them (BPE).")
    return parts


@lru_cache(maxsize=MOST_LOADED)
def of_bytes(tokenizer: Tokenizer) -> bool:
    """Check for a vocabulary of bytes, as GPT-2's, and not of characters, as SentencePiece and BERT have them."""
    return tokenizer.token_to_id(SPACE) is None and not of_word_pieces(tokenizer)


@lru_cache(maxsize=MOST_LOADED)
def of_word_pieces(tokenizer: Tokenizer) -> bool:
    """Check for a vocabulary of words and of pieces that go on with one, which begin with ##, as BERT's."""
    return type(tokenizer.model).__name__ == "WordPiece"


def _check(path: Path, tokenizer: Tokenizer) -> None:
    """Raise a UserError where a tokenizer is of a kind whose pieces are not understood."""
    kind = type(tokenizer.model).__name__
    spelt = any(b'"ByteLevel"' in part.__getstate__() for part in (tokenizer.pre_tokenizer, tokenizer.decoder) if part)
    if kind not in ("BPE", "Unigram", "WordPiece") or of_bytes(tokenizer) is not spelt:
        raise UserError(
            f"{path} cuts texts by {kind} over {'bytes' if spelt else 'characters'}, "
            f"{'without' if of_bytes(tokenizer) else 'with'} a token {SPACE}; what is understood is BPE over bytes, as "
            f"GPT-2 has it, BPE or Unigram over characters with {SPACE} for a space, as SentencePiece has it, and "
            "WordPiece, as BERT has it."
        )
    if getattr(tokenizer.model, "dropout", None):
        raise UserError(f"{path} leaves out merges by chance (dropout): set it to null, a text is to be cut one way.")


def check_rows(checkpoint: Checkpoint, rows: int) -> None:
    """Raise a UserError where an ordinary token of the vocabulary has no row in an embedding table of so many."""
    tokenizer = load(checkpoint)
    special = {n for n, token in tokenizer.get_added_tokens_decoder().items() if token.special}
    if lost := [(n, text) for text, n in tokenizer.get_vocab().items() if n >= rows and n not in special]:
        number, text = min(lost)
        raise UserError(
            f"The tokenizer in {checkpoint.folder} has {tokenizer.get_vocab_size():,} tokens, the embedding {rows:,} "
            f"rows: token {number:,}, {text[:40]!r}, has none. Take the tokenizer that belongs to these weights."
        )
