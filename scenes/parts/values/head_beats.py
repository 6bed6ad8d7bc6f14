"""Beats: why this head, by what it and another were measured to do, and what it reads here."""

from __future__ import annotations

import numpy as np
from manim import DOWN, UP, VGroup

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.charts.side_numbers import SideNumbers
from attention_scenes.scenes.mobjects.marks.dots import Arcs
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.token_row import TokenRow
from attention_scenes.scenes.parts.values.value_focus import ValueFocus
from attention_scenes.scenes.parts.values.value_places import ValuePlaces, notes_under

WORTH_TELLING = 0.1  # a cosine
ARC_HEIGHT, MOST_HEIGHT = 1.5, 2.7


def show_heads(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces) -> None:
    """Show the chosen head beside another: where they look, what they carry; then its arcs to the query."""
    row = TokenRow(focus.tokens, width=at.row, smallest=at.smallest)
    row.scale(min(1, MOST_HEIGHT / row.height)).move_to(at.row_y * UP, DOWN)
    mine, beside = (focus.layer, focus.head), focus.beside
    table = heads_table(scene, focus, at, list(dict.fromkeys([beside, mine]))).move_to(at.heads)
    carry, look, control = (scene.bundle.probe(f"adjective.{n}") for n in ("carry", "look", "control"))
    more = scene.claim(
        "this head carries a colour to its noun, and more than the one beside it",
        float(carry[mine]) > max(float(carry[beside]), WORTH_TELLING),
        claim_text("{one} against {other}", one=f"{float(carry[mine]):.3f}", other=f"{float(carry[beside]):.3f}"),
    )
    caption = phrased("Where does a head look, and what does it carry?")
    if more:
        caption = phrased("Looking is not carrying: another head brings more of the colour.")
    scene.add(row)
    with scene.beat("which head", caption):
        scene.play(FadeIn(table), FadeIn(how_measured(scene)), run_time=0.8)
        scene.wait(2.5)
    copies = scene.claim(
        "this head mostly reads the word before, whatever stands there, and carries it",
        min(float(look[mine]), float(control[mine])) > 0.5 and float(carry[mine]) > WORTH_TELLING,
        claim_text(
            "weight {weight}, on other words {other}; cosine {cosine}",
            weight=f"{float(look[mine]):.2f}",
            other=f"{float(control[mine]):.2f}",
            cosine=f"{float(carry[mine]):.2f}",
        ),
    )
    word, other = focus.word(focus.query), focus.word(focus.partner)
    caption = phrased("Most of all, “{word}” reads “{other}”.", word=word, other=other)
    if copies and focus.partner == focus.query - 1:
        caption = phrased("It mostly reads the word before: “{word}” reads “{other}”.", word=word, other=other)
    with scene.beat("reads", caption):
        box = row.boxes[focus.query].animate.set_stroke(scene.palette.value, width=3)
        scene.play(box, *[Change(arcs, growth=1) for arcs in arcs_over(scene, focus, row)], run_time=1)
    scene.make_way()


def arcs_over(scene: AttentionScene, focus: ValueFocus, row: TokenRow) -> list[Arcs]:
    """Return the query's arcs, not grown yet; none over several lines or at the first token."""
    if not focus.query or np.ptp([box.get_y() for box in row.boxes]) > 0.01:
        return []
    height = ARC_HEIGHT * np.ptp(row.xs) / (row.xs[focus.query] - row.xs[0])
    pattern = scene.bundle.read("pattern", focus.layer, focus.head)
    arcs = Arcs(pattern, row.xs, height, scene.palette.rgba("value"), thick=0.14)
    arcs.shift([row.xs.mean() - row.get_x(), row.boxes.get_top()[1] + 0.08 - arcs.origin[1], 0])
    arcs.shift([row.xs[0] - arcs.place(np.array([row.xs[0], 0]))[0, 0], 0, 0])
    arcs.opacities[:], arcs.growth[:] = [q == focus.query for q, _ in arcs.pairs], 0
    return [arcs]


def heads_table(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces, heads: list[tuple[int, int]]) -> SideNumbers:
    names = [head_name(scene, focus, *head) for head in heads]
    found = [
        join([scene.bundle.probe(f"adjective.{n}", *head) for head in heads]) for n in ("look", "control", "carry")
    ]
    columns = [(reading, 2, False) for reading in found]
    titles = label_text("adjectives"), label_text("other words"), label_text("colour")
    first, pitch = at.heads_columns
    return SideNumbers(names, titles, columns, em=0.38, first=first, pitch=pitch)


def head_name(scene: AttentionScene, focus: ValueFocus, layer: int, head: int) -> Label:
    role = "value" if (layer, head) == (focus.layer, focus.head) else "text"
    numbers = [scene.counted(f"layer.{layer}"), scene.counted(f"head.{head}")]
    return scene.label(label_text("layer {layer} · head {head}", layer=layer, head=head), 0.36, role, numbers=numbers)


def how_measured(scene: AttentionScene) -> VGroup:
    n, m, k = (scene.counted(f"adjective.{what}") for what in ("sentences", "controls", "carry_sentences"))
    look = label_text(
        "adjectives, other words: weight one word back ({some} and {others} sentences)", some=n[0], others=m[0]
    )
    carry = label_text(
        "colour: cosine of what it adds with the right colour’s direction ({count} sentences)", count=k[0]
    )
    return notes_under(scene, [(look, [n, m]), (carry, [k])], 0.27, 0.1)
