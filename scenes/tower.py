"""One word given two modifiers: does the second update stack on the first?"""

from __future__ import annotations

import numpy as np
from manim import Group, Mobject

from attention_scenes.scenes.captions import claim_text, label_text, named, phrased
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.charts.layer_bars import LayerBars
from attention_scenes.scenes.mobjects.text.constant import stated
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.shared.probe_accuracy import SURE
from attention_scenes.scenes.parts.tower.plane_beats import ROLES, ContrastPlaneScene, line_of
from attention_scenes.scenes.parts.tower.tower_data import ALONE, ONE, OTHER, OTHER_TWO, TWO, WORD

LITTLE = 0.1  # of a contrast: a shorter way is called little


class Tower(ContrastPlaneScene):
    """A word and two modifiers, on two measured directions: what each adds, and whether the updates stack.

    "tower" becomes "Eiffel tower" and then "miniature Eiffel tower", on two directions that other sentences measured:
    Eiffel towers against other towers, and large against small.

    Answers: Can several updates stack? Is the second one the same after the first as it is alone?

    Measured: Both directions and their accuracy on sentences held out, the place of every phrase, and the place that
    the two ways would lead to were they simply added. They are compared at every layer where both directions are
    accurate.

    Told: The pictures at the arrows' tips.

    Yours: Give another word with two modifiers as `phrases`, an `other` modifier and `axes` of your own. Whether a
    modifier moves the word mostly along one axis, hardly, or adds to the other one is decided by the numbers, caption
    by caption.
    """

    seconds = 43
    poster = "answer"

    def construct(self) -> None:
        self.provenance(label_text("residual stream"))
        self.show_axes()
        self.warn()
        self.show_word()
        self.show_first()
        self.show_second()
        self.show_alone()
        self.show_sum()
        self.show_other()
        self.show_answer()

    def warn(self) -> None:
        """Say so where the directions are not to be relied on."""
        if self.sure:
            return
        share = written(float(self.weaker), 2), self.weaker
        told = phrased("Held out, only {share} are named right: little can be read off here.", share=share[0])
        with self.beat("unsure", told, [share]):
            self.wait(1)

    def show_word(self) -> None:
        title = self.lay_ledger()
        self.vector = self.plane.arrow(np.zeros(2), self.at[WORD], ROLES[0])
        sides = [axis.sides[int(self.at[WORD, a] > 0)] for a, axis in enumerate(self.params.axes)]
        word = self.params.phrases[WORD]
        told = phrased(
            "Here “{word}” alone leans to “{one}” and “{other}”.", word=word, one=named(sides[0]), other=named(sides[1])
        )
        with self.beat("word", told):
            self.play(FadeIn(title), FadeIn(self.ledger.heads), run_time=0.6)
            self.play(FadeIn(self.vector), *self.ledger.turn([WORD], []), run_time=0.8)
            self.play(FadeIn(self.images[WORD]), run_time=0.6)

    def show_first(self) -> None:
        across, up = self.way(WORD, ONE).value
        far = self.claim(
            claim_text("“{word}” moves it mostly along {axis}", word=self.one, axis=named(self.across.title)),
            abs(across) > abs(up),
            f"{across:.2f}",
        )
        side = self.across.sides[int(across > 0)]
        there = self.claim(
            claim_text("“{phrase}” lies on the side “{side}”", phrase=self.params.phrases[ONE], side=named(side)),
            bool(self.at[ONE, 0] * across > 0),
            f"{self.at[ONE, 0]:+.2f}",
        )
        told = phrased("“{word}” arrives: this is how far it moves it.", word=self.one)
        if far and there and abs(across) > 0.5:
            told = phrased("“{word}” arrives: it moves to the side of “{side}”.", word=self.one, side=named(side))
        self.step(WORD, ONE, "first", told, 0)

    def show_second(self) -> None:
        change = self.after[1]
        number = written(float(change), 2, True)
        little = self.claim(
            claim_text(
                "“{word}” hardly moves “{phrase}” along {axis}",
                word=self.two,
                phrase=self.params.phrases[ONE],
                axis=named(self.up.title),
            ),
            abs(float(change)) < LITTLE,
            f"{float(change):+.3f}",
        )
        what = {"word": self.two, "axis": named(self.up.title), "change": number}
        told = phrased("“{word}” arrives: {axis} moves by {change}.", **what)
        if little:
            told = phrased("“{word}” arrives: {axis} moves by only {change}.", **what)
        self.step(ONE, TWO, "second", told, 1, [(number, change)])

    def show_alone(self) -> None:
        change = self.alone[1]
        number = written(float(change), 2, True)
        self.works = self.claim(
            claim_text(
                "“{word}” alone moves “{phrase}” along {axis}",
                word=self.two,
                phrase=self.params.phrases[WORD],
                axis=named(self.up.title),
            ),
            abs(float(change)) >= LITTLE,
            f"{float(change):+.3f}",
        )
        what = {"one": self.one, "word": self.two, "axis": named(self.up.title), "change": number}
        told = phrased("Without “{one}”, “{word}” moves {axis} by {change}.", **what)
        if not self.works:
            told = phrased("Without “{one}”, “{word}” moves {axis} by only {change}.", **what)
        self.play(FadeOut(*self.images.values()), run_time=0.4)
        with self.beat("alone", told, [(number, change)]):
            self.alone_step = self.control(WORD, ALONE, self.two, [WORD, ALONE], [1, 2])
            self.wait(0.8)

    def show_sum(self) -> None:
        """Where the second modifier's own way leads from the second phrase, and where the model is."""
        added = (self.places[ONE] + self.alone).value
        gap = float(np.linalg.norm(self.at[TWO] - added))
        self.stack = self.claim(
            "both ways added lead to where the third phrase is",
            gap < LITTLE,
            claim_text("{distance} away", distance=f"{gap:.3f}"),
        )
        ring = self.plane.ring(added)
        dashes = Group(self.plane.dashes(self.at[ONE], added), self.plane.dashes(self.at[ALONE], added))
        others = np.vstack([self.at, line_of(added, self.at[ALONE])[1:], line_of(added, self.at[ONE])[1:]])
        name = self.plane.beside(self.label(label_text("both ways added"), 0.3), added, others)
        told = phrased("Were the two ways simply added, it would end in the ring; it does not.")
        if self.stack:
            told = phrased("Were the two ways simply added, it would end in the ring: it does, nearly.")
        with self.beat("added", told):
            self.play(FadeOut(self.alone_step[-1]), run_time=0.3)
            self.alone_step.remove(self.alone_step[-1])
            self.play(FadeIn(dashes), *self.ledger.turn([TWO], [0, 2]), run_time=0.8)
            self.play(FadeIn(ring), FadeIn(name), run_time=0.6)
            self.wait(1)
        self.play(FadeOut(Group(dashes, ring, name, self.alone_step)), run_time=0.5)

    def show_other(self) -> None:
        alone, after = self.way(WORD, OTHER)[1], self.way(ONE, OTHER_TWO)[1]
        same = abs(float(after) - float(alone)) < LITTLE and abs(float(alone)) >= LITTLE
        word = self.params.other
        self.other_adds = self.claim(
            claim_text("“{word}” moves as far after “{one}” as alone", word=word, one=self.one),
            same,
            claim_text("{one} against {other}", one=f"{float(after):+.3f}", other=f"{float(alone):+.3f}"),
        )
        told = phrased("“{word}” after “{one}” does not move it as it does alone.", word=word, one=self.one)
        if same:
            told = phrased("“{word}” moves it about as far after “{one}” as alone: it adds.", word=word, one=self.one)
        with self.beat("other", told):
            first = self.control(WORD, OTHER, word, [OTHER], [3])
            second = self.control(ONE, OTHER_TWO, word, [OTHER, OTHER_TWO], [3, 4])
            self.wait(1)
        self.play(FadeOut(Group(first, second)), run_time=0.5)

    def show_answer(self) -> None:
        if self.stack:
            told = phrased("Here updates stack: each adds its own way.")
        elif self.other_adds:
            two, other = self.two, self.params.other
            told = phrased("Updates can stack: “{other}” adds here, “{two}” does not.", other=other, two=two)
        else:
            told = phrased("Updates do not simply add: each depends on the other words.")
        if not self.sure:
            told = phrased("Whether updates stack, such unsure directions do not tell.")
        chart, away = self.show_layers() if self.works and self.everywhere else (Group(), [])
        gone = [FadeOut(chart, rate_func=early)] if len(chart) else []
        come = FadeIn(*away, *self.images.values(), rate_func=late)
        with self.beat("answer", told):
            self.play(*gone, come, *self.ledger.turn([], [1, 2, 3, 4]), run_time=1.2)
            self.wait(1.5)

    def show_layers(self) -> tuple[Group, list[Mobject]]:
        """How far the second modifier moves it at every layer that can be read; gives that, and what has made room."""
        layers = [self.bundle.count(f"layer.{n}") for n in self.sure_layers]
        kinds = label_text("alone"), label_text("after “{word}”", word=self.one)
        bars = LayerBars(layers, kinds, (self.rises(WORD, ALONE), self.rises(ONE, TWO)), (9.5, 4.3))
        bars.shift(self.layout.stage.at(right=-4.6, up=1.7))
        share = f"{SURE:g}"
        title = self.label(
            label_text("how far “{word}” moves {axis}", word=self.two, axis=named(self.up.title)), 0.4
        ).move_to(self.layout.sentence.at(up=0.1))
        note = self.label(
            label_text("layers where both axes name {share} or more of the sentences held out right", share=share),
            0.26,
            "soft",
            numbers=[(share, stated(SURE))],
        ).move_to(self.layout.notes.at(up=-0.27))
        told = phrased("“{word}” moves less after “{one}” at every sure layer.", word=self.two, one=self.one)
        gone = self.leave()
        away = [fade.mobject for fade in gone]
        with self.beat("every layer", told):
            self.play(*gone, FadeIn(bars.names, bars.legend, title, note, rate_func=late), run_time=1)
            for growing in bars.grow():
                self.play(growing)
            self.wait(1)
        return Group(bars, title, note), away
