"""A model's parameters in lines that add up, and GPT-3's in the same lines."""

from __future__ import annotations

from collections.abc import Collection

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.charts.count_column import Count
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.parts.shared.reading_sums import sum_of

MAPS = ("queries", "keys", "values", "outputs")
SUMS = ("attention", "total")  # lines that add up others
LINES = {  # how each line of a table is called on screen
    "queries": label_text("queries"), "keys": label_text("keys"), "values": label_text("values"),
    "outputs": label_text("outputs"), "attention": label_text("attention"), "MLPs": label_text("MLPs"),
    "embedding": label_text("embedding"), "unembedding": label_text("unembedding"),
    "positions": label_text("positions"), "norms": label_text("norms"), "biases": label_text("biases"),
    "total": label_text("total"),
}  # fmt: skip
QKVO = tuple(f"{letter}_proj.weight" for letter in "qkvo")
NORMS = ("input_layernorm.weight", "post_attention_layernorm.weight", "norm.weight")
MLPS = ("mlp.gate_proj.weight", "mlp.up_proj.weight", "mlp.down_proj.weight")


def counts_of(bundle: Bundle) -> dict[str, Count]:
    """Return the lines of a model by their names, each total counted from its tensors.

    An unembedding of its own, learned positions and biases have lines where the model has them.
    """
    width, size, layers = (bundle.count(name) for name in ("d_model", "d_head", "n_layers"))
    heads, groups, words = (bundle.count(name) for name in ("n_heads", "n_kv_heads", "n_vocab"))
    lines = {
        name: Count((size, width, number, layers), bundle.count(f"parameters.{letter}_proj.weight"))
        for name, letter, number in zip(MAPS, "qkvo", (heads, groups, groups, heads), strict=True)
    }
    lines["attention"] = Count((), sum_of([line.total for line in lines.values()]))
    mlps, norms = (sum_of([bundle.count(f"tensors.{n}") for n in there(bundle, names)]) for names in (MLPS, NORMS))
    lines["MLPs"] = Count((mlps / layers, bundle.count("d_mlp"), width, layers), parameters(bundle, MLPS))
    lines["embedding"] = Count((words, width), bundle.count("parameters.embed_tokens"))
    if there(bundle, ("lm_head",)):
        lines["unembedding"] = Count((words, width), bundle.count("parameters.lm_head"))
    if there(bundle, ("embed_positions",)):
        lines["positions"] = Count((bundle.count("n_context"), width), bundle.count("parameters.embed_positions"))
    lines["norms"] = Count((norms, width), parameters(bundle, NORMS))
    if there(bundle, ("bias",)):
        lines["biases"] = Count((), bundle.count("parameters.bias"))
    return lines | {"total": Count((), bundle.count("parameters"))}


def there(bundle: Bundle, parts: Collection[str]) -> list[str]:
    """Return those of the parts of names that tensors of the model have."""
    return [part for part in parts if any(f".{part}." in f".{name}." for name in bundle.meta["tensors"])]


def fewer_than_a_square(scene: AttentionScene, thin: Reading, square: Reading) -> bool:
    """Return whether two thin maps are fewer numbers than the one square that they make."""
    two, one = grouped(thin)[0], grouped(square)[0]
    return scene.claim(
        "two thin maps are fewer numbers than one square",
        float(thin) < float(square),
        claim_text("{two} against {one}", two=two, one=one),
    )


def parameters(bundle: Bundle, parts: Collection[str]) -> Reading:
    """Return how many numbers there are in all tensors whose names have one of these parts."""
    return sum_of([bundle.count(f"parameters.{part}") for part in there(bundle, parts)])


def counts_of_gpt3(names: Collection[str]) -> dict[str, Count]:
    """Return these lines for GPT-3 175B (Brown et al. 2020, table 2.1, section 2.1).

    Embedding and unembedding are counted apart; positions, biases and norms are not counted.
    """
    layers, heads, width, size = (
        Reading.cited(f"Brown2020,table2.1.{name}") for name in ("n_layers", "n_heads", "d_model", "d_head")
    )
    ratio = Reading.cited("Brown2020,section2.1.mlp_ratio")
    vocabulary = Reading.cited("Radford2019,section2.3.n_vocab")
    one_map, mlp, table = size * width * heads * layers, ratio * width * width * layers * 2.0, vocabulary * width
    attention, embedding = one_map * 4.0, table * 2.0
    lines = dict.fromkeys(names, Count((), constant(0), counted=False))
    lines |= dict.fromkeys(MAPS, Count((size, width, heads, layers), one_map))
    lines |= {"attention": Count((), attention), "MLPs": Count((constant(2), ratio, width, width, layers), mlp)}
    lines["embedding"] = Count((constant(2), vocabulary, width), embedding)
    if "unembedding" in names:
        lines |= dict.fromkeys(("embedding", "unembedding"), Count((vocabulary, width), table))
    return lines | {"total": Count((), attention + mlp + embedding)}
