"""Names in a stack of layers: some layers' numbers, and what the halves of an opened one are called."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.depth.layer_places import Layers
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag

TAG = 0.3  # em
ATTENTION = label_text("attention")
MLP = label_text("MLP")
LEFT = Hold(-1.0)  # a name's left end is where it stands
ABOVE, BELOW = np.array([0.0, 0.12]), np.array([0.08, -0.75 * TAG])  # from a corner of a slab to its name
MARGIN = 0.55  # scene units from a name to the right edge of the frame
NEAREST = 0.5  # depth in units of space: what is nearer has no name


class Tag(NamedTuple):
    """A name: where its left end stands in the frame, ``[2]``, and the layer whose number it says, if any."""

    name: NameTag
    at: np.ndarray
    layer: int | None

    def is_within(self, low: np.ndarray, high: np.ndarray) -> bool:
        """Return whether all of it lies in a box of the frame."""
        return bool((self.at > low).all() and (self.at + [self.name.width, TAG] < high).all())

    def held(self, right: float) -> Tag:
        """Return it moved to the left until a margin is left before the right edge of the frame."""
        return self._replace(at=np.array([min(self.at[0], right - MARGIN - self.name.width), self.at[1]]))


def stack_tags(lens: Lens, places: Layers, box_23: np.ndarray, opened: Sequence[int]) -> list[Tag]:
    """Return the names: layers' numbers over a corner of their slab, halves of opened layers below the other one.

    ``box_23`` are a slab's low and high corner, whatever its depth.
    """
    (left, floor, _), (right, top, _) = box_23.tolist()
    found = []
    for layer in sorted({0, len(places.out) - 1, *opened}):
        place = [left, top, places.attention[layer, 0]]
        found += _tag(lens, label_text("layer {layer}", layer=layer), place, ABOVE, layer)
    for layer in opened:
        found += _tag(lens, ATTENTION, [right, floor, places.attention[layer, 0]], BELOW)
        found += _tag(lens, MLP, [right, floor, places.mlp[layer, 0]], BELOW)
    return found


def tag_below(lens: Lens, text: str, place: list[float]) -> Tag:
    """Return a followed word's name, in the middle below a place in space."""
    name = NameTag(text, TAG, palette().rgba("focus"))
    return Tag(name, lens.project(place).xy_N2[0] + [-name.width / 2, -0.9 * TAG], None)


def _tag(lens: Lens, text: str, place: list[float], aside: np.ndarray, layer: int | None = None) -> list[Tag]:
    seen = lens.project(place)
    if seen.depth_N[0] < NEAREST:
        return []
    return [Tag(NameTag(text, TAG, palette().rgba("soft")), seen.xy_N2[0] + aside, layer)]
