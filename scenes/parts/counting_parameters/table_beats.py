"""Beats: the parameters of the model in lines that add up, then GPT-3's beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from manim import DOWN, LEFT, RIGHT, Line, Mobject, VGroup

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.charts.count_column import CountColumn
from attention_scenes.scenes.mobjects.marks.areas import NamedBlocks
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, percent
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.parts.counting_parameters.counting_places import TablePlaces
from attention_scenes.scenes.parts.counting_parameters.head_maps import ROLES, said_of_cost
from attention_scenes.scenes.parts.counting_parameters.scale_beats import AREAS, show_scale
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.parameter_counts import LINES, MAPS, SUMS, counts_of, counts_of_gpt3
from attention_scenes.scenes.parts.shared.reading_sums import sum_of

NOTE = 0.34  # em of what is said under a table
ATTENTION = len(MAPS)  # the line that adds up the maps
TIED = label_text("unembedding: the same table, counted once")
UNBIASED = label_text("no biases here; GPT-2 and GPT-3 have them")
NOTES = (
    label_text("GPT-3: Brown et al. 2020, table 2.1; its vocabulary: Radford et al. 2019."),
    label_text("Embedding and unembedding counted apart; no positions, biases, norms."),
)


class TableSteps:
    """The table of :func:`~scenes.parts.shared.parameter_counts.counts_of`, line by line, and its lines as areas.

    Call :meth:`attention`, :meth:`rest` and :meth:`gpt3` in this order.
    """

    def __init__(self, scene: AttentionScene, at: TablePlaces) -> None:
        counts = counts_of(scene.bundle)
        self.scene, self.at, self.kinds, self.lines = scene, at, list(counts), list(counts.values())
        self.last = len(self.lines) - 1  # the line of the total
        self.strong = [self.kinds.index(name) for name in SUMS]
        self.whole = self.lines[-1].total
        step = min(at.step, (at.table.height - 0.36) / self.last)
        self.ys = [
            at.table.top - step * i - 0.18 * (i > ATTENTION) - 0.18 * (i == self.last) for i in range(len(self.lines))
        ]
        self.names, self.tied = self.names_on(self.ys), VGroup()
        self.table = CountColumn(label_text("this model"), self.lines, self.ys, at.ours, self.strong)
        self.head = scene.label(label_text("product of"), 0.3)
        self.head.move_to(at.ours[0] * RIGHT, RIGHT).stand_on(self.table.title.baseline)
        self.picture = self.areas()
        parts = sum_of([line.total for i, line in enumerate(self.lines) if i not in self.strong])
        said = claim_text("{some} of {all}", some=f"{float(parts):.0f}", all=f"{float(self.whole):.0f}")
        self.complete = scene.claim("the lines add up to all tensors", float(parts) == float(self.whole), said)

    def names_on(self, ys: Sequence[float]) -> VGroup:
        """Return the names of the lines, on these baselines."""
        names = VGroup()
        for index, (name, y) in enumerate(zip(self.kinds, ys, strict=True)):
            role = ROLES[index] if index < ATTENTION else "text"
            label = self.scene.label(LINES[name], 0.32, role, weight="bold" if index in self.strong else "regular")
            names.add(label.move_to(self.at.table.at(LEFT), LEFT).stand_on(y))
        return names

    def areas(self) -> NamedBlocks:
        """Return the parts of the table as areas, not seen yet."""
        strips = [join([line.total / self.whole for line in self.lines[:ATTENTION]])]
        strips += [(line.total / self.whole).reshape(1) for line in self.lines[ATTENTION + 1 : -1]]
        names = self.kinds[ATTENTION:-1]
        roles = [*ROLES, *[AREAS.get(name, "text") for name in names[1:]]]
        made = NamedBlocks([LINES[name] for name in names], strips, roles, *self.at.areas_size)
        made.blocks.opacities[:] = 0
        return made.shift(self.at.areas)

    def add_line(self, index: int) -> None:
        """Show the next line of the table, and its part of the areas."""
        moves = [FadeIn(self.names[index], self.table.lines[index])]
        if index not in self.strong:
            seen = self.picture.blocks.opacities.copy()
            seen[index - (index > ATTENTION)] = 1
            moves.append(Change(self.picture.blocks, opacities=seen))
        if ATTENTION <= index < self.last:
            moves.append(FadeIn(self.picture.names[index - ATTENTION]))
        self.scene.play(*moves, run_time=0.5)

    def attention(self, before: Mobject) -> None:
        """Show the four kinds of map, in place of what was on screen ``before``."""
        self.picture.blocks.opacities[0] = 1
        head = self.table.title, self.head, self.picture.frame, self.picture.note, self.picture.blocks
        cut_to(self.scene, *head, self.names[0], self.table.lines[0], gone=[before])
        with self.scene.beat("heads", *said_of_cost(self.scene.bundle)):
            for index in range(1, ATTENTION):
                self.add_line(index)
        layers, share = grouped(self.scene.bundle.count("n_layers")), percent(self.lines[ATTENTION].total / self.whole)
        caption = phrased("All attention, {layers} layers: {share} of the model.", layers=layers[0], share=share[0])
        with self.scene.beat("attention", caption, [layers, share]):
            self.add_line(ATTENTION)

    def rest(self) -> None:
        """Show MLPs, embedding, norms and the total."""
        share, whole = percent(self.lines[ATTENTION + 1].total / self.whole), grouped(self.whole / 1e6)
        caption = phrased("The MLPs, which see one word at a time: {share}.", share=share[0])
        if float(share[1]) > 0.5:
            caption = phrased("Most is in the MLPs, which see one word at a time: {share}.", share=share[0])
        with self.scene.beat("mlp", caption, [share]):
            self.add_line(ATTENTION + 1)
        caption = phrased("All tensors: {count} million numbers, other tensors included.", count=whole[0])
        if self.complete:
            caption = phrased("All tensors: {count} million numbers, nothing left over.", count=whole[0])
        with self.scene.beat("total", caption, [whole]):
            notes = [*([] if "unembedding" in self.kinds else [TIED]), *([] if "biases" in self.kinds else [UNBIASED])]
            self.tied = VGroup(*[fitted(self.scene.label(note, NOTE), self.at.tied_width) for note in notes])
            for line, y in zip(self.tied, self.at.tied_at, strict=False):
                line.move_to(self.at.table.at(LEFT), LEFT).stand_on(y)
            if notes:
                self.scene.play(FadeIn(self.tied), run_time=0.2)
            for index in range(ATTENTION + 2, self.last):
                self.add_line(index)
            self.rule = self.rule_to(self.at.table.left, self.at.ours[1])
            self.scene.play(FadeIn(self.rule), run_time=0.2)
            self.add_line(self.last)

    def rule_to(self, left: float, right: float) -> Line:
        """Return the line over a total."""
        y = (self.ys[-1] + self.ys[-2]) / 2 + 0.1
        return Line([left, y, 0], [right, y, 0], stroke_width=2, color=self.scene.palette.soft)

    def gpt3(self) -> None:
        """Show GPT-3's column, with its source and what is counted; then both models to scale."""
        at = self.at
        lines = counts_of_gpt3(self.kinds)
        ys = [y - (at.below or 0.0) for y in self.ys]
        column = CountColumn("GPT-3", list(lines.values()), ys, at.theirs, self.strong)
        names = [self.names_on(ys)] if at.below else []
        rule = self.rule_to(at.rule, at.table.right).shift((at.below or 0.0) * DOWN)
        notes = VGroup(*[fitted(self.scene.label(note, NOTE), at.notes_width) for note in NOTES])
        for note, y in zip(notes, at.notes_at, strict=True):
            note.move_to(at.table.at(RIGHT), RIGHT).stand_on(y)
        with self.scene.beat("GPT-3", "GPT-3’s published sizes, multiplied and added too."):
            self.scene.let_go(self.picture, *self.in_the_way())
            self.scene.play(*self.made_narrow(), FadeIn(column.title, notes, *names), run_time=0.5)
            self.scene.play(FadeIn(column.lines, rule), run_time=0.8)
        show_scale(self.scene, dict(zip(self.kinds, self.lines, strict=True)), lines)

    def in_the_way(self) -> list[Mobject]:
        """Return what leaves for GPT-3's column; where that is narrow, what ours are multiplied from, too."""
        if self.at.aside is None:
            return [*self.tied]
        return [self.head, *self.tied, *[part for line in self.table.lines for part in line[1:]]]

    def made_narrow(self) -> list[Any]:
        """Return the moves of our totals to the place of what has left."""
        if self.at.aside is None:
            return []
        way = (self.at.aside - self.at.ours[1]) * RIGHT
        moves = [part.animate.shift(way) for part in (self.table.title, *[line[0] for line in self.table.lines])]
        short = self.rule_to(self.at.table.left, self.at.aside)
        return [*moves, self.rule.animate.become(short)]
