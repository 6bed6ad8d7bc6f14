"""The tokenizer built from the weights' vocabulary, compared with byte-level BPE written out by hand."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from attention_scenes.model.checkpoint import tokenizer
from attention_scenes.model.errors import UserError
from tests.helpers.models.small_bundles import SENTENCE, checkpoint_of, real

# GPT-2's pattern (Radford et al. 2019), after digits have been split off one by one.
WORDS = regex.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+")


@cache
def tables() -> tuple[dict[str, int], dict[tuple[str, str], int]]:
    data = json.loads((real().checkpoint.folder / "tokenizer.json").read_text(encoding="utf-8"))["model"]
    return data["vocab"], {tuple(pair): rank for rank, pair in enumerate(data["merges"])}


def by_hand(text: str) -> list[int]:
    vocabulary, ranks = tables()
    letters = {byte: letter for letter, byte in tokenizer._byte_letters().items()}
    ids = []
    for stretch in regex.split(r"(\p{N})", text):
        for word in WORDS.findall(stretch):
            parts = [letters[b] for b in word.encode()]
            while len(parts) > 1:
                rank, at = min(
                    (ranks.get(pair, 10**9), i) for i, pair in enumerate(zip(parts, parts[1:], strict=False))
                )
                if rank == 10**9:
                    break
                parts[at : at + 2] = [parts[at] + parts[at + 1]]
            ids += [vocabulary[p] for p in parts]
    return ids


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(max_size=40))
def test_tokens_are_those_of_byte_level_bpe_and_lose_nothing(text: str) -> None:
    try:
        row = real().tokenize(text)
    except UserError as error:
        assert "has no token for the character" in str(error)
        return
    spaced = text if not text or text[0].isspace() else " " + text
    assert [t.id for t in row[1:]] == by_hand(spaced)
    assert row[0] == (0, "<|endoftext|>", -1)
    if not any(t.text.count("<0x") for t in row):
        assert "".join(t.text for t in row[1:]) == spaced


def test_the_sentence_of_the_film_has_ten_tokens_and_verdant_three_pieces() -> None:
    row = real().tokenize(SENTENCE)
    assert [t.text for t in row if t.word == 6] == [" ver", "d", "ant"]
    assert len(row) == 11
    assert [t.word for t in row] == [-1, 0, 1, 2, 3, 4, 5, 6, 6, 6, 7]


def test_digits_stand_alone() -> None:
    assert [t.text for t in real().tokenize("in 1984")][2:] == [" ", "1", "9", "8", "4"]


def test_the_name_of_a_special_token_in_a_text_is_text() -> None:
    row = real().tokenize("say <|endoftext|> twice")
    assert [t.id for t in row].count(0) == 1
    assert "".join(t.text for t in row[1:]) == " say <|endoftext|> twice"


def test_bytes_that_are_no_characters_are_shown_as_bytes() -> None:
    assert [t.text for t in real().tokenize("🦔")][1:] == [" <0xF0><0x9F>", "<0xA6>", "<0x94>"]


@pytest.mark.parametrize("text", ["x" * 100_001, "x\ud800", "a\x04b"])
def test_what_cannot_be_read_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(UserError) as caught:
        real().tokenize(text)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 200


def test_a_long_text_is_tokenized_quickly_and_refused_by_its_length() -> None:
    from attention_scenes.model.decoder import trace

    with pytest.raises(UserError, match="at most 8,192"):
        trace.run(real(), "word " * 10_000, ["pattern"])
    with pytest.raises(UserError, match="GB of memory"):
        trace.run(real(), "word " * 3_000, ["pattern"])


def words(folder: Path, text: str, **config: int) -> list[tuple[str, int]]:
    return [(token.text, token.word) for token in tokenizer.tokenize(checkpoint_of(folder, **config), text)]


def test_a_folder_with_only_vocab_and_merges_reads_as_gpt2_does(tmp_path: Path) -> None:
    from transformers import GPT2Tokenizer

    vocabulary, ranks = tables()
    (tmp_path / "vocab.json").write_text(json.dumps(vocabulary))
    (tmp_path / "merges.txt").write_text("#version: 0.2\n" + "\n".join(map(" ".join, ranks)))
    theirs = GPT2Tokenizer.from_pretrained(tmp_path)
    for text in (SENTENCE, "It's 1984, isn't it?  Two spaces; 🦔 and naïve"):
        row = tokenizer.tokenize(checkpoint_of(tmp_path), text)
        assert [t.id for t in row[1:]] == theirs(" " + text)["input_ids"]
        assert row[0].text == "<|endoftext|>" and row[0].word == -1
    (tmp_path / "merges.txt").write_text("\0")
    tokenizer.load.cache_clear()
    with pytest.raises(UserError, match="Cannot read"):
        tokenizer.tokenize(checkpoint_of(tmp_path), "a")


def sentencepiece(folder: Path, fallback: bool = True) -> Path:
    """Return a small SentencePiece tokenizer like the first Llamas': characters, a mark for spaces, bytes."""
    from tokenizers import Tokenizer, decoders, models, normalizers

    letters = ["<unk>", "<s>", "</s>", *(f"<0x{b:02X}>" for b in range(256) if fallback), *"\u2581abcdefé"]
    merges = [("\u2581", "a"), ("b", "e"), ("\u2581", "be"), ("\u2581be", "d")]
    vocabulary = {piece: n for n, piece in enumerate([*letters, *map("".join, merges)])}
    bpe = models.BPE(vocabulary, merges, unk_token="<unk>", byte_fallback=fallback, fuse_unk=True)
    tokenizer = Tokenizer(bpe)
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("\u2581"), normalizers.Replace(" ", "\u2581")])
    tokenizer.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback(), decoders.Fuse()])
    folder.mkdir(exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def test_the_pieces_of_a_sentencepiece_vocabulary_are_shown_as_they_are(tmp_path: Path) -> None:
    row = words(sentencepiece(tmp_path), "a bed faé 🦔", bos_token_id=1)
    assert row[0] == ("<s>", -1)
    assert row[1:3] == [(" a", 0), (" bed", 1)]
    assert row[3:6] == [(" ", 2), ("f", 2), ("a", 2)] and row[6] == ("é", 2)
    assert row[7:] == [(" ", 3), ("<0xF0>", 3), ("<0x9F>", 3), ("<0xA6>", 3), ("<0x94>", 3)]
    here = checkpoint_of(tmp_path)
    assert tokenizer.text_of(here, tokenizer.load(here).token_to_id("\u2581bed")) == " bed"
    with pytest.raises(UserError, match=r"no token for the character U\+0078"):
        words(sentencepiece(tmp_path / "without bytes", fallback=False), "a x", bos_token_id=1)


def test_the_start_token_is_the_models_own(tmp_path: Path) -> None:
    folder = sentencepiece(tmp_path)
    assert words(folder, "a", bos_token_id=1, eos_token_id=2)[0] == ("<s>", -1)
    assert words(folder, "a", eos_token_id=2)[0] == ("</s>", -1), "what ends a text stood before the next one"
    assert words(folder, "a", bos_token_id=50256, eos_token_id=2)[0] == ("</s>", -1), "not in this vocabulary"
    with pytest.raises(UserError, match="no token to start a text with"):
        words(folder, "a", bos_token_id=50256)
