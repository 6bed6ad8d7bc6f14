"""Encoders of BERT's family: three ways agree on random weights, their tokens, and what is refused of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.decoder import loaded_model, trace
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.holes.hole import HoleProbe
from attention_scenes.model.probes.holes.later_sense import LaterSenseProbe
from attention_scenes.model.probes.leaks import LeakProbe
from attention_scenes.model.request.arrays import ARRAYS
from attention_scenes.model.request.needs import Needs
from attention_scenes.model.request.trace_need import TraceNeed
from attention_scenes.model.verify.numpy_model.numpy_decoder import forward
from attention_scenes.model.verify.numpy_model.numpy_weights import Weights
from attention_scenes.model.verify.numpy_model.tokens_again import pieces_of
from tests.helpers.models.bert_folders import write_bert

TEXT = "The banks was flooded. A river"
SENSES = {
    "water": ("The bank was a river", "The bank was flooded"),
    "money": ("The bank was rich", "The bank was money"),
}


def arrays_of(kind: str) -> list[str]:
    return [name for name in ARRAYS if name != "logits" or kind != "BertModel"]


def theirs(folder: Path, kind: str, ids: list[int]) -> dict[str, np.ndarray]:
    import transformers

    model = getattr(transformers, kind).from_pretrained(folder, attn_implementation="eager", dtype=torch.float32)
    with torch.inference_mode():
        out = model.eval()(torch.tensor([ids]), output_hidden_states=True, output_attentions=True)
    streams = np.stack([each[0].numpy() for each in out.hidden_states])
    found = {"resid_pre": streams[:-1], "resid_post": streams[1:], "final_norm": streams[-1]}
    said = getattr(out, "logits", getattr(out, "prediction_logits", None))
    found |= {} if said is None else {"logits": said[0].numpy()}
    return found | {"pattern": np.stack([each[0].numpy() for each in out.attentions])}


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("BertModel", {}), ("BertForMaskedLM", {"hidden_act": "gelu_new"}),
        ("BertForPreTraining", {"type_vocab_size": 1}),
        ("BertForMaskedLM", {"hidden_act": "relu", "num_attention_heads": 1, "layer_norm_eps": 1e-5}),
    ],
)  # fmt: skip
def test_random_weights_give_what_transformers_gives(tmp_path: Path, kind: str, settings: dict[str, Any]) -> None:
    folder = write_bert(tmp_path, kind, **settings)
    model = loaded_model.load_model(str(folder))
    ours = trace.run(model, TEXT, arrays_of(kind))
    ids = [token.id for token in ours.tokens]
    for name, array in theirs(folder, kind, ids).items():
        assert np.abs(ours[name] - array).max() <= 1e-5 * max(1.0, np.abs(array).max()), name
    weights = Weights(folder)
    [again] = forward(weights, [ids], arrays_of(kind))
    for name, array in ours.arrays.items():
        assert array.shape == again[name].shape, name
        assert np.abs(array - again[name]).max() <= 2e-5 * np.abs(array).max(), name
    assert weights.shapes() == model.transformer.shapes
    assert np.triu(ours["pattern"], 1).max() > 0.01  # words see later ones


def test_tokens_are_those_of_the_library_with_both_ends(tmp_path: Path) -> None:
    folder = write_bert(tmp_path)
    model = loaded_model.load_model(str(folder))
    tokens = model.tokenize(TEXT)
    assert [token.text for token in tokens[:5]] == ["[CLS]", " the", " bank", "s", " was"]
    assert [token.text for token in tokens[-2:]] == [" river", "[SEP]"] and tokens[-1].word == tokens[0].word == -1
    assert [token.word for token in tokens[1:4]] == [0, 1, 1]
    pieces = pieces_of(folder, Weights(folder).config, TEXT)
    assert [(each.id, each.text(), each.word) for each in pieces] == [tuple(token) for token in tokens]
    with pytest.raises(UserError, match="U\\+0416"):
        model.tokenize("the Ж")


def test_older_names_and_tensors_of_other_heads_are_read_too(tmp_path: Path) -> None:
    kind = "BertForPreTraining"
    folder = write_bert(tmp_path, kind)
    before = trace.run(loaded_model.load_model(str(folder)), TEXT, arrays_of(kind)).arrays
    path = folder / "model.safetensors"
    tensors = load_file(path)
    old = {"LayerNorm.weight": "LayerNorm.gamma", "LayerNorm.bias": "LayerNorm.beta"}
    named = {re.sub(r"LayerNorm\.\w+$", lambda end: old[end[0]], name): array for name, array in tensors.items()}
    named["bert.embeddings.position_ids"] = np.arange(48)[None]
    save_file(named, path, {"format": "pt"})
    after = trace.run(loaded_model.load_model(str(folder)), TEXT, arrays_of(kind))
    [again] = forward(Weights(folder), [[token.id for token in after.tokens]], ["logits"])
    assert all(np.array_equal(array, after[name]) for name, array in before.items())
    assert np.abs(again["logits"] - before["logits"]).max() <= 1e-4


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"position_embedding_type": "relative_key"}, "position_embedding_type"),
        ({"is_decoder": True}, "is_decoder"), ({"tie_word_embeddings": False}, "tie_word_embeddings"),
        ({"hidden_act": "mish"}, "mish"), ({"type_vocab_size": 3}, "token_type|embed_types"),
        ({"num_attention_heads": 5}, "cannot be divided"),
        ({"architectures": ["BertForTokenClassification"]}, "BertFor"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_in_a_line(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    folder = write_bert(tmp_path)
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(UserError, match=said) as caught:
        loaded_model.load_model(str(folder))
    assert "\n" not in str(caught.value)


def test_an_encoder_answers_scenes_for_encoders_alone(tmp_path: Path) -> None:
    folder = str(write_bert(tmp_path))
    need = {"": TraceNeed("the bank", ("pattern",))}
    for needs in (Needs(folder, traces=need), Needs(folder, probes=(LeakProbe(),)), Needs("ours:encoder", traces=need)):
        with pytest.raises(UserError, match="is an encoder: it reads whole sentences and says no next word"):
            ensure(needs)
    with pytest.raises(UserError, match="only our encoder reads"):
        ensure(Needs(folder, probes=(HoleProbe(),)))
    answered = ensure(Needs(folder, traces=need, probes=(LaterSenseProbe("bank", SENSES),)))
    assert answered.meta["causal"] is False and answered.arrays["pattern"].shape == (3, 4, 4, 4)
    with pytest.raises(UserError, match="no head for hidden words"):
        ensure(Needs(folder, traces={"": TraceNeed("the bank", top=3)}, probes=(LaterSenseProbe("bank", SENSES),)))
