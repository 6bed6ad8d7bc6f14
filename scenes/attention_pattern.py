"""One head's attention pattern, from the words to the dots."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Create, FadeIn, FadeOut, Group, ReplacementTransform, VGroup
from pydantic import Field

from model.errors import UserError
from model.needs import DEFAULT_MODEL, AdjectiveProbe, Needs, TraceNeed
from model.readings import Reading, join

from .base import AttentionScene
from .mobjects.bars import Bars
from .mobjects.column import VectorColumn
from .mobjects.data import Change
from .mobjects.digits import written
from .mobjects.grid import SMALLEST_DIGITS, PatternGrid
from .mobjects.labels import Label, lines
from .mobjects.products import DotProduct
from .mobjects.projection import Projection
from .mobjects.tokens import TokenRow, spoken, words_of
from .params import HeadChoice, SceneParams, Sentence
from .reading_claims import choose_focus, choose_partner, find_word, nouns_with_adjectives, reads_its_adjectives, written_word

MOST_TOKENS = 26
GRID_LEFT, GRID_TOP, GRID_BOTTOM, SIDE_LEFT = -5.15, 2.45, -2.3, 2.75


class AttentionPattern(AttentionScene):
    """One head's attention: words, vectors, queries and keys, scores, mask, softmax, dots."""

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        head: HeadChoice = Field("19.8", description="layer.head, or best:adjective for the best controlled score.")
        convention: Literal["columns", "rows"] = Field("columns", description="Is a distribution a column or a row?")
        first_token: Literal["shown", "hidden"] = Field("shown", description="hidden: leave it out and renormalise.")
        focus: str = Field("", max_length=80, description="The word whose query is followed; found where empty.")
        adjectives: str = Field("", max_length=400, description="Adjectives of the sentence, comma-separated.")

    seconds = 75

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

    def setup(self) -> None:
        self.tokens = self.bundle.tokens()
        count = len(self.tokens)
        if count > MOST_TOKENS:
            raise UserError(
                f"text has {count} tokens; this scene shows at most {MOST_TOKENS} legibly. Give a shorter sentence (--set text=…)."
            )
        self.layer, self.head = self.bundle.head
        self.kv_head = self.head // (self.bundle.meta["n_heads"] // self.bundle.meta["n_kv_heads"])
        self.pattern = self.of_head("pattern")
        given = [word.strip() for word in self.params.adjectives.split(",") if word.strip()]
        self.nouns = nouns_with_adjectives(self.tokens, given)
        self.focus = self.chosen_focus()
        self.partner = choose_partner(self.pattern.value, self.focus)
        self.at_focus = next((noun for noun in self.nouns if noun.query == self.focus), None)
        self.holds = bool(self.at_focus) and reads_its_adjectives(self.pattern.value, self.at_focus)
        good = sum(reads_its_adjectives(self.pattern.value, noun) for noun in self.nouns)
        self.claim(
            "first token and itself aside, each noun's largest weight is on one of its adjectives",
            bool(self.nouns) and good == len(self.nouns),
            f"{good} of {len(self.nouns)} nouns with adjectives in this sentence",
        )

    def chosen_focus(self) -> int:
        if not self.params.focus:
            return choose_focus(self.pattern.value, self.nouns)
        if (found := find_word(self.tokens, self.params.focus)) is None:
            words = ", ".join(written_word(self.tokens, word) for word in words_of(self.tokens))
            raise UserError(f"focus={self.params.focus!r} is not in the sentence. Its words: {words}.")
        return found

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
        palette = {"palette": self.params.palette}
        plain = TokenRow(self.tokens[1:], **palette)
        self.row = TokenRow(self.tokens, **palette).shift(1.2 * UP)
        cut = [word for word in words_of(self.tokens) if len(word) > 1]
        with self.beat("words", "A sentence, as we read it."):
            self.play(FadeIn(plain.labels), run_time=0.8)
        told = f"“{written_word(self.tokens, cut[0])}” is {len(cut[0])} of them" if cut else "here each word is one"
        with self.beat("tokens", f"The model reads tokens; {told}."):
            moves = [plain.labels[i].animate.become(self.row.labels[i + 1]) for i in range(len(plain.labels))]
            self.play(*moves, FadeIn(self.row.boxes[1:]), Create(self.row.joiners))
            self.remove(plain.labels)
            note = self.label("a start token goes first", 0.26, "soft").next_to(self.row.boxes[0], UP, buff=0.2)
            note.align_to(self.row.boxes[0], LEFT)
            self.add(self.row.labels[1:])
            self.play(FadeIn(self.row.token(0)), FadeIn(note))
            self.wait(1)
            self.play(FadeOut(note), run_time=0.4)

    def show_vectors(self) -> None:
        shown = range(len(self.tokens)) if len(self.tokens) <= 14 else range(max(0, self.focus - 12), self.focus + 1)
        size = self.bundle.meta["d_model"]
        em = min(0.26, 12.4 / len(shown) / 3.7)
        before = [VectorColumn(self.bundle.read("embed", i), 5, em, note=False) for i in shown]
        after = [VectorColumn(self.bundle.read("attn_in", self.layer, i), 5, em, note=False) for i in shown]
        if len(shown) < len(self.tokens):
            self.play(self.row.animate.shift(0.6 * UP), run_time=0.4)
        for columns in (before, after):
            spots = Group(*columns).arrange(RIGHT, buff=0.4 * em).next_to(self.row, DOWN, buff=0.55)
            if len(shown) == len(self.tokens):
                for column, x in zip(columns, spread(self.row.xs, columns), strict=True):
                    column.shift([x - column.get_x(), 0, 0])
            spots.set_x(0) if spots.width > 12.6 else None
        elided = Label(
            f"each column: 5 of its {size} numbers", 0.26, "soft",
            numbers=[(str(size), Reading.count(size, "d_model"))], palette=self.params.palette,
        ).next_to(Group(*before), DOWN, buff=0.2)  # fmt: skip
        with self.beat("vectors", f"Each token becomes a vector: a column of {size} numbers."):
            arrivals = [FadeIn(Group(c.dots, c.frame), run_time=0.8) for c in before]
            self.play(*arrivals, *[c.arrive(1.2) for c in before], FadeIn(elided))
        with self.beat("entering", f"{self.layer} layers on, they have changed. Normalised, they enter this head."):
            fades = [FadeOut(c.numbers) for c in before]
            self.play(*fades, *[c.arrive(1.2) for c in after])
        self.columns = dict(zip(shown, after, strict=True))
        self.play(*[FadeOut(m) for m in (self.row, elided, *after, *[Group(c.dots, c.frame) for c in before])], run_time=0.6)

    def projection(self, kind: Literal["query", "key"], index: int, speech: str) -> Projection:
        letter, head = ("Q", self.head) if kind == "query" else ("K", self.kv_head)
        return Projection(
            self.word(index), kind, self.bundle.read("attn_in", self.layer, index),
            self.bundle.read(f"W_{letter}", self.layer, head), self.of_head(letter.lower())[index],
            self.of_head(f"rot_{letter.lower()}")[index], speech, index, palette=self.params.palette,
        )  # fmt: skip

    def show_query_and_key(self) -> None:
        before = self.holds and self.partner == self.focus - 1
        query = self.projection("query", self.focus, "any adjectives before me?" if self.holds else "who matters to me?").at(1.75)
        key = self.projection("key", self.partner, "I am one, right before you" if before else "maybe I do").at(-1.15)
        with self.beat("query", f"Learned weights, W_Q, turn “{self.word(self.focus)}” into a query."):
            self.ask(query)
        with self.beat("key", f"Others, W_K, turn “{self.word(self.partner)}” into a key."):
            self.ask(key)
        with self.beat("rotation", "Both are turned by their positions, so that distance counts."):
            for side in (query, key):
                self.play(FadeOut(side.vector.numbers), side.turned.arrive(1), FadeIn(side.mark))
        at, size = (self.focus, self.partner), self.bundle.meta["d_head"]
        table = DotProduct(
            self.of_head("rot_q")[self.focus], self.of_head("rot_k")[self.partner], self.of_head("raw_scores")[at],
            self.of_head("attn_scores")[at], palette=self.params.palette,
        ).move_to([4.7, 0.25, 0])  # fmt: skip
        with self.beat("dot product", "Multiply entry by entry and add: one number, how well they fit."):
            self.play(FadeOut(query.speech), FadeOut(key.speech), run_time=0.5)
            for part in table.rows()[:3]:
                self.play(FadeIn(part), run_time=0.7)
        root = written(size**0.5, 0 if size**0.5 % 1 == 0 else 2)
        with self.beat("scaling", f"A sum of {size} products spreads √{size} = {root} times as wide: divide."):
            self.play(FadeIn(table.scaled), run_time=0.7)
        self.play(*self.leave(), run_time=0.6)

    def ask(self, side: Projection) -> None:
        self.play(FadeIn(side.box), FadeIn(side.column), FadeIn(side.arrows[0]), run_time=0.8)
        self.play(FadeIn(side.patch), FadeIn(side.arrows[1]), run_time=0.6)
        frame = Group(side.vector.frame, side.vector.dots, side.vector.note)
        self.play(FadeIn(frame), side.vector.arrive(0.8), FadeIn(side.arrows[2]))
        self.play(FadeIn(side.speech), run_time=0.5)

    def show_scores(self) -> None:
        width = 6.5 if len(self.tokens) <= 12 else 7.4
        size = (width, GRID_TOP - GRID_BOTTOM)
        self.grid = PatternGrid(self.tokens, size, self.params.convention, palette=self.params.palette)
        self.grid.shift(np.array([GRID_LEFT + width / 2, (GRID_TOP + GRID_BOTTOM) / 2, 0]) - self.grid.middle)
        raw, scores = self.of_head("raw_scores"), self.of_head("attn_scores")
        em = self.grid.digits_em(raw, 1)
        self.digits = em >= SMALLEST_DIGITS
        low, high = (written(float(v), 1) for v in (raw.value.min(), raw.value.max()))
        self.heading = self.label("scores: query · key", 0.34).move_to([SIDE_LEFT, 2.9, 0]).align_to([SIDE_LEFT, 0, 0], LEFT)
        extremes = join([raw.reshape(-1)[int(raw.value.argmin())], raw.reshape(-1)[int(raw.value.argmax())]])
        span = Label(f"from {low} to {high}", 0.3, "soft", numbers=list(zip((low, high), extremes, strict=True)), palette=self.params.palette)
        span.next_to(self.heading, DOWN, buff=0.2, aligned_edge=LEFT)
        with self.beat("scores", "Every query meets every key. Scores have no bounds."):
            self.play(FadeIn(self.grid), FadeIn(self.heading), run_time=0.8)
            cells = self.grid.numbers(raw, 1, em)
            self.cells = cells
            if self.digits:
                cells.opacities[:] = 0
                self.play(Change(cells, opacities=1, delays=self.grid.order(), spread=0.85, run_time=3.5))
            self.play(FadeIn(span), run_time=0.5)
        size_ = self.bundle.meta["d_head"]
        divided = self.label(f"scores ÷ √{size_}", 0.34).move_to(self.heading, LEFT)
        unmasked = raw / float(np.sqrt(size_))
        self.scaled = self.grid.numbers(unmasked, 1, em)
        with self.beat("scaled", "All of them are divided, each on its own."):
            self.play(FadeOut(span), *self.swap(cells, self.scaled), ReplacementTransform(self.heading, divided), run_time=1)
        self.masked = self.grid.numbers(scores, 1, em)
        future = self.grid.future().ravel()
        with self.beat("mask", "No word may look ahead: scores of later words become −∞."):
            if self.digits:
                self.masked.opacities[:] = 0
                order = self.grid.order()
                self.play(
                    Change(self.scaled, opacities=np.where(future, 0, 1), delays=order),
                    Change(self.masked, opacities=np.where(future, 1, 0), delays=order),
                    run_time=1.5,
                )
                self.remove(self.scaled)
                self.masked.opacities[:] = 1
                self.add(self.masked)
            else:
                self.play(Create(self.grid.hatching()))
        self.heading = divided

    def swap(self, old: Any, new: Any) -> list[Any]:
        return [FadeOut(old), FadeIn(new)] if self.digits else []

