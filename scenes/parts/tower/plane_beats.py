"""The plane of two contrasts, the rows beside it, shifts from phrase to phrase, and the ring that both added give."""

from __future__ import annotations

import numpy as np
from manim import DL, DOWN, DR, LEFT, RIGHT, UL, UP, UR, Animation, Group, Mobject, Transform, VGroup

from attention_scenes.scenes.captions import label_text, named
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.charts.shift_rows import ShiftRows
from attention_scenes.scenes.mobjects.illustrations.pictures import PICTURES, picture
from attention_scenes.scenes.mobjects.planes.contrast_plane import ContrastPlane
from attention_scenes.scenes.mobjects.planes.place_lights import PlaceLights
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.parts.tower.modifier_places import Contrasts
from attention_scenes.scenes.parts.tower.tower_data import ALONE, LITTLE, ONE, OTHER, OTHER_TWO, TWO, WORD
from attention_scenes.scenes.parts.tower.tower_places import places_in

OTHERS, TWOS = "update", "third"  # roles of the two modifiers that are compared
ROLES = {WORD: "first", ONE: "second", TWO: TWOS, ALONE: TWOS, OTHER: OTHERS, OTHER_TWO: OTHERS}
SHIFTS = ((WORD, ONE), (WORD, OTHER), (ONE, OTHER_TWO), (WORD, ALONE), (ONE, TWO))
PAIRS = ((OTHER, OTHER_TWO), (ALONE, TWO))  # a modifier without the first one, and after it
ROW = {OTHER: 0, OTHER_TWO: 1, ALONE: 3, TWO: 4}  # of the phrase that a shift leads to
MISS = {OTHER_TWO: 2, TWO: 5}
PICTURE, SMALL_PICTURE = 1.15, 0.75  # heights of a drawing
WIDE = 8  # of an arrow
ASIDE = 0.08  # of a contrast: room for drawings at both sides
AROUND = (UP, DOWN, LEFT, RIGHT, UR, UL, DR, DL, 2.2 * UP, 2.2 * DOWN, 2.2 * DR, 2.2 * DL)


class ContrastSteps:
    """The plane with six phrases and the rows beside it, of which each number comes when it is measured and stays."""

    def __init__(self, scene: AttentionScene, contrasts: Contrasts) -> None:
        self.scene, self.contrasts, self.places = scene, contrasts, places_in(scene.layout)
        self.at, sides = contrasts.at, (contrasts.across.sides, contrasts.up.sides)
        self.sums = {both: contrasts.added(alone).value for alone, both in PAIRS}
        points = np.vstack([self.at, *self.sums.values()])
        room = ASIDE if scene.layout.is_wide else 2.5 * ASIDE
        aside = [[points[:, 0].min() - room, 0], [points[:, 0].max() + room, 0]]
        self.plane = ContrastPlane(np.vstack([points, aside]), self.places.low, self.places.high, sides)
        self.lights = PlaceLights(self.plane, contrasts.places, [ROLES[p] for p in range(6)])
        self.rows = self.make_rows()
        self.title = self.make_title()
        self.named: list[Mobject] = []  # what stands beside places, the last one last
        self.dimmed: list[int] = []  # lights that go with the next change

    def make_rows(self) -> ShiftRows:
        contrasts = self.contrasts
        groups = []
        for word, role, alone, both in (
            (contrasts.params.other, OTHERS, OTHER, OTHER_TWO), (contrasts.two, TWOS, ALONE, TWO),
        ):  # fmt: skip
            after = label_text("“{word}” after “{one}”", word=word, one=contrasts.one)
            groups.append([
                (label_text("“{word}” alone", word=word), role, contrasts.way(WORD, alone)[1], True),
                (after, role, contrasts.way(ONE, both)[1], True),
                (label_text("misses the sum by"), "soft", contrasts.miss(alone, both), False),
            ])  # fmt: skip
        heading = label_text("{axis} moves by", axis=named(contrasts.up.title))
        return ShiftRows(heading, groups, self.places.lines).shift(self.places.rows)

    def make_title(self) -> Group:
        """Return the title over the rows: after how many layers, and why there."""
        scene = self.scene
        n, total = scene.counted(f"layer.{self.contrasts.layer}"), scene.counted("n_layers")
        title = scene.label(
            label_text("after {count} of {total} layers", count=n[0], total=total[0]), 0.4, numbers=[n, total]
        )
        title.move_to(scene.layout.sentence.at(LEFT, up=0.15), LEFT)
        chosen = bool(self.contrasts.params.layer)
        why = label_text("as chosen") if chosen else label_text("where both axes are right most often")
        width = self.places.lines.width
        note = fitted(scene.note(why, 0.3, width), width)
        return Group(title, note.next_to(title, DOWN, 0.2, aligned_edge=LEFT))

    def light(self, *places: int) -> Change:
        """Return an animation in which places begin to give light."""
        opacities = self.lights.opacities.copy()
        opacities[self.dimmed] = 0
        opacities[list(places)] = 1
        self.dimmed = []
        return Change(self.lights, opacities=opacities)

    def arrow(self, start: int, end: int) -> tuple[Arrow, Animation]:
        """Return a shift, as yet without length, and the animation in which it grows."""
        way = self.at[end] - self.at[start]
        small = self.plane.arrow(self.at[start], self.at[start] + 0.02 * way, ROLES[end], WIDE)
        return small, Transform(small, self.plane.arrow(self.at[start], self.at[end], ROLES[end], WIDE))

    def dim(self, *places: int) -> None:
        """Let places stop to give light along with the next that begins."""
        self.dimmed += places

    def row(self, number: int) -> FadeIn:
        """Return the animation in which the number of a row comes."""
        return FadeIn(self.rows.numbers[number])

    def name(self, phrase: int) -> Mobject:
        """Return a phrase's words, under our drawing of it where there is one, beside its place."""
        text, at = self.contrasts.params.all_phrases[phrase], self.at[phrase]
        if phrase not in (WORD, ONE) and not self.scene.layout.is_wide:
            return Group()  # there is no room: the rows name its shift, in its colour
        words = fitted(self.scene.label(label_text("“{phrase}”", phrase=text), 0.27, ROLES[phrase]), 2.6)
        drawn = {path.stem for path in PICTURES.glob("*tower.svg")} if phrase in (WORD, ONE) else set()
        stem = text.lower().replace(" ", "-")
        if stem in drawn:
            outward = RIGHT if at[0] > 0 else LEFT
            height = PICTURE if self.scene.layout.is_wide else SMALL_PICTURE
            shown = Group(picture(stem, height), words).arrange(DOWN, buff=0.1)
            shown.next_to(self.plane.place(at), outward, buff=0.25)
        else:
            shown = self.plane.beside(words, at, self.crowd(phrase), self.named, AROUND)
        self.named.append(self.scene.layout.words.hold(shown))
        return shown

    def ring(self, alone: int, both: int) -> tuple[VGroup, Mobject, Mobject]:
        """Return the way that both shifts added take, the ring where it ends, and what that is."""
        end = self.sums[both]
        dashes = VGroup(self.plane.dashes(self.at[ONE], end), self.plane.dashes(self.at[alone], end))
        ring, little = self.plane.ring(end, LITTLE), f"{LITTLE:g}"
        text = label_text("both added, within {little}", little=little)
        name = self.scene.label(text, 0.3, numbers=constants(little))
        self.plane.beside(name, end, self.crowd(both), self.named, (UP, DOWN, LEFT, RIGHT), ring)
        self.named += [ring, self.scene.layout.words.hold(name)]
        return dashes, ring, name

    def crowd(self, phrase: int) -> np.ndarray:
        """Return points that words keep away from: all places, all shifts, what is dashed, the axis across.

        What is near the place of the phrase is left out: the words stand beside it.
        """
        lines = [line_of(self.at[start], self.at[end]) for start, end in SHIFTS]
        for alone, both in PAIRS:
            if phrase in (alone, both, ONE, WORD):
                lines += [line_of(self.at[start], self.sums[both]) for start in (ONE, alone)]
        across = np.column_stack([np.linspace(self.plane.least[0], self.plane.most[0], 40), np.zeros(40)])
        points = np.vstack([*lines, line_of(np.zeros(2), self.at[WORD]), across])
        return points[np.linalg.norm(points - self.at[phrase], axis=1) > LITTLE / 3]


def line_of(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return points along a drawn line, for words to keep away from."""
    return np.linspace(start, end, 20)
