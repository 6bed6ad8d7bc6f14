"""Beats: the parameters of the model in lines that add up, then GPT-3's beside them."""

from __future__ import annotations

from manim import LEFT, RIGHT, Line, Mobject, VGroup

from model.readings import Reading, join

from ..base import AttentionScene
from ..mobjects.blocks import NamedBlocks
from ..mobjects.counts import CountColumn
from ..mobjects.data import Change
from ..mobjects.fades import FadeIn, FadeOut
from ..mobjects.figures import grouped, percent
from .parameter_counts import ATTENTION, NAMES, TOTAL, counts_of, counts_of_gpt3, sum_of

ROLES = ("query", "key", "value", "output")
TOP, STEP, LEFT_EDGE, RIGHT_EDGE = 2.6, 0.5, -6.4, 6.45
NOTES = (
    "GPT-3: Brown et al. 2020, table 2.1; its vocabulary: Radford et al. 2019.",
    "Embedding and unembedding counted apart; no positions, biases, norms.",
)


class TableSteps:
    """The table of :data:`~scenes.steps.parameter_counts.NAMES`, line by line, and its lines as areas.

    Call :meth:`attention`, :meth:`rest` and :meth:`gpt3` in this order.
    """

    def __init__(self, scene: AttentionScene) -> None:
        self.scene, self.lines = scene, counts_of(scene.bundle)
        self.whole = self.lines[TOTAL].total
        self.ys = [TOP - STEP * i - 0.18 * (i > ATTENTION) - 0.18 * (i == TOTAL) for i in range(len(NAMES))]
        self.names = VGroup()
        for index, (name, y) in enumerate(zip(NAMES, self.ys, strict=True)):
            role = ROLES[index] if index < ATTENTION else "text"
            label = scene.label(name, 0.32, role, weight="bold" if index in (ATTENTION, TOTAL) else "regular")
            self.names.add(label.move_to([LEFT_EDGE, y, 0], LEFT).stand_on(y))
        self.table = CountColumn("this model", self.lines, self.ys, (-1.75, 0.35), (ATTENTION, TOTAL))
        self.head = scene.label("one map × heads × layers", 0.26, "soft")
        self.head.move_to([-1.75, 0, 0], RIGHT).stand_on(self.table.title.baseline)
        self.picture = self.areas()
        parts = sum_of([line.total for i, line in enumerate(self.lines) if i not in (ATTENTION, TOTAL)])
        said = f"{float(parts):.0f} of {float(self.whole):.0f}"
        self.complete = scene.claim("the lines add up to all tensors", float(parts) == float(self.whole), said)

    def areas(self) -> NamedBlocks:
        """The parts of the table as areas, not seen yet."""
        strips = [join([line.total / self.whole for line in self.lines[:ATTENTION]])]
        strips += [(line.total / self.whole).reshape(1) for line in self.lines[ATTENTION + 1 : TOTAL]]
        made = NamedBlocks(NAMES[ATTENTION:TOTAL], strips, [*ROLES, "faint", "soft", "text"], 5.2, 4.3)
        made.blocks.opacities[:] = 0
        return made.shift([3.85, 0.5, 0])

    def add_line(self, index: int) -> None:
        """The next line of the table, and its part of the areas."""
        moves = [FadeIn(self.names[index], self.table.lines[index])]
        if index not in (ATTENTION, TOTAL):
            seen = self.picture.blocks.opacities.copy()
            seen[index - (index > ATTENTION)] = 1
            moves.append(Change(self.picture.blocks, opacities=seen))
        if ATTENTION <= index < TOTAL:
            moves.append(FadeIn(self.picture.names[index - ATTENTION]))
        self.scene.play(*moves, run_time=0.7)

    def attention(self, before: Mobject) -> None:
        """The four kinds of map, in place of what was on screen ``before``."""
        with self.scene.beat("heads", *self.sharing()):
            self.scene.play(FadeOut(before), run_time=0.5)
            self.scene.play(FadeIn(self.table.title, self.head, self.picture.frame, self.picture.note), run_time=0.5)
            self.scene.add(self.picture.blocks)
            for index in range(ATTENTION):
                self.add_line(index)
            self.scene.wait(0.5)
        layers, share = grouped(self.scene.bundle.count("n_layers")), percent(self.lines[ATTENTION].total / self.whole)
        told = f"All attention, {layers[0]} layers: {share[0]} of the model."
        with self.scene.beat("attention", told, [layers, share]):
            self.add_line(ATTENTION)

    def sharing(self) -> tuple[str, list[tuple[str, Reading]]]:
        """How many heads there are, and whether they share key and value maps."""
        heads, groups = self.scene.bundle.count("n_heads"), self.scene.bundle.count("n_kv_heads")
        number, each = grouped(heads), grouped(heads / groups)
        if float(heads) == float(groups):
            return f"Each of the {number[0]} heads of a layer has its own four maps.", [number]
        return f"{number[0]} heads a layer; {each[0]} at a time share one key and one value map.", [number, each]

    def rest(self) -> None:
        """MLPs, embedding, norms and the total."""
        share, whole = percent(self.lines[ATTENTION + 1].total / self.whole), grouped(self.whole)
        told = "Most is in the MLPs" if float(share[1]) > 0.5 else "The MLPs hold their part"
        with self.scene.beat("mlp", f"{told}: {share[0]}.", [share]):
            self.add_line(ATTENTION + 1)
        end = "nothing left over" if self.complete else "other tensors included"
        with self.scene.beat("total", f"All tensors: {whole[0]} numbers, {end}.", [whole]):
            for index in range(ATTENTION + 2, TOTAL):
                self.add_line(index)
            self.rule = self.rule_to(LEFT_EDGE, 0.35)
            self.scene.play(FadeIn(self.rule), run_time=0.4)
            self.add_line(TOTAL)

    def rule_to(self, left: float, right: float) -> Line:
        """The line over a total."""
        y = (self.ys[TOTAL] + self.ys[TOTAL - 1]) / 2 + 0.1
        return Line([left, y, 0], [right, y, 0], stroke_width=2, color=self.scene.palette.soft)

    def gpt3(self) -> None:
        """GPT-3's column, with its source and what is counted."""
        lines = counts_of_gpt3()
        column = CountColumn("GPT-3", lines, self.ys, (4.0, RIGHT_EDGE), (ATTENTION, TOTAL))
        notes = VGroup(*[self.scene.label(note, 0.25, "soft") for note in NOTES])
        for note, y in zip(notes, (-2.26, -2.56), strict=True):
            note.move_to([RIGHT_EDGE, 0, 0], RIGHT).stand_on(y)
        with self.scene.beat("GPT-3", "GPT-3’s published sizes, multiplied and added the same way."):
            self.scene.play(FadeOut(self.picture), run_time=0.5)
            self.scene.play(FadeIn(column.title, notes), run_time=0.6)
            self.scene.play(FadeIn(column.lines, self.rule_to(0.95, RIGHT_EDGE)), run_time=1)
        part, whole = lines[ATTENTION].total, lines[TOTAL].total
        numbers = [grouped(part), grouped(whole), percent(part / whole)]
        told = "Attention: {} of {}, which is {}.".format(*[text for text, _ in numbers])
        with self.scene.beat("its attention", told, numbers):
            self.scene.wait(1)
