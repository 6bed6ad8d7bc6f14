"""Beats: the whole wall, each head in the colour of what it was measured to do; and how many have no simple name."""

from __future__ import annotations

import numpy as np
from manim import LEFT, UP, Group, RoundedRectangle, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.head_kinds import KINDS
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.depth.head_wall import HeadWall
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.parts.multi_head.kind_places import CARD, KindPlaces

ROLES = {"first": "future", "previous": "second", "itself": "first", "induction": "third", "none": "background"}
LIGHTS = {"first": 0.5, "none": 0.0}  # of a card: what most heads do stands back
NAMES = {
    "first": label_text("the first token"),
    "previous": label_text("the token before"),
    "itself": label_text("itself"),
    "induction": label_text("next in a repeat"),
    "none": label_text("none of these four"),
}
SHOWN = 1  # which threshold colours the wall


def show_kinds(scene: AttentionScene, wall: HeadWall) -> None:
    """Show the wall from the front in the colours of the kinds, then how the counts move with the threshold."""
    bundle, stage = scene.bundle, scene.layout.stage
    kinds, counts = bundle.probe("kind.kind"), bundle.probe("kind.count")
    wall.places = wall.home()
    wall.opacities, wall.frames, wall.rails, wall.tinted = np.zeros(len(wall.places)), 1.0, 0.0, 0.0
    wall.tints = tints(scene, kinds.value[SHOWN])
    table = KindPlaces.of(scene, len(counts))
    top, low = stage.top - 0.4, table.wall_low
    for name, value in wall.front((stage.left + 0.3, low), (stage.right - 0.3, top)).items():
        setattr(wall, name, value)
    sentences, lists = scene.counted("kind.sentences"), scene.counted("kind.lists")
    title = scene.label(
        label_text("mostly looked at: mean weight, {count} other sentences; {lists} lists read twice",
                   count=sentences[0], lists=lists[0]), 0.34, numbers=[sentences, lists],
    )  # fmt: skip
    fitted(title, stage.width).move_to(stage.at(UP, up=-0.1))
    columns = legend(scene, table)
    rows = [row(scene, table, counts, n) for n in range(len(counts))]
    caption = phrased("No head is told what to look at: training made them, random at first.")
    if scene.by_chance:  # as with a model that was never trained
        caption = phrased("No head is told what to look at. Here: what each mostly looks at.")
    with scene.beat("kinds", caption):
        scene.add(wall)
        coming = Change(wall, opacities=1.0), Change(wall, tinted=1.0)
        scene.play(*coming, FadeIn(title, columns), run_time=1.2)
        scene.play(Change(wall, rails=1.0), FadeIn(rows[SHOWN]), run_time=0.6)
        scene.wait(1)
    unnamed, heads = (
        grouped(counts[SHOWN, KINDS.index("none")]),
        grouped(bundle.count("n_layers") * bundle.count("n_heads")),
    )
    line = bundle.meta["needs"]["probes"]
    [asked] = [probe for probe in line if probe["name"] == "kind"]
    at = asked["thresholds"][SHOWN]
    caption = phrased("{some} of {all} heads do none of these four. The line, {line}, is ours.", some=unnamed[0],
                      all=heads[0], line=f"{at:g}")  # fmt: skip
    others = [n for n in range(len(rows)) if n != SHOWN]
    with scene.beat("unnamed", caption, [unnamed, heads, (f"{at:g}", constant(at))]):
        scene.wait(0.3)
        scene.play(FadeIn(*[rows[n] for n in others]), run_time=0.6)
        for n in (others[-1], SHOWN):
            scene.play(Change(wall, tints=tints(scene, kinds.value[n])), run_time=0.8)
            scene.wait(0.4)


def tints(scene: AttentionScene, kinds_LH: np.ndarray) -> np.ndarray:
    colors = np.array([scene.palette.rgba(ROLES[kind], LIGHTS.get(kind, 1.0)) for kind in KINDS])
    return colors[kinds_LH.astype(int).ravel()]


def legend(scene: AttentionScene, table: KindPlaces) -> Group:
    """Return for each kind a card in its colour and its name."""
    made = Group()
    for n, kind in enumerate(KINDS):
        color = getattr(scene.palette, "line" if kind == "none" else ROLES[kind])
        card = RoundedRectangle(
            corner_radius=0.05,
            width=0.22,
            height=0.22,
            color=color,
            fill_opacity=0.5 * LIGHTS.get(kind, 1.0),
            stroke_width=2,
        )
        name = fitted(scene.label(NAMES[kind], 0.28), table.name_width)
        at = table.name(n)
        card.move_to(at, LEFT)
        name.next_to(card, buff=CARD - 0.22).stand_on(at[1] - 0.09)
        made.add(VGroup(card, name))
    return made


def row(scene: AttentionScene, table: KindPlaces, counts: Reading, n: int) -> Group:
    """Return how many heads are of each kind at one threshold."""
    [asked] = [probe for probe in scene.bundle.meta["needs"]["probes"] if probe["name"] == "kind"]
    at = f"{asked['thresholds'][n]:g}"
    role = "text" if n == SHOWN else "soft"
    labels: list[Label] = [scene.label(f"≥ {at}", 0.28, "soft", numbers=[(at, constant(float(at)))])]
    start = table.threshold(n)
    labels[0].move_to(start, table.threshold_edge).stand_on(start[1])
    for k in range(len(KINDS)):
        text = grouped(counts[n, k])
        labels.append(scene.label(text[0], 0.32, role, numbers=[text]))
        at_k = table.number(k, n)
        labels[-1].move_to(at_k, table.number_edge).stand_on(at_k[1])
    return Group(*labels)
