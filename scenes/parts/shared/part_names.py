"""How the parts of a model are named: embedding, a head, an MLP; and how many of each write before a layer."""

from __future__ import annotations

from collections.abc import Sequence

from attention_scenes.model.answers.score_terms import Write
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written

Named = tuple[str, list[tuple[str, Reading]]]


def part_name(scene: AttentionScene, write: Write) -> Named:
    """Return what a part is called, and the numbers in that."""
    layer = (str(write.layer), scene.bundle.count(f"layer.{write.layer}")) if write.layer >= 0 else None
    if write.kind == "head" and layer:
        head = (str(write.head), scene.bundle.count(f"head.{write.head}"))
        return label_text("head {layer}.{head}", layer=layer[0], head=head[0]), [layer, head]
    if write.kind == "mlp" and layer:
        return label_text("MLP {layer}", layer=layer[0]), [layer]
    if write.kind == "bias" and layer:
        return label_text("bias {layer}", layer=layer[0]), [layer]
    plain = {
        "embedding": label_text("embedding"),
        "position": label_text("position"),
        "constant": _of_constant(scene),
    }
    return plain[write.kind], []


def counts_by_kind(scene: AttentionScene, writes: Sequence[Write]) -> list[tuple[str, tuple[str, Reading]]]:
    """Return how many parts of each kind there are, in the order in which they come."""
    bundle = scene.bundle
    one, layers = Reading.constant(1), bundle.count("head.layer")
    ways = {
        "embedding": (label_text("embedding"), one),
        "position": (label_text("position"), one),
        "head": (label_text("heads"), layers * bundle.count("n_heads")),
        "bias": (label_text("biases"), layers),
        "mlp": (label_text("MLPs"), layers),
        "constant": (_of_constant(scene), one),
    }
    kinds = dict.fromkeys(write.kind for write in writes)
    return [(ways[kind][0], grouped(ways[kind][1])) for kind in ways if kind in kinds]


def _of_constant(scene: AttentionScene) -> str:
    """Return what is added to queries and keys whatever was written: by biases of their maps, or by the norm alone."""
    if set(scene.bundle.meta["biased"]) & set("qk"):
        return label_text("biases of the maps")
    return label_text("shift of the norm")


def all_others(count: tuple[str, Reading]) -> Named:
    """Return what those parts are called, so many, that are not named."""
    if count[0] == "1":
        return label_text("the one other"), []
    return label_text("all {count} others", count=count[0]), [count]


def how_many(scene: AttentionScene, writes: Sequence[Write]) -> Reading:
    """Return how many parts there are, as a sum over kinds."""
    found = [reading for _, (_, reading) in counts_by_kind(scene, writes)]
    total = found[0]
    for reading in found[1:]:
        total = total + reading
    return total


def tiles_of(scene: AttentionScene, writes: Sequence[Write]) -> tuple[str, Reading]:
    """Return how many pairs of parts there are, as it is written, and its Reading."""
    count = how_many(scene, writes)
    return grouped(count * count)


def shown(reading: Reading, decimals: int = 2, sign: bool = False) -> tuple[str, Reading]:
    """Return a number as it is written, and its Reading."""
    return written(float(reading), decimals, sign), reading
