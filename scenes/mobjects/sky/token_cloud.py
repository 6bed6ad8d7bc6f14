"""All tokens of a vocabulary as a cloud of light, which can be laid out in several ways and flown round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import skia

from attention_scenes.film.frames.drawable import Cloud, CloudLight
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.sky.dust import DustPicture, DustRaster, Points
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.space import Space

GRAIN = 0.0025  # radius of a token's light, in units of space
NEAREST = 0.28  # units from the eye: what is nearer would fill the frame
FADE = 0.35  # units further on, light is full
DIM, GAIN = 0.5, 1.6  # where light is shared out: what each token keeps, and what an average share adds
INK = 0.8  # of its light, where it darkens a white ground


@dataclass
class KeptPicture:
    """The picture that was drawn last and the state it shows; copies of a cloud share it, as its pixels are shared."""

    raster: DustRaster = field(default_factory=DustRaster)
    state: tuple = ()
    picture: DustPicture | None = None


class TokenCloud(Space):
    """N points in space, each a token, in one of several layouts.

    Between two layouts every point goes straight: nothing is computed there.

    Parameters
    ----------
    layouts
        ``[N, 3]`` places in units of space, one array for each layout.
    is_first
        ``[N]`` whether a token begins a word: the others have the colour of pieces.
    orbit
        Where the eye is: degrees round the upright axis, degrees above the horizon, units from the middle.
    center
        Where in the frame the middle of space is seen.
    shares
        ``[N]`` of each layout: how much of all light a token has there, where light is shared out among them.

    Attributes
    ----------
    layout
        Which layout is shown, perhaps between two.
    orbit, center
        As above: ``Change(cloud, orbit=…)`` flies.
    light
        How bright a token is, seen from 1 unit a scene unit.
    shared
        From 0, where all tokens are alike, to 1: light goes by ``shares``, over a dim glow of all.
    front
        Share of the light of tokens between the eye and the middle: less than 1 keeps the view of the middle free.
    veil, floor
        Left of (below) the first of these two places in the frame there is no light, right of (above) the second it is
        full: room for words.
    """

    furniture: bool | tuple[str, ...] = True  # dust alone is nothing to look at: names, threads and rings are

    def __init__(
        self,
        layouts: Sequence[np.ndarray],
        is_first: np.ndarray,
        low: Sequence[float],
        high: Sequence[float],
        *,
        orbit: Sequence[float],
        center: Sequence[float] | np.ndarray,
        angle: float = 50.0,
        shares: Sequence[np.ndarray] = (),
    ) -> None:
        self.orbit = np.asarray(orbit, dtype=float)
        super().__init__(low, high, eye=(0, 0, -1), aim=(0, 0, 0), angle=angle, center=center)
        chosen = np.asarray(is_first, dtype=bool)
        # In tuples, and so not copied with the mobject: they never change.
        self.clouds = tuple(
            tuple(np.asarray(at)[which].astype(np.float32) for at in layouts) for which in (chosen, ~chosen)
        )
        self.shares = tuple(
            tuple((np.asarray(share)[which] * len(chosen)).astype(np.float32) for share in shares)
            for which in (chosen, ~chosen)
        )
        self.roles = ("data_high", "piece")
        self.layout, self.light, self.front, self.shared = 0.0, 1.0, 1.0, 0.0
        self.veil = np.array([low[0] - 2.0, low[0] - 1.0])
        self.floor = np.array([low[1], low[1] + 0.9])
        self.opacities = np.ones(1)
        self._kept = KeptPicture()

    @property
    def lens(self) -> Lens:
        return Lens(eye_of(self.orbit), self.aim, self.angle, self.center)

    def paint(self, canvas: skia.Canvas) -> None:
        """Draw the cloud; while nothing but its opacity changes, it is the picture that was made before."""
        if not isinstance(canvas, skia.Canvas):
            return self._record(canvas)
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        state = (*canvas.getTotalMatrix().get9(), canvas.getDeviceClipBounds(), self.layout, self.light, self.front)
        state += (self.shared,)
        state += (
            *self.orbit.tolist(),
            *self.center.tolist(),
            *self.veil.tolist(),
            *self.floor.tolist(),
            self.angle,
            palette().background,
        )
        if self._kept.state != state:
            self._kept.state, self._kept.picture = state, self._picture(canvas)
        if (picture := self._kept.picture) is not None and self.opacity > FAINT:
            picture.draw(canvas, self.opacity * self._ink())
        canvas.restore()
        return None

    @staticmethod
    def _ink() -> float:
        return INK if palette().on_white else 1.0

    def _record(self, canvas: Any) -> None:
        """Give a tape all points, and how bright they are."""
        lens = self.lens
        light = CloudLight(
            lens.focal, GRAIN, self.light, NEAREST, FADE, float(np.linalg.norm(lens.eye)), self.front, self.shared,
            DIM, GAIN, tuple(self.veil.tolist()), tuple(self.floor.tolist()),
        )  # fmt: skip
        for role, layouts, shares in zip(self.roles, self.clouds, self.shares or ((), ()), strict=True):
            cloud = Cloud(layouts, shares, self.layout, lens.map_34, light)
            canvas.drawCloud(cloud, palette().rgba(role, self.opacity * self._ink()))

    def _picture(self, canvas: skia.Canvas) -> DustPicture | None:
        rgbs = [palette().rgba(role) for role in self.roles]
        matrix = canvas.getTotalMatrix()
        clouds = [self._points(each, matrix, own) for each, own in zip(self.clouds, self.shares, strict=True)]
        pixels = abs(matrix.getScaleX())
        return self._kept.raster.picture(clouds, rgbs, canvas.getDeviceClipBounds(), pixels)

    def _now(self, layouts: Sequence[np.ndarray]) -> np.ndarray:
        """Return what holds in the layout that is shown, on a straight way between two of them."""
        before = min(int(self.layout), len(layouts) - 1)
        after, share = min(before + 1, len(layouts) - 1), np.float32(self.layout - before)
        return layouts[before] + share * (layouts[after] - layouts[before]) if share else layouts[before]

    def _points(self, layouts: Sequence[np.ndarray], matrix: skia.Matrix, shares: Sequence[np.ndarray] = ()) -> Points:
        """Return the points of one colour as the eye sees them, in pixels."""
        one = np.float32
        lens, at_N3 = self.lens, self._now(layouts)
        view_3N = lens.axes_33.astype(one) @ at_N3.T
        across_N, up_N, ahead_N = view_3N - (lens.axes_33 @ lens.eye).astype(one)[:, None]
        scale_N = one(lens.focal) / np.maximum(ahead_N, one(0.05))
        across_N = across_N * scale_N + one(self.center[0])
        up_N = up_N * scale_N + one(self.center[1])
        pixels = abs(matrix.getScaleX())
        far = one(np.linalg.norm(lens.eye))
        light_N = np.clip((ahead_N - one(NEAREST)) / one(FADE), 0, 1) * one(self.light)
        light_N *= np.clip((far / np.maximum(ahead_N, one(0.05))) ** 2, one(0.2), one(4))
        if self.shared:
            light_N *= one(1 - self.shared) + one(self.shared) * (one(DIM) + one(GAIN) * self._now(shares))
        if self.front < 1:
            light_N *= 1 - one(1 - self.front) * np.clip((far - ahead_N) / one(0.5), 0, 1)
        for place_N, (start, full) in ((across_N, self.veil.tolist()), (up_N, self.floor.tolist())):
            light_N *= np.clip((place_N - one(start)) / one(full - start), 0, 1)
        radius_N = scale_N * one(GRAIN * pixels)
        light_N *= one(np.pi) * radius_N * radius_N
        x_N = across_N * one(matrix.getScaleX()) + one(matrix.getTranslateX())
        y_N = up_N * one(matrix.getScaleY()) + one(matrix.getTranslateY())
        return Points(x_N, y_N, light_N)

    def visible(self) -> np.ndarray:
        return np.arange(0)

    def visible_numbers(self) -> list:
        """Return no number: tokens without a name can be seen, and not read."""
        return []


def glide(t: float) -> float:
    """Ease a flight: still at both ends, without overshoot."""
    t = min(max(t, 0.0), 1.0)  # of a shorter animation beside it Manim asks for later times, too
    return t**3 * (t * (6 * t - 15) + 10)


def eye_of(orbit: np.ndarray) -> np.ndarray:
    """Return the eye's place ``[3]`` from degrees round, degrees up and units away; at 0, 0 it looks along z."""
    (round_, up), away = np.deg2rad(orbit[:2]), orbit[2]
    return away * np.array([np.sin(round_) * np.cos(up), np.sin(up), -np.cos(round_) * np.cos(up)])
