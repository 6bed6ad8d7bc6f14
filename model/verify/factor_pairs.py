"""Check products: their factors belong together, in heads that read each other and at the same place in both."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

NUMBERS = r"\[(\d+(?:,\d+)*)\]"
# A query times a key, a weight times a value, W_U times what is unembedded: in either order.
PARTNERS: Mapping[str, str] = {"rot_q": "rot_k", "q": "k", "pattern": "v", "W_U": "final_norm"}
# The model's key, where there are several; the array; its indices.
FACTOR = rf"([a-z][\w\-]*/)?(?:\w+\.)?({'|'.join([*PARTNERS, *PARTNERS.values()])}){NUMBERS}"
PRODUCT = re.compile(rf"(?<![\w.]){FACTOR}\*{FACTOR}")


def mismatched(source: str, shared_by: Callable[[str], int]) -> str | None:
    """Return the first product of two entries that no model multiplies; None where there is none.

    ``shared_by`` gives how many query heads read a key/value head in the model of a key, ``""`` where there is one.
    """
    if "*" not in source:
        return None
    for match in PRODUCT.finditer(source):
        model, name, index, its_model, its_name, its_index = match.groups(default="")
        found = {name: _places(index), its_name: _places(its_index)}
        one = name if name in PARTNERS else its_name
        other = PARTNERS.get(one, "")
        if other not in found or one == other:
            continue
        if model != its_model or not _belong(one, found[one], found[other], shared_by(model.rstrip("/"))):
            return f"no model multiplies {match[0]}"
    return None


def _places(index: str) -> list[int]:
    return [int(place) for place in index.split(",")]


def _belong(name: str, one: list[int], other: list[int], shared_by: int) -> bool:
    if name == "W_U":
        return one[-1] == other[-1]
    (layer, head, _, inner), (its_layer, group, position, place) = one, other
    same = inner == (position if name == "pattern" else place)
    return same and layer == its_layer and head // shared_by == group
