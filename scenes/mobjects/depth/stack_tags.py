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
from attention_scenes.scenes.mobjects.text.shaping import readable

TAG = 0.3  # em; more in a frame in which that is too small to be read
ATTENTION = label_text("attention")
MLP = label_text("MLP")
LEFT = Hold(-1.0)  # a name's left end is where it stands
ABOVE, BELOW = (0.0, 0.12, 0.0), (0.08, 0.0, -0.75)  # from a slab's corner to its name: right, up, and up in em
MARGIN = 0.55  # scene units from a name to the right edge of the frame
TALL = 0.75  # em: how high a name rises over its baseline
NEAREST = 0.5  # depth in units of space: what is nearer has no name


class Tag(NamedTuple):
    """A name: where its left end stands in the frame, ``[2]``, and the layer whose number it says, if any."""

    name: NameTag
    at: np.ndarray
    layer: int | None

    def is_within(self, low: np.ndarray, high: np.ndarray) -> bool:
        """Return whether all of it lies in a box of the frame."""
        return bool((self.at > low).all() and (self.at + [self.name.width, self.name.em] < high).all())

    def held(self, right: float, top: float) -> Tag:
        """Return it moved until a margin is left before the right edge of the frame, and none of it is over ``top``."""
        x, y = self.at
        return self._replace(at=np.array([min(x, right - MARGIN - self.name.width), min(y, top - TALL * self.name.em)]))


def stack_tags(
    lens: Lens, places: Layers, box_23: np.ndarray, opened: Sequence[int], on_faces: bool = False
) -> list[Tag]:
    """Return the names: layers' numbers over a corner of their slab, halves of opened layers below the other one.

    Where ``on_faces``, the halves' names stand on them, in the corner that they else stand below.

    ``box_23`` are a slab's low and high corner, whatever its depth.
    """
    (left, floor, _), (right, top, _) = box_23.tolist()
    found = []
    for layer in sorted({0, len(places.out) - 1, *opened}):
        place = [left, top, places.attention[layer, 0]]
        found += _tag(lens, label_text("layer {layer}", layer=layer), place, ABOVE, layer)
    for layer in opened:
        for name, z in ((ATTENTION, places.attention[layer, 0]), (MLP, places.mlp[layer, 0])):
            tags = _tag(lens, name, [right, floor, z], BELOW)
            found += [tag._replace(at=tag.at + [-tag.name.width - 0.2, 0.95]) for tag in tags] if on_faces else tags
    return found


def tag_below(lens: Lens, text: str, place: list[float]) -> Tag:
    """Return a followed word's name, in the middle below a place in space."""
    name = NameTag(text, readable(TAG), palette().rgba("focus"))
    return Tag(name, lens.project(place).xy_N2[0] + [-name.width / 2, -0.9 * name.em], None)


def _tag(
    lens: Lens, text: str, place: list[float], aside: tuple[float, float, float], layer: int | None = None
) -> list[Tag]:
    seen = lens.project(place)
    if seen.depth_N[0] < NEAREST:
        return []
    name, (right, up, ems) = NameTag(text, readable(TAG), palette().rgba("soft")), aside
    return [Tag(name, seen.xy_N2[0] + [right, up + ems * name.em], layer)]
