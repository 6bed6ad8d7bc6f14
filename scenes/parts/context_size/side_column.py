"""The table of sizes beside the grid, the line of parameters, and notes below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from manim import DOWN, LEFT, RIGHT, UP, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.charts.growth_table import GrowthTable, counted
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.parts.context_size.context_places import ContextPlaces, places_in
from attention_scenes.scenes.parts.context_size.context_size_data import Growth

HEAD = 0.32  # em of a column's heading


class Side(NamedTuple):
    at: ContextPlaces
    table: GrowthTable
    parameters: VGroup


def side_of(scene: AttentionScene, growth: Growth) -> Side:
    """Return the table of sizes and the line of parameters, not seen yet."""
    at, heads, total = places_in(scene.layout), grouped(growth.heads), scene.bundle.count("parameters")
    titles = [
        scene.label(label_text("tokens"), HEAD), scene.label(label_text("cells, one head"), HEAD),
        scene.label(label_text("numbers, {count} heads", count=heads[0]), HEAD, numbers=[heads]),
    ]  # fmt: skip
    rows = list(zip(growth.counts, growth.cells, growth.stored, strict=True))
    table = GrowthTable(titles, at.columns, rows, at.em).shift(at.table.at(UP + LEFT))
    words = scene.label(label_text("parameters of the model"), 0.36)
    count = counted(total, at.total_em).align_to(at.table.at(RIGHT), RIGHT).stand_on(at.parameters)
    fitted(words, at.table.width - count.width - 0.3)
    words.move_to(at.table.at(LEFT), LEFT).stand_on(at.parameters)
    return Side(at, table, VGroup(words, count))


def notes_below(scene: AttentionScene, *texts: str, numbers: Sequence[tuple[str, Reading]] = ()) -> VGroup:
    """Return lines below the table; the numbers go with the line that holds their digits."""
    digits = [re.findall(r"\d+(?:,\d{3})*", text) for text in texts]
    at = places_in(scene.layout)
    table = at.table
    lines = [
        scene.note(text, at.note_em, table.width, role="text", numbers=[each for each in numbers if each[0] in found])
        for text, found in zip(texts, digits, strict=True)
    ]
    notes = VGroup(*lines).arrange(DOWN, buff=0.2, aligned_edge=LEFT)
    return fitted(notes, table.width).move_to(table.at(DOWN + LEFT), UP + LEFT)
