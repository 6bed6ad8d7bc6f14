"""The four learned maps of one head, and their sizes."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading

MAPS = tuple(zip(("W_Q", "W_K", "W_V", "W_O"), ("query", "key", "value", "output"), strict=True))


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
