"""Beats: what one word hands to each head of a layer, and what each head adds, as tiles in the cards' places."""

from __future__ import annotations

import numpy as np
from manim import DOWN, UP, Group, VGroup, VMobject

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.marks.dots import CellField
from attention_scenes.scenes.mobjects.text.label_numbers import percent
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.parts.multi_head.card_beats import Slots, under
from attention_scenes.scenes.parts.multi_head.layer_heads import LayerHeads

SHARE = 0.95  # of a card's side that a tile takes
BRACKET, HOOK = 0.4, 0.1  # scene units: how far under the cards a bracket lies; how high its ends are


def show_handed(scene: AttentionScene, heads: LayerHeads, slots: Slots) -> Group:
    """Show the value column that each head reads of one word: those of a group read the same."""
    bundle, layer = scene.bundle, heads.focus.layer
    key = heads.other[1] if heads.other else heads.key(heads.focus.head)
    groups = [bundle.kv_head(head) for head in heads.shown]
    values = [bundle.read("v", layer, group, trace="layer")[key] for group in groups]
    tiles = Group(
        *[
            tile(scene, value, middle, slots.side, colors)
            for value, middle, colors in zip(values, slots.middles, alike(scene, values, "value"), strict=True)
        ]
    )
    said = Group(*names_of_columns(scene, heads, slots, groups))
    few, all_of = scene.counted("n_kv_heads"), scene.counted("n_heads")
    what = {"word": heads.focus.word(key), "few": few[0], "all": all_of[0]}
    caption, numbers = phrased("“{word}” hands each head another column of values.", **what), []
    if float(few[1]) == 1 < float(all_of[1]):
        caption, numbers = phrased("“{word}” hands all {all} heads one column of values.", **what), [all_of]
    elif few[0] != all_of[0]:
        caption = phrased("“{word}” hands {all} heads {few} value columns; a group shares one.", **what)
        numbers = [all_of, few]
    with scene.beat("handed", caption, numbers):
        scene.play(FadeIn(tiles, said), run_time=0.8)
        scene.wait(2.5)
    return Group(tiles, said)


def names_of_columns(
    scene: AttentionScene, heads: LayerHeads, slots: Slots, groups: list[int]
) -> list[VGroup | VMobject]:
    """Return each head's name, and of which column it is; a bracket holds heads of a row that share one."""
    if len(set(groups)) == len(groups):
        numbers = [scene.bundle.count(f"head.{group}") for group in groups]
        notes = [
            (label_text("value column {number}", number=g), [(str(g), n)]) for g, n in zip(groups, numbers, strict=True)
        ]
        return [named(scene, heads, slots, n, *note) for n, note in enumerate(notes)]
    made: list[VGroup | VMobject] = []
    runs: dict[tuple[int, float], list[int]] = {}
    for n, group in enumerate(groups):
        name = scene.label(label_text("head {head}", head=heads.shown[n]), 0.28, "soft",
                           numbers=[(str(heads.shown[n]), scene.bundle.count(f"head.{heads.shown[n]}"))])  # fmt: skip
        made.append(under(slots, n, VGroup(name)))
        runs.setdefault((group, float(slots.middles[n, 1])), []).append(n)
    for (group, _), run in runs.items():
        left, right = slots.under(run[0]), slots.under(run[-1])
        half, low = SHARE * slots.side / 2, DOWN * BRACKET
        held = VMobject(stroke_color=scene.palette.value, stroke_width=3)
        corners = [left + low + UP * HOOK, left + low, right + low, right + low + UP * HOOK]
        for n, aside in enumerate((-half, -half, half, half)):
            corners[n] = corners[n] + np.array([aside, 0, 0])
        held.set_points_as_corners(corners)
        text = label_text("value column {number}", number=group)
        label = scene.label(text, 0.32, "value", numbers=[(str(group), scene.bundle.count(f"head.{group}"))])
        label = fitted(label, len(run) * slots.room).next_to(held, DOWN, buff=0.08)
        made += [held, label]
    return made


def show_updates(scene: AttentionScene, heads: LayerHeads, slots: Slots, gone: Group) -> None:
    """Show each head's update of the followed word, all entries, and how long it is beside what came in."""
    focus, bundle = heads.focus, scene.bundle
    updates = [bundle.read("result", focus.layer, head, focus.query, trace="layer") for head in heads.shown]
    before = bundle.read("resid_pre", focus.layer, focus.query, trace="layer").norm()
    shares = [update.norm() / before for update in updates]
    tiles = Group(
        *[
            tile(scene, update, middle, slots.side, colors)
            for update, middle, colors in zip(updates, slots.middles, alike(scene, updates, "update"), strict=True)
        ]
    )
    texts = [percent(share) for share in shares]
    notes = [(label_text("ΔE: {share}", share=text[0]), [text]) for text in texts]
    said = Group(*[named(scene, heads, slots, n, *note) for n, note in enumerate(notes)])
    low, high = (min(texts, key=lambda t: float(t[1])), max(texts, key=lambda t: float(t[1])))
    size, zeros = scene.counted("d_model"), int(sum((update.value == 0).sum() for update in updates))
    every = scene.claim(
        "each head of the layer changes every entry of the followed word's vector",
        zeros == 0,
        claim_text("{count} entries of all updates are exactly 0", count=zeros),
    )
    caption = phrased("Each head adds ΔE, {low} to {high} as long as E.", low=low[0], high=high[0])
    numbers = [low, high]
    if every:
        caption = phrased("Each head changes all {size} entries: ΔE is {low} to {high} as long as E.", size=size[0],
                          low=low[0], high=high[0])  # fmt: skip
        numbers = [size, low, high]
    layer = scene.counted("head.layer")
    what = {"word": focus.word(focus.query), "layer": layer[0]}
    scene.tells_search = True  # from here on all heads are spoken of, not the one that was searched for
    scene.change_provenance(label_text("E: the vector of “{word}” as it enters layer {layer}", **what), [layer])
    with scene.beat("updates", caption, numbers):
        scene.play(FadeOut(gone), FadeIn(tiles, said), run_time=1)
        scene.wait(2)
    scene.make_way()


def alike(scene: AttentionScene, vectors: list[Reading], role: str) -> np.ndarray:
    """Return colours of all entries, ``[heads, entries, 4]``: brighter where larger, by one scale for all heads."""
    values = np.array([vector.value for vector in vectors])
    return scene.palette.by_size(values, "line", role).reshape(*values.shape, 4)


def tile(scene: AttentionScene, numbers: Reading, middle: np.ndarray, side: float, colors: np.ndarray) -> CellField:
    """Return the entries of a vector as a square of cells."""
    count = len(numbers)
    across = int(np.ceil(np.sqrt(count)))
    cell = SHARE * side / across
    at = np.arange(count)
    steps = np.column_stack([at % across, -(at // across)]) - np.array([across - 1, 1 - across]) / 2
    return CellField(numbers, middle + cell * steps, (cell, cell), colors)


def named(
    scene: AttentionScene, heads: LayerHeads, slots: Slots, n: int, text: str, numbers: list[tuple[str, Reading]]
) -> VGroup:
    """Return which head a tile is of, and one line about it."""
    head = heads.shown[n]
    own = [(str(head), scene.bundle.count(f"head.{head}"))]
    lines: list[Label] = [
        scene.label(label_text("head {head}", head=head), 0.28, "soft", numbers=own),
        scene.label(text, 0.3, numbers=numbers),
    ]
    return under(slots, n, VGroup(*lines))
