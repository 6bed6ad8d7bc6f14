"""Decoders without norms, without a residual stream, without a mask or a first token: both ways compute the same."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.decoder import loaded_model, trace
from attention_scenes.model.decoder.architectures import read_config
from attention_scenes.model.decoder.hooks import unchanged
from attention_scenes.model.decoder.probed_model import TorchProbedModel
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.interventions import Unmask
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.model.verify.numpy_model.tokens_again import pieces_of
from attention_scenes.model.verify.probes_again import NumpyProbedModel
from tests.helpers.models.textbook_folders import Config, textbook_config, write_textbook
from tests.model.decoder.test_architectures import TEXT, assert_same, both

BARE: list[Config] = [
    textbook_config(
        ("rotary", "learned", "none")[n % 3], norm, mlp, residual=residual, causal=causal, attention_bias=n % 2 == 1,
        add_bos_token=n % 4 > 1,
    )
    for n, (norm, mlp, residual, causal) in enumerate(
        product(("none", "layer"), ("gated", "plain", "none"), (True, False), (True, False))
    )
]  # fmt: skip


@pytest.mark.parametrize("config", BARE)
def test_both_decoders_compute_the_same(tmp_path: Path, config: Config) -> None:
    ours, again = both(write_textbook(tmp_path, config))
    assert_same(ours, again)
    assert np.abs(ours["logits"]).max() > 0.01


@pytest.mark.parametrize("mlp", ["plain", "none"])
def test_without_a_residual_stream_each_part_s_answer_takes_the_stream_s_place(tmp_path: Path, mlp: str) -> None:
    arrays, _ = both(write_textbook(tmp_path, textbook_config("none", "none", mlp, residual=False)))
    assert np.array_equal(arrays["resid_mid"], arrays["attn_out"])
    last = "mlp_out" if mlp == "plain" else "attn_out"
    assert np.array_equal(arrays["resid_post"], arrays[last])
    assert np.array_equal(arrays["resid_pre"][1], arrays["resid_post"][0])
    assert np.array_equal(arrays["final_norm"], arrays["resid_post"][-1])


def test_without_norms_heads_read_the_stream_itself(tmp_path: Path) -> None:
    arrays, _ = both(write_textbook(tmp_path, textbook_config("none", "none")))
    assert np.array_equal(arrays["attn_in"], arrays["resid_pre"])
    assert np.array_equal(arrays["mlp_in"], arrays["resid_mid"])


def test_without_a_mask_every_query_sees_every_key_as_in_an_unmasked_decoder(tmp_path: Path) -> None:
    masked = write_textbook(tmp_path / "masked", textbook_config("rotary"))
    open_ = write_textbook(tmp_path / "open", textbook_config("rotary", causal=False))
    arrays, _ = both(open_)
    assert (arrays["pattern"] > 0).all() and np.isfinite(arrays["attn_scores"]).all()
    assert np.allclose(arrays["logits"], both(masked, Unmask())[0]["logits"], atol=1e-5)
    with pytest.raises(UserError, match="no causal mask: there is none to take off"):
        both(open_, Unmask())


@pytest.mark.parametrize("positions", ["rotary", "learned"])
@pytest.mark.parametrize("biased", [True, False])
def test_without_a_value_map_heads_mix_their_shares_of_what_they_read(
    tmp_path: Path, positions: str, biased: bool
) -> None:
    config = textbook_config(positions, value_map=False, attention_bias=biased)
    ours, again = both(write_textbook(tmp_path, config))
    assert_same(ours, again)
    for head in range(3):
        share = ours["attn_in"][:, :, 4 * head : 4 * head + 4]
        assert np.array_equal(ours["v"][:, head], share)
        assert np.allclose(ours["z"][:, head], ours["pattern"][:, head] @ share, atol=1e-5)
    with pytest.raises(UserError, match="no value map, which this scene shows"):
        ensure(Needs(model=str(tmp_path), head="0.0", weights=("W_V[head]",)))
    assert ensure(Needs(model=str(tmp_path), head="0.0", weights=("W_O[head]",))).arrays


def test_slopes_go_past_a_value_map_that_is_not_there(tmp_path: Path) -> None:
    folder = write_textbook(tmp_path, textbook_config("learned", value_map=False))
    row, model = [1, 7, 40, 7, 9], TorchProbedModel(locate(str(folder)))
    one, other = model.neuron_parts(row, 5, [6, 8]), NumpyProbedModel(folder).neuron_parts(row, 5, [6, 8])
    assert np.abs(one - other).max() < 1e-9 * np.abs(one).max()
    assert [*model.layer_maps(0)] == [*NumpyProbedModel(folder).layer_maps(0)] == ["q", "k", "o", "up", "down"]
    with pytest.raises(UserError, match="A gradient step is shown of"):
        model.loss_step(row, 0.1)


@pytest.mark.parametrize("without", [{"norm": "none"}, {"residual": False}])
def test_a_gradient_step_is_refused_where_the_second_way_would_take_another(
    tmp_path: Path, without: dict[str, Any]
) -> None:
    config = textbook_config("sinusoid", mlp="none", **without)
    model = TorchProbedModel(locate(str(write_textbook(tmp_path, config))))
    with pytest.raises(UserError, match="with norms, a residual stream and a value map"):
        model.loss_step([1, 7, 40, 7, 9], 0.1)


def test_an_encoder_is_torch_s_own_without_a_mask(tmp_path: Path) -> None:
    from tests.model.decoder.test_architectures import torch_s_layers

    config = textbook_config("none", causal=False, attention_bias=True, mlp_bias=True)
    transformer = loaded_model.load_model(str(write_textbook(tmp_path, config))).transformer
    ids = torch.tensor([1, 7, 40, 7, 9])
    with torch.inference_mode():
        expected = torch_s_layers(config, transformer)(transformer.W_E_VD[ids][None])[0] @ transformer.W_U_VD.T
    assert (transformer(ids, unchanged) - expected).abs().max() <= 1e-5 * expected.abs().max()


def test_a_text_may_begin_with_its_own_first_word(tmp_path: Path) -> None:
    folder = write_textbook(tmp_path, textbook_config("none", add_bos_token=False))
    tokens = loaded_model.load_model(str(folder)).tokenize(TEXT)
    config = json.loads((folder / "config.json").read_text())
    assert [token.word for token in tokens][0] == 0
    assert [(token.id, token.word) for token in tokens] == [
        (piece.id, piece.word) for piece in pieces_of(locate(str(folder)).folder, config, TEXT)
    ]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"norm_eps": 1e-5}, "norm_eps is 1e-05, where nothing is normalised"),
        ({"residual": "no"}, "residual is 'no', where true or false"),
        ({"causal": 0}, "causal is '0', where true or false"),
        ({"value_map": "none"}, "value_map is 'none', where true or false"),
        (
            {"value_map": False, "head_dim": 8},
            "value_map is false, where 3 heads of 8 are no shares of a width of 12",
        ),
        ({"value_map": False, "num_key_value_heads": 1}, "where 1 heads of 4 are no shares of a width of 12"),
        ({"add_bos_token": 1}, "add_bos_token is '1', where true or false"),
    ],
)
def test_what_does_not_fit_is_named(change: Config, why: str) -> None:
    with pytest.raises(UserError) as caught:
        read_config.config_of(textbook_config("none", "none") | {"vocab_size": 302} | change)
    assert why in str(caught.value) and "\n" not in str(caught.value)


def test_other_families_know_nothing_of_these_parts() -> None:
    config = {"model_type": "llama", "residual": False}
    with pytest.raises(UserError):
        read_config.config_of(config)


def test_what_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    folder = str(write_textbook(tmp_path, textbook_config("none", "none", residual=False)))
    trace_need = TraceNeed(TEXT, ("pattern",), layers="head")
    with pytest.raises(UserError, match="no norm before its heads"):
        ensure(Needs(model=folder, head="0.0", traces={"": trace_need}, weights=("attn_norm[head]",)))
    parts = TraceNeed(TEXT, ("q_part", "k_part"), layers="head")
    with pytest.raises(UserError, match="no layer adds to what was there"):
        ensure(Needs(model=folder, head="1.0", traces={"": parts}))
    assert ensure(Needs(model=folder, head="0.0", traces={"": parts})).read("q_part", 0, 0).shape[1] == 1
    assert trace.run(loaded_model.load_model(folder), TEXT)["embed"].shape[1] == 12
