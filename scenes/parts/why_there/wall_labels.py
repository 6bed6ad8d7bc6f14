"""Labels along the edges of a wall of terms that is seen from above: the two words, and layers' numbers."""

from __future__ import annotations

import numpy as np
from manim import LEFT, RIGHT, UP, Line, Mobject, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.depth.term_wall import OUT, SIDE, TermWall
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.parts.shared.part_names import part_name, shown
from attention_scenes.scenes.parts.why_there.score_pair import ScorePair
from attention_scenes.scenes.parts.why_there.side_list import role_by_sign, side_em

EVERY = 5  # so many layers have a number
NEAR, FAR = 0.18, 0.56  # from the slips to the numbers and to the word, in scene units


def edge_labels(scene: AttentionScene, pair: ScorePair, wall: TermWall) -> VGroup:
    """Return the query over the upper edge, the key at the left one, then numbers of layers along both."""
    em, (query, key) = scene.layout.em, pair.words
    away, middle = OUT / SIDE * wall.count, (wall.count - 1) / 2
    layers = sorted({write.layer for write in wall.terms.writes if write.layer >= 0})
    numbered = [layer for layer in layers if len(layers) <= 2 * EVERY or layer % EVERY == 0]
    at = {layer: wall.edges.layer_middle(layer) * wall.count - 0.5 for layer in numbered}
    on_top = VGroup(*[number(scene, n, n == numbered[0], wall.seen(-away, at[n]) + NEAR * UP) for n in numbered])
    room = scene.layout.is_wide and len(layers) > 2 * EVERY  # else the name would lie on the word at the left
    aside = VGroup(
        *[number(scene, n, room and n == numbered[0], wall.seen(at[n], -away) + NEAR * LEFT) for n in numbered]
    )
    along, down = wall.seen(0, 1) - wall.seen(0, 0), wall.seen(0, 0) - wall.seen(1, 0)
    word = scene.label(query, em.word, "query").rotate(np.arctan2(along[1], along[0]))
    other = fitted(scene.label(key, em.word, "key"), 2.2).rotate(np.arctan2(down[1], down[0]))
    word.move_to(wall.seen(-away, middle) + FAR * UP)
    other.move_to(wall.seen(middle, -away) + FAR * LEFT)
    return VGroup(word, other, on_top, aside)


def number(scene: AttentionScene, layer: int, named: bool, place: np.ndarray) -> Mobject:
    """Return a layer's number with its middle at a place; one that is ``named`` says before it what it counts."""
    em, own = scene.layout.em.note, [scene.counted(f"layer.{layer}")]
    digits = scene.label(str(layer), em, "soft", numbers=own).move_to(place)
    if not named:
        return digits
    text = scene.label(label_text("layer {layer}", layer=layer), em, "soft", numbers=own)
    return scene.layout.words.hold(text.move_to(digits.get_right(), RIGHT))


def named_rows(
    scene: AttentionScene, wall: TermWall, rows: list[int], sums: Reading, left: float, top: float, low: float
) -> tuple[VGroup, VGroup]:
    """Return the names and sums of some rows of the wall beside it, and a line to each from the end of its bar."""
    em = side_em(scene)
    ends = [wall.bar_end(row) for row in rows]
    order = sorted(range(len(rows)), key=lambda n: -ends[n][1])
    step = (top - low) / max(len(rows) - 1, 1)
    labels, lines = VGroup(), VGroup()
    for place, n in enumerate(order):
        y = top - place * step
        name, inside = part_name(scene, wall.terms.writes[rows[n]])
        digits = shown(sums[rows[n]], 2, sign=True)
        value = scene.label(digits[0], em, role_by_sign(digits[0]), numbers=[digits])
        value.align_to([left, 0, 0], LEFT).stand_on(y - 0.1)
        label = scene.label(name, em, "text", numbers=inside).next_to(value, RIGHT, buff=0.35).stand_on(y - 0.1)
        labels.add(VGroup(value, label))
        lines.add(Line(ends[n], [left - 0.15, y, 0], stroke_width=1.2, color=scene.palette.faint))
    return labels, lines
