"""Beats: all scores, the mask, the softmax, the dots, and what may be said of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Circle, Create, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, joined, label_text, listed, phrased
from attention_scenes.scenes.framework.pattern_claims import word_at
from attention_scenes.scenes.framework.scene import Numbers
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, exchange, late
from attention_scenes.scenes.mobjects.charts.tables import ControlTable
from attention_scenes.scenes.mobjects.marks.bars import Bars
from attention_scenes.scenes.mobjects.marks.dots import DotField
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import number
from attention_scenes.scenes.mobjects.text.tokens import named_alone, role_of
from attention_scenes.scenes.parts.shared.head_scene import HeadScene
from attention_scenes.scenes.parts.shared.query_key_beats import rooted

WITHOUT_START = label_text("its weights among the words,"), label_text("without “start”")


class PatternSteps:
    """The grid of one head on one sentence, step by step, with a column beside it for what is being said.

    Call :meth:`scores`, :meth:`softmax`, :meth:`reading` and :meth:`controls` in this order.
    """

    def __init__(self, scene: HeadScene) -> None:
        self.scene = scene

    def scores(self) -> None:
        width = 6.5 if len(self.scene.tokens) <= 12 else 7.4 if self.scene.params.convention == "columns" else 6.9
        place, side = self.scene.layout.pattern, self.scene.layout.side
        size = (width, place.height)
        self.grid = PatternGrid(self.scene.tokens, size, self.scene.params.convention)
        self.grid.shift(place.at(LEFT, right=width / 2) - self.grid.middle)
        raw, scores = self.scene.of_head("raw_scores"), self.scene.of_head("attn_scores")
        em = self.grid.digits_em(raw, 1)
        order, future = self.grid.order(), self.grid.future().ravel()
        low, high = (written(float(v), 1) for v in (raw.value.min(), raw.value.max()))
        self.heading = self.side_title(label_text("scores: query · key"))
        extremes = join([raw.reshape(-1)[int(raw.value.argmin())], raw.reshape(-1)[int(raw.value.argmax())]])
        span = Label(
            label_text("here {low} to {high}", low=low, high=high),
            0.3,
            "soft",
            numbers=list(zip((low, high), extremes, strict=True)),
        )
        span.next_to(self.heading, DOWN, buff=0.2, aligned_edge=LEFT)
        cells = self.grid.numbers(raw, 1, em)
        cells.opacities[:] = 0
        at = (self.scene.focus, self.scene.partner)
        worked = self.grid.cell_frame(*at)
        score = written(float(raw[at].value), 1)
        pair = joined(" · ", map(self.scene.word, at))
        told = Label(joined(" = ", [pair, score]), 0.3, "focus", numbers=[(score, raw[at])])
        fitted(told, side.width).next_to(span, DOWN, buff=0.2, aligned_edge=LEFT)
        with self.scene.beat("scores", "Every query meets every key. A score can be any number."):
            self.scene.play(FadeIn(self.grid), FadeIn(self.heading), run_time=0.8)
            self.scene.play(Change(cells, opacities=1, delays=order, spread=0.85, run_time=2.5))
            self.scene.play(FadeIn(span), FadeIn(worked), FadeIn(told), run_time=0.5)
        size = self.scene.bundle.meta["d_head"]
        divided = self.side_title(label_text("scores ÷ √{size}", size=size), [self.scene.counted("d_head")])
        root = self.scene.bundle.count("d_head").sqrt()
        scaled = self.grid.numbers(raw / root, 1, em)
        caption = phrased("So all are divided by {root}.", root=rooted(size))
        length = self.scene.label(
            label_text("{size} numbers in a query", size=f"$d_k = {size}$"), 0.3, "soft", markup=True,
            numbers=[self.scene.counted("d_head")],
        )  # fmt: skip
        why = fitted(VGroup(length, *self.undivided(raw)).arrange(DOWN, buff=0.2, aligned_edge=LEFT), side.width)
        why.next_to(divided, DOWN, buff=0.2, aligned_edge=LEFT)
        with self.scene.beat("scaled", caption, [(rooted(size), root)]):
            moves = FadeOut(span), FadeOut(told), FadeOut(worked), FadeOut(cells), FadeIn(scaled)
            arrive = FadeIn(why, rate_func=late)
            self.scene.play(*moves, arrive, *exchange(self.heading, divided), run_time=1)
            self.scene.wait(1.5)
        self.heading = divided
        self.masked = self.grid.numbers(scores, 1, em)
        self.masked.opacities[:] = 0
        with self.scene.beat("mask", "No looking ahead: later words get −∞."):
            self.scene.play(
                FadeOut(why),
                Change(scaled, opacities=~future, delays=order),
                Change(self.masked, opacities=future, delays=order),
                run_time=1.5,
            )
            self.scene.remove(scaled)
            self.masked.opacities[:] = 1

    def undivided(self, raw: Reading) -> list[Label]:
        """The largest weight of the focus by a softmax of raw scores, and of divided ones: why they are divided."""
        focus = self.scene.focus
        mine = raw[focus, : focus + 1]
        top = int(mine.value.argmax())
        shares = [(written(float(r), 2), r) for r in (mine.softmax()[top], self.scene.pattern[focus, top])]
        return [
            self.scene.label(
                label_text(
                    "for “{word}” softmax gives “{other}”", word=self.scene.word(focus), other=self.scene.word(top)
                ),
                0.3,
                "soft",
            ),
            self.scene.label(
                label_text("{undivided} undivided, {divided} divided", undivided=shares[0][0], divided=shares[1][0]),
                0.3,
                "soft",
                numbers=shares,
            ),
        ]

    def side_title(self, text: str, numbers: Numbers = ()) -> Label:
        return self.scene.label(text, 0.34, numbers=numbers).move_to(
            self.scene.layout.side.at(UP + LEFT, up=0.45), LEFT
        )

    def softmax(self) -> None:
        grid, focus = self.grid, self.scene.focus
        weights = grid.numbers(self.scene.pattern, 2)
        weights.opacities[:] = 0
        query, key = np.divmod(np.arange(len(self.scene.tokens) ** 2), len(self.scene.tokens))
        past, mine = key <= query, (query == focus) & (key <= query)
        frame = grid.frame_of(focus)
        bars = self.bars_of(self.word_bars(focus))
        bars.field.growth[:] = 0
        heading = self.side_title(label_text("softmax of “{word}”", word=self.scene.word(focus)))
        total = self.sum_line(bars, self.scene.pattern[focus, : focus + 1].sum())
        one = phrased("Softmax turns one row into weights that sum to 1.")
        every = phrased("Every row sums to 1; the future gets exactly 0.")
        if self.scene.params.convention == "columns":
            one = phrased("Softmax turns one column into weights that sum to 1.")
            every = phrased("Every column sums to 1; the future gets exactly 0.")
        with self.scene.beat("softmax", one, constants("1")):
            self.scene.play(Create(frame), *exchange(self.heading, heading), run_time=0.8)
            self.scene.play(Change(self.masked, opacities=~mine), Change(weights, opacities=mine), run_time=1)
            self.scene.play(FadeIn(bars.names, bars.numbers), Change(bars.field, growth=1), run_time=1.2)
            self.scene.play(FadeIn(total), run_time=0.5)
        self.side = Group(bars, total)
        self.heading = heading
        sums = grid.sums(self.scene.pattern)
        sums.opacities[:] = 0
        with self.scene.beat("all", every, constants("1", "0")):
            swap = [Change(f, opacities=o, delays=grid.order()) for f, o in ((self.masked, 0), (weights, past))]
            self.scene.play(*swap, FadeIn(grid.hatching()), run_time=1.5)
            self.scene.play(Change(sums, opacities=1, delays=np.linspace(0, 1, len(sums.written)), run_time=1))
        self.dots = self.measured = grid.dots(self.scene.pattern)
        self.dots.growth[:] = 0
        with self.scene.beat("dots", "Or as dots: area is weight."):
            shrink = Change(weights, sizes=0.01, opacities=0)
            self.scene.play(shrink, Change(self.dots, growth=1), FadeOut(sums), FadeIn(self.legend()), run_time=1.4)
            self.scene.remove(self.masked, weights)

    def word_bars(self, focus: int) -> list[int]:
        """The keys with the largest weights, largest first."""
        return sorted(range(focus + 1), key=lambda k: -self.scene.pattern.value[focus, k])[:5]

    def bars_of(self, keys: list[int], scale: Reading | None = None) -> Bars:
        mine = self.scene.pattern[self.scene.focus]
        weights = join([mine[k] if scale is None else mine[k] / scale for k in keys])
        bars = Bars(
            [named_alone(self.scene.tokens, k) for k in keys], weights,
            name_roles=[role_of(self.scene.tokens, k) for k in keys],
            full=2.1, em=0.3, widest=1.25,
        )  # fmt: skip
        return bars.at(self.scene.layout.side.at(UP + LEFT, right=1.35, up=-0.25 - 0.225 * len(keys)))

    def sum_line(self, bars: Bars, total: Reading) -> Group:
        figure = number(total.reshape(1), 0.3, self.scene.palette.rgba("text"))
        words = self.scene.label(label_text("sum of all") if self.scene.focus >= 5 else label_text("sum"), 0.28, "soft")
        both = Group(words, figure).arrange(RIGHT, buff=0.2).next_to(bars.field, DOWN, buff=0.2)
        return both.align_to(self.scene.layout.side.at(LEFT), LEFT)

    def legend(self) -> Group:
        dot = Circle(radius=0.16, stroke_width=0, fill_color=self.scene.palette.data_low, fill_opacity=1)
        words = self.scene.label(label_text("area = weight"), 0.28, "soft").next_to(dot, RIGHT, buff=0.15)
        future = self.scene.label(label_text("hatched: the future, exactly 0"), 0.28, "soft", numbers=constants("0"))
        legend = Group(Group(dot, words), future).arrange(DOWN, buff=0.15, aligned_edge=LEFT)
        return legend.move_to(self.scene.layout.side.at(DOWN + LEFT, up=0.1), DOWN + LEFT)

    def reading(self) -> None:
        query = np.repeat(np.arange(len(self.scene.tokens)), len(self.scene.tokens))
        mine, name = query == self.scene.focus, self.scene.word(self.scene.focus)
        colors = np.where(mine[:, None], self.scene.palette.rgba("focus"), self.dots.colors)
        other = self.scene.word(self.scene.partner)
        caption = phrased("Of the other words, “{word}” looks most at “{other}”.", word=name, other=other)
        if len(word_at(self.scene.tokens, self.scene.partner)) > 1:
            caption = phrased("Of other tokens, “{word}” looks most at “{other}”, a piece.", word=name, other=other)
        if self.scene.holds:
            caption = self.what_it_reads(name, listed(self.scene.adjectives_read()))
        with self.scene.beat("reading", caption):
            self.scene.play(Change(self.dots, opacities=np.where(mine, 1, 0.35), colors=colors), run_time=1)
            self.scene.wait(1)
        others = self.scene.pattern[self.scene.focus, 1 : self.scene.focus + 1].sum()
        keys = [k for k in self.word_bars(self.scene.focus) if k]
        if not keys:
            return
        without = self.bars_of(keys, others)
        label = VGroup(
            *[self.scene.label(text, 0.26, "focus") for text in WITHOUT_START],
            self.least_left(),
        )
        label.arrange(DOWN, buff=0.1, aligned_edge=LEFT).next_to(without.field, DOWN, buff=0.3).align_to(
            self.scene.layout.side.at(LEFT), LEFT
        )
        with self.scene.beat("without start", "“start” hidden, the rest rescaled to sum to 1.", constants("1")):
            gone = FadeOut(self.side, self.dots, rate_func=early)
            self.scene.play(gone, FadeIn(without, label, self.without_start(), rate_func=late), run_time=1)
            self.scene.wait(1)
        self.side = Group(without, label)

    def what_it_reads(self, word: str, adjectives: str) -> str:
        """The adjectives, and what can be said of the weight that is not on them."""
        weights = self.scene.pattern.value[self.scene.focus]
        if weights[0] > 0.6 * (1 - weights[self.scene.read_here].sum()):
            return phrased("“{word}” reads {words}; the rest is mostly on “start”.", word=word, words=adjectives)
        return phrased("“{word}” reads {words}.", word=word, words=adjectives)

    def least_left(self) -> Label:
        """Of which word the least is rescaled: its dots show large what was small."""
        left = [self.scene.pattern[q, 1 : q + 1].sum() for q in range(1, len(self.scene.tokens))]
        least = int(np.argmin([float(each) for each in left]))
        share, word = written(float(left[least]), 2), self.scene.word(least + 1)
        text = label_text("least was left of “{word}”: {share}", word=word, share=share)
        return self.scene.label(text, 0.26, "soft", numbers=[(share, left[least])])

    def without_start(self) -> DotField:
        """The dots of the pattern without its first token, each query rescaled; they are ``dots`` from now."""
        count = len(self.scene.tokens)
        rescaled = join([(self.scene.pattern[q, 1:] / self.scene.pattern[q, 1 : q + 1].sum()) for q in range(1, count)])
        dots = DotField(
            rescaled,
            self.grid.centers()[1:, 1:],
            self.dots.radius,
            self.dots.colors.reshape(count, count, 4)[1:, 1:].reshape(-1, 4),
        )
        dots.opacities = self.dots.opacities.reshape(count, count)[1:, 1:].ravel().copy()
        self.dots = dots.shift(self.grid.middle)
        return self.dots

    def all_dots(self) -> list[Any]:
        """All dots lit; those that were measured are back, unless ``first_token=hidden``."""
        if self.scene.params.first_token == "hidden" or self.dots is self.measured:
            return [Change(self.dots, opacities=1)]
        self.measured.opacities[:] = 1
        return exchange(self.dots, self.measured)

    def controls(self) -> None:
        at = (self.scene.layer, self.scene.head)
        look, control, look2, control2 = (
            self.scene.bundle.probe(f"adjective.{n}", *at) for n in ("look", "control", "look2", "control2")
        )
        table = ControlTable(
            [(label_text("one back"), look, control), (label_text("two back"), look2, control2)],
            self.scene.bundle.probe("adjective.score", *at),
            self.scene.bundle.count("adjective.sentences"), self.scene.bundle.count("adjective.controls"),
            *self.scene.bundle.examples("adjective"),
        )  # fmt: skip
        table.move_to(self.scene.layout.side.at(UP + LEFT, up=-0.15), UP + LEFT)
        prefers = float(look) > 1.5 * float(control) and float(look2) > 1.5 * float(control2)
        self.scene.claim(
            "adjectives before a noun get more weight than other words there",
            prefers,
            claim_text(
                "{one} and {two} against {other_one} and {other_two}",
                one=f"{float(look):.2f}",
                two=f"{float(look2):.2f}",
                other_one=f"{float(control):.2f}",
                other_two=f"{float(control2):.2f}",
            ),
        )
        verdict = (
            phrased("Here adjectives get more weight than other words in the same place.")
            if prefers
            else phrased("Here other words in the same place get much the same: neighbours.")
        )
        if prefers and self.scene.foreign:
            verdict = phrased("On English sentences, adjectives get more weight than other words there.")
        numbers: Numbers = ()
        title = self.side_title(label_text("weight from a noun to"))
        if prefers and self.scene.by_chance:
            heads = grouped(self.scene.bundle.count("n_layers") * self.scene.bundle.count("n_heads"))
            verdict = phrased("The best of {heads} heads; but chance finds one as clear: no finding.", heads=heads[0])
            numbers = [heads]
        with self.scene.beat("controls", "Grammar, or just neighbours? Test it on other sentences."):
            gone = FadeOut(self.side, self.heading, rate_func=early)
            self.scene.play(gone, FadeIn(title, table, rate_func=late), run_time=1)
        with self.scene.beat("verdict", verdict, numbers):
            self.scene.play(*self.all_dots(), run_time=1)
            self.scene.wait(1.5)
