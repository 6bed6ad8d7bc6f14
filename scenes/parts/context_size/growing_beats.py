"""Beats: the pattern of a few tokens, then of more, each inside the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from manim import DOWN, LEFT, UP, Create, Group, Mobject, Square, VGroup

from attention_scenes.scenes.captions import joined, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.marks.pattern_image import PatternImage
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.parts.context_size.context_size_data import Growth
from attention_scenes.scenes.parts.context_size.side_column import Side, notes_below


class View(NamedTuple):
    """View of the growing pattern: its picture, its edge, notes, counts along it, and a readable grid before that."""

    image: PatternImage
    edge: Square
    note: VGroup
    sides: VGroup
    names: Sequence[Mobject]


def show_near(scene: AttentionScene, growth: Growth, side: Side) -> View:
    """Show the pattern of the first tokens, whose names can still be read."""
    near, square = growth.sizes[0], side.at.square
    middle = square.at()
    grid = PatternGrid(
        scene.bundle.tokens()[:near], (square.width, square.height), scene.params.convention, side.at.tilt
    )
    grid.shift(middle - grid.middle)
    image = PatternImage(growth.pattern, square.width, near, growth.columns).shift(square.at(DOWN + LEFT))
    hatching = grid.hatching()
    whole = scene.counted("tokens")
    told, numbers = label_text("hatched: the future, exactly 0"), constants("0")
    if growth.short:
        told = label_text("this text has {count} tokens: the sizes are fitted to it", count=whole[0])
        numbers = [whole]
    note = notes_below(
        scene,
        label_text("{shade} = larger weight, on a logarithmic scale", shade=scene.palette.shades.more),
        told,
        numbers=numbers,
    )
    tokens, cells = growth.grown(0)
    told = phrased("A text of {tokens} tokens: {cells} cells in one head.", tokens=tokens[0], cells=cells[0])
    scene.add(grid, hatching, image)
    with scene.beat("near", told, [tokens, cells]):
        scene.play(FadeIn(side.parameters), run_time=0.8)
        scene.play(FadeIn(side.table.heads[:2], side.table.rule, side.table.rows[0][:2]), FadeIn(note), run_time=0.7)
        scene.wait(1)
    edge = Square(square.width, color=scene.palette.faint, stroke_width=1.5).move_to(middle)
    return View(image, edge, note, VGroup(), [grid, hatching])


def show_farther(scene: AttentionScene, growth: Growth, side: Side, view: View, index: int) -> View:
    """Show the pattern of more tokens, that of fewer in its corner."""
    before, now = growth.sizes[index - 1 : index + 1]
    frame = Square(side.at.square.width, color=scene.palette.focus, stroke_width=3).move_to(view.edge)
    kept, shades = grouped(growth.counts[index - 1]), scene.palette.shades
    note = notes_below(
        scene,
        label_text("in the frame: the first {count}, as they were", count=kept[0]),
        label_text("{shade} = larger weight, on a logarithmic scale", shade=shades.more),
        label_text("{shade} half: the future, exactly 0", shade=shades.none), numbers=[kept, *constants("0")],
    )  # fmt: skip
    tokens, cells = growth.grown(index)
    caption = phrased("{tokens} tokens: {cells} cells.", tokens=tokens[0], cells=cells[0])
    if now > 400:
        caption = phrased("{tokens} tokens: {cells} cells, seen from far.", tokens=tokens[0], cells=cells[0])
    if index == 1:
        gone = FadeOut(*view.names, rate_func=early)
        scene.play(gone, FadeIn(view.edge, rate_func=late), run_time=1)
    scene.say("")  # until what it says is seen
    scene.play(FadeOut(Group(view.note, view.sides)), Create(frame), run_time=0.6)
    scene.bring_to_front(view.image, frame)
    shrink = frame.animate.scale(before / now, about_point=side.at.square.at(UP + LEFT))
    scene.play(shrink, Change(view.image, fraction=growth.sizes[0] / now), run_time=2.5)
    scene.wait(0.3)
    with scene.beat(f"farther {index}", caption, [tokens, cells]):
        scene.play(FadeIn(note), run_time=0.6)
        sides = along_edges(scene, growth, view, index)
        scene.play(FadeIn(side.table.rows[index][:2]), FadeIn(sides), run_time=0.6)
        scene.wait(1)
    scene.play(FadeOut(frame, note[0]), run_time=0.3)
    return view._replace(note=note.remove(note[0]), sides=sides, names=[])


def along_edges(scene: AttentionScene, growth: Growth, view: View, index: int) -> VGroup:
    """Say how many queries and keys the square has, along its edges."""
    count = grouped(growth.counts[index])
    names = (label_text("queries"), "query"), (label_text("keys"), "key")
    (across, first), (down, second) = names if growth.columns else names[::-1]
    above = scene.label(joined(" ", [count[0], across]), 0.32, first, numbers=[count]).next_to(view.edge, UP, buff=0.18)
    aside = VGroup(scene.label(count[0], 0.32, second, numbers=[count]), scene.label(down, 0.32, second))
    return VGroup(above, aside.arrange(DOWN, buff=0.12).next_to(view.edge, LEFT, buff=0.2))
