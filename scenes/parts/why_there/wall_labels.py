"""Labels along the edges of a wall of terms that is seen from above: the two words, and layers' numbers."""

from __future__ import annotations

from manim import LEFT, RIGHT, Line, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.depth.term_wall import TermWall
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.parts.why_there.part_names import part_name, shown
from attention_scenes.scenes.parts.why_there.score_pair import ScorePair

EVERY = 5  # so many layers have a number
SLIPS = 0.42  # units of space that the slips take


def edge_labels(scene: AttentionScene, pair: ScorePair, wall: TermWall) -> VGroup:
    """Return the query over the upper edge, the key at the left one, then numbers of layers along both."""
    em, (query, key) = scene.layout.em, pair.words
    unit = wall.seen(0, 1)[0] - wall.seen(0, 0)[0]
    out = SLIPS / 6.0 * unit * wall.count
    first, last = wall.seen(0, 0), wall.seen(wall.count - 1, wall.count - 1)
    top, left = first[1] + out, first[0] - out
    layers = sorted({write.layer for write in wall.terms.writes if write.layer >= 0})
    many = len(layers) > 2 * EVERY
    on_top = VGroup(*[
        number(scene, layer).move_to([first[0] + (last[0] - first[0]) * wall.edges.layer_middle(layer), top + 0.14, 0])
        for layer in layers if not many or layer % EVERY == 0
    ])  # fmt: skip
    aside = VGroup(*[
        number(scene, layer).move_to([left - 0.16, first[1] + (last[1] - first[1]) * wall.edges.layer_middle(layer), 0])
        for layer in layers if not many or layer % EVERY == 0
    ])  # fmt: skip
    word = scene.label(query, em.word, "query").move_to([(first[0] + last[0]) / 2, top + 0.52, 0])
    other = fitted(scene.label(key, em.word, "key"), 2.2)
    other.rotate(1.5707963).move_to([left - 0.56, (first[1] + last[1]) / 2, 0])
    return VGroup(word, other, on_top, aside)


def number(scene: AttentionScene, layer: int) -> Label:
    return scene.label(str(layer), scene.layout.em.note, "soft", numbers=[scene.counted(f"layer.{layer}")])


def named_rows(
    scene: AttentionScene, wall: TermWall, rows: list[int], sums: Reading, left: float, top: float, low: float
) -> tuple[VGroup, VGroup]:
    """Return the names and sums of some rows of the wall beside it, and a line to each from the end of its bar."""
    em = scene.layout.em.word
    ends = [wall.bar_end(row) for row in rows]
    order = sorted(range(len(rows)), key=lambda n: -ends[n][1])
    step = (top - low) / max(len(rows) - 1, 1)
    labels, lines = VGroup(), VGroup()
    for place, n in enumerate(order):
        y = top - place * step
        name, inside = part_name(scene, wall.terms.writes[rows[n]])
        digits = shown(sums[rows[n]], 2, sign=True)
        role = "weight_plus" if float(sums[rows[n]]) > 0 else "weight_minus"
        value = scene.label(digits[0], em, role, numbers=[digits]).align_to([left, 0, 0], LEFT).stand_on(y - 0.1)
        label = scene.label(name, em, "text", numbers=inside).next_to(value, RIGHT, buff=0.35).stand_on(y - 0.1)
        labels.add(VGroup(value, label))
        lines.add(Line(ends[n], [left - 0.15, y, 0], stroke_width=1.2, color=scene.palette.faint))
    return labels, lines
