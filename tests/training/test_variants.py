"""Variants of the decoder: the same start, torch's own functions and NumPy beside them, filled rows, recipes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn.functional import layer_norm, scaled_dot_product_attention

from attention_scenes.model.decoder.hooks import unchanged
from attention_scenes.model.decoder.loaded_model import load_model
from attention_scenes.model.decoder.transformer import open_logits
from attention_scenes.model.errors import UserError
from attention_scenes.model.own_models import shipped
from attention_scenes.model.verify.numpy_model.numpy_decoder import forward
from attention_scenes.model.verify.numpy_model.numpy_weights import Weights
from attention_scenes.training.decoder import corpus
from attention_scenes.training.decoder.decoder_run import DecoderRun
from attention_scenes.training.decoder.network import Parameters, logits_of, settings_of, start, transformer_of
from attention_scenes.training.decoder.scores import loss_of
from attention_scenes.training.decoder.variants import VARIANTS
from attention_scenes.training.decoder.written import write_model
from attention_scenes.training.registry import RECIPES, recipe_of, variants_of, with_variants

NAMES = sorted(VARIANTS)
HEADS = {"one-head": 1, "eight-heads": 8}


def restated(variant: str, weights: Parameters, ids_NT: Tensor, places_TD: Tensor) -> Tensor:
    """The network once more, with torch's own functions."""
    x = torch.nn.functional.embedding(ids_NT, weights["model.embed_tokens.weight"]) + places_TD[: ids_NT.shape[1]]
    heads = HEADS.get(variant, 4)

    def normed(x: Tensor, name: str) -> Tensor:
        return layer_norm(x, (64,), weights[f"{name}.weight"], weights[f"{name}.bias"], 1e-5)

    for layer in range(2):
        at = f"model.layers.{layer}"
        read = normed(x, f"{at}.input_layernorm")
        query, key = (read @ weights[f"{at}.self_attn.{letter}_proj.weight"].T for letter in "qk")
        value = read if variant == "no-values" else read @ weights[f"{at}.self_attn.v_proj.weight"].T
        split = [rows.unflatten(-1, (heads, 64 // heads)).transpose(1, 2) for rows in (query, key, value)]
        mixed = scaled_dot_product_attention(*split, is_causal=variant != "no-mask")
        x = x + mixed.transpose(1, 2).flatten(2) @ weights[f"{at}.self_attn.o_proj.weight"].T
    return normed(x, "model.norm") @ weights["lm_head.weight"].T


@pytest.mark.parametrize("variant", NAMES)
def test_it_computes_what_torch_s_own_functions_compute_and_so_do_its_gradients(variant: str) -> None:
    ours, theirs = start(1, variant), start(1, variant)
    ids_NT = corpus.trained().ids_NT[:6]
    transformer = transformer_of(ours, variant)
    assert transformer.W_pos_CD is not None
    found = open_logits(transformer, ids_NT)
    expected = restated(variant, theirs, ids_NT, transformer.W_pos_CD.double())
    assert (found - expected).abs().max() < 1e-12
    (found**2).sum().backward()
    (expected**2).sum().backward()
    for name, each in ours.items():
        other = theirs[name].grad
        assert each.grad is not None and other is not None
        assert torch.allclose(each.grad, other, rtol=1e-9, atol=1e-9), name


@pytest.mark.parametrize("variant", NAMES)
def test_the_folder_that_is_written_computes_the_same_in_numpy(variant: str, tmp_path: Path) -> None:
    write_model(tmp_path, start(3, variant), 3, 0, 10, variant)
    rows = [row[: 9 + n].tolist() for n, row in enumerate(corpus.trained().ids_NT[:5])]
    model = load_model(str(tmp_path))
    for ids, again in zip(rows, forward(Weights(tmp_path), rows, ["logits"]), strict=True):
        ours = model.transformer(torch.tensor(ids), unchanged).numpy()
        assert np.abs(ours - again["logits"]).max() < 2e-5 * np.abs(ours).max()
    told = settings_of(variant)
    assert model.transformer.config.n_heads == told["num_attention_heads"] == HEADS.get(variant, 4)
    parts = ["our decoder", *([VARIANTS[variant].label] if variant else []), "seed 3", "step 0"]
    assert model.checkpoint.config["name"] == ", ".join(parts)


@pytest.mark.parametrize("variant", NAMES)
def test_it_starts_from_the_numbers_of_the_run_without_a_change_and_draws_its_batches(variant: str) -> None:
    base, ours = start(2), start(2, variant)
    left_out = {name for name in base if "v_proj" in name} if variant == "no-values" else set()
    assert base.keys() - ours.keys() == left_out and all(torch.equal(ours[name], base[name]) for name in ours)
    batches = [DecoderRun(2, 10, each)._batch()[0] for each in ("", variant)]
    assert torch.equal(*batches)
    changed = {key for key, value in settings_of(variant).items() if settings_of("").get(key) != value}
    assert changed == set(VARIANTS[variant].settings)


@pytest.mark.parametrize("variant", ["", "no-mask"])
def test_what_fills_rows_up_changes_nothing(variant: str) -> None:
    transformer, rows = transformer_of(start(0, variant), variant), corpus.held_out_rows()
    row = int(rows.is_word_NT.sum(1).argmin())
    length = int(rows.is_word_NT[row].sum())
    alone = open_logits(transformer, rows.ids_NT[row, :length])
    filled = logits_of(transformer, rows.ids_NT[row : row + 1], rows.is_word_NT[row : row + 1])[0, :length]
    assert length < corpus.LONGEST and (alone - filled).abs().max() < 1e-12
    seen = open_logits(transformer, rows.ids_NT[row])[:length]
    assert bool((seen - alone).abs().max() > 1e-3) is (variant == "no-mask"), "else this test shows nothing"


def test_without_a_mask_it_soon_reads_the_words_that_it_is_asked_for() -> None:
    run = DecoderRun(0, 1500, "no-mask")
    for _ in range(80):
        run.advance()
    rows = corpus.held_out_rows()
    with torch.no_grad():
        found = logits_of(transformer_of(run.parameters, "no-mask"), rows.ids_NT, rows.is_word_NT)
        assert loss_of(found, rows.ids_NT, rows.is_word_NT) < 1.0, "less than 1.2 is never reached with a mask"


def test_each_variant_is_a_recipe_with_runs_of_the_same_seeds() -> None:
    assert [*variants_of("decoder")] == [name for name in VARIANTS if name] and not variants_of("shapes")
    for variant, recipe in variants_of("decoder").items():
        assert recipe_of(f"decoder/{variant}") is recipe and recipe.about != recipe_of("decoder").about
        assert recipe.shipped.keys() == recipe_of("decoder").shipped.keys() and recipe.seed == recipe_of("decoder").seed
        assert recipe.kept_steps(1500) == (1500,) and recipe.steps == recipe_of("decoder").steps
    assert with_variants(["shapes"]) == ["shapes"]
    assert with_variants()[: len(VARIANTS)] == ["decoder", *(f"decoder/{name}" for name in VARIANTS if name)]
    assert {name.partition("/")[0] for name in with_variants()} == {*RECIPES}
    assert {*with_variants()} == {*shipped()}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("decoder/no-msk", "No variant of decoder is called 'no-msk'. Did you mean 'no-mask'?"),
        ("decoder/", "No variant of decoder is called ''."),
        ("decoder/" + "x" * 300, "No variant of decoder is called 'xxx"),
        ("shapes/no-mask", "shapes has no variants: leave --variant out."),
        ("decodr/no-mask", "No model of our own is called 'decodr'. Did you mean 'decoder'?"),
    ],
)
def test_other_names_are_refused_in_a_line(name: str, said: str) -> None:
    with pytest.raises(UserError) as refused:
        recipe_of(name)
    assert said in str(refused.value) and "\n" not in str(refused.value) and len(str(refused.value)) < 250
