"""A model's parameters in lines that add up, and GPT-3's in the same lines."""

from __future__ import annotations

from functools import reduce
from operator import add

from model.bundle import Bundle
from model.readings import Reading

from ..mobjects.counts import Count
from ..mobjects.stated import stated

NAMES = ("queries", "keys", "values", "outputs", "attention", "MLPs", "embedding", "norms", "total")
ATTENTION, TOTAL = NAMES.index("attention"), NAMES.index("total")
NORMS = ("input_layernorm", "post_attention_layernorm", "norm")


def counts_of(bundle: Bundle) -> list[Count]:
    """The lines of :data:`NAMES` for the model of a bundle, each total counted from its tensors."""
    width, size, layers = (bundle.count(name) for name in ("d_model", "d_head", "n_layers"))
    heads, groups = bundle.count("n_heads"), bundle.count("n_kv_heads")
    maps = [
        Count((size, width, number, layers), bundle.count(f"parameters.{letter}_proj"))
        for letter, number in zip("qkvo", (heads, groups, groups, heads), strict=True)
    ]
    norms = sum_of([bundle.count(f"tensors.{name}") for name in NORMS])
    mlps = bundle.count("tensors.mlp") / layers
    return [
        *maps,
        Count((), sum_of([line.total for line in maps])),
        Count((mlps, bundle.count("d_mlp"), width, layers), bundle.count("parameters.mlp")),
        Count((bundle.count("n_vocab"), width), bundle.count("parameters.embed_tokens")),
        Count((norms, width), sum_of([bundle.count(f"parameters.{name}") for name in NORMS])),
        Count((), bundle.count("parameters")),
    ]


def counts_of_gpt3() -> list[Count]:
    """The same lines for GPT-3 175B (Brown et al. 2020, table 2.1, section 2.1).

    Embedding and unembedding are counted apart; positions, biases and norms are not counted.
    """
    layers, heads, width, size = (
        Reading.cited(f"Brown2020,table2.1.{name}") for name in ("n_layers", "n_heads", "d_model", "d_head")
    )
    inner = Reading.cited("Brown2020,section2.1.mlp_ratio") * width
    vocabulary = Reading.cited("Radford2019,section2.3.n_vocab")
    one_map, mlp, embedding = size * width * heads * layers, inner * width * layers * 2.0, vocabulary * width * 2.0
    attention = one_map * 4.0
    return [
        *[Count((size, width, heads, layers), one_map)] * 4,
        Count((), attention),
        Count((stated(2), inner, width, layers), mlp),
        Count((stated(2), vocabulary, width), embedding),
        Count((), stated(0), counted=False),
        Count((), attention + mlp + embedding),
    ]


def sum_of(parts: list[Reading]) -> Reading:
    return reduce(add, parts)
