"""One head's attention pattern, from the words to the dots."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Circle, Create, FadeIn, FadeOut, Group, ReplacementTransform, VGroup
from pydantic import Field

from model.bundle import Bundle
from model.errors import UserError
from model.needs import DEFAULT_MODEL, AdjectiveProbe, Needs, TraceNeed
from model.readings import Reading, join

from .base import AttentionScene
from .mobjects.bars import Bars
from .mobjects.column import VectorColumn
from .mobjects.data import Change
from .mobjects.digits import written
from .mobjects.dots import DotField
from .mobjects.grid import PatternGrid
from .mobjects.labels import Label, fitted, line
from .mobjects.numbers import number
from .mobjects.products import DotProduct
from .mobjects.projection import Projection
from .mobjects.tables import ControlTable
from .mobjects.tokens import TokenRow, role_of, spoken, words_of
from .params import HeadChoice, SceneParams, Sentence
from .reading_claims import (
    choose_focus,
    choose_partner,
    find_word,
    nouns_with_adjectives,
    reads_its_adjectives,
    written_word,
)

MOST_TOKENS = 26
GRID_LEFT, GRID_TOP, GRID_BOTTOM, SIDE_LEFT = -5.1, 2.45, -2.4, 2.6


class AttentionPattern(AttentionScene):
    """One head's attention: words, vectors, queries and keys, scores, mask, softmax, dots."""

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        head: HeadChoice = Field("19.8", description="layer.head, or best:adjective for the best controlled score.")
        convention: Literal["columns", "rows"] = Field("columns", description="Is a distribution a column or a row?")
        first_token: Literal["shown", "hidden"] = Field("shown", description="hidden: leave it out and renormalise.")
        focus: str = Field("", max_length=80, description="The word whose query is followed; found where empty.")
        adjectives: str = Field("", max_length=400, description="Adjectives of the sentence, comma-separated.")

    seconds = 72

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        of_head = ("attn_in", "q", "k", "rot_q", "rot_k", "raw_scores", "attn_scores", "pattern")
        return Needs(
            model=model,
            head=params.head,
            traces={"": TraceNeed(params.text, ("embed", *of_head), layers="head")},
            weights=("W_Q[head]", "W_K[head]"),
            probes=(AdjectiveProbe(),),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        tokens = bundle.tokens()
        if len(tokens) > MOST_TOKENS:
            raise UserError(
                f"text has {len(tokens)} tokens and this scene shows at most {MOST_TOKENS} legibly: shorten text=…"
            )
        if params.focus and find_word(tokens, params.focus) is None:
            words = ", ".join(written_word(tokens, word) for word in words_of(tokens))
            raise UserError(f"focus={params.focus!r} is not in the sentence. Its words: {words}.")

    def setup(self) -> None:
        self.tokens = self.bundle.tokens()
        self.layer, self.head = self.bundle.chosen_head()
        self.kv_head = self.bundle.kv_head(self.head)
        self.pattern = self.of_head("pattern")
        given = [word.strip() for word in self.params.adjectives.split(",") if word.strip()]
        self.nouns = nouns_with_adjectives(self.tokens, given)
        named = find_word(self.tokens, self.params.focus) if self.params.focus else None
        self.focus = choose_focus(self.pattern.value, self.nouns) if named is None else named
        self.partner = choose_partner(self.pattern.value, self.focus)
        self.read_here = next((noun.places() for noun in self.nouns if noun.query == self.focus), [])
        good = [reads_its_adjectives(self.pattern.value, noun) for noun in self.nouns]
        self.holds = any(ok and noun.query == self.focus for ok, noun in zip(good, self.nouns, strict=True))
        self.claim(
            "first token and itself aside, each noun's largest weight is on one of its adjectives",
            bool(good) and all(good),
            f"{sum(good)} of {len(good)} nouns with adjectives in this sentence",
        )

    def of_head(self, name: str) -> Reading:
        return self.bundle.read(name, self.layer, self.kv_head if name in ("k", "rot_k", "v") else self.head)

    def word(self, index: int) -> str:
        return spoken(self.tokens[index])

    def construct(self) -> None:
        self.provenance(f"layer {self.layer} · head {self.head}")
        self.show_tokens()
        self.show_vectors()
        self.show_query_and_key()
        self.show_scores()
        self.show_softmax()
        self.show_reading()
        self.show_controls()

    def show_tokens(self) -> None:
        words = words_of(self.tokens)
        plain = fitted(line(*[self.label(written_word(self.tokens, word), 0.5) for word in words], buff=0.22), 12.6)
        plain.shift(0.5 * UP)
        self.row = TokenRow(self.tokens).shift(1.4 * UP)
        cut = [word for word in words if len(word) > 1]
        self.add(*plain)
        with self.beat("words", "A sentence, as we read it."):
            self.wait(0.5)
        told = f"“{written_word(self.tokens, cut[0])}” is {len(cut[0])} of them" if cut else "here each word is one"
        note = self.label("a start token goes first", 0.26, "soft").next_to(self.row.boxes[0], UP, buff=0.2)
        note.align_to(self.row.boxes[0], LEFT)
        with self.beat("tokens", f"The model reads tokens; {told}."):
            pieces = [VGroup(*[self.row.labels[i] for i in word]) for word in words]
            moves = [ReplacementTransform(VGroup(whole), parts) for whole, parts in zip(plain, pieces, strict=True)]
            self.play(*moves, FadeIn(self.row.boxes[1:]), Create(self.row.joiners))
            self.play(FadeIn(self.row.token(0)), FadeIn(note))
            self.wait(1)
            self.play(FadeOut(note), run_time=0.4)

    def show_vectors(self) -> None:
        """Only as many columns as can be read stand under their tokens: the last ones up to the focus."""
        shown = list(range(max(0, self.focus - 11), min(len(self.tokens), max(self.focus + 1, 12))))
        size, pitch = self.bundle.meta["d_model"], min(1.3, 12.9 / len(shown))
        xs = (np.arange(len(shown)) - (len(shown) - 1) / 2) * pitch
        em = min(0.28, pitch / 3.6)

        def columns(readings: Callable[[int], Reading]) -> list[VectorColumn]:
            made = [VectorColumn(readings(i), 6, em, decimals=2, note=False) for i in shown]
            return [
                c.shift(np.array([x - c.frame.get_x(), -0.55 - c.frame.get_y(), 0]))
                for c, x in zip(made, xs, strict=True)
            ]

        before = columns(lambda i: self.bundle.read("embed", i))
        after = columns(lambda i: self.bundle.read("attn_in", self.layer, i))
        elided = Label(
            f"each column: 6 of its {size} numbers, larger ones brighter", 0.26, "soft",
            numbers=[(str(size), Reading.count(size, "d_model"))],
        ).move_to([0, -2.45, 0])  # fmt: skip
        fits = np.array([0.94 * pitch / self.row.boxes[i].width for i in shown])
        scales = np.minimum(fits, np.clip(fits.min(), 0.6, 1))
        moves = [
            self.row.token(i).animate.scale(s).move_to([x, 1.4, 0]) for i, x, s in zip(shown, xs, scales, strict=True)
        ]
        away = [FadeOut(self.row.token(i)) for i in range(len(self.tokens)) if i not in shown]
        with self.beat("vectors", f"Each token becomes a vector: a column of {size} numbers."):
            self.play(*moves, *away, FadeOut(self.row.joiners), run_time=0.8)
            frames = [FadeIn(Group(c.dots, c.frame), run_time=0.8) for c in before]
            self.play(*frames, *[c.arrive(1.2) for c in before], FadeIn(elided))
        with self.beat("entering", f"After {self.layer} layers, and normalised, they enter this head."):
            self.play(*[FadeOut(c.numbers) for c in before], *[c.arrive(1.2) for c in after])
        self.play(*self.leave(), run_time=0.6)

    def projection(self, kind: Literal["query", "key"], index: int, speech: str) -> Projection:
        letter, head = ("Q", self.head) if kind == "query" else ("K", self.kv_head)
        return Projection(
            self.word(index), kind, self.bundle.read("attn_in", self.layer, index),
            self.bundle.read(f"W_{letter}", self.layer, head), self.of_head(letter.lower())[index],
            self.of_head(f"rot_{letter.lower()}")[index], speech, index,
        )  # fmt: skip

    def show_query_and_key(self) -> None:
        before = self.holds and self.partner == self.focus - 1
        query = self.projection(
            "query", self.focus, "any adjectives before me?" if self.holds else "who matters to me?"
        ).at(1.9)
        key = self.projection("key", self.partner, "I am one, right before you" if before else "maybe I do").at(-1.25)
        with self.beat("query", f"Learned weights turn “{self.word(self.focus)}” into a query."):
            self.ask(query)
        with self.beat("key", f"Other weights turn “{self.word(self.partner)}” into a key."):
            self.ask(key)
        with self.beat("rotation", "Both are turned by position, so distance counts."):
            for side in (query, key):
                self.play(FadeOut(side.vector.numbers), side.turned.arrive(1), FadeIn(side.mark))
        at, size = (self.focus, self.partner), self.bundle.meta["d_head"]
        table = DotProduct(
            self.of_head("rot_q")[self.focus], self.of_head("rot_k")[self.partner], self.of_head("raw_scores")[at],
            self.of_head("attn_scores")[at],
        ).move_to([0, 0.25, 0]).align_to([6.45, 0, 0], RIGHT)  # fmt: skip
        with self.beat("dot product", "Multiply and add: one number says how well they fit."):
            self.play(FadeOut(query.speech), FadeOut(key.speech), run_time=0.5)
            for part in table.rows()[:3]:
                self.play(FadeIn(part), run_time=0.7)
        with self.beat("scaling", f"More products, wider sums: ÷ √{size} = {rooted(size)} keeps softmax gentle."):
            self.play(FadeIn(table.scaled), run_time=0.7)
        self.play(*self.leave(), run_time=0.6)

    def ask(self, side: Projection) -> None:
        self.play(FadeIn(side.box), FadeIn(side.column), FadeIn(side.arrows[0]), run_time=0.8)
        self.play(FadeIn(side.patch), FadeIn(side.arrows[1]), run_time=0.6)
        frame = Group(side.vector.frame, side.vector.dots, side.vector.note)
        self.play(FadeIn(frame), side.vector.arrive(0.8), FadeIn(side.arrows[2]))
        self.play(FadeIn(side.speech), run_time=0.5)

    def show_scores(self) -> None:
        width = 6.5 if len(self.tokens) <= 12 else 7.4 if self.params.convention == "columns" else 6.9
        size = (width, GRID_TOP - GRID_BOTTOM)
        self.grid = PatternGrid(self.tokens, size, self.params.convention)
        self.grid.shift(np.array([GRID_LEFT + width / 2, (GRID_TOP + GRID_BOTTOM) / 2, 0]) - self.grid.middle)
        raw, scores = self.of_head("raw_scores"), self.of_head("attn_scores")
        em = self.grid.digits_em(raw, 1)
        order, future = self.grid.order(), self.grid.future().ravel()
        low, high = (written(float(v), 1) for v in (raw.value.min(), raw.value.max()))
        self.heading = self.side_title("scores: query · key")
        extremes = join([raw.reshape(-1)[int(raw.value.argmin())], raw.reshape(-1)[int(raw.value.argmax())]])
        span = Label(f"from {low} to {high}", 0.3, "soft", numbers=list(zip((low, high), extremes, strict=True)))
        span.next_to(self.heading, DOWN, buff=0.2, aligned_edge=LEFT)
        cells = self.grid.numbers(raw, 1, em)
        cells.opacities[:] = 0
        at = (self.focus, self.partner)
        worked = self.grid.cell_frame(*at)
        told = Label(
            f"{self.word(self.focus)} · {self.word(self.partner)} = {written(float(raw[at].value), 1)}", 0.3, "focus",
            numbers=[(written(float(raw[at].value), 1), raw[at])],
        ).next_to(span, DOWN, buff=0.2, aligned_edge=LEFT)  # fmt: skip
        with self.beat("scores", "Every query meets every key. Scores can have any size."):
            self.play(FadeIn(self.grid), FadeIn(self.heading), run_time=0.8)
            self.play(Change(cells, opacities=1, delays=order, spread=0.85, run_time=3.5))
            self.play(FadeIn(span), FadeIn(worked), FadeIn(told), run_time=0.5)
        size = self.bundle.meta["d_head"]
        divided = self.side_title(f"scores ÷ √{size}")
        self.scaled = self.grid.numbers(raw / float(np.sqrt(size)), 1, em)
        with self.beat("scaled", f"All are divided by {rooted(size)}."):
            moves = FadeOut(span), FadeOut(told), FadeOut(worked), FadeOut(cells), FadeIn(self.scaled)
            self.play(*moves, ReplacementTransform(self.heading, divided), run_time=1)
        self.heading = divided
        self.masked = self.grid.numbers(scores, 1, em)
        self.masked.opacities[:] = 0
        with self.beat("mask", "No looking ahead: later words get −∞."):
            self.play(
                Change(self.scaled, opacities=~future, delays=order),
                Change(self.masked, opacities=future, delays=order),
                run_time=1.5,
            )
            self.remove(self.scaled)
            self.masked.opacities[:] = 1

    def side_title(self, text: str) -> Label:
        return self.label(text, 0.34).move_to([SIDE_LEFT, 2.9, 0], LEFT)

    def show_softmax(self) -> None:
        grid, focus = self.grid, self.focus
        self.weights = grid.numbers(self.pattern, 2)
        self.weights.opacities[:] = 0
        query, key = np.divmod(np.arange(len(self.tokens) ** 2), len(self.tokens))
        past, mine = key <= query, (query == focus) & (key <= query)
        self.frame = grid.frame_of(focus)
        self.bars = self.bars_of(self.word_bars(focus))
        self.bars.field.growth[:] = 0
        heading = self.side_title(f"softmax of “{self.word(focus)}”")
        self.total = self.sum_line(self.pattern[focus, : focus + 1].sum())
        line = "column" if self.params.convention == "columns" else "row"
        with self.beat("softmax", f"Softmax turns one {line} into weights that sum to 1."):
            self.play(Create(self.frame), ReplacementTransform(self.heading, heading), run_time=0.8)
            self.play(Change(self.masked, opacities=~mine), Change(self.weights, opacities=mine), run_time=1)
            bars = FadeIn(self.bars.names), Change(self.bars.field, growth=1), FadeIn(self.bars.numbers)
            self.play(*bars, run_time=1.2)
            self.play(FadeIn(self.total), run_time=0.5)
        self.heading = heading
        sums = grid.sums(self.pattern)
        sums.opacities[:] = 0
        with self.beat("all", f"Every {line} sums to 1; the future gets exactly 0."):
            swap = [Change(f, opacities=o, delays=grid.order()) for f, o in ((self.masked, 0), (self.weights, past))]
            self.play(*swap, FadeIn(grid.hatching()), run_time=1.5)
            self.play(Change(sums, opacities=1, delays=np.linspace(0, 1, len(sums.written)), run_time=1))
        self.dots = grid.dots(self.pattern)
        self.dots.growth[:] = 0
        with self.beat("dots", "Or as dots: area is weight."):
            shrink = Change(self.weights, sizes=0.01, opacities=0)
            self.play(shrink, Change(self.dots, growth=1), FadeOut(sums), FadeIn(self.legend()), run_time=1.4)
            self.remove(self.masked, self.weights)

    def word_bars(self, focus: int) -> list[int]:
        """The keys with the largest weights, largest first."""
        return sorted(range(focus + 1), key=lambda k: -self.pattern.value[focus, k])[:5]

    def bars_of(self, keys: list[int], scale: Reading | None = None) -> Bars:
        weights = join(
            [self.pattern[self.focus, k] / scale if scale is not None else self.pattern[self.focus, k] for k in keys]
        )
        bars = Bars(
            [self.word(k) for k in keys], weights, name_roles=[role_of(self.tokens, k) for k in keys],
            full=2.1, em=0.3, widest=1.25,
        )  # fmt: skip
        return bars.at(np.array([SIDE_LEFT + 1.35, 2.2 - 0.225 * len(keys), 0]))

    def sum_line(self, total: Reading) -> Group:
        figure = number(total.reshape(1), 0.3, self.palette.rgba("text"))
        words = self.label("sum of all" if self.focus >= 5 else "sum", 0.28, "soft")
        both = Group(words, figure).arrange(RIGHT, buff=0.2).next_to(self.bars.field, DOWN, buff=0.2)
        return both.align_to([SIDE_LEFT, 0, 0], LEFT)

    def legend(self) -> Group:
        dot = Circle(radius=0.16, stroke_width=0, fill_color=self.palette.data_low, fill_opacity=1)
        words = self.label("area = weight", 0.28, "soft").next_to(dot, RIGHT, buff=0.15)
        future = self.label("hatched: the future, exactly 0", 0.28, "soft")
        legend = Group(Group(dot, words), future).arrange(DOWN, buff=0.15, aligned_edge=LEFT)
        return legend.move_to([SIDE_LEFT, GRID_BOTTOM + 0.1, 0], DOWN + LEFT)

    def show_reading(self) -> None:
        query = np.repeat(np.arange(len(self.tokens)), len(self.tokens))
        mine, name = query == self.focus, self.word(self.focus)
        colors = np.where(mine[:, None], self.palette.rgba("focus"), self.dots.colors)
        said = [self.word(k) for k in self.read_here]
        if self.holds:
            caption = f"“{name}” reads {listed(said)}{self.remainder()}."
        else:
            caption = f"Of the other words, “{name}” looks most at “{self.word(self.partner)}”."
        with self.beat("reading", caption):
            self.play(Change(self.dots, opacities=np.where(mine, 1, 0.35), colors=colors), run_time=1)
            self.wait(1)
        others = self.pattern[self.focus, 1 : self.focus + 1].sum()
        keys = [k for k in self.word_bars(self.focus) if k]
        if not keys:
            return
        without = self.bars_of(keys, others)
        label = VGroup(
            *[self.label(text, 0.26, "focus") for text in ("“start” hidden,", "the others rescaled to sum to 1")]
        )
        label.arrange(DOWN, buff=0.1, aligned_edge=LEFT).next_to(without.field, DOWN, buff=0.3).align_to(
            [SIDE_LEFT, 0, 0], LEFT
        )
        with self.beat("without start", "With “start” hidden and the rest rescaled: what it reads."):
            self.play(
                FadeOut(self.bars), FadeOut(self.total), FadeIn(without), FadeIn(label), *self.hide_start(), run_time=1
            )
            self.wait(1)
        self.side = Group(without, label)

    def remainder(self) -> str:
        """What can be said of the weight that is not on the adjectives."""
        weights = self.pattern.value[self.focus]
        rest = 1 - weights[self.read_here].sum()
        return "; the rest is mostly on “start”" if weights[0] > 0.6 * rest else ""

    def hide_start(self) -> list[Any]:
        """For now; with ``first_token=hidden`` for good, and the dots are those of the rescaled pattern."""
        count = len(self.tokens)
        if self.params.first_token == "shown":
            first = np.tile(np.arange(count) == 0, count)
            return [Change(self.dots, opacities=np.where(first, 0, self.dots.opacities))]
        rescaled = join([(self.pattern[q, 1:] / self.pattern[q, 1 : q + 1].sum()) for q in range(1, count)])
        dots = DotField(
            rescaled,
            self.grid.centers()[1:, 1:],
            self.dots.radius,
            self.dots.colors.reshape(count, count, 4)[1:, 1:].reshape(-1, 4),
        )
        dots.opacities = self.dots.opacities.reshape(count, count)[1:, 1:].ravel().copy()
        gone, self.dots = self.dots, dots.shift(self.grid.middle)
        return [FadeOut(gone), FadeIn(dots)]

    def show_controls(self) -> None:
        at = (self.layer, self.head)
        look, control, look2, control2 = (
            self.bundle.probe(f"adjective.{n}", *at) for n in ("look", "control", "look2", "control2")
        )
        table = ControlTable(
            [("one back", look, control), ("two back", look2, control2)],
            self.bundle.probe("adjective.score", *at),
            self.bundle.count("adjective.sentences"), self.bundle.count("adjective.controls"),
            *self.bundle.examples("adjective"),
        )  # fmt: skip
        table.move_to([0, 2.3, 0], UP).align_to([SIDE_LEFT, 0, 0], LEFT)
        prefers = float(look) > 1.5 * float(control) and float(look2) > 1.5 * float(control2)
        self.claim(
            "adjectives before a noun get more weight than other words there",
            prefers,
            f"{float(look):.2f} and {float(look2):.2f} against {float(control):.2f} and {float(control2):.2f}",
        )
        verdict = (
            "It gives adjectives more weight than other words there."
            if prefers
            else "It gives other words there much the same: it reads neighbours."
        )
        title = self.side_title("weight from a noun to")
        with self.beat("controls", "Grammar, or just neighbours? Test it on other sentences."):
            gone = [FadeOut(self.side)] if hasattr(self, "side") else [FadeOut(self.bars), FadeOut(self.total)]
            self.play(*gone, ReplacementTransform(self.heading, title), FadeIn(table), run_time=1)
        with self.beat("verdict", verdict):
            self.play(Change(self.dots, opacities=1), run_time=1)
            self.wait(1.5)


def rooted(size: int) -> str:
    """√size, with decimals only where it has some."""
    return written(size**0.5, 0 if size**0.5 % 1 == 0 else 2)


def listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def spread(xs: np.ndarray, columns: list[VectorColumn]) -> np.ndarray:
    """Places for columns under the tokens at ``xs``, moved apart where they would touch."""
    placed = xs.astype(float).copy()
    for i in range(1, len(placed)):
        least = placed[i - 1] + (columns[i - 1].width + columns[i].width) / 2 + 0.06
        placed[i] = max(placed[i], least)
    return placed - (placed[0] + placed[-1]) / 2 + (xs[0] + xs[-1]) / 2
