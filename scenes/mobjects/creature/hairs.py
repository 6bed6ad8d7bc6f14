"""Hairs: where each is rooted, how it bends and how light it is, and their drawing one by one."""

from __future__ import annotations

from typing import NamedTuple, Self

import numpy as np
import skia

from attention_scenes.scenes.mobjects.creature.coat import mixed

DROOP = 0.15  # how far a tip hangs, in parts of the hair's length


class Hairs(NamedTuple):
    """Hairs in the order in which they are drawn; places in units of half the body's height, y up."""

    roots_N2: np.ndarray
    tips_N2: np.ndarray
    bends_N2: np.ndarray  # the control point between both
    widths_N: np.ndarray  # half of the width at the root
    lights_N: np.ndarray  # 0 dark to 1 light

    def picked(self, order: np.ndarray) -> Self:
        """Return these hairs in another order, or some of them."""
        return type(self)(*[array[order] for array in self])

    def draw(self, canvas: skia.Canvas, five: np.ndarray) -> None:
        """Draw each hair as a blade that ends in a point, in the colours of a coat."""
        along_N2 = self.tips_N2 - self.roots_N2
        across_N2 = np.column_stack([-along_N2[:, 1], along_N2[:, 0]])
        across_N2 *= (self.widths_N / np.maximum(np.linalg.norm(across_N2, axis=1), 1e-9))[:, None]
        left, right = self.roots_N2 - across_N2, self.roots_N2 + across_N2
        near, far = self.bends_N2 - 0.7 * across_N2, self.bends_N2 + 0.7 * across_N2
        blades = np.hstack([left, near, self.tips_N2, far, right]).tolist()
        colors = np.column_stack([mixed(five, self.lights_N), np.ones(len(left))]).tolist()
        paint, path = skia.Paint(AntiAlias=True), skia.Path()
        for blade, color in zip(blades, colors, strict=True):
            path.rewind()
            path.moveTo(blade[0], blade[1])
            path.quadTo(blade[2], blade[3], blade[4], blade[5])
            path.quadTo(blade[6], blade[7], blade[8], blade[9])
            path.close()
            paint.setColor4f(skia.Color4f(*color))
            canvas.drawPath(path, paint)


def grown(
    rng: np.random.Generator,
    roots_N2: np.ndarray,
    ways_N2: np.ndarray,
    lengths_N: np.ndarray,
    widths_N: np.ndarray,
    lights_N: np.ndarray,
    *,
    curl: float = 0.22,
) -> Hairs:
    """Return hairs that leave their roots along ``ways_N2``, droop a little and bend each its own way."""
    ways_N2 = ways_N2 / np.maximum(np.linalg.norm(ways_N2, axis=1, keepdims=True), 1e-9)
    across_N2 = np.column_stack([-ways_N2[:, 1], ways_N2[:, 0]])
    bend_N2 = across_N2 * rng.normal(0, curl, (len(roots_N2), 1)) + [0, -DROOP]
    steps_N2 = lengths_N[:, None] * ways_N2
    tips_N2 = roots_N2 + steps_N2 + lengths_N[:, None] * bend_N2
    return Hairs(roots_N2, tips_N2, roots_N2 + 0.55 * steps_N2, widths_N, lights_N)


def clumped(hairs: Hairs, centres_K2: np.ndarray, pull: float) -> Hairs:
    """Return the same hairs, their tips drawn towards the mean tip of the tuft whose centre is nearest to the root."""
    nearness_NK = hairs.roots_N2 @ centres_K2.T - (centres_K2**2).sum(1) / 2
    tuft_N = nearness_NK.argmax(1)
    count_K = np.maximum(np.bincount(tuft_N, minlength=len(centres_K2)), 1)
    steps_N2 = hairs.tips_N2 - hairs.roots_N2
    means = [np.bincount(tuft_N, axis, len(centres_K2)) / count_K for axis in (*hairs.roots_N2.T, *steps_N2.T)]
    meets_K2 = np.column_stack(means[:2]) + 1.15 * np.column_stack(means[2:])
    tips_N2 = hairs.tips_N2 + pull * (meets_K2[tuft_N] - hairs.tips_N2)
    return hairs._replace(tips_N2=tips_N2)
