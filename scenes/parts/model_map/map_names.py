"""What is what on the map: a line, a pane, an arc, each named with a pointer to one of them."""

from __future__ import annotations

import numpy as np
from manim import LEFT, RIGHT, UP, Line, VGroup

from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.depth.layer_arcs import BEND, RISE
from attention_scenes.scenes.mobjects.depth.layer_stack import ASIDE, TOP, LayerStack
from attention_scenes.scenes.mobjects.text.lines import Lines

WIDE, EM = 3.1, 0.36  # of a name, scene units


def map_names(scene: AttentionScene, stack: LayerStack) -> list[VGroup]:
    """Return a line, a pane and an arc named, in a wide frame, where nothing stands beside the whole stack."""
    stage, places = scene.layout.stage, stack.places
    middle = float(places.out[len(places.out) // 2])
    on_line = stack.lens.project([stack.x[-1], 0, middle]).xy_N2[0]
    on_pane = stack.lens.project([stack.x[0] - ASIDE, 0.55 * TOP, places.attention[0, 0]]).xy_N2[0]
    left = stage.left + WIDE / 2
    line = named(scene, label_text("a line: a token’s vector on its way"), (stage.right - 2.0, -2.05), on_line, UP)
    ends = [scene.counted(f"layer.{n}") for n in (0, stack.n_layers - 1)]
    pane = named(scene, label_text("a pane: a layer"), (left, 3.0), on_pane, RIGHT)
    if stack.n_layers > 1:
        counted = label_text("a pane: a layer, {first} to {last}", first=ends[0][0], last=ends[1][0])
        pane = named(scene, counted, (left, 3.0), on_pane, RIGHT, ends)
    arc = named(scene, label_text("an arc: a word reads an earlier one"), (left, 1.6), arc_top(stack), RIGHT)
    return [line, pane, arc]


def named(
    scene: AttentionScene, text: str, at: tuple[float, float], to: np.ndarray, side: np.ndarray, numbers: Numbers = ()
) -> VGroup:
    """Return a name and, from a side of it, a line to what it names."""
    words = Lines(text, EM, WIDE, edge=-1, numbers=numbers).move_to([*at, 0])
    words.align_to([at[0] - WIDE / 2, 0, 0], LEFT)
    start = words.get_edge_center(side) + 0.12 * side
    return VGroup(words, Line(start, [*to.tolist(), 0], stroke_width=2, color=scene.palette.focus))


def arc_top(stack: LayerStack) -> np.ndarray:
    """Return where the top of the plainest arc to another word than the first is seen, ``[2]``."""
    reach = np.abs(stack.x[:, None] - stack.x)
    plain = np.tril(stack.readings.value, -1) * reach * (np.arange(len(stack.x)) > 0)
    layer, query, key = np.unravel_index(int(plain.argmax()), plain.shape)
    high = 0.9 * RISE * reach[query, key] ** BEND
    top = [(stack.x[query] + stack.x[key]) / 2, high, stack.places.attention[layer, 0]]
    return stack.lens.project(top).xy_N2[0]
