"""The context grows, the pattern grows with its square, the parameters stay."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Create, Group, Square, VGroup, linear

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, joined, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, exchange, late
from attention_scenes.scenes.mobjects.charts.growth_table import GrowthTable, counted
from attention_scenes.scenes.mobjects.marks.pattern_image import BlockWalk, PatternImage
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.parts.context_size.blockwise_attention import attend_by_blocks
from attention_scenes.scenes.parts.context_size.context_size_data import BLOCKS, SizeScene

SQUARE = Place(-5.3, -2.6, -0.2, 2.5)  # the cells
TABLE = Place(0.35, -0.75, 6.45, 3.05)  # notes begin below it
PARAMETERS = -0.1  # the line they stand on


class ContextSize(SizeScene):
    """How the pattern grows with the square of the text while the parameters stand still.

    The pattern of the first 10, 100 and 1,000 tokens of a long text, each inside the next; beside it the cells are
    counted, and the parameters, which stand still. Then the same result block by block, without storing the
    grid.

    Answers: How does the size of the context window relate to the number of parameters? What limits it? Must the whole
    grid be kept?

    Measured: Every dot of the pattern, the counts, and the weighted sums block by block against those of the model.

    Told: Nothing but the words; all heads’ numbers are those that storing them would take, not what this program took.

    Yours: Give a `text` of your own and `sizes`. A short text gets smaller sizes, and the clip says so.
    """

    seconds = 47
    poster = "parameters"

    def construct(self) -> None:
        self.provenance(
            label_text("layer {layer} · head {head}", layer=self.layer, head=self.head),
            [self.counted("head.layer"), self.counted("head.head")],
        )
        self.make_side()
        self.show_near()
        for index in range(1, len(self.sizes)):
            self.show_farther(index)
        self.show_stored()
        self.show_parameters()
        self.show_blocks()

    # -- the column on the right -----------------------------------------------------------------------

    def make_side(self) -> None:
        heads = self.bundle.count("n_heads") * self.bundle.count("n_layers")
        self.heads = grouped(heads)
        self.cells = [n * n for n in self.counts]
        self.stored = [cells * heads for cells in self.cells]
        titles = [
            self.label(label_text("tokens"), 0.3, "soft"), self.label(label_text("cells, one head"), 0.3, "soft"),
            self.label(label_text("numbers, {count} heads", count=self.heads[0]), 0.3, "soft", numbers=[self.heads]),
        ]  # fmt: skip
        rows = list(zip(self.counts, self.cells, self.stored, strict=True))
        self.table = GrowthTable(titles, (1.2, 3.45, 6.1), rows, 0.4).shift(TABLE.at(UP + LEFT))
        self.total = self.bundle.count("parameters")
        words = (
            self.label(label_text("parameters of the model"), 0.34, "soft")
            .move_to(TABLE.at(LEFT), LEFT)
            .stand_on(PARAMETERS)
        )
        self.parameters = VGroup(words, counted(self.total, 0.46).align_to(TABLE.at(RIGHT), RIGHT).stand_on(PARAMETERS))

    def notes(self, *texts: str, numbers: Sequence[tuple[str, Reading]] = ()) -> VGroup:
        """Lines below the table; the numbers go with the line that holds their digits."""
        digits = [re.findall(r"\d+(?:,\d{3})*", text) for text in texts]
        lines = [
            self.label(text, 0.32, "soft", numbers=[number for number in numbers if number[0] in found])
            for text, found in zip(texts, digits, strict=True)
        ]
        notes = VGroup(*lines).arrange(DOWN, buff=0.2, aligned_edge=LEFT)
        return fitted(notes, TABLE.width).move_to(TABLE.at(DOWN + LEFT), UP + LEFT)

    def grown(self, index: int) -> tuple[tuple[str, Reading], tuple[str, Reading]]:
        """How many tokens and cells there are at a size."""
        return grouped(self.counts[index]), grouped(self.cells[index])

    # -- beats -----------------------------------------------------------------------------------------

    def show_near(self) -> None:
        near, middle = self.sizes[0], SQUARE.at()
        self.grid = PatternGrid(self.bundle.tokens()[:near], (SQUARE.width, SQUARE.height), self.params.convention)
        self.grid.shift(middle - self.grid.middle)
        self.dots = self.grid.dots(self.pattern[:near, :near])
        self.dots.growth[:] = 0
        self.hatching = self.grid.hatching()
        whole = self.counted("tokens")
        told, numbers = label_text("hatched: the future, exactly 0"), constants("0")
        if self.short:
            told = label_text("this text has {count} tokens: the sizes are fitted to it", count=whole[0])
            numbers = [whole]
        self.note = self.notes(label_text("area of a dot = weight"), told, numbers=numbers)
        tokens, cells = self.grown(0)
        told = phrased("A text of {tokens} tokens: {cells} cells in one head.", tokens=tokens[0], cells=cells[0])
        with self.beat("near", told, [tokens, cells]):
            self.play(FadeIn(self.grid), FadeIn(self.hatching), FadeIn(self.parameters), run_time=0.8)
            self.play(Change(self.dots, growth=1, delays=self.grid.order(), run_time=1.6))
            self.play(
                FadeIn(self.table.heads[:2], self.table.rule, self.table.rows[0][:2]), FadeIn(self.note), run_time=0.7
            )
            self.wait(1)
        self.image = PatternImage(self.pattern, SQUARE.width, near, self.columns).shift(SQUARE.at(DOWN + LEFT))
        self.sides = VGroup()
        self.edge = Square(SQUARE.width, color=self.palette.faint, stroke_width=1.5).move_to(middle)

    def show_farther(self, index: int) -> None:
        before, now = self.sizes[index - 1 : index + 1]
        frame = Square(SQUARE.width, color=self.palette.focus, stroke_width=3).move_to(self.edge)
        kept, shades = grouped(self.counts[index - 1]), self.palette.shades
        note = self.notes(
            label_text("in the frame: the first {count}, as they were", count=kept[0]),
            label_text("{shade} = larger weight, on a logarithmic scale", shade=shades.more),
            label_text("{shade} half: the future, exactly 0", shade=shades.none), numbers=[kept, *constants("0")],
        )  # fmt: skip
        tokens, cells = self.grown(index)
        told = phrased("{tokens} tokens: {cells} cells.", tokens=tokens[0], cells=cells[0])
        if now > 400:
            told = phrased("{tokens} tokens: {cells} cells, seen from far.", tokens=tokens[0], cells=cells[0])
        if index == 1:
            gone = FadeOut(self.grid, self.hatching, self.dots, rate_func=early)
            self.play(gone, FadeIn(self.image, self.edge, rate_func=late), run_time=1)
        self.say("")  # until what it says is seen
        self.play(FadeOut(Group(self.note, self.sides)), Create(frame), run_time=0.6)
        self.bring_to_front(self.image, frame)
        shrink = frame.animate.scale(before / now, about_point=SQUARE.at(UP + LEFT))
        self.play(shrink, Change(self.image, fraction=self.sizes[0] / now), run_time=2.5)
        with self.beat(f"farther {index}", told, [tokens, cells]):
            self.play(FadeIn(note), run_time=0.6)
            self.sides = self.along(index)
            self.play(FadeIn(self.table.rows[index][:2]), FadeIn(self.sides), run_time=0.6)
            self.wait(1)
        self.play(FadeOut(frame, note[0]), run_time=0.3)
        self.note = note.remove(note[0])

    def along(self, index: int) -> VGroup:
        """How many queries and keys the square has, along its edges."""
        count = grouped(self.counts[index])
        names = (label_text("queries"), "query"), (label_text("keys"), "key")
        (across, first), (down, second) = names if self.columns else names[::-1]
        above = self.label(joined(" ", [count[0], across]), 0.32, first, numbers=[count]).next_to(
            self.edge, UP, buff=0.18
        )
        aside = VGroup(self.label(count[0], 0.32, second, numbers=[count]), self.label(down, 0.32, second))
        return VGroup(above, aside.arrange(DOWN, buff=0.12).next_to(self.edge, LEFT, buff=0.2))

    def show_stored(self) -> None:
        whole = grouped(self.stored[-1])
        told = phrased(
            "Were the grids of all {heads} heads kept at once: {count} numbers.", heads=self.heads[0], count=whole[0]
        )
        with self.beat("stored", told, [self.heads, whole]):
            self.play(FadeIn(self.table.heads[2], *[row[2] for row in self.table.rows]), run_time=0.8)
            self.wait(1.5)

    def show_parameters(self) -> None:
        total = grouped(self.total)
        told = phrased("However long the text, the parameters stay: {count}.", count=total[0])
        with self.beat("parameters", told, [total]):
            self.play(self.parameters.animate.set_color(self.palette.focus), run_time=0.6)
            self.wait(1)
        shapes = self.shapes()
        with self.beat("shapes", "None of the weight matrices grows with the text."):
            self.play(*exchange(self.note, shapes), run_time=0.8)
            self.wait(1.5)
        self.note = shapes
        most = self.counted("n_context")
        told = phrased("How long a text may be is set in advance: here {count} tokens.", count=most[0])
        with self.beat("limit", told, [most]):
            self.wait(1.5)

    def shapes(self) -> VGroup:
        """The four maps of the head, with their sizes."""
        width, depth = self.counted("d_model"), self.counted("d_head")
        maps = ("Q", "query", (depth, width)), ("K", "key", (depth, width)), ("V", "value", (depth, width)), (
            "O", "output", (width, depth),
        )  # fmt: skip
        found = VGroup()
        for index, (letter, role, sides) in enumerate(maps):
            name = Label(f"$W_{letter}$", 0.5, role, markup=True).shift(1.62 * index * RIGHT).stand_on(0)
            size = self.label(f"{sides[0][0]} × {sides[1][0]}", 0.3, numbers=sides).move_to(name).stand_on(-0.55)
            found.add(VGroup(name, size))
        words = self.label(label_text("positions turn queries and keys: no parameters"), 0.3, "soft")
        if not self.rotary:
            most = self.counted("n_context")
            words = self.label(
                label_text("positions: a learned vector each, for {count} at most", count=most[0]),
                0.3,
                "soft",
                numbers=[most],
            )
        both = VGroup(found, words).arrange(DOWN, buff=0.3, aligned_edge=LEFT)
        return fitted(both, TABLE.width).move_to(TABLE.at(DOWN + LEFT), UP + LEFT)

    def show_blocks(self) -> None:
        last = self.sizes[-1]
        blocks = BLOCKS if last >= 2 * BLOCKS else last
        agree = self.blocks_agree(last // blocks)
        walk = BlockWalk(self.pattern, SQUARE.width, blocks, self.columns).shift(SQUARE.at(DOWN + LEFT))
        held = grouped(self.cells[-1] / float(blocks) / float(blocks))
        beside = grouped(self.counts[-1] / float(blocks) * 2.0)  # for each query of a block two
        kept = grouped(self.counts[-1] * self.bundle.count("d_head"))
        pairs = grouped((self.cells[-1] + self.counts[-1]) / 2.0)
        note = self.notes(
            label_text("held: one block of 1 cell, {maxima} maxima", maxima=beside[0])
            if held[0] == "1"
            else label_text("held: one block of {cells} cells, {maxima} maxima", cells=held[0], maxima=beside[0]),
            label_text("and totals, {count} numbers of weighted sums", count=kept[0]), numbers=[held, beside, kept],
        )  # fmt: skip
        steps = len(walk.pairs) - 0.01
        told = phrased("The grid need not be stored: block by block comes close.")
        if agree:
            told = phrased("The grid need not be stored: block by block gives the same.")
        with self.beat("blocks", told):
            self.play(*exchange(self.note, note), Change(self.image, opacity=0.4), FadeIn(walk), run_time=0.8)
            self.bring_to_front(walk)
            self.play(Change(walk, step=steps, rate_func=linear), run_time=5)
        all_cells = grouped(self.cells[-1])
        work = self.notes(
            label_text("worked out all the same: {count} dot products", count=pairs[0]),
            label_text("of {count} cells; the others are the future", count=all_cells[0]),
            numbers=[pairs, all_cells],
        )  # fmt: skip
        work.next_to(note, DOWN, buff=0.3, aligned_edge=LEFT)
        with self.beat("work", "That saves memory, not work: each query still meets every key so far."):
            self.play(FadeOut(walk), Change(self.image, opacity=1), FadeIn(work), run_time=0.8)
            self.wait(1.5)

    def blocks_agree(self, size: int) -> bool:
        """Whether block by block gives what the model's own head gave."""
        last, (layer, head) = self.sizes[-1], (self.layer, self.head)
        scores = self.bundle.read("attn_scores", layer, head).value[:last, :last]
        values = self.bundle.read("v", layer, self.bundle.kv_head(head)).value[:last]
        z = self.bundle.read("z", layer, head).value[:last]
        apart = float(np.abs(attend_by_blocks(scores, values, size) - z).max() / np.abs(z).max())
        return self.claim(
            "block by block gives the same weighted sums",
            apart < 1e-4,
            claim_text("relative difference {difference}", difference=f"{apart:.0e}"),
        )
