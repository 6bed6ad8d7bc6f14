"""Architectures: every combination of parts in both decoders, and what positions, or none, do to a model."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from attention_scenes.model.decoder import loaded_model, trace
from attention_scenes.model.decoder.architectures import read_config
from attention_scenes.model.decoder.architectures.architecture import Architecture
from attention_scenes.model.decoder.architectures.families import FAMILIES, GELU, SIZES, Family
from attention_scenes.model.decoder.probed_model import TorchProbedModel
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.arrays import ARRAYS
from attention_scenes.model.request.interventions import (
    Intervention,
    KnockOut,
    NoRotation,
    Unmask,
    ZeroAblate,
    ZeroNeurons,
    to_json,
)
from attention_scenes.model.verify.counts_again import Counts
from attention_scenes.model.verify.numpy_model.families_again import KINDS, LLAMA_KEYS, LLAMA_NAMES, Kind
from attention_scenes.model.verify.numpy_model.interventions_again import hook_of
from attention_scenes.model.verify.numpy_model.numpy_decoder import forward
from attention_scenes.model.verify.numpy_model.numpy_weights import Weights
from attention_scenes.model.verify.probes_again import NumpyProbedModel
from tests.helpers.models.odd_folders import Plan, make
from tests.helpers.models.small_bundles import saved
from tests.helpers.models.textbook_folders import PLACES, Config, textbook_config, write_textbook
from tests.model.checkpoint.test_odd_folders import same_arrays

TEXT = "Zebras jump by"
ACTIVATIONS = ("silu", "gelu", "gelu_new", "relu")
# Every combination of positions, norm and MLP; activations, biases, shared keys and a tied unembedding take turns.
COMBINATIONS: list[Config] = [
    textbook_config(
        *parts, hidden_act=ACTIVATIONS[n % 4], attention_bias=n % 2 == 1, mlp_bias=n % 3 == 1 and parts[2] != "none",
        num_key_value_heads=(3, 1)[n % 5 > 2], tie_word_embeddings=n % 7 > 3, head_dim=(4, 6)[n % 3 > 1],
    )
    for n, parts in enumerate(product(PLACES, ("rms", "layer"), ("gated", "plain", "none")))
]  # fmt: skip


def both(folder: Path, *made: Intervention, text: str = TEXT) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return a trace's arrays, of all names, and those of the NumPy decoder."""
    loaded = loaded_model.load_model(str(folder))
    ours = trace.run(loaded, text, interventions=made)
    hook = {"hook": hook_of([to_json(each) for each in made], None, {})} if made else {}
    [again] = forward(Weights(folder), [[token.id for token in ours.tokens]], list(ARRAYS), **hook)
    return ours.arrays, again


def assert_same(one: dict[str, np.ndarray], two: dict[str, np.ndarray]) -> None:
    for name in ARRAYS:
        assert one[name].shape == two[name].shape, name
        assert np.array_equal(np.isneginf(one[name]), np.isneginf(two[name])), name
        a, b = (np.nan_to_num(arrays[name], neginf=0) for arrays in (one, two))
        assert np.abs(a - b).max(initial=0) <= 2e-5 * np.abs(b).max(initial=0), name


def name_of(config: Config) -> str:
    return f"{config['positions']}-{config['norm']}-{config['mlp']}"


@pytest.mark.parametrize("config", COMBINATIONS, ids=name_of)
def test_both_decoders_compute_the_same_of_every_combination(tmp_path: Path, config: Config) -> None:
    folder = write_textbook(tmp_path, config)
    ours, again = both(folder)
    assert_same(ours, again)
    assert np.abs(ours["logits"]).max() > 0.1 and len(ours["embed"]) > 8
    loaded, weights = loaded_model.load_model(str(folder)), Weights(folder)
    assert weights.shapes() == loaded.transformer.shapes
    counts = Counts(weights, {"": []}, None, {}, {})
    assert counts.of("d_mlp") == loaded.transformer.config.d_mlp == config.get("intermediate_size", 0)


@pytest.mark.parametrize("positions", ["learned", "sinusoid", "none"])
@pytest.mark.parametrize("activation", ["gelu", "relu"])
@pytest.mark.parametrize("mlp", ["plain", "none"])
def test_it_is_what_torch_s_own_layers_compute(tmp_path: Path, positions: str, activation: str, mlp: str) -> None:
    config = textbook_config(positions, mlp=mlp, hidden_act=activation, attention_bias=True, mlp_bias=mlp == "plain")
    transformer = loaded_model.load_model(str(write_textbook(tmp_path, config))).transformer
    ids = torch.tensor([1, 7, 40, 7, 9, 100, 3])
    x = transformer.W_E_VD[ids]
    if positions == "learned":
        assert transformer.W_pos_CD is not None
        x = x + transformer.W_pos_CD[:7]
    if positions == "sinusoid":
        x = x + torch.tensor([[0.7 * (np.cos if d % 2 else np.sin)(t * 200 ** (-(d - d % 2) / 12)) for d in range(12)]
                              for t in range(7)], dtype=torch.float32)  # fmt: skip
    encoder = torch_s_layers(config, transformer)
    mask = torch.nn.Transformer.generate_square_subsequent_mask(7)
    with torch.inference_mode():
        expected = encoder(x[None], mask=mask)[0] @ transformer.W_U_VD.T
    assert (transformer(ids) - expected).abs().max() <= 1e-5 * expected.abs().max()


def torch_s_layers(config: Config, transformer: Any) -> torch.nn.Module:
    """Return ``torch.nn.TransformerEncoder`` with a model's weights; a model without MLP has one of zeros there."""
    width, wide = config["hidden_size"], config.get("intermediate_size", 4)
    layer = torch.nn.TransformerEncoderLayer(
        width, config["num_attention_heads"], wide, 0.0, config["hidden_act"], 1e-5, batch_first=True, norm_first=True
    )
    encoder = torch.nn.TransformerEncoder(layer, 2, torch.nn.LayerNorm(width, 1e-5), enable_nested_tensor=False)
    for theirs, block in zip(encoder.layers, transformer.blocks, strict=True):
        flat = [x.flatten(0, 1) for x in (block.W_Q_HKD, block.W_K_GKD, block.W_V_GKD)]
        biases = [x.flatten() for x in (block.b_Q_HK, block.b_K_GK, block.b_V_GK)]
        given = {
            "self_attn.in_proj_weight": torch.cat(flat), "self_attn.in_proj_bias": torch.cat(biases),
            "self_attn.out_proj.weight": block.W_O_HDK.transpose(0, 1).flatten(1), "norm1.weight": block.attn_norm_D,
            "self_attn.out_proj.bias": block.b_O_D, "norm1.bias": block.attn_shift_D,
        }  # fmt: skip
        if block.W_up_MD is None:
            given |= {"linear2.weight": torch.zeros(width, wide), "linear2.bias": torch.zeros(width)}
        else:
            given |= {"linear1.weight": block.W_up_MD, "linear1.bias": block.b_up_M, "norm2.weight": block.mlp_norm_D,
                      "linear2.weight": block.W_down_DM, "linear2.bias": block.b_down_D,
                      "norm2.bias": block.mlp_shift_D}  # fmt: skip
        theirs.load_state_dict(given, strict=False)
    encoder.norm.load_state_dict({"weight": transformer.final_norm_D, "bias": transformer.final_shift_D})
    return encoder.eval()


@pytest.mark.parametrize("positions", PLACES)
@pytest.mark.parametrize("layers", [1, 2])
def test_without_positions_one_layer_reads_the_words_before_the_last_in_any_order(
    tmp_path: Path, positions: str, layers: int
) -> None:
    config = textbook_config(positions, norm="layer", mlp="plain", num_hidden_layers=layers)
    transformer = loaded_model.load_model(str(write_textbook(tmp_path, config))).transformer
    one, other = (transformer(torch.tensor(ids))[-1] for ids in ([1, 7, 40, 100, 3], [100, 40, 1, 7, 3]))
    changed = float((one - other).abs().max() / one.abs().max())
    # With a second layer the mask alone tells places apart: what the first wrote depends on how many words it saw.
    if (positions, layers) == ("none", 1):
        assert changed < 1e-5
    else:
        assert changed > 1e-2


@pytest.mark.parametrize("positions", PLACES)
def test_probes_see_the_vectors_of_places_that_are_added(tmp_path: Path, positions: str) -> None:
    folder = write_textbook(tmp_path, textbook_config(positions))
    ours = TorchProbedModel(loaded_model.load_model(str(folder)).checkpoint).position_vectors()
    again = NumpyProbedModel(folder).position_vectors()
    assert (ours is None) is (again is None) is (positions in ("rotary", "none"))
    if ours is not None and again is not None:
        assert ours.shape == again.shape == (24, 12) and np.abs(ours - again).max() < 1e-6


@pytest.mark.parametrize("positions", PLACES)
def test_interventions_are_made_in_every_architecture(tmp_path: Path, positions: str) -> None:
    folder = write_textbook(tmp_path, textbook_config(positions, mlp="gated"))
    made = (ZeroAblate(0, 1), Unmask(1), KnockOut(((5, 2), (4, 0))), ZeroNeurons(1, (3, 4)))
    assert_same(*both(folder, *made))
    if positions == "rotary":
        assert_same(*both(folder, NoRotation((1,))))
    else:
        with pytest.raises(UserError, match="no rotation to leave out"):
            both(folder, NoRotation())


@pytest.mark.parametrize(
    ("positions", "change", "why"),
    [
        ("none", {"positions": "alibi"}, "positions is 'alibi', where one of rotary, learned, sinusoid, none"),
        ("none", {"norm": "batch"}, "norm is 'batch'"),
        ("none", {"mlp": ["plain"]}, "mlp is \"['plain']\""),
        ("none", {"hidden_act": "mish"}, "hidden_act is 'mish'"),
        ("none", {"rope_theta": 300.0}, "sets rope_theta, which is not known"),
        ("none", {"rope_scaling": {"rope_type": "linear", "factor": 2.0}}, "sets rope_scaling"),
        ("rotary", {"sinusoid_base": 200.0}, "sets sinusoid_base, which is not known"),
        ("rotary", {"head_dim": 5}, "odd size, 5"),
        ("rotary", {"partial_rotary_factor": 0.5}, "partial_rotary_factor"),
        ("sinusoid", {"hidden_size": 13}, "odd size, 13"),
        ("sinusoid", {"sinusoid_base": 0}, "sinusoid_base is 0"),
        ("sinusoid", {"sinusoid_scale": None}, "sinusoid_scale is 'None'"),
        ("learned", {"mlp": "none"}, "intermediate_size is 20, where the model has no MLP"),
        ("learned", {"norm_eps": "1e-5"}, "norm_eps is '1e-5'"),
        ("learned", {"attention_bias": 1}, "attention_bias is '1', where true or false"),
        ("learned", {"architectures": ["LlamaForCausalLM"]}, "architectures 'LlamaForCausalLM'"),
        ("learned", {"rms_norm_eps": 1e-5}, "rms_norm_eps"),
    ],
)
def test_parts_that_are_not_known_or_do_not_fit_are_named(positions: str, change: Config, why: str) -> None:
    with pytest.raises(UserError) as caught:
        read_config.config_of(textbook_config(positions) | {"vocab_size": 302} | change)
    assert why in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("missing", ["positions", "norm", "mlp", "norm_eps", "sinusoid_base", "intermediate_size"])
def test_a_part_that_is_not_named_is_asked_for(missing: str) -> None:
    config = textbook_config("sinusoid") | {"vocab_size": 302}
    del config[missing]
    with pytest.raises(UserError, match=f"no '{missing}'"):
        read_config.config_of(config)


@pytest.mark.parametrize("stored", ["h.0.mlp.up_proj.weight", "layers.0.mlp.up_proj.weight", "h.7.mlp.c_fc.weight"])
def test_a_tensor_under_another_family_s_name_is_none_of_this_one(tmp_path: Path, stored: str) -> None:
    from safetensors.torch import load_file, save_file

    path = make(Plan("gpt2", (2, 1, 8, 2)), tmp_path / "m") / "model.safetensors"
    tensors = load_file(path)
    tensors[f"transformer.{stored}"] = tensors.pop("transformer.h.0.mlp.c_fc.weight")
    save_file(tensors, path, metadata={"format": "pt"})
    with pytest.raises(UserError, match=f"they hold transformer.{stored}, which this decoder does not use"):
        loaded_model.load_model(str(tmp_path / "m"))


def test_a_part_read_otherwise_is_another_model(tmp_path: Path) -> None:
    """Check that each choice matters: the same weights give other logits under another norm or activation."""
    config = textbook_config("none", norm="rms", mlp="plain")
    folder = write_textbook(tmp_path, config)
    first = both(folder)[0]["logits"]
    for change in ({"hidden_act": "relu"}, {"hidden_act": "gelu_new"}, {"positions": "sinusoid", **PLACES["sinusoid"]}):
        stored = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps(stored | change))
        ours, again = both(folder)
        assert_same(ours, again)
        assert np.abs(ours["logits"] - first).max() > 1e-4
        (folder / "config.json").write_text(json.dumps(stored))


STARCODER2 = Family(
    Architecture(positions="rotary", norm="layer", mlp="plain", activation="gelu_new"),
    classes=("Starcoder2ForCausalLM",),
    sizes=SIZES | {"norm_eps": "norm_epsilon"},
    usual={"tie_word_embeddings": True, "use_bias": True, "sliding_window": None},
    only={"hidden_act": GELU},
    switches={"use_bias": "qkvoud"},
    window="every layer",
    reads=("residual_dropout", "embedding_dropout"),
    names={"layers.{}.mlp.up_proj": "layers.{}.mlp.c_fc", "layers.{}.mlp.down_proj": "layers.{}.mlp.c_proj"},
)
STARCODER2_AGAIN = Kind(
    "turned", True, "plain", "gelu_new", LLAMA_KEYS | {"eps": ("norm_epsilon",)},
    LLAMA_NAMES | {"up": "layers.{}.mlp.c_fc", "down": "layers.{}.mlp.c_proj"}, {},
    silent={"tie_word_embeddings": True, "sliding_window": None}, window="all",
)  # fmt: skip


@pytest.mark.parametrize(("bias", "window"), [(True, None), (False, 24)])
def test_a_family_of_known_parts_is_one_description_each_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bias: bool, window: int | None
) -> None:
    """Read a model that is not in the tables, StarCoder2: rotary positions, LayerNorm, plain MLP, shared keys."""
    from transformers import Starcoder2Config, Starcoder2ForCausalLM

    config = Starcoder2Config(
        vocab_size=49152, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, use_bias=bias, bos_token_id=0, initializer_range=0.3, sliding_window=window,
    )  # fmt: skip
    folder = saved(Starcoder2ForCausalLM, config, tmp_path, "5GB", 0)
    with pytest.raises(UserError, match="of type 'starcoder2'"):
        loaded_model.load_model(str(folder))
    monkeypatch.setitem(FAMILIES, "starcoder2", STARCODER2)  # type: ignore[arg-type]
    monkeypatch.setitem(KINDS, "starcoder2", STARCODER2_AGAIN)  # type: ignore[arg-type]
    ours, again = both(folder)
    assert_same(ours, again)
    loaded = loaded_model.load_model(str(folder))
    same_arrays(trace.run(loaded, TEXT), folder)
    assert loaded.transformer.config.n_context == (window or 4096)
