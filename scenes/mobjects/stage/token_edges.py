"""Names of a sentence's tokens: in a row of boxes, then along both edges of a grid in space."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import skia
from manim import DOWN, LEFT, RIGHT, UP, Mobject

from attention_scenes.model.answers.bundle import Token
from attention_scenes.scenes.captions import joined, label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.stage.floor import Floor
from attention_scenes.scenes.mobjects.text.shaping import readable
from attention_scenes.scenes.mobjects.text.token_names import role_of, spoken, words_of

TURN = 45.0  # degrees
ROW, EDGE = 0.44, 0.27  # em in the row, and along the edges
SMALLEST = 2 / 9  # em
HEADING = 0.28  # em
MIDDLE = 0.22  # of a letter's height above its baseline, in em
PAD, HIGH, CORNER = 0.32, 1.6, 0.18  # of a box, in em
CLOSE, APART = 0.06, 0.30  # between boxes: of one word, of two; in em
CROWDED = 18  # tokens: above, names at the side stand in two columns
NEAR = 0.035  # scene units between two names
LONGEST = 1.35  # scene units that a name along an edge may take


class Placed(NamedTuple):
    """A name where it stands now: its tag, its place in the frame, how it is held."""

    tag: NameTag
    at: np.ndarray
    hold: Hold

    def box(self) -> np.ndarray:
        """Return its low and high corner ``[2, 2]``, turned upright: names of one edge all have the same turn."""
        points, turn = self.tag.points(self.at, self.hold), np.deg2rad(self.hold.turn)
        upright = points @ np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        return np.array([upright.min(axis=0) - NEAR / 2, upright.max(axis=0) + NEAR / 2])


def corners_of(mobject: Mobject) -> np.ndarray:
    """Return its low and high corner ``[2, 2]``."""
    return np.array([mobject.get_corner(DOWN + LEFT)[:2], mobject.get_corner(UP + RIGHT)[:2]])


def overlapping(one: np.ndarray, other: np.ndarray) -> bool:
    """Return whether two boxes ``[2, 2]`` have a point in common."""
    return bool((one[0] < other[1]).all() and (other[0] < one[1]).all())


class TokenEdges:
    """T tokens twice: once as queries, once as keys; in the row both lie upon each other.

    Parameters
    ----------
    tokens
        Of the sentence.
    floor
        The grid whose edges they come to stand along.
    line
        The y and z of the row in space, where a unit of space is a scene unit.
    width
        Of the row at most; tokens that do not fit hang from it, turned.
    hang
        Em below which they do not fit.
    turn
        How steep names at the back are where they are few, in degrees.
    """

    def __init__(
        self,
        tokens: Sequence[Token],
        floor: Floor,
        line: tuple[float, float],
        width: float,
        hang: float = EDGE,
        turn: float = TURN,
    ) -> None:
        self.floor, self.count = floor, len(tokens)
        colors = palette()
        self.pieces = [word for word in words_of(tokens) if len(word) > 1]
        self.edge_em = readable(EDGE if self.count <= 12 else max(SMALLEST, EDGE * 12 / self.count))
        roles = [role_of(tokens, i) for i in range(self.count)]
        self.rgba = np.array([colors.rgba(role) for role in roles])
        tags = [NameTag(spoken(token), 1.0, rgba) for token, rgba in zip(tokens, self.rgba, strict=True)]
        wide = np.array([tag.width for tag in tags])
        together = [a.word == b.word and a.word >= 0 for a, b in pairwise(tokens)]
        gaps = np.array([*(CLOSE if close else APART for close in together), 0.0])
        em = min(ROW, width / float((wide + 2 * PAD + gaps).sum()))
        self.hangs = em < hang
        self.row_em = self.edge_em if self.hangs else em
        ends = np.cumsum((wide + 2 * PAD + gaps) * em)
        xs = ends - (gaps + wide / 2 + PAD) * em - ends[-1] / 2
        if self.hangs:
            xs = (np.arange(self.count) - (self.count - 1) / 2) * width / self.count
        self.row = np.column_stack([xs, np.full(self.count, line[0]), np.full(self.count, line[1])])
        self.tags = [NameTag(tag.text, self.row_em, tag.rgba) for tag in tags]
        self.most_em = LONGEST / np.maximum(wide, 1e-9)
        queries, keys = (label_text("queries"), "query"), (label_text("keys"), "key")
        down, across = (keys, queries) if floor.convention == "columns" else (queries, keys)
        self.headings = [
            NameTag(joined(" ", (text, arrow)), readable(HEADING), colors.rgba(role))
            for (text, role), arrow in ((down, "↓"), (across, "→"))
        ]
        self.turn = float(np.clip(turn + 2.2 * (self.count - 12), turn, 78))

    def placed(self, lens: Lens, whose: str, edges: float, rise: np.ndarray, letters: float = 1.0) -> list[Placed]:
        """Return where the names of ``queries``, or of ``keys``, stand now.

        ``edges`` goes from 0, the row, to 1, the edge; ``rise`` ``[T]`` is how high above the floor, ``letters`` how
        many times as large as else the letters along the edges are.
        """
        at_back = (whose == "queries") == (self.floor.convention == "columns")
        there = self.floor.far_edge(0.12) if at_back else self.floor.left_edge(0.22)
        there[:, 1] += rise
        places = lens.project((1 - edges) * self.row + edges * there).xy_N2
        hanging = float(self.hangs)
        start = Hold(hanging, 45.0 * hanging)
        end = Hold(-1.0, self.turn) if at_back else Hold(1.0, 0.0)
        hold = Hold(*((1 - edges) * np.array(start[:2]) + edges * np.array(end[:2])))
        scales = ((1 - edges) + edges * self.shrink(letters)).tolist()
        turned = np.sin(np.deg2rad(hold.turn))
        found = []
        for index, (tag, place, scale) in enumerate(zip(self.tags, places, scales, strict=True)):
            em = tag.em * scale
            offset = np.array([0.30 * em * turned, -MIDDLE * em * (1 - turned) - 0.5 * em * hanging * (1 - edges)])
            if not at_back and index % 2 and self.count > CROWDED:
                offset[0] -= edges * self.second_column(letters)
            found.append(Placed(tag, place + offset, hold._replace(scale=scale)))
        return found

    def headed(self, lens: Lens, rise: float) -> list[Placed]:
        """Return where it stands which edge asks and which answers: over the corner at the back, on the left."""
        (width, depth), em = self.floor.size, self.headings[0].em
        corner = lens.project([-width / 2, rise, depth / 2]).xy_N2[0] + [-0.2, 0.16]
        return [Placed(tag, corner + [0, 1.35 * em * n], Hold(1.0)) for n, tag in enumerate(self.headings)]

    def shrink(self, letters: float = 1.0) -> np.ndarray:
        """Return how large names along the edges are, ``[T]``, in parts of their size in the row."""
        return np.minimum(letters * self.edge_em, self.most_em) / self.row_em

    def second_column(self, letters: float = 1.0) -> float:
        """Return how far from the edge every second name stands where all would not fit."""
        scales = self.shrink(letters)[::2]
        return max(tag.width * scale for tag, scale in zip(self.tags[::2], scales, strict=True)) + 0.12

    def paint_boxes(self, canvas: skia.Canvas, lens: Lens, rgba: np.ndarray, share: float) -> None:
        """Draw the boxes of the row, ``rgba`` ``[T, 4]``, and a line under the pieces of a word."""
        if self.hangs:
            return
        em, places = self.row_em, lens.project(self.row).xy_N2
        halves = np.array([tag.width / 2 + PAD * em for tag in self.tags])
        for (x, y), half, color in zip(places.tolist(), halves.tolist(), rgba, strict=True):
            box = skia.Rect.MakeLTRB(x - half, y - HIGH * em / 2, x + half, y + HIGH * em / 2)
            canvas.drawRoundRect(box, CORNER * em, CORNER * em, fill_paint(color * [1, 1, 1, 0.36 * share]))
            canvas.drawRoundRect(box, CORNER * em, CORNER * em, stroke_paint(color * [1, 1, 1, 0.75 * share], 0.018))
        for word in self.pieces:
            y = float(places[word[0], 1]) - (HIGH / 2 + 0.22) * em
            left, right = places[word[0], 0] - halves[word[0]], places[word[-1], 0] + halves[word[-1]]
            canvas.drawLine(float(left), y, float(right), y, stroke_paint(self.rgba[word[0]] * [1, 1, 1, share], 0.03))

    def paint_pieces(self, canvas: skia.Canvas, lens: Lens, share: float) -> None:
        """Draw a line along both edges beside the pieces of a word."""
        back, left = self.floor.far_edge(0.06), self.floor.left_edge(0.1)
        reach = 0.4 * np.array([[self.floor.cell[0], 0, 0], [0, 0, -self.floor.cell[1]]])
        for word in self.pieces:
            for edge, step in zip((back, left), reach, strict=True):
                ends = lens.project([edge[word[0]] - step, edge[word[-1]] + step]).xy_N2
                paint = stroke_paint(self.rgba[word[0]] * [1, 1, 1, share], 0.03)
                canvas.drawLine(*ends[0].tolist(), *ends[1].tolist(), paint)
