"""The four learned maps of one head, and their sizes."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import phrased
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, percent

ROLES = ("query", "key", "value", "output")
MAPS = tuple(zip(("W_Q", "W_K", "W_V", "W_O"), ROLES, strict=True))


@dataclass(frozen=True)
class HeadMaps:
    """A head, the width of a vector and the size of a query, as counts."""

    bundle: Bundle
    layer: int
    head: int
    width: Reading
    size: Reading

    @classmethod
    def of(cls, bundle: Bundle) -> HeadMaps:
        return cls(bundle, *bundle.chosen_head(), bundle.count("d_model"), bundle.count("d_head"))

    def weights(self, symbol: str) -> Reading:
        """Return one of the maps; those of keys and values may be shared with other heads."""
        head = self.bundle.kv_head(self.head) if symbol in ("W_K", "W_V") else self.head
        return self.bundle.read(symbol, self.layer, head)

    def of_head(self, symbol: str, number: int) -> Reading:
        """Return one of the maps of a head of the layer, or of a key and value head, as ``[D, K]``."""
        found = self.bundle.read(symbol, self.layer, number)
        return found if symbol == "W_O" else found.T


def sharing(bundle: Bundle) -> tuple[str, list[tuple[str, Reading]]]:
    """Return how many heads there are, and whether they share key and value maps."""
    heads, groups = bundle.count("n_heads"), bundle.count("n_kv_heads")
    number, each = grouped(heads), grouped(heads / groups)
    if float(heads) == float(groups):
        return phrased("Each of the {heads} heads of a layer has its own four maps.", heads=number[0]), [number]
    caption = phrased(
        "{heads} heads a layer; {group} at a time share one key and one value map.", heads=number[0], group=each[0]
    )
    return caption, [number, each]


def said_of_cost(bundle: Bundle) -> tuple[str, list[tuple[str, Reading]]]:
    """Return what is said of the costs of keys and values beside those of queries and outputs."""
    heads, groups = bundle.count("n_heads"), bundle.count("n_kv_heads")
    if float(heads) == float(groups):
        return phrased("Queries, keys, values and outputs of a layer cost the same."), []
    share, few, many = percent(groups / heads), grouped(groups), grouped(heads)
    caption = phrased(
        "Keys and values cost {share} of queries or outputs: {few} maps, not {many}.",
        share=share[0],
        few=few[0],
        many=many[0],
    )
    return caption, [share, few, many]
