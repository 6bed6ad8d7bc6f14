"""Sky of logits: every token of a vocabulary as a point as high as its logit; its likeliest tokens as stars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.sky.label_places import Box
from attention_scenes.scenes.mobjects.sky.token_cloud import TokenCloud
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp, fill_paint, stroke_paint
from attention_scenes.scenes.mobjects.space.name_tag import Hold, NameTag
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.shaping import readable

ANGLE = 42.0  # of the lens, degrees
HIGH = 0.06  # units of space a logit
GOLDEN = np.pi * (3 - np.sqrt(5))  # from one token of the spiral to the next: no two stand in one line
TRIED = np.linspace(0, 360, 48, endpoint=False)  # degrees round that are tried
NAME, NOTE = 0.42, 0.28  # em
STAR, LAMP, CORE = 0.05, 1.5, 0.15  # radius of a star; of the light and the disc of one that has all probability
BESIDE, AIR = 0.2, 0.12  # scene units from a star to its name, and between two names
EDGE, DISC = 0.5, 0.06  # scene units that a star keeps from the right edge; that no name may come near
OFF = 1.5  # what a unit costs that the first star is off the middle
RAY, RIM = 0.022, 0.018  # widths of lines
TURN = np.linspace(0, 2 * np.pi, 97)
LEFT, RIGHT = Hold(-1.0), Hold(1.0)


@dataclass(frozen=True)
class Stars:
    """K tokens that are named.

    Attributes
    ----------
    names, ids
        How they are written, and their numbers.
    heights, shares
        ``[K]`` for each temperature: their logits, with what the first is ahead divided by it; and probabilities.
    """

    names: tuple[str, ...]
    ids: tuple[int, ...]
    heights: tuple[Reading, ...]
    shares: tuple[Reading, ...]


class LogitSky(TokenCloud):
    """All V tokens in space: sideways on a spiral by their number, small ones in the middle; upright by their logit.

    Layout 0 has all on a disc, in layout 1 each stands as high as its logit divided by temperature ``base``, in 2 + t
    by temperature t. The first star's height is that of layout 1 always: softmax sees differences alone. The line round
    the disc, where a logit of 0 lies, moves by the same rule.

    Parameters
    ----------
    logits
        ``[V]``.
    temperatures
        What logits are divided by, and ``base``, which of them comes first.
    stars
        Tokens with names, the likeliest first.
    room
        What stars and their names keep within, where there is a choice.
    low, high, orbit, center
        As for a :class:`~scenes.mobjects.sky.token_cloud.TokenCloud`; the eye goes round to where most names stand
        apart.

    Attributes
    ----------
    raised
        ``[K]`` how far a star is on its way up from the disc, where the others still lie on it.
    named, rays
        ``[K]`` opacities of the names, and of the lines from the middle.
    heart, rim
        Opacities of the light in the middle, and of the line round the disc.
    """

    furniture = ("rim",)  # heights are what is spoken of, and these are all of them

    def __init__(
        self, logits: np.ndarray, temperatures: Sequence[float], base: int, stars: Stars,
        low: Sequence[float], high: Sequence[float], *, orbit: Sequence[float], center: Sequence[float] | np.ndarray,
        room: Box,
    ) -> None:  # fmt: skip
        self.stars, self.room = stars, room
        most, count = float(logits.max()), len(logits)
        self.of_layout = (base, base, *range(len(temperatures)))
        each_T = [temperatures[n] for n in self.of_layout[1:]]
        heights = [most / temperatures[base] + (logits - most) / each for each in each_T]
        self.zeros = (0.0, *[HIGH * most * (1 / temperatures[base] - 1 / each) for each in each_T])
        odds = [np.exp((logits - most) / each) for each in each_T]
        out, turn = np.sqrt(np.arange(count) / count), GOLDEN * np.arange(count)
        flat = np.column_stack([out * np.cos(turn), np.zeros(count), out * np.sin(turn)])
        layouts = [flat, *[flat + np.outer(HIGH * each, (0, 1, 0)) for each in heights]]
        even = np.full(count, 1 / count)
        super().__init__(
            layouts, np.ones(count), low, high, orbit=orbit, center=center, angle=ANGLE,
            shares=[even, *[each / each.sum() for each in odds]],
        )  # fmt: skip
        self.places = tuple(layout[list(stars.ids)] for layout in layouts)
        self.raised, self.named, self.rays = (np.zeros(len(stars.names)) for _ in range(3))
        self.heart = self.rim = 1.0
        role = palette().rgba("text")
        self.tags = [
            NameTag(name, NAME, palette().rgba("focus") if k == 0 else role) for k, name in enumerate(stars.names)
        ]
        self.zero = NameTag(label_text("logit {zero}", zero="0"), readable(NOTE), palette().rgba("soft"))
        self.kept, self.sides = np.ones(len(stars.names), dtype=bool), np.ones(len(stars.names))
        self._go_round()

    def _go_round(self) -> None:
        """Go round to where the most names stand apart at every temperature."""
        best, chosen, sides = -np.inf, self.orbit, self.sides
        outlines = self._outlines()
        for turn in TRIED.tolist():
            self.orbit = np.array([turn, *self.orbit[1:]])
            lens = self.lens
            seen = np.stack([lens.project(places).xy_N2 for places in self.places[1:]])
            kept = self._readable(seen, outlines)
            worth = 100 * float(kept @ 2.0 ** -np.arange(len(kept))) + sum(_gaps(at) for at in seen)
            worth -= OFF * abs(float(seen[0, 0, 0] - self.center[0]))
            if worth > best:
                best, chosen, self.kept, sides = worth, self.orbit, kept, self.sides.copy()
        self.orbit, self.sides = chosen, sides

    def _outlines(self) -> dict[tuple[int, int], Box]:
        """Return where each name would lie, held at either side of a star in the middle of the frame."""
        found = {}
        for k in range(len(self.tags)):
            for side in (1, -1):
                self.sides[k] = side
                found[k, side] = Box.around(self.tags[k].points(*self._held(k, np.zeros(2))))
        return found

    def _readable(self, seen_LK2: np.ndarray, outlines: dict[tuple[int, int], Box]) -> np.ndarray:
        """Return ``[K]`` which names, earlier ones first, lie in the frame and on no other in every layout."""
        kept = np.zeros(len(self.tags), dtype=bool)
        taken = [[Box(*(at - DISC), *(at + DISC)) for at in at_K2] for at_K2 in seen_LK2]
        for k, at in enumerate(seen_LK2[0]):
            for side in (1, -1) if at[0] > self.center[0] else (-1, 1):
                self.sides[k] = side
                boxes = [outlines[k, side].moved(by) for by in seen_LK2[:, k].tolist()]
                free = not any(box.meets(other, AIR) for box, each in zip(boxes, taken, strict=True) for other in each)
                if free and boxes[0].inside(self.room) and at[0] < self.room.right - EDGE:
                    kept[k] = True
                    for each, box in zip(taken, boxes, strict=True):
                        each.append(box)
                    break
        return kept

    def _seen(self, places_N3: np.ndarray) -> np.ndarray:
        """Return where places in space are seen, ``[N, 2]``."""
        return self.lens.project(places_N3).xy_N2

    def _held(self, k: int, at: np.ndarray) -> tuple[np.ndarray, Hold]:
        """Return where a name is held: beside its star."""
        return at + [BESIDE * self.sides[k], -0.3 * NAME], LEFT if self.sides[k] > 0 else RIGHT

    # -- what is drawn ----------------------------------------------------------------------------------

    def star_places(self) -> np.ndarray:
        """Return where the stars stand in space now, ``[K, 3]``."""
        layout = np.maximum(self.layout, np.minimum(self.raised, 1 if self.layout < 1 else 0))
        before = np.minimum(layout.astype(int), len(self.places) - 1)
        after, share = np.minimum(before + 1, len(self.places) - 1), (layout - before)[:, None]
        places, each = np.array(self.places), np.arange(len(layout))
        return (1 - share) * places[before, each] + share * places[after, each]

    def paint(self, canvas: skia.Canvas) -> None:
        super().paint(canvas)
        if (whole := self.opacity) < FAINT:
            return
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        if self.rim * whole > FAINT:
            canvas.drawPath(self._rim(), stroke_paint(palette().rgba("soft", 0.55 * self.rim * whole), RIM))
        at, middle = self._seen(self.star_places()), self.middle()
        chances = self._chances()
        for k in np.argsort(chances):
            self._paint_star(canvas, at[k], float(chances[k]), int(k), middle, whole)
        if (share := self.heart * whole) > FAINT:
            draw_lamp(canvas, middle, 0.8, palette().rgba("focus", 0.8 * share))
            canvas.drawCircle(*middle.tolist(), 0.085, fill_paint(palette().rgba("focus", share)))
        canvas.restore()
        told = self._told(at) * whole
        for k in np.flatnonzero(told > FAINT):
            place, hold = self._held(int(k), at[k])
            self.tags[k].draw(canvas, place, float(told[k]), hold)
        if (share := self._zero_told() * whole) > FAINT:
            self.zero.draw(canvas, self._zero_at(), share, LEFT)

    def _told(self, at_K2: np.ndarray) -> np.ndarray:
        """Return ``[K]`` how much each name is there: none below the box, where its star is not."""
        inside = np.clip((at_K2[:, 1] - self.low[1]) / NAME - 1, 0, 1)
        return self.named * self.kept * inside

    def middle(self) -> np.ndarray:
        """Return where the middle of the disc is seen, ``[2]``."""
        return self._seen(np.zeros((1, 3)))[0]

    def _chances(self) -> np.ndarray:
        """Return how much light each star has, ``[K]``: none before light is shared out."""
        found = np.array([self.stars.shares[n].value for n in self.of_layout])
        before = min(int(self.layout), len(found) - 1)
        after, share = min(before + 1, len(found) - 1), self.layout - before
        return self.shared * ((1 - share) * found[before] + share * found[after])

    def _paint_star(
        self, canvas: skia.Canvas, at: np.ndarray, chance: float, k: int, middle: np.ndarray, whole: float
    ) -> None:
        """A star's disc, and the light round it, have areas as its probability."""
        rgba = palette().rgba("focus" if k == 0 else "text")
        share = whole * float(max(self.named[k], self.rays[k], min(self.raised[k], 1)))
        if share < FAINT:
            return
        if (ray := float(self.rays[k]) * whole) > FAINT:
            path = skia.Path()
            path.addPoly([skia.Point(*middle.tolist()), skia.Point(*at.tolist())], False)
            draw_glowing_line(canvas, path, palette().rgba("focus", 0.75 * ray), RAY)
        wide = float(np.sqrt(chance))
        draw_lamp(canvas, at, 0.35 + (LAMP - 0.35) * wide, rgba * [1, 1, 1, (0.5 + 0.4 * wide) * share])
        canvas.drawCircle(*at.tolist(), max(STAR, CORE * wide), fill_paint(rgba * [1, 1, 1, share]))

    def _rim(self) -> skia.Path:
        path = skia.Path()
        path.addPoly([skia.Point(*xy) for xy in self.rim_seen().tolist()], True)
        return path

    def rim_seen(self) -> np.ndarray:
        """Return where the line round the disc is seen now, ``[N, 2]``."""
        up = np.interp(self.layout, np.arange(len(self.zeros)), self.zeros)
        return self._seen(np.column_stack([np.cos(TURN), np.full(len(TURN), up), np.sin(TURN)]))

    def _zero_at(self) -> np.ndarray:
        """Return where the rim's height is told: at its right end, below it."""
        at = self.rim_seen()
        right = at[at[:, 0].argmax()]
        return np.array([min(right[0], self.room.right) - self.zero.width, right[1] - 0.45])

    def _zero_told(self) -> float:
        """Return how much the rim's height is told: not where it is seen below the box."""
        return float(self.rim * np.clip((self._zero_at()[1] - self.low[1]) / NOTE, 0, 1))

    # -- what is read -----------------------------------------------------------------------------------

    def visible(self) -> np.ndarray:
        """Return what tells which numbers can be seen: the stars and the rim, light that is shared out, the layout."""
        return np.append(self._standing(), [int(self.shared >= 1), int(self.layout)])

    def _standing(self) -> np.ndarray:
        """Return the stars that stand at a temperature and can be seen, and -1 where the rim's logit can."""
        standing = self.opacity * np.maximum(self.named, self.rays) > VISIBLE
        whole = float(self.layout).is_integer()
        standing &= whole & ((self.layout >= 1) | (self.raised >= 1))
        rim = [-1] * bool(self._zero_told() * self.opacity > VISIBLE)
        return np.append(np.flatnonzero(standing), np.array(rim, dtype=int))

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        """Return as marks each star's height and, where light is shared out, its probability; and the rim's logit."""
        found: list[tuple[str, Reading]] = []
        at = self.of_layout[int(self.layout)]
        for k in self._standing().tolist():
            if k < 0:
                found.append(("0", constant(0)))
                continue
            found.append(("↗", self.stars.heights[at][k]))
            if self.shared >= 1:
                found.append(("●", self.stars.shares[at][k]))
        return found

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        at = self._seen(self.star_places())
        tags = [
            (self.tags[k], *self._held(int(k), at[k])) for k in np.flatnonzero(self.opacity * self._told(at) > VISIBLE)
        ]
        if self._zero_told() * self.opacity > VISIBLE:
            tags.append((self.zero, self._zero_at(), LEFT))
        return [tag.read_on(self, xy, hold) for tag, xy, hold in tags]


def _gaps(at_K2: np.ndarray) -> float:
    """Return how far stars stand apart, each from its nearest, as far as that matters."""
    apart = np.linalg.norm((at_K2[:, None] - at_K2[None]) * [1, 1.5], axis=-1) + 9 * np.eye(len(at_K2))
    return float(np.minimum(apart.min(axis=1), 1.2).sum())
