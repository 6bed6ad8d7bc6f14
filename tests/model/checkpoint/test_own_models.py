"""Models of our own: what their names mean, what of them is refused, and the words that they know."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tokenizers import Tokenizer, models

from attention_scenes.model import own_models
from attention_scenes.model.checkpoint.locate import digest, locate
from attention_scenes.model.checkpoint.own.whole_words import refuse_unknown_word
from attention_scenes.model.checkpoint.tokenizer import tokenize
from attention_scenes.model.errors import UserError
from attention_scenes.model.own_models import FOLDER, own_model
from attention_scenes.model.probes.sentences import probe_sentences
from attention_scenes.model.verify.find_weights import find_weights
from attention_scenes.model.verify.numpy_model.tokens_again import pieces_of
from tests.helpers.models.odd_tokenizers import write_tokenizer

SENTENCE = "a fluffy blue creature roamed the verdant forest"


@pytest.mark.parametrize(
    ("name", "folder", "label"),
    [
        ("ours:decoder", "seed2/step1500", "our decoder"),
        ("ours:decoder@500", "seed2/step500", "our decoder, step 500"),
        ("ours:decoder@0500", "seed2/step500", "our decoder, step 500"),
        ("ours:decoder/seed0", "seed0/step1500", "our decoder, seed 0"),
        ("ours:decoder/seed1@750", "seed1/step750", "our decoder, seed 1, step 750"),
        ("ours:decoder/no-mask", "no-mask/seed2/step1500", "our decoder, no mask"),
        ("ours:decoder/one-head/seed0", "one-head/seed0/step1500", "our decoder, one head, seed 0"),
        ("ours:decoder/no-values/seed1@1500", "no-values/seed1/step1500", "our decoder, no value map, seed 1"),
    ],
)
def test_a_name_is_a_checkpoint(name: str, folder: str, label: str) -> None:
    found = locate(name)
    assert found.folder == FOLDER / "decoder" / folder and found.label == label
    assert found.digest == own_model(name).digest == digest(name)
    assert find_weights(name, lambda message, fraction: None, fetch=False) == found


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ours:", "models of our own are called ours:NAME, ours:NAME@STEP"),
        ("ours:decoder@", "such as ours:decoder"),
        ("ours:decoder@-1", "such as ours:decoder"),
        ("ours:../decoder", "such as ours:decoder"),
        ("ours:/etc/passwd", "such as ours:decoder"),
        ("ours:decoder/../../x", "such as ours:decoder"),
        ("ours:decoder/seed0/step0", "such as ours:decoder"),
        ("ours:" + "d" * 500, "such as ours:decoder"),
        ("ours:decodr", "No model of our own is called 'decodr'. Did you mean 'decoder'?"),
        ("ours:decoder/seed7", "not here from seed 7, only from 0, 1, 2: `python render.py train decoder --seed 7`"),
        (
            "ours:decoder@501",
            "from seed 2 was not kept after step 501: 23 other steps were, near it 450, 500, 550, 600",
        ),
        ("ours:decoder/no-msk", "ours:decoder has no variant 'no-msk'. Did you mean 'no-mask'?"),
        ("ours:decoder/seed", "ours:decoder has no variant 'seed'."),
        ("ours:decoder/seed0/no-mask", "such as ours:decoder"),
        ("ours:shapes/no-mask", "ours:shapes has no variants: leave /no-mask out."),
        (
            "ours:decoder/no-mask/seed7",
            "only from 0, 1, 2: `python render.py train decoder --variant no-mask --seed 7` trains it",
        ),
        ("ours:decoder/no-mask@20", "ours:decoder/no-mask from seed 2 was not kept after step 20: 1500 was."),
        ("ours:decoder/seed0@20", "from seed 0 was not kept after step 20: 0, 750, 1500 were."),
    ],
)
def test_other_names_are_refused_in_a_line(name: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        locate(name)
    assert said in str(refused.value) and "\n" not in str(refused.value) and len(str(refused.value)) < 300


@pytest.mark.parametrize("name", ["ours:decoder", "ours:decoder/no-values/seed0"])
@pytest.mark.parametrize("damage", ["bytes", "cut", "missing", "config"])
def test_a_damaged_checkpoint_is_refused_in_a_line(
    damage: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "step1500"
    shutil.copytree(own_model(name).folder, folder)
    weights = folder / "model.safetensors"
    if damage == "bytes":
        weights.write_bytes(weights.read_bytes()[:-3] + b"abc")
    elif damage == "cut":
        weights.write_bytes(weights.read_bytes()[:-1000])
    elif damage == "missing":
        weights.unlink()
    else:
        folder.joinpath("config.json").write_text("{}")
    made = own_model(name)._replace(folder=folder)
    monkeypatch.setattr(own_models, "own_model", lambda name: made)
    monkeypatch.setattr("attention_scenes.model.checkpoint.locate.own_model", lambda name: made)
    with pytest.raises(UserError) as refused:
        locate(name)
    assert str(folder) in str(refused.value) and "\n" not in str(refused.value)
    assert ("git checkout" in str(refused.value)) is (damage != "missing")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (SENTENCE, SENTENCE.split()),
        ("A fluffy  creature\troamed the forest.", ["a", "fluffy", "creature", "roamed", "the", "forest", "."]),
        ("the old tower left . how was the tower", ["the", "old", "tower", "left", ".", "how", "was", "the", "tower"]),
    ],
)
def test_each_word_is_a_token(text: str, words: list[str]) -> None:
    found = locate("ours:decoder")
    tokens = tokenize(found, text)
    assert [token.text for token in tokens] == ["<bos>", *(f" {word}" for word in words)]
    again = pieces_of(found.folder, found.config, text)
    assert [(token.id, token.word) for token in tokens] == [(piece.id, piece.word) for piece in again]
    assert all(piece.text() == token.text for token, piece in zip(tokens, again, strict=True))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a fluffy dog", "and 'dog' is none of them. Some that it knows: a, "),
        ("a fluffly creature", "'fluffly' is none of them. Did you mean 'fluffy'?"),
        ("une créature", "'une' is none of them"),
        ("a blue-eyed king", "is none of them"),
        ("<bos> a king", "is none of them"),
        ("a king \U0001f600", "is none of them"),
        ("a" * 300, "is none of them"),
    ],
)
def test_another_word_is_refused_with_some_that_are_known(text: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        tokenize(locate("ours:decoder"), text)
    line = str(refused.value)
    assert line.startswith("The model knows 42 words") and said in line and "\n" not in line and len(line) < 260


def test_a_model_brings_its_sentences_and_what_scenes_show_of_it(tmp_path: Path) -> None:
    own = probe_sentences("ours:decoder")
    assert (
        own["adjective"]["nouns"] != probe_sentences()["adjective"]["nouns"]
        and own["mole"] == probe_sentences()["mole"]
    )
    assert own == probe_sentences(str(own_model("ours:decoder@20").folder))
    shown = set(SENTENCE.split()) - {"a", "the"}
    table = own["adjective"]
    used = {word for pair in [*table["pairs"], *table["controls"]] for word in pair} | {
        *table["nouns"],
        *table["colours"],
    }
    assert not used & shown
    write_tokenizer("bytes", False, None, tmp_path)
    tmp_path.joinpath("probes.toml").write_text("[adjective\n")
    with pytest.raises(UserError, match=r"probes\.toml"):
        probe_sentences(str(tmp_path))


def test_a_tokenizer_that_cuts_nothing_says_which_word_it_lacks() -> None:
    bare = Tokenizer(models.BPE({"blue": 0, "green": 1}, [], ignore_merges=True))
    with pytest.raises(UserError, match="'zebra' is none of them"):
        refuse_unknown_word(bare, "zebra")
    refuse_unknown_word(bare, "blue")
