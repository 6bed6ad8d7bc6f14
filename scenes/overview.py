"""Attention in plain words: ask, describe, compare, use, tune."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Create, Line, Restore, Transform, VGroup, linear

from attention_scenes.scenes.captions import bubble_text, claim_text, label_text, listed, phrased
from attention_scenes.scenes.framework.pattern_claims import written_word
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.illustrations.icons import StepBoard, StepStrip, speech
from attention_scenes.scenes.mobjects.illustrations.pictures import picture
from attention_scenes.scenes.mobjects.marks.dots import Arcs
from attention_scenes.scenes.mobjects.marks.flow import Flow, tinted
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.mobjects.text.tokens import TokenRow
from attention_scenes.scenes.parts.overview.overview_data import AskingScene

STRIP_Y = 3.1


class Overview(AskingScene):
    """Attention in plain words and pictures: ask, describe, compare, use, tune.

    No matrix yet: a word asks, the others describe what they have, the two are compared, what is shared flows in, and
    training tunes all of it. The widths of the flow are one real head's weights.

    Answers: What is the idea, before any formula?

    Measured: Every share: the weights that one head gives on this sentence, and how many words rest on the start token.

    Told: The questions and answers in the bubbles, and the tint of the creature, which is as strong as the share of
    "blue".

    Yours: Give another `text`, `head` or `focus`. The word asks for adjectives only where its largest weight, the start
    token and itself aside, is on one; elsewhere it asks "who matters to me?" and the shares are named as they are.
    """

    seconds = 35
    poster = "use"

    def construct(self) -> None:
        where = [self.counted("head.layer"), self.counted("head.head")]
        self.provenance(label_text("layer {layer} · head {head}", layer=self.layer, head=self.head), where)
        self.show_words()
        self.show_ask()
        self.show_describe()
        self.show_compare()
        self.show_use()
        self.show_all()
        self.show_tune()

    def show_words(self) -> None:
        self.row = TokenRow(self.tokens, 0.5, 12.8, smallest=0).move_to(self.layout.stage.at(up=-1.5))
        self.hero = picture("creature", 1.9).move_to(self.layout.stage.at(right=4.5, up=0.22))
        self.drawn = tinted(self.hero, 0)
        self.name = self.label(label_text("“{word}”, drawn", word=self.who), 0.28, "soft").next_to(
            self.drawn, UP, buff=0.12
        )
        self.strip = StepStrip(STRIP_Y)
        with self.beat("words", phrased("Each word begins alone: “{word}” knows only itself.", word=self.who)):
            self.play(FadeIn(self.row), run_time=0.8)
            if self.blue is not None:
                self.play(FadeIn(self.drawn, self.name), run_time=0.8)
            self.play(FadeIn(self.strip), run_time=0.6)

    def light(self, step: str, *others: Any) -> None:
        self.play(*self.strip.lighten(step), *others, run_time=0.6)

    def show_ask(self) -> None:
        top = self.row.boxes[self.focus].get_top()
        asked = bubble_text("any adjectives before me?") if self.holds else bubble_text("who matters to me?")
        self.question = VGroup(picture("ask", 0.7), speech(asked, "query", 0.36)).arrange(RIGHT, buff=0.2)
        reach = 6.3 - self.question.width / 2
        x = np.clip(top[0], -reach, min(reach, 3.0 - self.question.width / 2) if self.blue is not None else reach)
        self.question.move_to(self.layout.stage.at(right=x, up=1.25))
        self.stem = Line(
            [top[0], self.question.get_bottom()[1], 0], top, buff=0.06, color=self.palette.query, stroke_width=3
        )
        self.story = self.label(label_text("a story, in our words"), 0.26, "soft").next_to(self.row, DOWN, buff=0.35)
        self.later = VGroup(*[self.row.token(i) for i in range(self.focus + 1, len(self.tokens))])
        with self.beat("ask", "Ask: every word asks for what it needs."):
            self.light("ask")
            self.play(FadeIn(self.question, self.stem), FadeIn(self.story), run_time=0.7)
            if len(self.later):
                self.later.save_state()
                self.play(self.later.animate.fade(0.6), run_time=0.6)

    def show_describe(self) -> None:
        self.answers = VGroup()
        said = bubble_text("here: I am one") if len(self.answering) == 1 else bubble_text("here")
        if not self.holds:
            said = bubble_text("maybe I do")
        for number, word in enumerate(self.answering):
            top = VGroup(*[self.row.boxes[i] for i in word]).get_top()
            bubble = speech(said, "key", 0.3)
            bubble.move_to(max(top[0], -6.3 + bubble.width / 2) * RIGHT + 0.66 * (number % 2) * UP)
            foot = Line([top[0], bubble.get_bottom()[1], 0], top, buff=0.06, color=self.palette.key, stroke_width=3)
            self.answers.add(VGroup(bubble, foot))
        with self.beat("describe", "Describe: every word says what it has to offer."):
            self.light("describe")
            for answer in self.answers:
                self.play(FadeIn(answer), run_time=0.6)
            self.wait(0.5)

    def show_compare(self) -> None:
        xs, count = self.row.xs, len(self.tokens)
        self.arcs = Arcs(self.pattern, xs, 2.6, self.palette.rgba("focus"), thick=0.2)
        self.arcs.shift([0, self.row.boxes.get_top()[1] + 0.06, 0])
        self.own = np.array([q == self.focus for q, _ in self.arcs.pairs], dtype=float)
        self.arcs.opacities, self.arcs.growth = self.own.copy(), np.zeros(len(self.own))
        em = float(min(0.34, 0.42 * np.diff(xs).min())) if count > 1 else 0.34
        places = np.column_stack([xs[: self.focus + 1], np.full(self.focus + 1, self.row.get_bottom()[1] - 0.32)])
        self.shares = NumberField(self.mine, places, em, self.palette.rgba("text"), decimals=2)
        total = self.mine.sum()
        told = self.label(
            label_text("shares of “{word}”, measured: they sum to {total}", word=self.who, total=f"{float(total):.2f}"),
            0.28,
            "soft",
            numbers=[(f"{float(total):.2f}", total)],
        )
        reach = 6.3 - told.width / 2
        x = -reach if self.blue is not None else np.clip(self.shares.get_x(), -reach, reach)
        self.told = told.next_to(self.shares, DOWN, buff=0.2).set_x(x)
        rests = bool(self.mine.value.argmax() == 0)
        self.claim("the largest share is on the start token", rests, f"{float(self.mine[0]):.3f}")
        if rests:
            note = self.label(label_text("“start”, before every text, has the largest share"), 0.28, "soft")
            note.same_line(told, 0.5)
            if note.get_right()[0] > 6.6:
                note.next_to(told, DOWN, buff=0.12).align_to(told, LEFT)
            self.told = VGroup(told, note)
        with self.beat("compare", self.what_fits()):
            self.light("compare", FadeOut(self.question, self.stem, self.answers, self.story))
            self.play(Change(self.arcs, growth=1), FadeIn(self.shares), FadeIn(self.told), run_time=1.2)
            self.wait(1)

    def what_fits(self) -> str:
        weights = self.mine.value
        if self.holds:
            some = [written_word(self.tokens, word) for word in self.answering]
            if len(some) == 1:
                return phrased("Compare: {word} fits the question and gets a share.", word=some[0])
            return phrased("Compare: {words} fit the question and get a share.", words=listed(some))
        if weights[0] > 0.5 or not self.partner:
            return phrased("Compare: “{word}” gives “start” more than half.", word=self.who)
        return phrased("Compare: of the other words, “{word}” fits best.", word=self.word(self.partner))

    def show_use(self) -> None:
        flow = Flow(self.arcs, self.palette.rgba("update"), 0.34)
        flow.shift(self.arcs.origin - flow.origin)
        flow.opacities = self.own.copy()
        others = float(self.mine.value[1:-1].sum())
        box = self.row.boxes[self.focus]
        glow = box.animate.set_fill(self.palette.update, 0.12 + 0.6 * others).set_stroke(self.palette.update)
        told = phrased("Use: what they hand over flows into “{word}”, each by its share.", word=self.who)
        with self.beat("use", told):
            self.light("use", FadeIn(flow))
            self.play(Change(flow, way=1, rate_func=linear), run_time=1.6)
            self.play(FadeOut(flow), glow, run_time=0.5)
            if self.blue is not None:
                share = f"{float(self.blue):.2f}"
                self.note = VGroup(
                    self.label(label_text("the tint is a story:"), 0.34),
                    self.label(
                        label_text("it is blue’s share, {share};", share=share), 0.34, numbers=[(share, self.blue)]
                    ),
                    self.label(label_text("no colour was measured"), 0.34),
                ).arrange(DOWN, buff=0.12)
                self.note.next_to(self.drawn, LEFT, buff=0.3)
                self.play(Transform(self.drawn, tinted(self.hero, float(self.blue))), FadeIn(self.note), run_time=1.2)
            self.wait(1)

    def show_all(self) -> None:
        weights = self.pattern.value
        at_rest = int((weights[1:, 0] > 0.5).sum())
        rest = self.claim(
            "most words give the start token more than half",
            at_rest > (len(weights) - 1) / 2,
            claim_text("{some} of {all}", some=at_rest, all=len(weights) - 1),
        )
        self.legend = (
            self.label(label_text("a thicker arc: a larger share"), 0.28, "soft").set_x(0).set_y(self.told.get_y())
        )
        gone = [self.shares, self.told, *([self.note, self.drawn, self.name] if self.blue is not None else [])]
        said = phrased("Every word asks at once; each takes its shares.")
        if rest:
            said = phrased("Every word asks at once; most give “start” more than half.")
        with self.beat("all", said):
            self.play(FadeOut(*gone), *([Restore(self.later)] if len(self.later) else []), run_time=0.6)
            colors = np.where(self.own[:, None] > 0, self.arcs.colors, self.palette.rgba("data_low"))
            self.arcs.colors = colors
            self.play(Change(self.arcs, opacities=np.maximum(self.own, 0.7)), FadeIn(self.legend), run_time=1.2)
            self.wait(1)

    def show_tune(self) -> None:
        board = StepBoard(self.strip, 1.7)
        with self.beat("tune", "Tune: training sets how words ask, describe and what they hand over."):
            self.light("tune")
            self.wait(0.6)
            self.play(*[FadeOut(m) for m in (self.row, self.arcs, self.strip, self.legend)], run_time=0.6)
            self.play(*board.gather(), run_time=1)
            self.play(FadeIn(board.words), run_time=0.7)
            self.play(Create(board.rail), run_time=1)
        with self.beat("end", "That is attention in words. Now the numbers."):
            self.wait(1.5)
