"""The plane of two contrasts with six phrases, shifts from phrase to phrase, and the ring that both added give."""

from __future__ import annotations

import numpy as np
from manim import DL, DOWN, DR, LEFT, RIGHT, UL, UP, UR, Animation, Group, Mobject, SurroundingRectangle, Transform

from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
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
PICTURE, SMALL_PICTURE = 1.3, 0.85  # heights of a drawing
WIDE = 11  # of an arrow
ASIDE = 0.2  # of a contrast: room for drawings at both sides
AROUND = (UP, DOWN, LEFT, RIGHT, UR, UL, DR, DL, 2.2 * UP, 2.2 * DOWN, 2.2 * DR, 2.2 * DL)


class ContrastSteps:
    """The plane with six phrases, each of which comes with the shift that leads to it."""

    def __init__(self, scene: AttentionScene, contrasts: Contrasts) -> None:
        self.scene, self.contrasts, self.places = scene, contrasts, places_in(scene.layout)
        self.at, sides = contrasts.at, (contrasts.across.sides, contrasts.up.sides)
        self.sums = {both: contrasts.added(alone).value for alone, both in PAIRS}
        points = np.vstack([self.at, *self.sums.values()])
        room = ASIDE if scene.layout.is_wide else 1.4 * ASIDE
        aside = [[points[:, 0].min() - room, 0], [points[:, 0].max() + room, 0]]
        self.plane = ContrastPlane(
            np.vstack([points, aside]), self.places.low, self.places.high, sides, self.places.names
        )
        self.lights = PlaceLights(self.plane, contrasts.places, [ROLES[p] for p in range(6)])
        self.title = self.make_title()
        self.named: list[Mobject] = []  # what stands beside places, the last one last
        self.dimmed: list[int] = []  # lights that go with the next change

    def make_title(self) -> Group:
        """Return the title over the plane: after how many layers, and why there."""
        scene, layout = self.scene, self.scene.layout
        n, total = scene.counted(f"layer.{self.contrasts.layer}"), scene.counted("n_layers")
        title = scene.label(
            label_text("after {count} of {total} layers", count=n[0], total=total[0]), 0.4, numbers=[n, total]
        ).move_to(self.places.title, LEFT)
        chosen = bool(self.contrasts.params.layer)
        why = label_text("as chosen") if chosen else label_text("where both axes are right most often")
        note = scene.label(why, 0.3, "soft")
        if layout.is_tall:
            return Group(title, fitted(note, layout.words.width).next_to(title, DOWN, 0.15, aligned_edge=LEFT))
        fitted(note, layout.words.right - title.get_right()[0] - 0.4)
        return Group(title, note.next_to(title, RIGHT, 0.4).stand_on(title.baseline))

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

    def lay(self, shift: Arrow) -> None:
        """Add a shift to the scene, under all lights: its head would hide the places that it leads past."""
        self.scene.add(shift)
        self.scene.bring_to_front(self.lights)

    def carried(self, alone: int, both: int) -> tuple[Arrow, Animation]:
        """Return a copy of a modifier's shift, and the animation that carries it to where the first one's ends."""
        copy = self.plane.arrow(self.at[WORD], self.at[alone], "soft", WIDE)
        return copy, Transform(copy, self.plane.arrow(self.at[ONE], self.sums[both], "soft", WIDE))

    def dim(self, *places: int) -> None:
        """Let places stop to give light along with the next that begins."""
        self.dimmed += places

    def name(self, phrase: int) -> Mobject:
        """Return a phrase's words, under our drawing of it where there is one, beside its place."""
        text, at = self.contrasts.params.all_phrases[phrase], self.at[phrase]
        if phrase not in (WORD, ONE) and not self.scene.layout.is_wide:
            return Group()  # there is no room: the caption names its shift
        words = fitted(self.scene.label(label_text("“{phrase}”", phrase=text), 0.33, ROLES[phrase]), 3.6)
        drawn = {path.stem for path in PICTURES.glob("*tower.svg")} if phrase in (WORD, ONE) else set()
        stem = text.lower().replace(" ", "-")
        if stem in drawn:
            outward = RIGHT if at[0] > 0 else LEFT
            height = PICTURE if self.scene.layout.is_wide else SMALL_PICTURE
            shown = Group(picture(stem, height), words).arrange(DOWN, buff=0.1, aligned_edge=-outward)
            shown.next_to(self.plane.place(at), outward, buff=0.6 if self.scene.layout.is_wide else 0.25)
            shown.shift(max(0.0, self.places.low[0] + 0.1 - shown.get_left()[0]) * RIGHT)  # clear of the axis' names
            middle = self.plane.place(np.zeros(2))[1]
            crossed = words.get_bottom()[1] - 0.1 < middle < words.get_top()[1]
            if crossed and shown[0].get_top()[1] + words.height < self.places.high[1]:
                words.next_to(shown[0], UP, buff=0.1, aligned_edge=-outward)
            self.scene.layout.words.hold(words)
        else:
            shown = self.plane.beside(words, at, self.crowd(phrase), self.named, AROUND)
            self.scene.layout.words.hold(shown)
        self.named.append(shown)
        return shown

    def ring(self, alone: int, both: int) -> Group:
        """Return the ring where both shifts added end, and what that is."""
        end = self.sums[both]
        ring, little = self.plane.ring(end, LITTLE), f"{LITTLE:g}"
        text = label_text("both added, within {little}", little=little)
        name = self.scene.label(text, 0.36, numbers=constants(little))
        self.plane.beside(name, end, self.crowd(both), self.named, (UP, DOWN, LEFT, RIGHT), ring)
        self.named += [ring, self.scene.layout.words.hold(name)]
        ground = SurroundingRectangle(
            name, buff=0.04, stroke_width=0, fill_color=self.scene.palette.background, fill_opacity=0.85
        )  # lines of the plane lie under it
        return Group(ring, ground, name)

    def crowd(self, phrase: int) -> np.ndarray:
        """Return points that words keep away from: all places, all shifts, what is carried, the axis across.

        What is near the place of the phrase is left out: the words stand beside it.
        """
        lines = [line_of(self.at[start], self.at[end]) for start, end in SHIFTS]
        for alone, both in PAIRS:
            if phrase in (alone, both, ONE, WORD):
                lines.append(line_of(self.at[ONE], self.sums[both]))
        across = np.column_stack([np.linspace(self.plane.least[0], self.plane.most[0], 40), np.zeros(40)])
        points = np.vstack([*lines, across])
        return points[np.linalg.norm(points - self.at[phrase], axis=1) > LITTLE / 3]


def line_of(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return points along a drawn line, for words to keep away from."""
    return np.linspace(start, end, 20)
