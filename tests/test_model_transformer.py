"""Our decoder against ``transformers``' own, layer by layer, on random weights and on the real ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from model import reference, trace, transformer
from model.errors import UserError
from model.needs import ARRAYS
from tests.models import SENTENCE, real, tiny_llama

TEXTS = [SENTENCE, "One", "Harry Potter attends the Hogwarts School of Witchcraft and 42 \U0001f994 friends, said she."]


def theirs(folder: Path, ids: list[int]) -> dict[str, np.ndarray]:
    from transformers import LlamaForCausalLM

    model = LlamaForCausalLM.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32)
    with torch.inference_mode():
        out = model(torch.tensor([ids]), output_hidden_states=True, output_attentions=True)
    stream = [h[0].numpy() for h in out.hidden_states]
    return {
        "embed": stream[0],
        "resid_pre": np.stack(stream[:-1]),
        "final_norm": stream[-1],
        "pattern": np.stack([a[0].numpy() for a in out.attentions]),
        "logits": out.logits[0].numpy(),
    }


def assert_same(ours: trace.Trace, other: dict[str, np.ndarray]) -> None:
    assert np.abs(ours["pattern"] - other["pattern"]).max() <= 1e-4
    for name in ("embed", "resid_pre", "final_norm", "logits"):
        for mine, yours in zip(np.atleast_3d(ours[name]), np.atleast_3d(other[name]), strict=True):
            assert np.abs(mine - yours).max() <= 1e-4 * np.abs(yours).max(), name


@pytest.mark.parametrize("text", TEXTS)
def test_real_weights_give_what_transformers_gives(text: str) -> None:
    ours = trace.run(real(), text)
    assert_same(ours, theirs(real().source.folder, [t.id for t in ours.tokens]))


@pytest.mark.parametrize(("tied", "shards"), [(True, "5GB"), (False, "1MB")])
def test_random_weights_give_what_transformers_gives(tmp_path: Path, tied: bool, shards: str) -> None:
    folder = tiny_llama(tmp_path, tied, shards)
    assert (len(list(folder.glob("*.safetensors"))) > 1) is (shards == "1MB")
    machine = trace.machine(str(folder))
    ours = trace.run(machine, SENTENCE)
    assert_same(ours, theirs(folder, [t.id for t in ours.tokens]))


def test_bfloat16_weights_read_the_same_in_both_forwards(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    path = tiny_llama(tmp_path) / "model.safetensors"
    save_file({name: t.bfloat16() for name, t in load_file(path).items()}, path, metadata={"format": "pt"})
    ours = trace.run(trace.machine(str(tmp_path)), SENTENCE)
    again = reference.forward(reference.Weights(tmp_path), [[t.id for t in ours.tokens]], ["logits"])[0]["logits"]
    assert np.abs(ours["logits"] - again).max() <= 1e-4 * np.abs(again).max()


def test_the_path_compared_is_the_one_that_ran(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break one step of ours and the comparison must notice."""
    good = theirs(real().source.folder, [t.id for t in real().tokenize(SENTENCE)])
    monkeypatch.setattr(transformer, "rotate", lambda x, turn: x)
    with pytest.raises(AssertionError):
        assert_same(trace.run(real(), SENTENCE), good)


def test_every_array_is_recorded_with_the_shape_it_promises() -> None:
    found = trace.run(real(), SENTENCE)
    shape = real().transformer.config
    sizes = {"T": 11, "D": 576, "H": 9, "G": 3, "K": 64, "M": 1536, "V": 49152, "L": 30}
    assert (shape.d_model, shape.n_heads, shape.n_kv_heads, shape.d_head) == (576, 9, 3, 64)
    for name, axes in ARRAYS.items():
        assert found[name].shape == tuple(sizes[a] for a in axes), name
        assert found[name].dtype == np.float32, name


def test_the_numpy_forward_agrees_on_every_array() -> None:
    ours = trace.run(real(), SENTENCE)
    again = reference.forward(reference.Weights(real().source.folder), [[t.id for t in ours.tokens]], list(ARRAYS))[0]
    for name, array in ours.arrays.items():
        other = again[name]
        assert array.shape == other.shape and np.array_equal(np.isneginf(array), np.isneginf(other)), name
        array, other = np.nan_to_num(array, neginf=0), np.nan_to_num(other, neginf=0)
        assert np.abs(array - other).max() <= 2e-5 * np.abs(other).max(), name


def test_the_reference_shares_no_code_with_the_decoder(root: Path) -> None:
    source = (root / "model" / "reference.py").read_text()
    assert "torch" not in source.partition('"""')[2].partition('"""')[2]
    assert "from model" not in source and "import model" not in source


def test_sentences_run_together_give_what_each_gives_alone() -> None:
    texts = ["The dog caught a mole", "A furry mole", "The cat caught a bird"]
    for together, text in zip(trace.run_many(real(), texts, ["resid_post", "pattern"]), texts, strict=True):
        alone = trace.run(real(), text, ["resid_post", "pattern"])
        assert together.tokens == alone.tokens
        for name in alone.arrays:
            assert np.abs(together[name] - alone[name]).max() <= 1e-4 * np.abs(alone[name]).max()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"model_type": "gpt2"}, "gpt2"),
        ({"attention_bias": True}, "attention_bias"),
        ({"rope_scaling": {"rope_type": "llama3", "factor": 8.0}}, "rope_scaling"),
        ({"hidden_act": "gelu"}, "hidden_act"),
        ({"hidden_size": None}, "hidden_size"),
    ],
)
def test_a_model_this_cannot_run_is_refused(change: dict, said: str) -> None:
    import json

    config = json.loads((real().source.folder / "config.json").read_text()) | change
    config = {name: value for name, value in config.items() if value is not None}
    with pytest.raises(UserError, match=said):
        transformer.Config.read(config)
