"""Beat: the way back from all heads' numbers to the size of a word, and a table of all sizes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.matrices.glass_matrix import GlassMatrix
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.parts.shapes.block_shapes import Named, symbol
from attention_scenes.scenes.parts.shapes.side_by_side_beats import wide_of
from attention_scenes.scenes.parts.shapes.two_words import TwoWords, wall

AFTER = 0.35  # how much a head's numbers still shine when the next head's turn comes


@dataclass(frozen=True)
class WayPlaces:
    """Sizes of cells in scene units, and where the corner is in which both factors meet their product.

    Attributes
    ----------
    short, map_cell, result
        Cells of the heads' numbers, of the map and of what comes out; the last two are equally wide.
    gap
        Between two heads, and twice as much round the corner.
    corner
        The upper left corner of the product.
    words
        How wide the words at the left may be.
    table
        Where the sizes are told, over the heads' numbers.
    """

    short: tuple[float, float]
    map_cell: tuple[float, float]
    result: tuple[float, float]
    gap: float
    corner: np.ndarray
    words: float
    table: Place

    @classmethod
    def of(cls, scene: AttentionScene) -> WayPlaces:
        stage = scene.layout.stage
        if scene.layout.is_wide:
            corner = np.array([1.25, stage.bottom + 1.75, 0])
            table = Place(stage.left + 0.3, corner[1] + 0.7, corner[0] - 0.6, stage.top)
            return cls((0.36, 0.56), (0.95, 0.29), (0.95, 0.56), 0.06, corner, 1.6, table)
        corner = np.array([stage.right - 2.6, stage.bottom + 3.3, 0])
        table = Place(stage.left, corner[1] + 0.6, corner[0] - 0.12, stage.top - 0.6)
        return cls((0.22, 0.6), (0.64, 0.36), (0.64, 0.6), 0.05, corner, 1.05, table)


def show_way_back(scene: AttentionScene, words: TwoWords) -> None:
    """Set all heads' numbers to the left of the product and the map over it: each head's numbers meet its own rows."""
    places = WayPlaces.of(scene)
    mixed, maps, out = plates_of(scene, words, places)
    total, width = grouped(wide_of(scene)), scene.counted("d_model")
    caption = phrased(
        "A head’s size is a choice: the output map, {total} × {width}, leads back.", total=total[0], width=width[0]
    )
    out.come = np.zeros_like(out.come)
    names = names_of_all(scene, words, places, mixed, maps, out)
    with scene.beat("way back", caption, [total, width]):
        scene.play(FadeIn(*mixed, *maps, out, names, sizes_table(scene, places.table)), run_time=0.8)
        for one, its in zip(mixed, maps, strict=True):
            scene.play(Change(one, lit=1.0), Change(its, lit=1.0), run_time=0.3)
            scene.play(Change(one, lit=AFTER), Change(its, lit=AFTER), run_time=0.2)
        scene.play(Change(out, come=1.0, run_time=0.8))
    scene.make_way()


def plates_of(
    scene: AttentionScene, words: TwoWords, places: WayPlaces
) -> tuple[list[GlassMatrix], list[GlassMatrix], GlassMatrix]:
    """Return the heads' numbers in a row, the map's rows for each head one below the other, and the product."""
    mixed, maps, gap = [], [], places.gap
    [x, y, _] = places.corner
    right, low = x - 2 * gap, y + 2 * gap
    em = scene.layout.em.note
    for head in reversed(range(words.n_heads)):
        # What the heads made has just been read: here their tints are enough.
        one = GlassMatrix(wall(words.mixed(head), "value", digits=False, decimals=1), places.short, em)
        mixed.append(one.move_to([right, y, 0], RIGHT + UP))
        right -= one.width + gap
        rows = scene.bundle.read("W_O", 0, head).T
        its = GlassMatrix(wall(rows, "output", learnt=True, zeros=False), places.map_cell, em * 1.15)
        maps.append(its.move_to([x, low, 0], LEFT + DOWN))
        low += its.height + gap
    out = GlassMatrix(wall(words.out, "output", decimals=1), places.result, 0.34)
    return mixed[::-1], maps[::-1], out.move_to(places.corner, LEFT + UP)


def names_of_all(
    scene: AttentionScene, words: TwoWords, places: WayPlaces, mixed: list[GlassMatrix], maps: list[GlassMatrix],
    out: GlassMatrix,
) -> Group:  # fmt: skip
    """Return the words at the left, the heads below, and all three symbols with their shapes."""
    n, d, many = scene.bundle.count("tokens"), scene.bundle.count("d_model"), wide_of(scene)
    em, wide, names = scene.layout.em, scene.layout.is_wide, Group()
    for row, word in enumerate(words.words):
        y = mixed[0].get_top()[1] - (row + 0.5) * places.short[1]
        label = fitted(scene.label(word, 0.42 if wide else em.word, "value"), places.words)
        names.add(label.next_to([mixed[0].get_left()[0], y, 0], LEFT, buff=0.15))
    for head, plate in enumerate(mixed):
        number = grouped(scene.bundle.count(f"head.{head}"))
        text = label_text("head {head}", head=number[0]) if wide else number[0]
        label = scene.label(text, em.note * 1.1, "soft", numbers=[number])
        names.add(label.next_to(plate, DOWN, buff=0.12))
    sign = 0.5 if wide else 0.42
    named = [
        symbol(scene, Named(wall(words.concatenated, "value"), "$Z_0 … Z_4$", (n, many)), sign),
        symbol(scene, Named(wall(words.way_back, "output", learnt=True), "$W_O$", (many, d)), sign),
        symbol(scene, Named(wall(words.out, "output"), '$"out"$', (n, d)), sign),
    ]
    sign_z, shape_z = named[0]
    shape_z.next_to(sign_z, RIGHT, buff=0.2).stand_on(sign_z.baseline)
    named[0].move_to([mixed[-1].get_right()[0], mixed[0].get_top()[1] + 0.15, 0], RIGHT + DOWN)
    if wide:
        named[1].next_to(maps[0], RIGHT, buff=0.25)
        named[2].next_to(out, RIGHT, buff=0.25)
    else:
        named[1].next_to(maps[0], UP, buff=0.2)
        named[2].move_to([out.get_x(), out.get_bottom()[1] - 0.48, 0], UP)
    return names.add(*named)


def sizes_table(scene: AttentionScene, place: Place) -> VGroup:
    """Return all sizes: a letter, its number, what it counts; which of them were chosen, and what is not added."""
    em = 0.46 if scene.layout.is_wide else scene.layout.em.word
    rows: list[tuple[str, Reading, str]] = [
        ("$n$", scene.bundle.count("tokens"), label_text("words")),
        ("$d$", scene.bundle.count("d_model"), label_text("numbers a word")),
        ("$d_k$", scene.bundle.count("d_head"), label_text("numbers a word in each head")),
        ("$H$", scene.bundle.count("n_heads"), label_text("heads")),
    ]
    table = VGroup()
    for line, (letter, count, what) in enumerate(rows):
        y, number = -1.55 * em * line, grouped(count)
        sign = scene.label(letter, em, "text", markup=True)
        digits = scene.label(number[0], em, "focus", numbers=[number])
        told = scene.label(what, em, "soft")
        for label, x in zip((sign, digits, told), (0.0, 1.7 * em, 2.9 * em), strict=True):
            table.add(label.move_to([x, 0, 0], LEFT).stand_on(y))
    small = 0.36 if scene.layout.is_wide else scene.layout.em.note
    notes = VGroup(
        scene.label(label_text("the text gives n; the others are choices"), small),
        scene.label(label_text("no residual: X is not added back"), small),
    ).arrange(DOWN, buff=0.15, aligned_edge=LEFT)
    whole = VGroup(table, notes).arrange(DOWN, buff=0.35, aligned_edge=LEFT)
    return fitted(whole, place.width).move_to(place.at(LEFT), LEFT)
