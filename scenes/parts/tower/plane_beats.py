"""Beats: the plane of two contrasts, the table beside it, a vector that walks, phrases to compare with."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Mobject, Transform

from attention_scenes.scenes.captions import label_text, named
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.charts.place_table import PlaceTable
from attention_scenes.scenes.mobjects.illustrations.pictures import PICTURES, picture
from attention_scenes.scenes.mobjects.planes.contrast_plane import ContrastPlane
from attention_scenes.scenes.mobjects.planes.layer_strands import LayerStrands
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.parts.tower.modifier_places import Contrasts
from attention_scenes.scenes.parts.tower.tower_data import ALONE, ONE, OTHER, OTHER_TWO, TWO, WORD
from attention_scenes.scenes.parts.tower.tower_places import places_in

ROLES = ("first", "second", "third")
SUM = 6  # the strand of both ways added
PICTURE = 1.25  # height of a drawing


class ContrastSteps:
    """The plane with six phrases and the table beside it; ``vector`` is where the word stands by now."""

    def __init__(self, scene: AttentionScene, contrasts: Contrasts) -> None:
        self.scene, self.contrasts, self.places = scene, contrasts, places_in(scene.layout)
        at, sides = contrasts.at, (contrasts.across.sides, contrasts.up.sides)
        both = at[ONE] + at[ALONE] - at[WORD]
        self.plane = ContrastPlane(np.vstack([at, both]), self.places.low, self.places.high, sides)
        frame = scene.layout.frame
        self.strands = LayerStrands(
            self.plane, contrasts.strands(), (*ROLES, "soft", "soft", "soft", "text"), self.places.vanishing,
            (frame.left, self.places.low[1]), (frame.right, frame.top), [SUM],
        )  # fmt: skip
        self.leaving: list[int] = []
        self.named: list[Mobject] = []  # names beside dots, the last one last
        self.far = self.far_layer()
        self.images = self.pictures()
        self.vector = self.plane.arrow(np.zeros(2), at[WORD], ROLES[0])

    def far_layer(self) -> Mobject:
        """Return the name of the farthest layer, over its frame."""
        layer = self.scene.counted(f"layer.{self.contrasts.depth[0]}")
        name = self.scene.label(label_text("layer {layer}", layer=layer[0]), 0.28, "soft", numbers=[layer])
        name.next_to([*self.strands.corners[0, 2], 0], UP, buff=0.08)
        return self.scene.layout.words.hold(name)

    def come(self, strand: int) -> Change:
        """Return an animation of a strand that comes through the layers to the plane."""
        grown, opacities = self.strands.grown.copy(), self.strands.opacities.copy()
        grown[strand] = 1
        opacities[self.leaving] = 0
        self.leaving = []
        return Change(self.strands, grown=grown, opacities=opacities)

    def hide(self, *strands: int) -> None:
        """Let strands leave along with the next animation of the plane."""
        self.leaving += strands

    def make_table(self) -> Group:
        """Make the table of places, yet unseen; return the title over it."""
        phrases = self.contrasts.params.all_phrases
        n, total = self.scene.counted(f"layer.{self.contrasts.layer}"), self.scene.counted("n_layers")
        title = self.scene.label(
            label_text("after {count} of {total} layers", count=n[0], total=total[0]), 0.4, numbers=[n, total]
        )
        title.move_to(self.scene.layout.sentence.at(LEFT, up=0.2), LEFT)
        why = label_text("as chosen") if self.contrasts.params.layer else label_text("axes surest here")
        why = self.scene.label(why, 0.25, "soft").same_line(title, 0.3)
        titles = [named(axis.title) for axis in self.contrasts.params.axes]
        roles = (*ROLES, "soft", "soft", "soft")
        rows = [(phrases[p], role, self.contrasts.places[p]) for p, role in enumerate(roles)]
        steps = [
            (label_text("“{word}”", word=self.contrasts.one), self.contrasts.way(WORD, ONE)),
            (
                label_text("“{word}” after “{one}”", word=self.contrasts.two, one=self.contrasts.one),
                self.contrasts.after,
            ),
            (label_text("“{word}” alone", word=self.contrasts.two), self.contrasts.alone),
            (label_text("“{word}” alone", word=self.contrasts.params.other), self.contrasts.way(WORD, OTHER)),
            (
                label_text("“{word}” after “{one}”", word=self.contrasts.params.other, one=self.contrasts.one),
                self.contrasts.way(ONE, OTHER_TWO),
            ),
        ]
        ways = [(name, "update", way) for name, way in steps]
        self.table = PlaceTable(
            titles, [(label_text("place"), rows), (label_text("way it moved"), ways)], self.places.lines
        )
        self.table.shift(self.places.table)
        return Group(title, why)

    def step(self, start: int, end: int, name: str, caption: str, way_line: int, numbers: Numbers = ()) -> None:
        """Let the vector walk from one phrase to the next; the way it went stays."""
        way = self.plane.arrow(self.contrasts.at[start], self.contrasts.at[end], "update", 5)
        with self.scene.beat(name, caption, numbers):
            self.scene.add(self.vector.copy().set_opacity(0.6), self.plane.dot(self.contrasts.at[start], ROLES[start]))
            self.scene.bring_to_front(self.vector)
            # Thinner, for it may lie on the one before.
            walk = Transform(
                self.vector, self.plane.arrow(np.zeros(2), self.contrasts.at[end], ROLES[end], 6 - 2 * (end == TWO))
            )
            self.scene.play(self.come(end), *self.table.turn([start, end], [way_line]), run_time=1.6)
            self.scene.play(walk, FadeIn(way), run_time=1.2)
            self.scene.play(FadeIn(self.images[end]), run_time=0.5)
            self.scene.wait(0.8)

    def control(self, start: int, end: int, word: str, places: list[int], ways: list[int]) -> Group:
        """Show another phrase as a dot, with the way that its modifier moved it."""
        way, dot = (
            self.plane.arrow(self.contrasts.at[start], self.contrasts.at[end], "update", 5),
            self.plane.dot(self.contrasts.at[end], "soft"),
        )
        others = np.vstack(
            [
                [p for n, p in enumerate(self.contrasts.at) if n != end],
                line_of(self.contrasts.at[start], self.contrasts.at[end]),
            ]
        )
        name = self.plane.beside(
            self.scene.label(label_text("“{word}”", word=word), 0.3), self.contrasts.at[end], others, self.named[-1:]
        )
        self.named.append(name)
        from_ = self.plane.dot(self.contrasts.at[start], "soft")
        self.scene.play(self.come(end), *self.table.turn(places, ways), run_time=1.4)
        self.scene.play(FadeIn(from_, way, dot, name), run_time=0.8)
        return Group(from_, way, dot, name)

    def pictures(self) -> dict[int, Mobject]:
        """Return for each phrase our drawing of it, or its words, outwards of its place.

        Of two neighbours the higher stands above, the lower beside its place: below, it would look small or low.
        """
        drawn, made = {path.stem for path in PICTURES.glob("*tower.svg")}, {}
        for p in (WORD, ONE, TWO):
            phrase = self.contrasts.params.phrases[p]
            stem = phrase.lower().replace(" ", "-")
            shown = (
                picture(stem, PICTURE)
                if stem in drawn
                else fitted(self.scene.label(label_text("“{phrase}”", phrase=phrase), 0.3, ROLES[p]), 2.6)
            )
            higher = (
                (p == TWO) == (self.contrasts.at[TWO, 1] >= self.contrasts.at[ONE, 1])
                if p != WORD
                else self.contrasts.at[WORD, 1] > 0
            )
            outward = RIGHT if self.contrasts.at[p, 0] > 0 else LEFT
            beside = p != WORD and not higher
            shown.next_to(
                self.plane.place(self.contrasts.at[p]), outward if beside else UP if higher else DOWN, buff=0.18
            )
            shown.shift(0.5 * (shown.height * DOWN if beside else shown.width * outward))
            over = shown.get_right()[0] - self.places.right, self.plane.low[0] + 0.1 - shown.get_left()[0]
            made[p] = shown.shift([max(over[1], 0) - max(over[0], 0), 0, 0])
        return made


def line_of(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Return points along a drawn line, for words to keep away from."""
    return np.linspace(start, end, 20)
