"""One word given two modifiers: does the second update stack on the first?"""

from __future__ import annotations

import numpy as np
from manim import Group

from scenes.mobjects.digits import written
from scenes.mobjects.fades import FadeIn, FadeOut
from scenes.steps.contrast_plane_scene import ROLES, ContrastPlaneScene, line_of
from scenes.steps.contrast_scene import ALONE, ONE, OTHER, OTHER_TWO, TWO, WORD

LITTLE = 0.1  # of a contrast: a shorter way is called little


class Tower(ContrastPlaneScene):
    """A word and two modifiers, on two measured directions: what each adds, and whether the updates stack."""

    seconds = 43

    def construct(self) -> None:
        self.provenance("residual stream")
        self.show_axes()
        self.show_word()
        self.show_first()
        self.show_second()
        self.show_alone()
        self.show_sum()
        self.show_other()
        self.show_answer()

    def show_word(self) -> None:
        title, heads = self.lay_ledgers()
        self.vector = self.plane.arrow(np.zeros(2), self.at[WORD], ROLES[0])
        sides = [axis.sides[int(self.at[WORD, a] > 0)] for a, axis in enumerate(self.params.axes)]
        with self.beat("word", f"“{self.params.phrases[WORD]}” alone leans to “{sides[0]}” and “{sides[1]}”."):
            self.play(FadeIn(title), FadeIn(heads), run_time=0.6)
            self.play(FadeIn(self.vector), FadeIn(self.ledger.lines[WORD]), run_time=0.8)
            self.play(FadeIn(self.images[WORD]), run_time=0.6)

    def show_first(self) -> None:
        across, up = self.way(WORD, ONE).value
        far = self.claim(
            f"“{self.one}” moves it mostly along {self.across.title}", abs(across) > abs(up), f"{across:.2f}"
        )
        told = f"it jumps along {self.across.title}" if far and abs(across) > 0.5 else "this is how far it moves it"
        self.step(WORD, ONE, "first", f"“{self.one}” arrives: {told}.", 0)

    def show_second(self) -> None:
        change = self.after[1]
        number = written(float(change), 2, True)
        little = self.claim(
            f"“{self.two}” hardly moves “{self.params.phrases[ONE]}” along {self.up.title}",
            abs(float(change)) < LITTLE,
            f"{float(change):+.3f}",
        )
        told = f"{self.up.title} moves {'by only' if little else 'by'} {number}"
        caption = f"“{self.two}” arrives: {told}."
        self.step(ONE, TWO, "second", caption, 1, [(number, change)])

    def show_alone(self) -> None:
        change = self.alone[1]
        number = written(float(change), 2, True)
        self.works = self.claim(
            f"“{self.two}” alone moves “{self.params.phrases[WORD]}” along {self.up.title}",
            abs(float(change)) >= LITTLE,
            f"{float(change):+.3f}",
        )
        told = f"Without “{self.one}”, “{self.two}” moves {self.up.title} by {'' if self.works else 'only '}{number}."
        self.play(FadeOut(*self.images.values()), run_time=0.4)
        with self.beat("alone", told, [(number, change)]):
            self.alone_step = self.control(WORD, ALONE, self.two, 2)
            self.wait(0.8)

    def show_sum(self) -> None:
        """Where the second modifier's own way leads from the second phrase, and where the model is."""
        added = (self.places[ONE] + self.alone).value
        gap = float(np.linalg.norm(self.at[TWO] - added))
        self.stack = self.claim("both ways added lead to where the third phrase is", gap < LITTLE, f"{gap:.3f} away")
        ring = self.plane.ring(added)
        dashes = Group(self.plane.dashes(self.at[ONE], added), self.plane.dashes(self.at[ALONE], added))
        others = np.vstack([self.at, line_of(added, self.at[ALONE])[1:], line_of(added, self.at[ONE])[1:]])
        name = self.plane.beside(self.label("both ways added", 0.3), added, others)
        told = "Were the two ways simply added, it would end in the ring"
        with self.beat("added", told + (": it does, nearly." if self.stack else "; it does not.")):
            self.play(FadeOut(self.alone_step[-1]), run_time=0.3)
            self.alone_step.remove(self.alone_step[-1])
            self.play(FadeIn(dashes), run_time=0.8)
            self.play(FadeIn(ring), FadeIn(name), run_time=0.6)
            self.wait(1)
        self.play(FadeOut(Group(dashes, ring, name, self.alone_step)), run_time=0.5)

    def show_other(self) -> None:
        alone, after = self.way(WORD, OTHER)[1], self.way(ONE, OTHER_TWO)[1]
        same = abs(float(after) - float(alone)) < LITTLE and abs(float(alone)) >= LITTLE
        word = self.params.other
        self.other_adds = self.claim(
            f"“{word}” moves as far after “{self.one}” as alone",
            same,
            f"{float(after):+.3f} against {float(alone):+.3f}",
        )
        told = f"“{word}” moves it as far after “{self.one}” as alone: it adds." if same else (
            f"“{word}” after “{self.one}” does not move it as it does alone."
        )  # fmt: skip
        with self.beat("other", told):
            first = self.control(WORD, OTHER, word, 3)
            second = self.control(ONE, OTHER_TWO, word, 4)
            self.wait(1)
        self.play(FadeOut(Group(first, second)), run_time=0.5)

    def show_answer(self) -> None:
        if self.stack:
            told = "Here updates stack: each adds its own way."
        elif self.other_adds:
            told = "Updates can stack; how far each goes depends on the other words."
        else:
            told = "Updates do not simply add: each depends on the other words."
        if self.works and self.everywhere:
            wide = f"“{self.two}” moves less with “{self.one}”, at every layer with sure axes."
            with self.beat("every layer", wide):
                self.wait(1)
        with self.beat("answer", told):
            self.play(FadeIn(*self.images.values()), run_time=0.8)
            self.wait(1.5)
