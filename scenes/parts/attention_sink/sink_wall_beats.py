"""Beats: all heads' patterns as a wall in which one line is bright, and the wall sorted by that line."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.depth.head_wall import HeadWall
from attention_scenes.scenes.mobjects.stage.pose import glide
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.attention_sink.sink_facts import SinkFacts

TINT = 0.6  # of a card of weight 1


def show_wall(scene: AttentionScene, facts: SinkFacts) -> HeadWall:
    """Show all heads on the sentence, then let the first token's weights shine."""
    frame, stage = scene.layout.frame, scene.layout.stage
    layers = [scene.bundle.count(f"layer.{layer}") for layer in range(scene.bundle.meta["n_layers"])]
    low = stage.bottom if scene.layout.is_wide else stage.bottom + 0.55
    last, count = len(facts.names) - 1, len(facts.names)
    wall = HeadWall(scene.bundle.read("pattern"), last, layers, (frame.left, low), (frame.right, frame.top))
    wall.largest = (np.arange(len(wall.places)) * count + last) * count  # the first token's weights are what is read
    wall.tints = tints(scene, facts)
    if not scene.layout.is_wide:
        wall.margin = stage.left - frame.left
    for name, value in wall.aside(stage.at(right=0.6, up=0.45)).items():
        setattr(wall, name, value)
    heads, resting = grouped(scene.bundle.count("n_layers") * scene.bundle.count("n_heads")), facts.probe("resting")[0]
    most = scene.claim(
        "on this sentence most heads give the first token more than half of their weight",
        float(resting) > float(heads[1]) / 2,
        claim_text("{some} of {all} heads", some=round(float(resting)), all=heads[0]),
    )
    caption = phrased("{all} heads read one sentence, each in its own way.", all=heads[0])
    if most:
        caption = phrased("{all} heads read one sentence. In most one line is {shade}.", all=heads[0],
                          shade=scene.palette.shades.much)  # fmt: skip
    scene.add(wall)
    with scene.beat("wall", caption, [heads]):
        scene.play(Change(wall, resting=1.0), run_time=1.6)
        scene.wait(0.6)
    return wall


def show_sorted(scene: AttentionScene, facts: SinkFacts, wall: HeadWall) -> None:
    """Sort the wall by the mean weight on the first token, the most first; the ground of a card is as light as that."""
    first, stage = facts.probe("first").reshape(-1), scene.layout.stage
    order = np.argsort(-first.value, kind="stable")
    places = np.empty_like(wall.places)
    places[order] = wall.home()
    rank = np.argsort(order) / max(len(order) - 1, 1)
    heads = grouped(scene.bundle.count("n_layers") * scene.bundle.count("n_heads"))
    some = grouped(facts.probe("resting")[0])
    caption = phrased("Sorted: here {some} of {all} give the first token over half their weight.", some=some[0],
                      all=heads[0])  # fmt: skip
    numbers = [some, heads]
    if not facts.is_sink:
        share, even = ((written(float(each)), each) for each in (facts.probe("share")[0], facts.probe("even")[0]))
        caption = phrased("No sink here: in prose the first token gets {share}, evenly spread {even}.",
                          share=share[0], even=even[0])  # fmt: skip
        numbers = [share, even]
    ends = [(written(float(each)), each) for each in (first[int(order[0])], first[int(order[-1])])]
    said = label_text("mean weight on the first token in this sentence, from {most} to {least}", most=ends[0][0],
                      least=ends[1][0])  # fmt: skip
    note = scene.note(said, 0.34, stage.width, numbers=ends)
    if scene.layout.is_wide:
        note = fitted(note, 0.6 * stage.width).move_to(stage.at(DOWN + RIGHT, up=0.45), RIGHT)
    else:
        note.move_to(stage.at(DOWN + LEFT, up=1.1), LEFT)
    with scene.beat("sorted", caption, numbers):
        scene.play(Change(wall, rails=0.0), run_time=0.4)
        scene.play(
            Change(wall, places=places, delays=rank, spread=0.55, run_time=2.8),
            Change(wall, tinted=0.5, run_time=2.8, rate_func=glide),
        )
        scene.play(FadeIn(note), run_time=0.6)
        scene.wait(0.6)
    scene.make_way()


def tints(scene: AttentionScene, facts: SinkFacts) -> np.ndarray:
    """Return a card's colour, ``[L·H, 4]``: the more weight on the first token, the lighter."""
    share = facts.probe("first").value.ravel()[:, None]
    color = np.tile(scene.palette.rgba("focus"), (len(share), 1))
    color[:, 3:] = TINT * share**1.5
    return color
