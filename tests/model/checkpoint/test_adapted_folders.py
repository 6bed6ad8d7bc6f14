"""Folders of adapted models: what they add to, what of them is refused in a line, how their words are read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.checkpoint.own.adapted_base import base_of
from attention_scenes.model.decoder.adapted import adapted
from attention_scenes.model.decoder.loaded_model import load_model
from attention_scenes.model.errors import UserError
from attention_scenes.model.own_models import own_model, words_folder
from attention_scenes.model.probes.sentences import probe_sentences
from attention_scenes.model.verify.numpy_model.numpy_decoder import forward
from attention_scenes.model.verify.numpy_model.numpy_weights import Weights
from attention_scenes.model.verify.numpy_model.tokens_again import pieces_of

TEXT = "a fluffy blue creature roamed the verdant forest . blue was the"
NAMES = ("ours:adapted", "ours:adapted/rank-one/seed1", "ours:adapted/soft-vectors", "ours:adapted/all-weights")
MAP = "model.layers.0.self_attn.q_proj"


@pytest.mark.parametrize("name", NAMES)
def test_both_ways_read_it_and_compute_the_same(name: str) -> None:
    model, weights = load_model(name), Weights(locate(name).folder)
    tokens = model.tokenize(TEXT)
    again = pieces_of(weights.folder, weights.config, TEXT)
    assert [(t.id, t.text.strip(), t.word) for t in tokens] == [(p.id, (p.text() or "").strip(), p.word) for p in again]
    ids = [token.id for token in tokens]
    [other] = forward(weights, [ids], ["logits"])
    ours = model.transformer(torch.tensor(ids)).numpy()
    assert np.abs(ours - other["logits"]).max() < 2e-5 * np.abs(ours).max()
    assert {each: [*shape] for each, shape in model.transformer.shapes.items()} == weights.shapes()
    assert model.transformer.config.n_context == weights.n_context


def test_a_frozen_matrix_becomes_w_plus_b_times_a_and_nothing_else_changes() -> None:
    base, own = (load_file(own_model(name).folder / "model.safetensors") for name in ("ours:decoder", "ours:adapted"))
    frozen, trained = ({key: torch.tensor(array).double() for key, array in each.items()} for each in (base, own))
    found = adapted(frozen, trained)
    assert found.keys() == frozen.keys()
    wanted = frozen[f"{MAP}.weight"] + trained[f"{MAP}.lora_B.weight"] @ trained[f"{MAP}.lora_A.weight"]
    assert torch.equal(found[f"{MAP}.weight"], wanted) and not torch.equal(wanted, frozen[f"{MAP}.weight"])
    assert torch.equal(found["lm_head.weight"], frozen["lm_head.weight"])


def _changed(folder: Path, **settings: Any) -> Path:
    shutil.copytree(own_model("ours:adapted").folder, folder)
    config = json.loads((folder / "config.json").read_text()) | settings
    (folder / "config.json").write_text(json.dumps(config))
    return folder


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"adapts": {"model": "../decoder", "digest": "0"}}, "a model of our own, by its name"),
        ({"adapts": "ours:decoder"}, "a model of our own, by its name"),
        ({"adapts": {"model": "ours:decodr", "digest": "0"}}, "Did you mean 'decoder'"),
        ({"adapts": {"model": "ours:decoder", "digest": "0" * 64}}, "as it was, of digest 000000000000…"),
        ({"soft_vectors": 4}, "no tensor 'model.soft_vectors.weight'"),
        ({"soft_vectors": -1}, "soft_vectors is -1"),
        ({"adapts": None}, "lora_A"),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(settings: dict[str, Any], said: str, tmp_path: Path) -> None:
    folder = _changed(tmp_path / "model", **settings)
    with pytest.raises(UserError) as refused:
        load_model(str(folder))
    assert said in str(refused.value) and "\n" not in str(refused.value) and len(str(refused.value)) < 400


def test_one_of_a_pair_alone_is_refused(tmp_path: Path) -> None:
    for kind in ("lora_A", "lora_B"):
        folder = _changed(tmp_path / kind)
        arrays = load_file(folder / "model.safetensors")
        del arrays[f"{MAP}.{kind}.weight"]
        save_file(arrays, folder / "model.safetensors")
        with pytest.raises(UserError, match=f"no tensor '{MAP}.{kind}.weight'"):
            load_model(str(folder))


def test_its_words_are_those_of_the_model_that_it_adapts() -> None:
    assert words_folder("ours:adapted/soft-vectors") == own_model("ours:decoder").folder
    assert words_folder("ours:decoder") == own_model("ours:decoder").folder
    assert probe_sentences("ours:adapted")["kind"] == probe_sentences("ours:decoder")["kind"]
    assert base_of({}) is None
