"""Beats: the heads of one layer step out of the wall, and two of them are flown into."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, VGroup

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Layout, Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.depth.head_wall import HeadWall
from attention_scenes.scenes.mobjects.text.labels import Label, fitted, line
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.multi_head.camera_moves import Flight
from attention_scenes.scenes.parts.multi_head.layer_heads import LayerHeads
from attention_scenes.scenes.parts.multi_head.wall_beats import RAISED, grid_of, lit, side_of
from attention_scenes.scenes.parts.shared.head_cards import head_label
from attention_scenes.scenes.parts.shared.head_controls import head_controls

LARGER = 1.35  # is a head's table at 16:9
WIDEST = 6  # cards in a row
GAP, TEXT = 0.3, 0.86  # between cards; room for what is written under each


class Slots(NamedTuple):
    """Where the cards of a layer stand in the frame: middles ``[N, 2]``, their side, and how wide a slot is."""

    middles: np.ndarray
    side: float
    room: float

    def under(self, n: int) -> np.ndarray:
        """Return where the text of a card begins: the middle of its upper edge."""
        x, y = self.middles[n]
        return np.array([x, y - self.side / 2 - 0.02, 0])


def slots_of(scene: AttentionScene, count: int, *, grouped: bool = False) -> Slots:
    """Return places for so many cards, row by row over the stage, each with room for two lines under it."""
    stage, text = room_of_cards(scene.layout)
    across = min(count, most_across(scene.layout, count))
    together = scene.bundle.meta["n_heads"] // scene.bundle.meta["n_kv_heads"]
    if grouped and scene.layout.is_wide and 1 < together <= WIDEST and count > across:
        across = WIDEST // together * together  # heads that share values stand in one row
    down = -(-count // across)
    width, height = stage.width / max(across, min(4, most_across(scene.layout, count))), stage.height / max(down, 2)
    side = min(height - text, width - GAP)
    x, y = np.arange(count) % across, np.arange(count) // across
    in_row = np.minimum(across, count - y * across)
    top = stage.top - (stage.height - down * height) / 2
    middles = np.column_stack([(x - (in_row - 1) / 2) * width, top - 0.02 - y * height - side / 2])
    return Slots(middles, side, width - GAP / 2)


def most_across(layout: Layout, count: int) -> int:
    """Return how many cards stand in a row at most."""
    if layout.is_wide:
        return 5 if count <= 10 else WIDEST
    return 3


def room_of_cards(layout: Layout) -> tuple[Place, float]:
    """Return the room of all cards, and that of what is written under each."""
    if layout.is_wide:
        return layout.stage, TEXT
    return layout.stage.part(0.0, 0.97), TEXT


def show_layer(scene: AttentionScene, heads: LayerHeads, wall: HeadWall) -> None:
    """Let the heads of the chosen layer step forward, then fly into two of them. Their cards stay, unlit."""
    slots = slots_of(scene, len(heads.shown))
    with scene.beat("one layer", *one_layer(scene, heads)):
        scene.play(Change(wall, rails=0.0, run_time=0.4))
        scene.play(*step_forward(scene, heads, wall, slots))
        said = under_cards(scene, heads, slots)
        scene.play(FadeIn(said), run_time=0.6)
        scene.wait(2)
    focus, grid = heads.focus, grid_of(scene, heads)
    word, key, share = focus.word(focus.query), heads.key(focus.head), heads.weights(focus.head)[heads.key(focus.head)]
    digits = written(float(share))
    what = {"head": str(focus.head), "word": word, "other": focus.word(key), "share": digits}
    caption = phrased("Head {head}: “{word}” looks most at “{other}”, {share}.", **what)
    if key and heads.weights(focus.head).value[0] > float(share):
        caption = phrased("Head {head}: “start” aside, “{word}” looks most at “{other}”, {share}.", **what)
    with scene.beat("one of them", caption, [scene.counted("head.head"), (digits, share)]):
        scene.play(FadeOut(said), run_time=0.4)
        fly_to(scene, heads, wall, grid, focus.head)
        table = open_card(scene, heads, wall, grid, focus.head)
        scene.wait(1.2)
    if heads.other:
        table = show_other(scene, heads, wall, grid, table)
    scene.let_go(grid, table, wall)


def one_layer(scene: AttentionScene, heads: LayerHeads) -> tuple[str, Numbers]:
    """Return what is said of a layer's heads, which rest on the first token or do not."""
    rest, all_of = len(heads.resting()), len(heads.shown)
    most = scene.claim(
        "more than half of the layer's heads give the first token more than half of the word's weight",
        rest > all_of / 2,
        claim_text("{some} of {all} heads", some=rest, all=all_of),
    )
    layer = scene.counted("head.layer")
    if most:
        return phrased("Layer {layer}: most heads rest on “start”, some fetch a word.", layer=layer[0]), [layer]
    return phrased("Layer {layer}: each head reads the sentence its own way.", layer=layer[0]), [layer]


def step_forward(scene: AttentionScene, heads: LayerHeads, wall: HeadWall, slots: Slots) -> list[Change]:
    """Return the move of a layer's cards to their slots; all others go, and the camera stands before them."""
    places, layer = wall.places.copy(), heads.focus.layer
    aim = np.array([layer + 0.5, wall.n_heads / 2, 0])
    cards = [wall.index(layer, head) for head in heads.shown]
    pose = wall.facing(aim, slots.side, (0, 0))
    places[cards, :2] = aim[:2] + slots.middles / slots.side - 0.5
    alone = lit(wall, [(layer, head) for head in heads.shown])
    others = Change(wall, opacities=alone, run_time=3.2, rate_func=late)
    return [Flight(wall, 3.2, pose, places=places), others]


def under_cards(scene: AttentionScene, heads: LayerHeads, slots: Slots) -> Group:
    """Return under each card which head it is, and the key that its followed word weighs most."""
    focus, resting, rows = heads.focus, heads.resting(), Group()
    for n, head in enumerate(heads.shown):
        key = 0 if head in resting else heads.key(head)
        share = heads.weights(head)[key]
        text = written(float(share))
        name = label_text("head {head}", head=head)
        number = [(str(head), scene.bundle.count(f"head.{head}"))]
        word = scene.label(focus.word(key), 0.32, "soft" if head in resting else "focus")
        digits = scene.label(text, 0.32, "soft" if head in resting else "text", numbers=[(text, share)])
        parts = VGroup(scene.label(name, 0.28, "soft", numbers=number), line(word, digits))
        rows.add(under(slots, n, parts))
    return rows


def under(slots: Slots, n: int, lines: VGroup) -> VGroup:
    """Set lines under a card."""
    lines.arrange(DOWN, buff=0.12)
    return fitted(lines, slots.room).next_to(slots.under(n), DOWN, buff=0.04)


def show_other(scene: AttentionScene, heads: LayerHeads, wall: HeadWall, grid: PatternGrid, table: Group) -> Group:
    """Fly into another head of the layer that fetches another word; return its table of controls."""
    assert heads.other is not None
    (head, key), focus = heads.other, heads.focus
    share = heads.weights(head)[key]
    digits = written(float(share))
    number = (str(head), scene.bundle.count(f"head.{head}"))
    caption = phrased("Head {head} looks at “{other}” instead, {share}: another question.", head=str(head),
                      other=focus.word(key), share=digits)  # fmt: skip
    cards = lit(wall, [(focus.layer, each) for each in heads.shown])
    scene.say("")  # until the other head is seen
    back_to_all = Change(wall, opacities=cards, frames=1.0)
    scene.play(FadeOut(table, rate_func=early), FadeOut(grid), back_to_all, run_time=0.9)
    fly_to(scene, heads, wall, grid, head, back=2.0)
    with scene.beat("another", caption, [number, (digits, share)]):
        other = open_card(scene, heads, wall, grid, head)
        scene.wait(0.5)
    return other


def fly_to(
    scene: AttentionScene, heads: LayerHeads, wall: HeadWall, grid: PatternGrid, head: int, back: float = 0.0
) -> None:
    """Fly before a head's card, until it is as large as the grid."""
    scene.play(Flight(wall, 2.8, wall.before(heads.focus.layer, head, side_of(heads), grid.middle), back))


def open_card(scene: AttentionScene, heads: LayerHeads, wall: HeadWall, grid: PatternGrid, head: int) -> Group:
    """Let a head's card become the grid, named below, others go; return its name and what it was measured to do."""
    name, table = named_head(scene, heads.focus.layer, head), tested(scene, heads.focus.layer, head)
    name.next_to(grid.lattice, DOWN, buff=0.12)
    alone = lit(wall, [(heads.focus.layer, head)])
    scene.play(Change(wall, opacities=alone, frames=0.0), FadeIn(grid, name), run_time=0.7)
    scene.play(FadeIn(table), run_time=0.6)
    return Group(name, table)


def named_head(scene: AttentionScene, layer: int, head: int) -> Label:
    name, numbers = head_label(scene.bundle, layer, head)
    return scene.label(name, 0.4, "text", numbers=numbers)


def tested(scene: AttentionScene, layer: int, head: int) -> Group:
    """Return what a head was measured to do on other sentences: adjectives against other words, and the verdict."""
    side, controls = scene.layout.side, head_controls(scene, layer, head)
    scene.claim(
        claim_text("head {head} gives adjectives more weight than other words, one back and two back", head=head),
        controls.prefers,
        controls.weights,
    )
    about = scene.label(label_text("on other sentences, weight from a noun to"), 0.27, "soft")
    about = fitted(about, side.width - 0.2).move_to(
        side.at(UP + LEFT, up=-0.15 + (RAISED if scene.layout.is_tall else 0.0)), LEFT
    )
    verdict = label_text("no clear lead over other words")
    if controls.near or controls.far:
        verdict = label_text("but two back, no clear lead")
        if controls.far:
            verdict = label_text("but one back, no clear lead")
    if controls.far and controls.behind:
        verdict = label_text("but one back, other words get more")
    if controls.prefers:
        verdict = label_text("prefers adjectives at both places")
    if scene.by_chance:
        verdict = label_text("chance finds heads as clear: no finding")
    table = controls.table(notes_width=max(3.9, side.width - 0.2)).next_to(about, DOWN, buff=0.3, aligned_edge=LEFT)
    end: Label = scene.label(verdict, 0.3, "focus" if controls.prefers and not scene.by_chance else "text")
    end = fitted(end, side.width - 0.2).next_to(table, DOWN, buff=0.35, aligned_edge=LEFT)
    card = Group(about, table, end)
    if scene.layout.is_wide:  # beside the grid is more room than the column has
        card.scale(LARGER).move_to(side.at(RIGHT), RIGHT)
    return card
