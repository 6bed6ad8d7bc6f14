"""Beats: what all grids would hold, and the parameters, which stay as many."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, VGroup

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, exchange
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.context_size.context_places import ContextPlaces
from attention_scenes.scenes.parts.context_size.context_size_data import Growth
from attention_scenes.scenes.parts.context_size.side_column import Side


def show_stored(scene: AttentionScene, growth: Growth, side: Side) -> None:
    """Count the numbers, were the grids of all heads kept."""
    heads, whole = grouped(growth.heads), grouped(growth.stored[-1])
    caption = phrased(
        "Were the grids of all {heads} heads kept at once: {count} numbers.", heads=heads[0], count=whole[0]
    )
    with scene.beat("stored", caption, [heads, whole]):
        scene.play(FadeIn(side.table.heads[2], *[row[2] for row in side.table.rows]), run_time=0.8)
        scene.wait(1.5)


def show_parameters(scene: AttentionScene, side: Side, note: VGroup) -> VGroup:
    """Show that no weight matrix grows with the text; the maps and their sizes stay."""
    total = grouped(scene.bundle.count("parameters"))
    caption = phrased("However long the text, the parameters stay: {count}.", count=total[0])
    with scene.beat("parameters", caption, [total]):
        scene.play(side.parameters.animate.set_color(scene.palette.focus), run_time=0.6)
        scene.wait(1)
    shapes = map_shapes(scene, side.at)
    with scene.beat("shapes", "None of the weight matrices grows with the text."):
        scene.play(*exchange(note, shapes), run_time=0.8)
        scene.wait(1.5)
    most = scene.counted("n_context")
    caption = phrased("How long a text may be is set in advance: here {count} tokens.", count=most[0])
    with scene.beat("limit", caption, [most]):
        scene.wait(1.5)
    return shapes


def map_shapes(scene: AttentionScene, at: ContextPlaces) -> VGroup:
    """Return the four maps of the head, with their sizes."""
    width, depth = scene.counted("d_model"), scene.counted("d_head")
    maps = ("Q", "query", (depth, width)), ("K", "key", (depth, width)), ("V", "value", (depth, width)), (
        "O", "output", (width, depth),
    )  # fmt: skip
    found = VGroup()
    for index, (letter, role, sides) in enumerate(maps):
        name = Label(f"$W_{letter}$", 0.5, role, markup=True).shift(at.pitch * index * RIGHT).stand_on(0)
        size = scene.label(f"{sides[0][0]} × {sides[1][0]}", 0.3, numbers=sides).move_to(name).stand_on(-0.55)
        found.add(VGroup(name, size))
    both = VGroup(found, position_words(scene, at.table.width)).arrange(DOWN, buff=0.3, aligned_edge=LEFT)
    return fitted(both, at.table.width).move_to(at.table.at(DOWN + LEFT), UP + LEFT)


def position_words(scene: AttentionScene, width: float) -> Label | Lines:
    """Return what positions take of parameters, in words."""
    if scene.bundle.meta["positions"] == "learned":
        most = scene.counted("n_context")
        words = label_text("positions: a learned vector each, for {count} at most", count=most[0])
        return scene.note(words, 0.3, width, numbers=[most])
    words = {
        "rotary": label_text("positions turn queries and keys: no parameters"),
        "sinusoid": label_text("positions: a fixed vector each, no parameters"),
        "none": label_text("positions: none, and no parameters"),
    }[scene.bundle.meta["positions"]]
    return scene.note(words, 0.3, width)
