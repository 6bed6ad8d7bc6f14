"""Steps of a scene on two contrasts: the plane, the ledgers beside it, a vector that walks, phrases to compare with."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Mobject, Transform

from attention_scenes.scenes.captions import joined, label_text, named, phrased
from attention_scenes.scenes.framework.scene import Numbers
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.charts.place_table import PlaceLedger
from attention_scenes.scenes.mobjects.illustrations.pictures import PICTURES, picture
from attention_scenes.scenes.mobjects.planes.contrast_plane import ContrastPlane
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.parts.tower.tower_data import ALONE, ONE, OTHER, OTHER_TWO, TWO, WORD, ContrastScene

ROLES = ("first", "second", "third")


class ContrastPlaneScene(ContrastScene):
    """What the beats of such a scene are made of."""

    def setup(self) -> None:
        super().setup()
        self.at = self.places.value
        self.one, self.two = self.params.modifiers
        self.across, self.up = self.params.axes
        sides = self.across.sides, self.up.sides
        both = self.at[ONE] + self.at[ALONE] - self.at[WORD]
        self.plane = ContrastPlane(np.vstack([self.at, both]), (-0.85, -1.85), (6.4, 3.45), sides)
        self.images = self.pictures()

    def show_axes(self) -> None:
        examples = Group()
        for up, axis in zip((3.0, 0.0), self.params.axes, strict=True):
            probe = axis.probe(())
            lines = [self.label(named(axis.title), 0.36, "text", weight="bold")]
            frame = min(probe.frames, key=len)
            for words, side in zip((probe.positive, probe.negative), reversed(axis.sides), strict=True):
                sentence = fitted(self.label(label_text("“{text}”", text=frame.replace("{}", words[0])), 0.36), 4.1)
                pair = Group(self.label(joined("", [named(side), ":"]), 0.28, "soft"), sentence)
                lines.append(pair.arrange(DOWN, buff=0.1, aligned_edge=LEFT))
            examples.add(
                *Group(*lines)
                .arrange(DOWN, buff=0.2, aligned_edge=LEFT)
                .move_to(self.layout.stage.at(LEFT, up=up), UP + LEFT)
            )
        note = self.accuracy_note()
        self.add(examples)
        told = phrased(
            "Other sentences measure two directions: {one} and {other}.",
            one=named(self.across.title),
            other=named(self.up.title),
        )
        with self.beat("axes", told):
            self.play(FadeIn(self.plane), FadeIn(note), run_time=1)
            self.wait(1.5)
        self.play(FadeOut(examples), run_time=0.5)

    def accuracy_note(self) -> Label:
        """How well the axes name sentences that had no part in them, and how many there were."""
        parts, numbers = [], []
        for axis, accuracy in zip(self.params.axes, self.accuracy, strict=True):
            count = self.bundle.count(f"{axis.name}.sentences")
            right = accuracy[self.layer] * count
            texts = f"{float(right):.0f}", f"{float(count):.0f}"
            what = {"axis": named(axis.title), "some": texts[0], "all": texts[1]}
            parts.append(label_text("{axis} {some} of {all}", **what))
            numbers += list(zip(texts, (right, count), strict=True))
        text = label_text("sentences held out, named right: {shares} (chance: half)", shares=joined(", ", parts))
        note = self.label(text, 0.25, "soft", numbers=numbers)
        return fitted(note, 8.6).move_to(self.layout.notes.at(RIGHT), RIGHT).stand_on(-2.72)

    def lay_ledger(self) -> Group:
        """The ledger, yet unseen; the title over it."""
        phrases = self.params.all_phrases
        n, total = self.counted(f"layer.{self.layer}"), self.counted("n_layers")
        title = self.label(
            label_text("after {count} of {total} layers", count=n[0], total=total[0]), 0.4, numbers=[n, total]
        )
        title.move_to(self.layout.sentence.at(LEFT, up=0.2), LEFT)
        why = label_text("as chosen") if self.params.layer else label_text("axes surest here")
        why = self.label(why, 0.25, "soft").same_line(title, 0.3)
        titles = [named(axis.title) for axis in self.params.axes]
        roles = (*ROLES, "soft", "soft", "soft")
        rows = [(phrases[p], role, self.places[p]) for p, role in enumerate(roles)]
        steps = [
            (label_text("“{word}”", word=self.one), self.way(WORD, ONE)),
            (label_text("“{word}” after “{one}”", word=self.two, one=self.one), self.after),
            (label_text("“{word}” alone", word=self.two), self.alone),
            (label_text("“{word}” alone", word=self.params.other), self.way(WORD, OTHER)),
            (label_text("“{word}” after “{one}”", word=self.params.other, one=self.one), self.way(ONE, OTHER_TWO)),
        ]
        ways = [(name, "update", way) for name, way in steps]
        self.ledger = PlaceLedger(titles, [(label_text("place"), rows), (label_text("way it moved"), ways)])
        self.ledger.shift(self.layout.stage.at(LEFT, up=2.36))
        return Group(title, why)

    def step(self, start: int, end: int, name: str, caption: str, way_line: int, numbers: Numbers = ()) -> None:
        """The vector walks from one phrase to the next; what stays is the way it went."""
        way = self.plane.arrow(self.at[start], self.at[end], "update", 5)
        with self.beat(name, caption, numbers):
            self.add(self.vector.copy().set_opacity(0.6), self.plane.dot(self.at[start], ROLES[start]))
            self.bring_to_front(self.vector)
            # Thinner, for it may lie on the one before.
            walk = Transform(self.vector, self.plane.arrow(np.zeros(2), self.at[end], ROLES[end], 6 - 2 * (end == TWO)))
            self.play(walk, FadeIn(way), *self.ledger.turn([start, end], [way_line]), run_time=1.6)
            self.play(FadeIn(self.images[end]), run_time=0.5)
            self.wait(0.8)

    def control(self, start: int, end: int, word: str, places: list[int], ways: list[int]) -> Group:
        """Another phrase as a dot, with the way that its modifier moved it."""
        way, dot = self.plane.arrow(self.at[start], self.at[end], "update", 5), self.plane.dot(self.at[end], "soft")
        others = np.vstack([[p for n, p in enumerate(self.at) if n != end], line_of(self.at[start], self.at[end])])
        name = self.plane.beside(self.label(label_text("“{word}”", word=word), 0.3), self.at[end], others)
        from_ = self.plane.dot(self.at[start], "soft")
        self.play(FadeIn(from_, way, dot, name), *self.ledger.turn(places, ways), run_time=1.2)
        return Group(from_, way, dot, name)

    def pictures(self) -> dict[int, Mobject]:
        """For each phrase our drawing of it, or its words, outwards of its place: an arrow comes from the middle.

        Of two neighbours the higher stands above, the lower below.
        """
        drawn, made = {path.stem for path in PICTURES.glob("*.svg")}, {}
        for p in (WORD, ONE, TWO):
            phrase = self.params.phrases[p]
            stem = phrase.lower().replace(" ", "-")
            shown = (
                picture(stem, 1.0)
                if stem in drawn
                else fitted(self.label(label_text("“{phrase}”", phrase=phrase), 0.3, ROLES[p]), 2.6)
            )
            higher = (p == TWO) == (self.at[TWO, 1] >= self.at[ONE, 1]) if p != WORD else self.at[WORD, 1] > 0
            side = UP if higher else DOWN
            outward = RIGHT if self.at[p, 0] > 0 else LEFT
            shown.next_to(self.plane.place(self.at[p]), side, buff=0.18).shift(0.5 * shown.width * outward)
            over = shown.get_right()[0] - 6.6, self.plane.low[0] + 0.1 - shown.get_left()[0]
            made[p] = shown.shift([max(over[1], 0) - max(over[0], 0), 0, 0])
        return made


def line_of(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Points along a drawn line, for words to keep away from."""
    return np.linspace(start, end, 20)
