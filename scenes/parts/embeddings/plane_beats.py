"""Beats: all tokens in a plane of two real directions, where a step from word to word is a direction."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Animation, Create, Transform, VGroup

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, exchange, window
from attention_scenes.scenes.mobjects.charts.ranking import LENGTH, RankedRow, Ranking
from attention_scenes.scenes.mobjects.planes.word_plane import WordPlane
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.embeddings.embedding_places import places_in
from attention_scenes.scenes.parts.embeddings.embeddings_data import Asked
from attention_scenes.scenes.parts.embeddings.sky_beats import DIM_LIGHT, PLANE, TokenSky

BOLD, THIN, LARGE = 15, 5, 0.5  # width of arrows and of other pairs', em of their names
SOME = (
    phrased("None"), phrased("One"), phrased("Two"), phrased("Three"), phrased("Four"), phrased("Five"), phrased("Six"),
)  # fmt: skip
ALL = phrased("one"), phrased("two"), phrased("three"), phrased("four"), phrased("five"), phrased("six")


class WordSpace:
    """The plane of the first sum's words. Call :meth:`direction`; the plane and two arrows stay."""

    def __init__(self, scene: AttentionScene, asked: Asked) -> None:
        self.scene, self.asked, self.bundle, self.first = scene, asked, scene.bundle, asked.sums[0]
        self.places = places_in(scene.layout)
        king, man, woman = (self.spot(word) for word in self.first[:3])
        paired = [self.spot(word) for pair in scene.params.pairs for word in pair]
        hoped = [self.spot(self.first.hoped)] if self.first.hoped else []
        self.near = self.plane_of(man, woman, *paired)
        self.plane = self.plane_of(king, man, woman, *hoped, *paired, king - man, king - man + woman)

    def spot(self, word: str) -> np.ndarray:
        """Return where a word's arrow ends in the plane, ``[2]``."""
        return self.bundle.probe("embedding.plane", self.bundle.word(word).word).value

    def plane_of(self, *ends: np.ndarray) -> WordPlane:
        """Return the plane so large that these points fit into it."""
        first = self.first
        rest = label_text("{one} → {other}, at right angles", one=first.minus, other=first.start)
        plane = WordPlane(np.array(ends), self.places.plane, (f"{first.minus} → {first.plus}", rest))
        plane.names.shift(self.places.plane_at)
        return plane.shift(self.places.plane_at)

    def draw_back(self, sky: TokenSky) -> list[Animation]:
        """Return the animations that make the plane smaller, with all that is in it, so that the sum fits."""
        zero, plane = np.zeros(2), self.plane
        man, woman = (self.spot(word) for word in (self.first.minus, self.first.plus))
        return [
            Transform(self.near, plane),
            *exchange(self.near.names, plane.names),
            Transform(self.man, plane.arrow(zero, man, "third", BOLD)),
            Transform(self.woman, plane.arrow(zero, woman, "first", BOLD)),
            sky.fly(0.8, layout=PLANE, light=DIM_LIGHT),
        ]

    def note(self) -> VGroup:
        """Say what of the space the plane shows."""
        whole, size = self.scene.counted("n_vocab"), self.scene.counted("d_model")
        lines = [
            Lines(text, 0.38 if not self.places.second else 0.3, self.places.panel.width, edge=-1, numbers=[number])
            for text, number in (
                (label_text("cloud: all {count} tokens,", count=whole[0]), whole),
                (label_text("flattened to two of {size} directions", size=size[0]), size),
            )
        ]
        group = VGroup(*lines).arrange(DOWN, buff=0.14, aligned_edge=LEFT)
        return group.next_to(self.places.panel.at(LEFT + DOWN, up=0.15), UP + RIGHT, buff=0)

    def steps(self) -> Ranking:
        """Return how far each pair of words steps along the first direction, as a row each, the plane's own first.

        That one is grey: it made the axis, and so says nothing about it.
        """
        place = self.bundle.probe("embedding.plane")
        words = [(self.first.minus, self.first.plus), *self.scene.params.pairs]
        rows = [
            RankedRow(f"{a} → {b}", place[self.bundle.word(b).word, 0] - place[self.bundle.word(a).word, 0], role)
            for (a, b), role in zip(words, ("soft", *["text"] * (len(words) - 1)), strict=True)
        ]
        longest = max(float(abs(row.value.value)) for row in rows)
        ranks = Ranking(
            rows, width=self.places.steps, em=self.places.em, names=self.places.names, longest=longest, sign=True
        )
        return ranks.at(self.places.panel.left, self.places.steps_top)

    def direction(self, sky: TokenSky) -> None:
        """Flatten the sky; two words are arrows, and so is the step from one to the other."""
        scene, plane, first = self.scene, self.near, self.first
        zero, man, woman = np.zeros(2), self.spot(first.minus), self.spot(first.plus)
        self.man, self.woman = plane.arrow(zero, man, "third", BOLD), plane.arrow(zero, woman, "first", BOLD)
        self.labels = VGroup(
            scene.layout.words.hold(plane.at_tip(scene.label(first.minus, LARGE, "third"), zero, man)),
            scene.layout.words.hold(plane.at_tip(scene.label(first.plus, LARGE, "first"), zero, woman)),
        )
        step = plane.arrow(man, woman, "text", BOLD)
        title = scene.label(label_text("step along this direction"), 0.38, "soft")
        title.move_to(self.places.panel.at(LEFT), LEFT).set_y(self.places.steps_top + 0.7)
        note, ranks = self.note(), self.steps()
        caption = phrased("From “{one}” to “{other}”: that step is a direction.", one=first.minus, other=first.plus)
        with scene.beat("direction", caption):
            sky.flatten(
                FadeIn(plane, plane.names, run_time=0.7),
                *[Create(a, rate_func=window(0.4, 0.35), run_time=2.0) for a in (self.man, self.woman)],
                Create(step, rate_func=window(0.7, 0.3), run_time=2.0),
                FadeIn(self.labels, title, run_time=2.0, rate_func=window(0.55, 0.4)),
                *sky.ranks.go(2.0),  # it is gone before another list comes at its place
            )
            scene.play(FadeIn(note), *ranks.come(0.8, 0, 1))
        arrows = VGroup(*[plane.arrow(self.spot(a), self.spot(b), "text", THIN) for a, b in scene.params.pairs])
        if scene.params.pairs:
            note = self.pairs(sky, ranks, arrows, note)
        scene.let_go(step, title, arrows, note)
        self.ranks = ranks

    def control(self) -> VGroup:
        """Say how far two tokens at random step, with which pairs are to be compared."""
        step = self.bundle.probe("sky.step", 0)
        digits = written(float(step), 2)
        text = label_text("two tokens at random: {step} on average, to either side", step=digits)
        em = 0.38 if not self.places.second else 0.3
        lines = Lines(text, em, self.places.panel.width, edge=-1, numbers=[(digits, step)])
        return VGroup(lines.next_to(self.places.panel.at(LEFT + DOWN, up=0.15), UP + RIGHT, buff=0))

    def pairs(self, sky: TokenSky, ranks: Ranking, arrows: VGroup, note: VGroup) -> VGroup:
        """Show other pairs' steps, each arrow with its bar, before the dimmed cloud; count those to the same side.

        What two tokens at random would do comes in the place of ``note``, and is returned.
        """
        control = self.control()
        scene, others = self.scene, len(self.scene.params.pairs)
        same = int((ranks.bars.readings.value[1:] > 0).sum())
        scene.claim(
            "other pairs step to the same side",
            same == others,
            claim_text("{some} of {all} pairs", some=same, all=others),
        )
        caption = phrased(
            "{some} of {all} pairs of our choice step to the same side.", some=SOME[same], all=ALL[others - 1]
        )
        with scene.beat("pairs", caption):
            begins = (1 - LENGTH) * np.linspace(0, 1, others)  # as its rows
            scene.play(
                sky.fly(0.8, light=DIM_LIGHT),
                *[
                    Create(arrow, rate_func=window(begin, LENGTH), run_time=2.0)
                    for arrow, begin in zip(arrows, begins.tolist(), strict=True)
                ],
                *ranks.come(2.0, 1),
                *exchange(note, control),
            )
        return control
