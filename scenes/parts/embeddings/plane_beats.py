"""Beats: a column among its neighbours, then as an arrow in a plane where a step is a direction."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, Create, VGroup

from attention_scenes.model.answers.next_tokens import neighbours
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.charts.ranking import Ranking
from attention_scenes.scenes.mobjects.planes.word_plane import WordPlane
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import CAP, NumberField
from attention_scenes.scenes.mobjects.text.tokens import TokenBox
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn
from attention_scenes.scenes.parts.embeddings.embeddings_data import Asked

PLANE_SIZE = (8.3, 6.0)
HERO_X = -4.6  # of the word followed and its column
SOME = (
    phrased("None"), phrased("One"), phrased("Two"), phrased("Three"), phrased("Four"), phrased("Five"), phrased("Six"),
)  # fmt: skip
ALL = phrased("one"), phrased("two"), phrased("three"), phrased("four"), phrased("five"), phrased("six")


class WordSpace:
    """Call :meth:`neighbours`, :meth:`arrow` and :meth:`direction` in this order; the plane and two arrows stay."""

    def __init__(self, scene: AttentionScene, asked: Asked) -> None:
        self.scene, self.asked, self.bundle, self.first = scene, asked, scene.bundle, asked.sums[0]
        self.total = scene.counted("n_vocab")
        self.size, self.width = scene.counted("d_model")

    def spot(self, word: str) -> np.ndarray:
        """Return where a word's arrow ends in the plane, ``[2]``."""
        return self.bundle.probe("embedding.plane", self.bundle.word(word).word).value

    def neighbours(self, column: VectorColumn | None) -> None:
        """Show the nearest tokens to the word; ``column`` is the word's on screen, and all else goes."""
        scene, name = self.scene, self.scene.params.word
        vector = self.bundle.read("W_E", self.asked.word.id)
        self.box = TokenBox(name, "token", 0.46).move_to(scene.layout.stage.at(right=HERO_X, up=2.65))
        self.column = VectorColumn(vector, 9, 0.36, decimals=2)
        self.column.shift(np.array([HERO_X, 2.3, 0]) - self.column.frame.get_top())
        ranking = Ranking(
            label_text("nearest to “{word}”, of {count} tokens", word=name, count=self.total[0]),
            neighbours(self.bundle, name),
            width=8.2,
            em=0.4,
            numbers=[self.total],
        )
        ranking.at(-2.3, 1.95)
        with scene.beat("neighbours", "How alike? Cosine: one, same direction; zero, at right angles."):
            kept = [column] if column else []
            scene.play(*scene.leave(*kept), run_time=0.6)
            if column:
                scene.play(column.animate.scale(1.3).move_to(self.column.frame), run_time=0.6)
                scene.play(FadeOut(column, rate_func=early), FadeIn(self.column, self.box, rate_func=late))
            else:
                scene.play(FadeIn(self.column, self.box), run_time=0.8)
            scene.play(FadeIn(ranking.title, ranking.rows), ranking.grow(1.4))
        self.ranking = ranking

    def plane_of(self) -> WordPlane:
        first = self.first
        ends = [self.spot(word) for word in (self.scene.params.word, *first[:3], *filter(None, [first.hoped]))]
        ends += [self.spot(word) for pair in self.scene.params.pairs for word in pair]
        king, man, woman = (self.spot(word) for word in first[:3])
        rest = label_text("the rest of {one} → {other}", one=first.minus, other=first.start)
        names = f"{first.minus} → {first.plus}", rest
        plane = WordPlane(np.array([*ends, king - man, king - man + woman]), PLANE_SIZE, names)
        place = self.scene.layout.stage.at(right=2.35, up=0.05)
        plane.names.shift(place)
        return plane.shift(place)

    def arrow(self) -> None:
        scene, name = self.scene, self.scene.params.word
        self.plane = self.plane_of()
        end, zero = self.spot(name), np.zeros(2)
        place = self.bundle.probe("embedding.plane", self.asked.word.word)
        vector = self.bundle.read("W_E", self.asked.word.id)
        share = ((place * place).sum() / (vector * vector).sum()).sqrt()
        shown = f"{float(share):.0%}"
        notes = self.notes(
            (label_text("{count} axes in all", count=self.size), [(self.size, self.width)]),
            (label_text("flattened here to two directions,"), []),
            (label_text("“{word}” keeps {share} of its length", word=name, share=shown), [(shown, share)]),
        )
        pointer = self.plane.arrow(zero, end, "text")
        label = self.plane.at_tip(scene.label(name, 0.34), zero, end)
        caption = phrased("Each number is a step along an axis: {count} axes make a space.", count=self.size)
        with scene.beat("space", caption, [(self.size, self.width)]):
            scene.play(FadeOut(self.ranking), FadeIn(self.plane, rate_func=late), run_time=1)
            shrunk = self.column.animate(remover=True).scale(0.04).move_to(self.plane.place(zero))
            scene.play(shrunk, run_time=1)
            scene.play(Create(pointer), self.box.animate.align_to(scene.layout.stage.at(LEFT), LEFT), run_time=0.8)
            scene.play(FadeIn(label), FadeIn(notes), run_time=0.6)
            scene.wait(1)
        scene.play(FadeOut(notes, pointer, label, self.box), run_time=0.5)

    def notes(self, *lines: tuple[str, list[tuple[str, Reading]]]) -> VGroup:
        labels = [Label(text, 0.36, "soft", numbers=numbers) for text, numbers in lines]
        group = VGroup(*labels).arrange(DOWN, buff=0.22, aligned_edge=LEFT)
        return group.move_to(self.scene.layout.stage.at(LEFT, up=0.9), LEFT)

    def direction(self) -> None:
        scene, plane, first = self.scene, self.plane, self.first
        zero, man, woman = np.zeros(2), self.spot(first.minus), self.spot(first.plus)
        self.man, self.woman = plane.arrow(zero, man, "third"), plane.arrow(zero, woman, "second")
        self.labels = VGroup(
            plane.at_tip(scene.label(first.minus, 0.34, "third"), zero, man),
            plane.at_tip(scene.label(first.plus, 0.34, "second"), zero, woman),
        )
        step = plane.arrow(man, woman, "text", 4)
        place = self.bundle.probe("embedding.plane")
        words = [(first.minus, first.plus), *scene.params.pairs]
        at = [(self.bundle.word(a).word, self.bundle.word(b).word) for a, b in words]
        steps = join([place[b, 0] - place[a, 0] for a, b in at])
        ys, left = 1.6 - 0.55 * np.arange(len(words)), scene.layout.stage.at(LEFT)
        names = VGroup(*[
            fitted(Label(f"{a} → {b}", 0.34), 2.9).move_to(left, LEFT).stand_on(y - CAP / 2 * 0.34)
            for (a, b), y in zip(words, ys, strict=True)
        ])  # fmt: skip
        ends = np.column_stack([np.full(len(words), left[0] + 3.85), ys])
        numbers = NumberField(steps, ends, 0.34, scene.palette.rgba("text"), sign=True, align="right")
        numbers.opacities[1:] = 0
        title = scene.label(label_text("step along this direction"), 0.28, "soft").move_to(left, LEFT).set_y(2.25)
        caption = phrased("From “{one}” to “{other}”: that step is a direction.", one=first.minus, other=first.plus)
        with scene.beat("direction", caption):
            scene.play(Create(self.man), Create(self.woman), FadeIn(self.labels), run_time=1)
            scene.play(Create(step), FadeIn(title, names[0], numbers), FadeIn(plane.names[0]), run_time=0.8)
        arrows = VGroup(*[plane.arrow(self.spot(a), self.spot(b), "data_low", 3) for a, b in scene.params.pairs])
        if scene.params.pairs:
            same, others = int((steps.value[1:] > 0).sum()), len(scene.params.pairs)
            scene.claim(
                "other pairs step to the same side",
                same == others,
                claim_text("{some} of {all} pairs", some=same, all=others),
            )
            caption = phrased(
                "{some} of {all} other pairs step to the same side.", some=SOME[same], all=ALL[others - 1]
            )
            with scene.beat("pairs", caption):
                scene.play(FadeIn(names[1:]), run_time=0.6)
                scene.play(Create(arrows, lag_ratio=0.3), Change(numbers, opacities=1, run_time=1.6))
                scene.wait(0.5)
        scene.play(FadeOut(step, title, names, numbers, arrows), run_time=0.5)
