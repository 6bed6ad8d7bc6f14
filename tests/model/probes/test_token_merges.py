"""Merges: their order, what they leave, what a vocabulary holds; both ways agree, and where merges do not cut."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.checkpoint import tokenizer
from attention_scenes.model.checkpoint.vocabulary import byte_pairs
from attention_scenes.model.probes.token_merges import MergeProbe
from attention_scenes.model.request.needs import Needs
from attention_scenes.model.verify.probes_again import NumpyProbedModel, measure_again
from tests.helpers.models.odd_tokenizers import write_tokenizer
from tests.helpers.models.small_bundles import SENTENCE, checkpoint_of, differences, holds_a_second_way, real
from tests.model.checkpoint.test_tokens import sentencepiece

TEXTS = (SENTENCE, "une forêt, 42 aaaa banana 🐙\tdef f(x): return x**2", "مخلوق أزرق")


@cache
def measured() -> Bundle:
    return ensure(Needs(probes=(MergeProbe(TEXTS),)))


def test_it_holds_when_measured_another_way() -> None:
    holds_a_second_way(measured(), MergeProbe(TEXTS))


def test_verify_allows_whole_numbers_no_error() -> None:
    ranks = measured().probe("merges.rank")
    assert not differences(measured(), [ranks[0], measured().probe("merges.kinds", 1)])
    assert differences(measured(), [ranks[0]], off=1)


def test_verdant_is_built_in_the_order_of_the_list() -> None:
    facts = measured().meta["probes"]["merges"]
    [verdant] = [word for word in facts["words"][0] if "".join(word["texts"][:8]) == " verdant"]
    made = verdant["texts"][8:]
    ranks = measured().probe("merges.rank").value[verdant["rank"] :][: len(made)]
    assert made == ["er", "an", "ver", "ant", " ver"] and (np.diff(ranks) > 0).all()
    assert [verdant["texts"][root] for root in verdant["roots"]] == [" ver", "d", "ant"]


def test_tokens_are_the_tokenizers_own() -> None:
    nodes, counts = measured().probe("merges.node").value, measured().probe("merges.count").value
    for words, text, count in zip(measured().meta["probes"]["merges"]["words"], TEXTS, counts, strict=True):
        found = [int(nodes[word["node"] + root]) for word in words for root in word["roots"]]
        assert found == [token.id for token in real().tokenize(text)[1:]]
        assert tuple(count) == (len(f" {text}".encode()), len(found))


def test_kinds_are_all_tokens() -> None:
    kind, kinds = measured().probe("merges.kind").value, measured().probe("merges.kinds").value
    assert kinds.sum() == len(kind) == 49_152 and kinds[1] < 256
    assert [kind[real().tokenize(word)[1].id] for word in ("forest", "!")] == [2, 2]
    assert measured().meta["probes"]["merges"]["head"][0] == [" ", "t", " t"]


def test_characters_are_merged_as_bytes_are(tmp_path: Path) -> None:
    here = checkpoint_of(sentencepiece(tmp_path), bos_token_id=1)
    words = byte_pairs.merged_words(here, "a bed faé 🦔")
    assert words is not None
    texts = [[tokenizer.text_of(here, word.nodes[root]) for root in word.roots] for word in words]
    assert texts == [[" a"], [" bed"], [" ", "f", "a", "é"], [" ", "<0xF0>", "<0x9F>", "<0xA6>", "<0x94>"]]
    assert words[1].ranks == [2, 3, 4]
    assert tokenizer.bytes_of(here, words[3].nodes[1]) == b"\xf0"


@pytest.mark.parametrize("kind", ["bytes", "digits", "vocab and merges", "characters"])
def test_other_tokenizers_are_told_the_same_both_ways(kind: str, tmp_path: Path) -> None:
    write_tokenizer(kind, True, {}, tmp_path)
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "llama" if kind == "characters" else "gpt2"}))
    words = byte_pairs.merged_words(here := checkpoint_of(tmp_path), SENTENCE)
    again = NumpyProbedModel(tmp_path)
    assert words and len(byte_pairs.merges(here)) == len(again.merge_list())
    number = again.numbers()
    units = [[number[unit] for unit in word] for word in again.uncut_words(SENTENCE)]
    assert units == [word.nodes[: len(word.nodes) - len(word.joins)] for word in words]


def test_a_vocabulary_whose_whole_words_go_before_merges_is_told_without_them(tmp_path: Path) -> None:
    """Where a word of the vocabulary is taken whole, merges may give something else: nothing is told of them."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    letters = {"a": 0, "b": 1, "c": 2, "Ġ": 3, "Ġabc": 4, "ab": 5}
    made = Tokenizer(models.BPE(letters, [("a", "b")], ignore_merges=True))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    made.save(str(tmp_path / "tokenizer.json"))
    here = checkpoint_of(tmp_path, bos_token_id=0, model_type="llama")
    assert byte_pairs.merged_words(here, "abc") is None
    assert byte_pairs.merged_words(here, "ab") is not None


def test_a_probe_without_texts_is_still_about_the_vocabulary() -> None:
    again = measure_again(real().checkpoint.folder, {"name": "merges", "texts": [], "listed": 2})
    assert again["rank"].size == 0 and len(again["head"]) == 2
