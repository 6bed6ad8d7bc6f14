"""Beats: all tokens in a plane of two real directions, where a step from word to word is a direction."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, Create, VGroup

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.planes.word_plane import WordPlane
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import CAP, NumberField
from attention_scenes.scenes.parts.embeddings.embeddings_data import Asked
from attention_scenes.scenes.parts.embeddings.sky_beats import BESIDE, TokenSky

PLANE_SIZE = (8.3, 6.0)
SOME = (
    phrased("None"), phrased("One"), phrased("Two"), phrased("Three"), phrased("Four"), phrased("Five"), phrased("Six"),
)  # fmt: skip
ALL = phrased("one"), phrased("two"), phrased("three"), phrased("four"), phrased("five"), phrased("six")


class WordSpace:
    """The plane of the first sum's words. Call :meth:`direction`; the plane and two arrows stay."""

    def __init__(self, scene: AttentionScene, asked: Asked) -> None:
        self.scene, self.asked, self.bundle, self.first = scene, asked, scene.bundle, asked.sums[0]
        self.plane = self.plane_of()

    def spot(self, word: str) -> np.ndarray:
        """Return where a word's arrow ends in the plane, ``[2]``."""
        return self.bundle.probe("embedding.plane", self.bundle.word(word).word).value

    def plane_of(self) -> WordPlane:
        first = self.first
        ends = [self.spot(word) for word in (self.scene.params.word, *first[:3], *filter(None, [first.hoped]))]
        ends += [self.spot(word) for pair in self.scene.params.pairs for word in pair]
        king, man, woman = (self.spot(word) for word in first[:3])
        rest = label_text("the rest of {one} → {other}", one=first.minus, other=first.start)
        names = f"{first.minus} → {first.plus}", rest
        plane = WordPlane(np.array([*ends, king - man, king - man + woman]), PLANE_SIZE, names)
        place = self.scene.layout.stage.at(right=BESIDE, up=0.05)
        plane.names.shift(place)
        return plane.shift(place)

    def note(self) -> VGroup:
        """Say what of the space the plane shows."""
        whole, size = self.scene.counted("n_vocab"), self.scene.counted("d_model")
        lines = [
            Label(label_text("bright: all {count} tokens,", count=whole[0]), 0.28, "soft", numbers=[whole]),
            Label(label_text("flattened to two of {size} directions", size=size[0]), 0.28, "soft", numbers=[size]),
        ]
        group = VGroup(*[fitted(line, 3.9) for line in lines]).arrange(DOWN, buff=0.12, aligned_edge=LEFT)
        return group.move_to(self.scene.layout.stage.at(LEFT, up=-2.35), LEFT)

    def direction(self, sky: TokenSky) -> None:
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
        note = self.note()
        with scene.beat("direction", caption):
            sky.flatten(plane, note, title, names[0], plane.names[0])
            scene.play(
                *[Create(arrow, run_time=0.6) for arrow in (self.man, self.woman)],
                Create(step, rate_func=late),
                FadeIn(self.labels, numbers, rate_func=late),
                run_time=1.1,
            )
        arrows = VGroup(*[plane.arrow(self.spot(a), self.spot(b), "focus", 4) for a, b in scene.params.pairs])
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
                steps = Change(numbers, opacities=1, run_time=1.6)
                scene.play(FadeIn(names[1:], run_time=0.6), Create(arrows, lag_ratio=0.3, run_time=1.6), steps)
        scene.let_go(step, title, names, numbers, arrows, note)
