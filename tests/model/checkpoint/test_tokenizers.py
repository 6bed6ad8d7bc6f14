"""Tokenizers of model folders: the rules that ``transformers`` gives them, and the first token of a text."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attention_scenes.model.checkpoint import tokenizer
from attention_scenes.model.errors import UserError
from tests.helpers.models.odd_tokenizers import write_tokenizer
from tests.helpers.models.small_bundles import checkpoint_of, real

KINDS = [
    ("gpt2", "bytes", None), ("gpt2", "digits", None), ("gpt2", "vocab and merges", None),
    ("gpt2", "digits", {"tokenizer_class": "PreTrainedTokenizerFast"}), ("qwen2", "vocab and merges", None),
    ("qwen2", "bytes", {"tokenizer_class": "PreTrainedTokenizerFast"}), ("qwen2", "digits", None),
    ("llama", "digits", None), ("llama", "bytes", {"tokenizer_class": "LlamaTokenizerFast"}),
    ("llama", "vocab and merges", {"tokenizer_class": "GPT2Tokenizer"}), ("llama", "characters", None),
    ("llama", "characters", {"tokenizer_class": "LlamaTokenizer"}), ("mistral", "characters", None),
    ("llama", "characters", {"tokenizer_class": "LlamaTokenizer", "legacy": True, "add_prefix_space": False}),
    ("mistral", "characters", {"tokenizer_class": "LlamaTokenizer"}), ("mistral", "bytes", None),
]  # fmt: skip


@cache
def both(kind: int) -> tuple[Path, Any]:
    """Return the folder of a kind, and the library's tokenizer of it."""
    from transformers import AutoTokenizer

    family, files, given = KINDS[kind]
    folder = Path(mkdtemp(dir=kept_here()))
    write_tokenizer(files, False, given, folder)
    folder.joinpath("config.json").write_text(json.dumps({"model_type": family, "bos_token_id": 1}), encoding="utf-8")
    return folder, AutoTokenizer.from_pretrained(folder, local_files_only=True, split_special_tokens=True)


def kept_here() -> Path:
    """Return a cache folder that is removed with the tests' own."""
    from attention_scenes.model.files import cache_root

    cache_root().mkdir(parents=True, exist_ok=True)
    return cache_root()


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=[" ".join(map(str, kind)) for kind in KINDS])
@settings(max_examples=60, deadline=None, derandomize=True, database=None)
@given(text=st.text(max_size=30) | st.text("abz \u2581'\n\t12<s>e\u0301\u00e9\ufb01", max_size=20))
def test_a_text_is_cut_as_the_library_cuts_it(kind: int, text: str) -> None:
    folder, theirs = both(kind)
    try:
        ours = tokenizer.tokenize(checkpoint_of(folder), text)
    except UserError as error:
        assert "no token for the character" in str(error)
        return
    spaced = KINDS[kind][1] != "characters" and text and not text[0].isspace()
    assert [token.id for token in ours[1:]] == theirs(f" {text}" if spaced else text, add_special_tokens=False)[
        "input_ids"
    ]


@pytest.mark.parametrize("given", [None, {"tokenizer_class": "LlamaTokenizer"}])
def test_a_character_that_a_vocabulary_lacks_is_named_not_passed_over(
    tmp_path: Path, given: dict[str, Any] | None
) -> None:
    write_tokenizer("no fallback", False, given, tmp_path)
    (tmp_path / "config.json").write_text('{"model_type": "llama"}')
    assert len(tokenizer.tokenize(checkpoint_of(tmp_path, bos_token_id=1), "a blue")) == 3
    with pytest.raises(UserError, match=r"no token for the character U\+1F994"):
        tokenizer.tokenize(checkpoint_of(tmp_path, bos_token_id=1), "a \U0001f994 blue")


def first(folder: Path, **config: Any) -> str:
    return tokenizer.tokenize(checkpoint_of(folder, **config), "a")[0].text


def test_a_text_starts_as_the_tokenizer_says_then_as_the_config_does(tmp_path: Path) -> None:
    plain, dressed = tmp_path / "plain", tmp_path / "dressed"
    for folder, template in ((plain, False), (dressed, True)):
        folder.mkdir()
        write_tokenizer("bytes", template, None, folder)
    assert first(dressed) == first(dressed, bos_token_id=2) == "<s>", "the template goes before all"
    assert first(plain, bos_token_id=2) == first(plain, bos_token_id=[2, 1]) == "</s>"
    assert first(plain) == first(plain, bos_token_id=None, eos_token_id=[2, 1]) == "<|endoftext|>"
    assert first(plain, bos_token_id=[10**6, 1]) == "<s>", "not in this vocabulary"
    for wrong in ("1", True, [1.0], {}):
        with pytest.raises(UserError, match="bos_token_id .*: it is the number of a token"):
            first(plain, bos_token_id=wrong)
    with pytest.raises(UserError, match="'<s>' is number 1, the embedding has 1 rows"):
        first(dressed, vocab_size=1)


def test_lists_of_tokens_that_end_a_text_start_one_where_nothing_else_does(tmp_path: Path) -> None:
    write_tokenizer("characters", False, None, tmp_path)
    assert first(tmp_path, eos_token_id=[10**6, 2]) == "</s>"
    with pytest.raises(UserError, match="its tokenizer adds none, its vocabulary has no <|endoftext|>"):
        first(tmp_path, eos_token_id=[10**6])


def test_what_the_library_puts_before_a_text_of_two_files_is_put_there(tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    write_tokenizer("vocab and merges", False, {"add_bos_token": True, "bos_token": "</s>"}, tmp_path)
    (tmp_path / "config.json").write_text('{"model_type": "gpt2"}')
    theirs = AutoTokenizer.from_pretrained(tmp_path, local_files_only=True)(" a")["input_ids"]
    assert [token.id for token in tokenizer.tokenize(checkpoint_of(tmp_path, bos_token_id=1), "a")] == theirs
    assert theirs[0] == 2


def test_a_tokenizer_that_puts_two_before_a_text_is_refused(tmp_path: Path) -> None:
    write_tokenizer("bytes", True, None, tmp_path)
    path = tmp_path / "tokenizer.json"
    data = json.loads(path.read_text())
    data["post_processor"]["single"] *= 2
    data["post_processor"]["single"].pop()
    data["post_processor"]["single"].sort(key=lambda part: "Sequence" in part)
    path.write_text(json.dumps(data))
    with pytest.raises(UserError, match=r"puts 2 tokens before a text \(<s>, <s>\)"):
        first(tmp_path)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"model": {"type": "BPE", "dropout": 0.1}}, "leaves out merges by chance"),
        ({"pre_tokenizer": None, "decoder": None}, "BPE over characters, without a token"),
        ({"model": {"type": "Own"}}, "Cannot read"),
        ({"pre_tokenizer": {"type": "Own"}}, "Cannot read"),
    ],
)
def test_a_tokenizer_that_is_not_understood_is_refused(tmp_path: Path, change: dict[str, Any], why: str) -> None:
    write_tokenizer("bytes", False, None, tmp_path)
    path = tmp_path / "tokenizer.json"
    data = json.loads(path.read_text())
    for key, value in change.items():
        data[key] = data[key] | value if key == "model" else value
    path.write_text(json.dumps(data))
    with pytest.raises(UserError, match=why) as caught:
        first(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("data", ["", "\ufeff{}", "version https://git-lfs.github.com/spec/v1\n", "{", "[]"])
def test_a_tokenizer_file_that_is_none_is_refused_in_one_line(tmp_path: Path, data: str) -> None:
    (tmp_path / "tokenizer.json").write_text(data, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        first(tmp_path)
    assert "\n" not in str(caught.value) and "tokenizer.json" in str(caught.value)


def test_the_default_model_reads_plain_text() -> None:
    assert real().checkpoint.config["bos_token_id"] == 1 and real().tokenize("a")[0] == (0, "<|endoftext|>", -1)
