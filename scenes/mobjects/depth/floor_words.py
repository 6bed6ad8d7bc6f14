"""Words that lie on the floor of a space and run away from the eye, such as a sentence on its way in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import contours, verbs_of
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import translated
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.depth.slab import NEAREST
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import fill_paint, light_paint
from attention_scenes.scenes.mobjects.space.space import Space
from attention_scenes.scenes.mobjects.text.shaping import shaped

STEPS = np.linspace(0, 1, 4, endpoint=False)  # along each curve of a letter
MIDDLE = 0.24  # em, from the baseline to the middle of a small letter
GLOW = ((0.20, 0.05), (0.09, 0.10))  # of a lit word: width in em, and opacity


class FloorWords(Space):
    """T words flat on the floor (y = 0), each ending at ``ends`` and running in from nearer the eye.

    They show no number; ``visible_texts`` lists them where they can be read. For instance::

        words = FloorWords(["a", "creature"], [-1, 1], 0.5, (-7, -3), (7, 4), eye=(6, 4, -7), aim=(0, 0, 0))
        self.add(words)

    Parameters
    ----------
    texts
        ``T`` words; a ``label_text`` is said in the scene's language.
    x
        ``[T]`` where the middle of each lies, in units of space.
    em
        Their size in units of space; nearer ones look larger.
    low, high
        The box of the frame they are seen in, ``[2]`` each, in scene units.
    roles
        Palette roles of their colours, one each; ``token`` where there are none.
    end
        The z at which each ends.
    eye, aim, angle, center
        The camera; see :class:`~scenes.mobjects.space.space.Space`.

    Attributes
    ----------
    opacities
        ``[T]``.
    lit
        How much light they give, from 0 to 1.
    """

    def __init__(
        self, texts: Sequence[str], x: Sequence[float] | np.ndarray, em: float, low: Sequence[float],
        high: Sequence[float], *, eye: Sequence[float], aim: Sequence[float], roles: Sequence[str] = (),
        end: float = 0.0, angle: float = 42.0, center: Sequence[float] = (0.0, 0.0),
    ) -> None:  # fmt: skip
        self.texts = [translated(text) for text in texts]
        self.x, self.em, self.end, self.lit = np.asarray(x, dtype=float), em, end, 0.0
        self.roles = tuple(roles) or ("token",) * len(self.texts)
        self.opacities = np.ones(len(self.texts))
        self._outlines = tuple(flat_text(text) for text in self.texts)
        super().__init__(low, high, eye=eye, aim=aim, angle=angle, center=center)

    def starts(self) -> np.ndarray:
        """Return where each word starts, ``[T, 3]``: the point of it that is nearest to the eye."""
        z = [self.end - self.em * width for _, width, _ in self._outlines]
        return np.column_stack([self.x, np.zeros(len(z)), z])

    def on_floor(self, word: int, points_N2: np.ndarray) -> np.ndarray:
        """Return where points of a word, in em from the start of its baseline, lie in space: ``[N, 3]``."""
        width = self._outlines[word][1]
        z = self.end + (points_N2[:, 0] - width) * self.em
        x = self.x[word] - (points_N2[:, 1] - MIDDLE) * self.em
        return np.column_stack([x, np.zeros(len(z)), z])

    def paint(self, canvas: skia.Canvas) -> None:
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        self.draw(canvas, self.lens, self.opacity)
        canvas.restore()

    def draw(self, canvas: skia.Canvas, lens: Lens, opacity: float) -> None:
        """Draw them through a lens, which may be another space's."""
        for word, share in enumerate((self.opacities * opacity).tolist()):
            path = self._path(lens, word) if share >= VISIBLE / 10 else None
            if path is None:
                continue
            rgba = palette().rgba(self.roles[word])
            rgba = (1 - self.lit) * rgba + self.lit * palette().rgba("focus")
            for width, light in GLOW if self.lit else ():
                scale = float(lens.project([self.x[word], 0, self.end]).scale_N[0])
                canvas.drawPath(path, light_paint(rgba * [1, 1, 1, share * light * self.lit], width * self.em * scale))
            canvas.drawPath(path, fill_paint(rgba * [1, 1, 1, share]))

    def _path(self, lens: Lens, word: int) -> skia.Path | None:
        """A word's path in the frame; None where some of it is at the eye or behind it."""
        corners, _, verbs = self._outlines[word]
        if not len(corners):
            return None
        seen = lens.project(self.on_floor(word, corners))
        return contours(seen.xy_N2, verbs) if seen.depth_N.min() >= NEAREST else None

    def seen_words(self, lens: Lens, opacity: float) -> list[tuple[str, np.ndarray, float]]:
        """Return the words that can be read: text, points ``[N, 2]`` in the box, and em in scene units."""
        found = []
        for word, share in enumerate((self.opacities * opacity).tolist()):
            corners = self._outlines[word].corners
            if share < VISIBLE or not len(corners):
                continue
            seen = lens.project(self.on_floor(word, corners))
            inside = (seen.xy_N2 > self.low).all() and (seen.xy_N2 < self.high).all()
            if seen.depth_N.min() > NEAREST and inside:
                found.append((self.texts[word], seen.xy_N2, self.em * float(seen.scale_N.mean())))
        return found

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        return []

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        found = self.seen_words(self.lens, self.opacity)
        return [(text, self.place(points)[:, :2], em * self.zoom) for text, points, em in found]


class FlatText(NamedTuple):
    """A text's closed outlines as corners ``[N, 2]`` in em, one after the other; its width; a path's verbs."""

    corners: np.ndarray
    width: float
    verbs: bytes


def flat_text(text: str) -> FlatText:
    drawn = shaped(text)
    curves = drawn.points[:, :2].reshape(-1, 4, 2)
    if not len(curves):
        return FlatText(np.zeros((0, 2)), drawn.width, b"")
    t = STEPS[:, None]
    weights = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3])  # [4, S, 1]
    flat = np.einsum("ksx,nkd->nsd", weights, curves)
    starts = np.flatnonzero(np.abs(curves[1:, 0] - curves[:-1, 3]).max(axis=1) > 1e-6) + 1
    return FlatText(
        flat.reshape(-1, 2), drawn.width, verbs_of([len(STEPS) * len(part) for part in np.split(flat, starts)])
    )
