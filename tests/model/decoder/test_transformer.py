"""The torch decoder compared with ``transformers``, layer by layer, on random weights and on the real ones."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from attention_scenes.model.decoder import loaded_model, trace, transformer
from attention_scenes.model.decoder.architectures import read_config
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.arrays import ARRAYS
from attention_scenes.model.verify.numpy_model import numpy_decoder, numpy_weights
from tests.helpers.models.small_bundles import SENTENCE, checkpoint_of, real, saved, tiny_gpt2, tiny_llama

TEXTS = [SENTENCE, "One", "Harry Potter attends the Hogwarts School of Witchcraft and 42 \U0001f994 friends, said she."]


def theirs(folder: Path, ids: list[int]) -> dict[str, np.ndarray]:
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32)
    with torch.inference_mode():
        out = model(torch.tensor([ids]), output_hidden_states=True, output_attentions=True)
    stream = [h[0].numpy() for h in out.hidden_states]
    return {
        "embed": model.get_input_embeddings()(torch.tensor(ids)).detach().numpy(),
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
    assert_same(ours, theirs(real().checkpoint.folder, [t.id for t in ours.tokens]))


@pytest.mark.parametrize("make", [tiny_llama, tiny_gpt2])
@pytest.mark.parametrize(("tied", "shards"), [(True, "5GB"), (False, "1MB")])
def test_random_weights_give_what_transformers_gives(tmp_path: Path, make: Any, tied: bool, shards: str) -> None:
    folder = make(tmp_path, tied, shards)
    assert (len(list(folder.glob("*.safetensors"))) > 1) is (shards == "1MB")
    same_three_ways(folder)


def same_three_ways(folder: Path, text: str = TEXTS[2]) -> None:
    """Check that the torch decoder, ``transformers`` and the NumPy forward agree on a model folder."""
    ours = trace.run(loaded_model.load_model(str(folder)), text)
    ids = [t.id for t in ours.tokens]
    assert_same(ours, theirs(folder, ids))
    again = numpy_decoder.forward(numpy_weights.Weights(folder), [ids], list(ARRAYS))[0]
    for name, array in ours.arrays.items():
        assert array.shape == again[name].shape, name
        array, other = np.nan_to_num(array, neginf=0), np.nan_to_num(again[name], neginf=0)
        assert np.abs(array - other).max() <= 2e-5 * np.abs(other).max(), name


LLAMA3 = {"rope_type": "llama3", "rope_theta": 500.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
          "original_max_position_embeddings": 32}  # fmt: skip


@pytest.mark.parametrize(
    "settings",
    [
        {"rope_parameters": {"rope_type": "linear", "rope_theta": 10_000.0, "factor": 4.0}},
        {"rope_parameters": LLAMA3},
        {"attention_bias": True},
        {"num_key_value_heads": 6, "head_dim": 16},
    ],
)
def test_variants_of_llama_give_what_transformers_gives(tmp_path: Path, settings: dict[str, Any]) -> None:
    same_three_ways(tiny_llama(tmp_path, **settings))


def test_the_biases_of_qwen2_are_added(tmp_path: Path) -> None:
    from transformers import Qwen2Config, Qwen2ForCausalLM

    config = Qwen2Config(
        vocab_size=49152, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, bos_token_id=0, initializer_range=0.3,
    )  # fmt: skip
    same_three_ways(saved(Qwen2ForCausalLM, config, tmp_path, "5GB", 0))
    assert read_config.config_of(checkpoint_of(tmp_path).config).architecture.biases == "qkv"


def test_a_sliding_window_is_read_as_far_as_it_hides_nothing(tmp_path: Path) -> None:
    from transformers import MistralConfig, MistralForCausalLM

    config = MistralConfig(
        vocab_size=49152, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, bos_token_id=0, sliding_window=20, initializer_range=0.3,
    )  # fmt: skip
    folder = saved(MistralForCausalLM, config, tmp_path, "5GB", 0)
    same_three_ways(folder, " word" * 19)
    with pytest.raises(UserError, match="at most 20"):
        trace.run(loaded_model.load_model(str(folder)), " word" * 20)


def test_names_with_a_prefix_and_masks_that_some_files_hold_make_no_difference(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    path = tiny_gpt2(tmp_path) / "model.safetensors"
    whole = loaded_model.load_model(str(tmp_path))
    stored = load_file(path)
    assert any(name.startswith("transformer.") for name in stored)
    bare = {name.removeprefix("transformer."): tensor for name, tensor in stored.items()}
    bare |= {f"h.{n}.attn.bias": torch.ones(1, 1, 64, 64) for n in range(3)}  # as the hub's own gpt2 has them
    bare |= {"lm_head.weight": stored["transformer.wte.weight"].clone()}  # tied, and the same
    save_file(bare, path, metadata={"format": "pt"})
    again = loaded_model.load_model(str(tmp_path))
    assert again.checkpoint.digest != whole.checkpoint.digest and again.transformer.shapes == whole.transformer.shapes
    assert np.array_equal(trace.run(again, SENTENCE)["logits"], trace.run(whole, SENTENCE)["logits"])
    weights = numpy_weights.Weights(tmp_path)
    assert weights.shapes() == again.transformer.shapes
    assert weights.n_parameters() == sum(map(math.prod, again.transformer.shapes.values()))


@pytest.mark.parametrize("make", [tiny_llama, tiny_gpt2])
def test_every_tensor_is_counted_once(tmp_path: Path, make: Any) -> None:
    from transformers import AutoModelForCausalLM

    folder = make(tmp_path)
    counted = sum(map(math.prod, loaded_model.load_model(str(folder)).transformer.shapes.values()))
    assert counted == AutoModelForCausalLM.from_pretrained(folder).num_parameters()


@pytest.mark.parametrize("change", ["missing", "left", "size"])
def test_tensors_that_do_not_fit_are_named(tmp_path: Path, change: str) -> None:
    from safetensors.torch import load_file, save_file

    path = tiny_gpt2(tmp_path) / "model.safetensors"
    stored, name = load_file(path), "transformer.h.1.mlp.c_fc.bias"
    match change:
        case "missing":
            del stored[name]
        case "left":
            stored["transformer.h.1.attn.q_norm.weight"] = torch.ones(12)
        case "size":
            stored[name] = torch.ones(7)
    save_file(stored, path, metadata={"format": "pt"})
    messages = {"missing": "no tensor 'model.layers.1.mlp.up_proj.bias'", "left": "q_norm", "size": "7, not 192"}
    with pytest.raises(UserError, match=messages[change]):
        loaded_model.load_model(str(tmp_path))


@pytest.mark.parametrize("make", [tiny_llama, tiny_gpt2])
@pytest.mark.parametrize("kind", [torch.bfloat16, torch.float16])
def test_half_precision_weights_are_worked_with_in_float32(tmp_path: Path, make: Any, kind: torch.dtype) -> None:
    from safetensors.torch import load_file, save_file

    path = make(tmp_path) / "model.safetensors"
    save_file({name: t.to(kind) for name, t in load_file(path).items()}, path, metadata={"format": "pt"})
    same_three_ways(tmp_path)


def test_the_path_compared_is_the_one_that_ran(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break one step of the torch decoder and check that the comparison fails."""
    good = theirs(real().checkpoint.folder, [t.id for t in real().tokenize(SENTENCE)])
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
    again = numpy_decoder.forward(
        numpy_weights.Weights(real().checkpoint.folder), [[t.id for t in ours.tokens]], list(ARRAYS)
    )[0]
    for name, array in ours.arrays.items():
        other = again[name]
        assert array.shape == other.shape and np.array_equal(np.isneginf(array), np.isneginf(other)), name
        array, other = np.nan_to_num(array, neginf=0), np.nan_to_num(other, neginf=0)
        assert np.abs(array - other).max() <= 2e-5 * np.abs(other).max(), name


def test_the_reference_shares_no_code_with_the_decoder(root: Path) -> None:
    for file, imported in (
        ("numpy_decoder", {"attention_scenes.model.verify.numpy_model.numpy_weights"}),
        (
            "numpy_weights",
            {
                "attention_scenes.model.errors",
                "attention_scenes.model.verify.numpy_model.config",
                "attention_scenes.model.own_models",  # says in which folder the model lies that another adapts
            },
        ),
        ("config", {"attention_scenes.model.errors", "attention_scenes.model.verify.numpy_model.families_again"}),
        ("families_again", set()),
    ):
        source = (root / "model" / "verify" / "numpy_model" / f"{file}.py").read_text()
        assert not re.search(r"^\s*(from|import) torch", source, re.MULTILINE)
        assert set(re.findall(r"^\s*(?:from|import) (attention_scenes[\w.]*)", source, re.MULTILINE)) == imported


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
        ({"model_type": "gemma2"}, "'gemma2'; what can be read is llama, mistral, qwen2, gpt2, bert and textbook"),
        ({"rope_scaling": {"rope_type": "yarn", "factor": 8.0}}, "rope_scaling 'yarn'"),
        ({"rope_scaling": {"rope_type": "llama3", "factor": 8.0}}, "no 'low_freq_factor'"),
        ({"hidden_act": "gelu"}, "hidden_act"),
        ({"mlp_bias": True, "partial_rotary_factor": 0.5}, "mlp_bias, partial_rotary_factor"),
        ({"quantization_config": {"bits": 4}}, "quantization_config"),
        ({"hidden_size": None}, "no 'hidden_size'"),
        ({"hidden_size": "wide"}, "cannot be read"),
        ({"model_type": "gpt2", "activation_function": "relu"}, "activation_function"),
        ({"model_type": "gpt2", "scale_attn_by_inverse_layer_idx": True}, "scale_attn_by_inverse_layer_idx"),
        ({"model_type": "gpt2"}, "no 'n_head'"),
    ],
)
def test_a_model_this_cannot_run_is_refused(change: dict, said: str) -> None:
    config = {**real().checkpoint.config} | change
    config = {name: value for name, value in config.items() if value is not None}
    with pytest.raises(UserError, match=said) as caught:
        read_config.config_of(config)
    assert "\n" not in str(caught.value)
