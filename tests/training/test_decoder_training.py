"""The decoder's training: its sentences, its network against torch's own layers, its steps against what is shipped."""

from __future__ import annotations

import hashlib
from random import Random

import numpy as np
import pytest
import torch

from attention_scenes.model.decoder.transformer import open_logits
from attention_scenes.model.own_models import own_model
from attention_scenes.model.request.arrays import ARRAYS
from attention_scenes.model.verify.numpy_model.numpy_decoder import forward
from attention_scenes.model.verify.numpy_model.numpy_weights import Weights
from attention_scenes.training.decoder import corpus
from attention_scenes.training.decoder.decoder_run import BATCH, DecoderRun, rate_at
from attention_scenes.training.decoder.grammar import ADJECTIVES, LONGEST, NOUNS, WORDS, held_out, sentence
from attention_scenes.training.decoder.network import Parameters, config, start, transformer_of
from tests.helpers.models.as_shipped import assert_as_shipped

SENTENCES = [
    "<bos> a tall tower crossed the wild happy king . how was the king wild and happy .",
    "<bos> a silent wizard roamed the old fluffy tower . how was the tower old and fluffy .",
    "<bos> the silent old garden followed a happy king . how was the garden silent and old .",
]
TRAINED = "9bb619a56dd5b809bc936461a8cd9f6adad30811f522084a744ac16c7f94f0cb"  # of all sentences that are trained


class Module(torch.nn.Module):
    """The same network, written with torch's own layers."""

    def __init__(self) -> None:
        super().__init__()
        made = config()
        self.embed = torch.nn.Embedding(made.n_vocab, made.d_model)
        self.places = torch.nn.Embedding(made.n_context, made.d_model)
        self.maps = torch.nn.ModuleList(
            torch.nn.Linear(made.d_model, made.d_model, bias=False) for _ in range(4 * made.n_layers)
        )
        self.norms = torch.nn.ModuleList(torch.nn.LayerNorm(made.d_model) for _ in range(made.n_layers + 1))
        self.head = torch.nn.Linear(made.d_model, made.n_vocab, bias=False)
        torch.nn.init.normal_(self.embed.weight, std=0.5)
        self.n_heads, self.d_head = made.n_heads, made.d_head

    def forward(self, ids_NT: torch.Tensor, places_TD: torch.Tensor) -> torch.Tensor:
        x = self.embed(ids_NT) + places_TD[: ids_NT.shape[1]]
        for layer in range(len(self.norms) - 1):
            query, key, value, out = self.maps[4 * layer : 4 * layer + 4]
            normed = self.norms[layer](x)
            split = [
                made(normed).unflatten(-1, (self.n_heads, self.d_head)).transpose(1, 2) for made in (query, key, value)
            ]
            mixed = torch.nn.functional.scaled_dot_product_attention(*split, is_causal=True)
            x = x + out(mixed.transpose(1, 2).flatten(2))
        return self.head(self.norms[-1](x))


def weights(module: Module) -> Parameters:
    """Its parameters by the names of the decoder's."""
    found = {"model.embed_tokens.weight": module.embed.weight, "lm_head.weight": module.head.weight}
    names = [*(f"model.layers.{layer}.input_layernorm" for layer in range(config().n_layers)), "model.norm"]
    for name, norm in zip(names, module.norms, strict=True):
        found |= {f"{name}.weight": norm.weight, f"{name}.bias": norm.bias}
    for n, made in enumerate(module.maps):
        found[f"model.layers.{n // 4}.self_attn.{'qkvo'[n % 4]}_proj.weight"] = made.weight
    return found


def test_sentences_are_those_of_the_grammar_and_always_the_same() -> None:
    source = Random(3)
    lines = [" ".join(sentence(source, never_trained=n == 2).words) for n in range(3)]
    assert lines == SENTENCES
    assert hashlib.sha256(corpus.trained().ids_NT.numpy().astype(np.uint8).tobytes()).hexdigest() == TRAINED
    longest = max(len(each.words) for each in corpus.trained().sentences)
    assert longest == LONGEST and len(WORDS) == len(set(WORDS)) == 44


def test_no_phrase_that_is_held_out_is_ever_trained_and_each_pair_of_words_is() -> None:
    phrases, pairs = set(), set()
    for each in corpus.trained().sentences:
        words = [word for word in each.words[: each.words.index(".")] if word not in ("and", "very")]
        for n, word in enumerate(words):
            own = [other for other in words[max(0, n - 2) : n] if other in ADJECTIVES]
            if word in NOUNS and own:
                pairs |= {(adjective, word) for adjective in own if words[n - 1] in ADJECTIVES}
                phrases |= {(frozenset(own), word)} if len(own) == 2 and words[n - 1] in own else set()
    assert not phrases & held_out() and len(held_out()) == 165
    assert {("fluffy", "creature"), ("blue", "creature")} <= pairs and len(pairs) == len(ADJECTIVES) * len(NOUNS)
    assert all(answer.right for each in corpus.held_out_rows().sentences for answer in each.answers)


def test_a_seed_starts_as_a_module_of_torch_s_own_layers_does() -> None:
    torch.manual_seed(2)
    theirs, ours = weights(Module()), start(2)
    assert theirs.keys() == ours.keys() and sum(each.numel() for each in ours.values()) == 38_784
    assert all(torch.equal(theirs[name].double(), ours[name]) for name in ours)


def test_it_computes_what_torch_s_own_layers_compute_and_so_do_its_gradients() -> None:
    torch.manual_seed(0)
    module, ours = Module().double(), start(0)
    ids_NT = corpus.trained().ids_NT[:6]
    transformer = transformer_of(ours)
    assert transformer.W_pos_CD is not None
    found, expected = open_logits(transformer, ids_NT), module(ids_NT, transformer.W_pos_CD.double())
    assert (found - expected).abs().max() < 1e-12
    (found**2).sum().backward()
    (expected**2).sum().backward()
    theirs = {name: each.grad for name, each in weights(module).items()}
    for name, each in ours.items():
        assert each.grad is not None and theirs[name] is not None
        assert torch.allclose(each.grad, theirs[name], rtol=1e-9, atol=1e-9), name


def test_the_shipped_model_computes_the_same_in_numpy() -> None:
    from attention_scenes.model.decoder import loaded_model, trace

    loaded = loaded_model.load_model("ours:decoder")
    ours = trace.run(loaded, "a fluffy blue creature roamed the verdant forest. how was the creature")
    [again] = forward(Weights(own_model("ours:decoder").folder), [[t.id for t in ours.tokens]], list(ARRAYS))
    for name in ARRAYS:
        one, two = (np.nan_to_num(arrays[name], neginf=0) for arrays in (ours.arrays, again))
        assert np.abs(one - two).max(initial=0) <= 2e-5 * np.abs(two).max(initial=0), name


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_what_is_shipped_of_step_0_is_what_the_seed_draws(seed: int) -> None:
    assert_as_shipped(start(seed), f"ours:decoder/seed{seed}@0")


def test_twenty_steps_end_where_the_shipped_run_was() -> None:
    run = DecoderRun(2, 1500)
    for _ in range(20):
        run.advance()
    assert_as_shipped(run.parameters, "ours:decoder/seed2@20")


@pytest.mark.whole
def test_the_whole_training_ends_in_the_shipped_weights() -> None:
    run = DecoderRun(2, 1500)
    for _ in range(1500):
        run.advance()
    assert_as_shipped(run.parameters, "ours:decoder/seed2")


def test_the_rate_rises_stands_and_falls() -> None:
    rates = [rate_at(step, 1000) for step in range(1000)]
    assert rates[0] == pytest.approx(3e-3 / 50) and rates[50] == rates[600] == 3e-3 and rates[999] < 1.1e-4
    assert all(after <= before for before, after in zip(rates[50:], rates[51:], strict=False)) and BATCH == 64
