"""The table of sizes beside the grid, the line of parameters, and notes below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from manim import DOWN, LEFT, RIGHT, UP, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.charts.growth_table import GrowthTable, counted
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.parts.context_size.context_size_data import Growth

SQUARE = Place(-5.3, -2.6, -0.2, 2.5)  # the cells
TABLE = Place(0.35, -0.75, 6.45, 3.05)  # notes begin below it
PARAMETERS = -0.1  # the line they stand on


class Side(NamedTuple):
    table: GrowthTable
    parameters: VGroup


def side_of(scene: AttentionScene, growth: Growth) -> Side:
    """Return the table of sizes and the line of parameters, not seen yet."""
    heads, total = grouped(growth.heads), scene.bundle.count("parameters")
    titles = [
        scene.label(label_text("tokens"), 0.3, "soft"), scene.label(label_text("cells, one head"), 0.3, "soft"),
        scene.label(label_text("numbers, {count} heads", count=heads[0]), 0.3, "soft", numbers=[heads]),
    ]  # fmt: skip
    rows = list(zip(growth.counts, growth.cells, growth.stored, strict=True))
    table = GrowthTable(titles, (1.2, 3.45, 6.1), rows, 0.4).shift(TABLE.at(UP + LEFT))
    words = (
        scene.label(label_text("parameters of the model"), 0.34, "soft")
        .move_to(TABLE.at(LEFT), LEFT)
        .stand_on(PARAMETERS)
    )
    parameters = VGroup(words, counted(total, 0.46).align_to(TABLE.at(RIGHT), RIGHT).stand_on(PARAMETERS))
    return Side(table, parameters)


def notes_below(scene: AttentionScene, *texts: str, numbers: Sequence[tuple[str, Reading]] = ()) -> VGroup:
    """Return lines below the table; the numbers go with the line that holds their digits."""
    digits = [re.findall(r"\d+(?:,\d{3})*", text) for text in texts]
    lines = [
        scene.label(text, 0.32, "soft", numbers=[number for number in numbers if number[0] in found])
        for text, found in zip(texts, digits, strict=True)
    ]
    notes = VGroup(*lines).arrange(DOWN, buff=0.2, aligned_edge=LEFT)
    return fitted(notes, TABLE.width).move_to(TABLE.at(DOWN + LEFT), UP + LEFT)
