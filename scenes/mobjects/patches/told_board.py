"""A picture's slabs, the words that are said of it in a line over them, and arcs from patches to each word's place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.patches.patch_board import PatchBoard
from attention_scenes.scenes.mobjects.patches.patch_faces import PatchFaces
from attention_scenes.scenes.mobjects.space.light import draw_glowing_line, draw_lamp
from attention_scenes.scenes.mobjects.space.name_tag import MIDDLE, Hold, NameTag
from attention_scenes.scenes.mobjects.stage.pose import Pose
from attention_scenes.scenes.mobjects.text.shaping import readable

GAP, FOOT = 0.55, 0.42  # em between words; from a word's baseline down to its place
WIDE, THIN = 0.55, 0.012  # scene units: the arc of a weight of 1, and of the least
SAMPLES, BEND = 25, 0.55  # points of an arc; how far it leaves straight up, in parts of its height
LEAST = 4e-3  # a weight below has no arc
LAMP, DOT = 0.5, 0.07  # scene units: of the place that asks


class ToldBoard(PatchBoard):
    """Patches, N words over them, and an arc for each weight of each word's place.

    Parameters
    ----------
    faces, low, high, pose
        As of a :class:`PatchBoard`.
    words
        What is said.
    weights
        ``[N, S]``: how much each word's place reads of each patch.
    line
        Its left end, its right end and its height: where the words' baseline is. Long ones are set smaller.
    em
        Of the words.
    instead
        A word's number, and what is said there once ``changed`` is 1.
    after
        ``[N, S]``: what is read once arcs are cut and ``left`` is 1; without it nothing else than before.

    Attributes
    ----------
    told
        ``[N]`` opacity of each word.
    asking
        ``[N]`` the light at each word's place.
    reads
        ``[N]`` how far each place's arcs have grown, from the patches on.
    severed
        ``[S]`` how far arcs from each patch are cut.
    changed
        How far the other word stands in place of the one that is said.
    left
        How far arcs have become those that are left after the cut.
    """

    def __init__(
        self, faces: PatchFaces, low: Sequence[float], high: Sequence[float], pose: Pose, words: Sequence[str],
        weights: Reading, line: tuple[float, float, float], em: float,
        instead: tuple[int, str] | None = None, after: Reading | None = None,
    ) -> None:  # fmt: skip
        if not all(isinstance(each, Reading) for each in (weights, weights if after is None else after)):
            raise TypeError("an arc on screen needs a source: give a Reading")
        self.of_both_runs = (weights, weights if after is None else after)
        full = [*words, *([instead[1]] if instead else [])]
        color = palette().rgba("text")
        widths = [NameTag(word, 1.0, color).width for word in full]
        shown = widths[: len(words)]
        if instead:
            shown[instead[0]] = max(shown[instead[0]], widths[-1])
        size = readable(min(em, (line[1] - line[0]) / (sum(shown) + GAP * (len(shown) - 1))))
        self.tags = [NameTag(word, size, color) for word in full]
        ends = np.cumsum([each + GAP for each in shown]) * size
        total = float(ends[-1]) - GAP * size
        self.x = (line[0] + line[1] - total) / 2 + ends - (np.array(shown) / 2 + GAP) * size
        self.base, self.em, self.at_word = line[2], size, instead[0] if instead else -1
        count = len(words)
        self.told, self.asking, self.reads = np.ones(count), np.zeros(count), np.zeros(count)
        self.severed, self.changed, self.left = np.zeros(len(faces)), 0.0, 0.0
        super().__init__(faces, low, high, pose)

    def paint(self, canvas: skia.Canvas) -> None:
        super().paint(canvas)
        feet = self.lens.project(self.at).xy_N2
        for word in np.flatnonzero(self.reads * self.opacity > FAINT).tolist():
            self._paint_arcs(canvas, word, feet)
        for word, light in enumerate((self.asking * self.opacity).tolist()):
            if light > FAINT:
                draw_lamp(canvas, self.place_of(word), LAMP, palette().rgba("query", 0.8 * light))
                paint = skia.Paint(AntiAlias=True, Color4f=skia.Color4f(*palette().rgba("query", light).tolist()))
                canvas.drawCircle(*self.place_of(word).tolist(), DOT, paint)
        for tag, at, opacity in self._written():
            tag.draw(canvas, at, opacity, MIDDLE)

    def place_of(self, word: int) -> np.ndarray:
        """Return where a word's place is, under it, ``[2]``."""
        return np.array([self.x[word], self.base - FOOT * self.em])

    def _paint_arcs(self, canvas: skia.Canvas, word: int, feet_S2: np.ndarray) -> None:
        before, after = (each.value[word] for each in self.of_both_runs)
        weights = before + self.left * (after - before)
        strong, end, grown = float(max(weights.max(), 1e-9)), self.place_of(word), float(self.reads[word])
        u = np.linspace(0, grown, max(2, round(grown * SAMPLES)))[:, None]
        for patch in np.argsort(weights, kind="stable").tolist():
            weight, whole = float(weights[patch]), 1 - float(self.severed[patch])
            if weight < LEAST or whole * self.shares[patch] < FAINT:
                continue
            start = feet_S2[patch]
            up = np.array([0, BEND * (end[1] - start[1])])
            way = (1 - u) ** 3 * start + 3 * u * (1 - u) ** 2 * (start + up) + 3 * u**2 * (1 - u) * (end - up)
            way += u**3 * end
            rgba = palette().rgba("query", (0.2 + 0.65 * weight / strong) * whole * self.opacity)
            draw_glowing_line(canvas, polygons(way[None], closed=False), rgba, max(WIDE * weight, THIN))

    def _written(self) -> list[tuple[NameTag, np.ndarray, float]]:
        """Return the words that can be seen, where each stands, and its opacity."""
        opacities = self.told * self.opacity
        found = []
        for n, tag in enumerate(self.tags):
            word, share = (n, 1.0) if n < len(self.told) else (self.at_word, self.changed)
            if n == self.at_word:
                share = 1 - self.changed
            if (opacity := share * float(opacities[word])) > FAINT:
                found.append((tag, np.array([self.x[word], self.base]), opacity))
        return found

    # -- what is read -----------------------------------------------------------------------------------

    def visible(self) -> np.ndarray:
        """Return which slabs can be seen, and which arcs: halfway to those of another run they are of none."""
        arcs = (self.reads * self.opacity > VISIBLE)[:, None] & (self.severed < 1 - VISIBLE)[None]
        arcs &= self.left in (0.0, 1.0)
        return np.concatenate([super().visible(), (arcs & (self._read_now().value >= LEAST)).ravel()])

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        now = self._read_now()
        arcs = np.argwhere(self.visible()[-now.value.size :].reshape(now.shape))
        return super().visible_numbers() + [("⌒", now[tuple(each)]) for each in arcs.tolist()]

    def _read_now(self) -> Reading:
        """Return the weights that arcs stand for: those before the cut, or those that are left."""
        return self.of_both_runs[round(self.left)]

    def visible_texts(self) -> list[tuple[str, np.ndarray, float]]:
        return [tag.read_on(self, at, Hold()) for tag, at, opacity in self._written() if opacity > VISIBLE]
