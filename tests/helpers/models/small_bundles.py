"""Bundles and models for tests: the real model, small random ones, one bundle with something of everything."""

from __future__ import annotations

import json
import math
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from attention_scenes.model.answers import bundle, store
from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.decoder import loaded_model
from attention_scenes.model.decoder.probed_model import TorchProbedModel
from attention_scenes.model.numbers.sourced_array import Reading, constants_in
from attention_scenes.model.probes.probe import Probe
from attention_scenes.model.probes.senses import DEFAULT_MOLE_CONTEXTS, SenseProbe
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.model.verify import check
from attention_scenes.model.verify.probes_again import measure_again
from attention_scenes.model.verify.problems import Problem

SENTENCE = "a fluffy blue creature roamed the verdant forest"
MOLES = ("American shrew mole", "One mole of carbon dioxide", "Take a biopsy of the mole")


@cache
def real() -> loaded_model.LoadedModel:
    return loaded_model.load_model()


@cache
def everything() -> bundle.Bundle:
    """Return a bundle of both probes, two traces and some weights of the best head; the cache is the tests' own."""
    return store.ensure(everything_asked())


def everything_asked() -> Needs:
    return Needs(
        head="best:adjective",
        traces={
            "": TraceNeed(SENTENCE, ("embed", "rot_q", "rot_k", "raw_scores", "attn_scores", "pattern"), "head"),
            "a": TraceNeed("Take a biopsy of the mole", ("resid_post", "logits"), (0, 29)),
        },
        weights=("W_Q[head]", "W_K[head]", "W_V[19,8]", "W_O[19,8]", "attn_norm[head]"),
        probes=(SenseProbe("mole", DEFAULT_MOLE_CONTEXTS, MOLES, ("animal", "chemistry", "skin")),),
    )


def checkpoint_of(folder: Path, **config: Any) -> Checkpoint:
    """Return a folder as a checkpoint, even without files; given settings go before those of its config.json."""
    path = folder / "config.json"
    stored = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return Checkpoint(folder, stored | config, "", "")


def differences(b: bundle.Bundle, readings: list[Reading], off: float = 0.0) -> list[Problem]:
    """Return the problems that ``verify`` finds in a clip with these scalars, each ``off`` by this much."""
    numbers = []
    for reading in readings:
        value = float(reading) + off
        shown = {-math.inf: "\u2212\u221e"}.get(value, "undefined" if math.isnan(value) else f"{value:.4f}")
        numbers.append({"shown": shown, "value": "-inf" if value == -math.inf else value, "source": reading.source})
    return check.check(sidecar(b, numbers))


def sidecar(b: bundle.Bundle, numbers: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the sidecar of a clip that shows these numbers, as far as ``verify`` reads it."""
    declared = sorted(set().union(*(constants_in(n["source"]) for n in numbers)))
    return json.loads(json.dumps(b.sidecar() | {"numbers": numbers, "constants": declared}))


def holds_a_second_way(b: bundle.Bundle, probe: Probe) -> None:
    """Fail unless every array of a probe comes out the same, but for rounding, where it is computed another way."""
    folder = real().checkpoint.folder
    [asked] = [asked for asked in b.meta["needs"]["probes"] if asked["name"] == probe.name]
    again = measure_again(folder, asked)
    kept = {name.rpartition(".")[2] for name in b.arrays if name.startswith(f"probe:{probe.name}.")}
    assert set(again) == kept
    for name, array in again.items():
        first = b.probe(f"{probe.name}.{name}").value
        assert first.shape == array.shape and np.array_equal(np.isnan(first), np.isnan(array)), name
        assert np.nanmax(np.abs(first - array)) <= 1e-4 * np.nanmax(np.abs(first)), name


def tiny_llama(folder: Path, tied: bool = True, shards: str = "5GB", seed: int = 0, **settings: Any) -> Path:
    """Write a random model of three layers in the layout of a hub, with the real tokenizer."""
    from transformers import LlamaConfig, LlamaForCausalLM

    given: dict[str, Any] = dict(  # noqa: C408 (read as the library's own arguments)
        vocab_size=49152, hidden_size=48, intermediate_size=80, num_hidden_layers=3, num_attention_heads=6,
        num_key_value_heads=2, head_dim=8, max_position_embeddings=1024, tie_word_embeddings=tied, bos_token_id=0,
        initializer_range=0.3, rope_parameters={"rope_type": "default", "rope_theta": 5000.0},
    )  # fmt: skip
    return saved(LlamaForCausalLM, LlamaConfig(**given | settings), folder, shards, seed)


def tiny_gpt2(folder: Path, tied: bool = True, shards: str = "5GB", seed: int = 0, **settings: Any) -> Path:
    """Write the same of the GPT-2 family; its biases and norms are random too, not a fresh model's zeros and ones."""
    from transformers import GPT2Config, GPT2LMHeadModel

    given: dict[str, Any] = dict(  # noqa: C408 (read as the library's own arguments)
        vocab_size=49152, n_embd=48, n_layer=3, n_head=4, n_positions=1024, tie_word_embeddings=tied,
        initializer_range=0.3, bos_token_id=0, eos_token_id=0,
    )  # fmt: skip
    return saved(GPT2LMHeadModel, GPT2Config(**given | settings), folder, shards, seed)


def saved(kind: type, config: Any, folder: Path, shards: str, seed: int) -> Path:
    """Write a model of random weights, every one of them, to a folder with the real tokenizer."""
    import torch

    torch.manual_seed(seed)
    made = kind(config)
    with torch.no_grad():
        for name, weight in made.named_parameters():
            if weight.ndim == 1:
                weight.normal_(0.0 if name.endswith("bias") else 1.0, 0.2)
    made.save_pretrained(folder, max_shard_size=shards)
    shutil.copy(real().checkpoint.folder / "tokenizer.json", folder)
    return folder


FAMILIES = {"llama": tiny_llama, "gpt2": tiny_gpt2}


@cache
def small_probed(family: str, folder: Path) -> TorchProbedModel:
    """Return a small random model of a family, as probes measure it."""
    made = FAMILIES[family](folder / family, initializer_range=0.5)
    return TorchProbedModel(locate(str(made), lambda *_: None))
