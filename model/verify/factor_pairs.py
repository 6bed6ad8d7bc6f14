"""Check products: their factors belong together, in heads that read each other and at the same place in both."""

from __future__ import annotations

import re
from collections.abc import Mapping

NUMBERS = r"\[(\d+(?:,\d+)*)\]"
# A query times a key, a weight times a value, W_U times what is unembedded: in either order.
PARTNERS: Mapping[str, str] = {"rot_q": "rot_k", "q": "k", "pattern": "v", "W_U": "final_norm"}
FACTOR = rf"(?:\w+\.)?({'|'.join([*PARTNERS, *PARTNERS.values()])}){NUMBERS}"
PRODUCT = re.compile(rf"(?<![\w.]){FACTOR}\*{FACTOR}")


def mismatched(source: str, n_heads: int, n_groups: int) -> str | None:
    """Return the first product of two entries that no model multiplies; None where there is none."""
    if "*" not in source:
        return None
    for match in PRODUCT.finditer(source):
        found = {match[1]: _places(match[2]), match[3]: _places(match[4])}
        one = match[1] if match[1] in PARTNERS else match[3]
        other = PARTNERS.get(one, "")
        if other in found and one != other and not _belong(one, found[one], found[other], n_heads // n_groups):
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
