"""The glass over towers, and the beams of those that go through it."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import polygons
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.light import draw_lamp, fill_paint, light_paint, stroke_paint

BEAM = 5.0  # units of space: how far a beam can be seen above the glass
PANE, RIM = 0.07, 0.42  # opacity of the glass and of its edge
FOOT, LAMP = 0.7, 0.5  # light of a beam where it leaves the glass, and of the lamp there


def draw_pane(canvas: skia.Canvas, lens: Lens, corners_43: np.ndarray, opacity: float, role: str = "data_low") -> None:
    """Draw a sheet of glass from its four corners, in a colour of the palette."""
    path = polygons(lens.project(corners_43).xy_N2[None])
    canvas.drawPath(path, fill_paint(palette().rgba(role, PANE * opacity)))
    canvas.drawPath(path, stroke_paint(palette().rgba(role, RIM * opacity), 0.02))


def draw_beams(
    canvas: skia.Canvas, lens: Lens, feet_N23: np.ndarray, light_N: np.ndarray, colors_N4: np.ndarray
) -> None:
    """Draw beams that rise from the left and right ends of their feet and fade; their height says nothing."""
    for feet_23, light, rgba in zip(feet_N23, light_N.tolist(), colors_N4, strict=True):
        ends_43 = np.concatenate([feet_23, feet_23[::-1] + [0, BEAM, 0]])
        seen = lens.project(ends_43)
        foot, head = seen.xy_N2[:2].mean(axis=0), seen.xy_N2[2:].mean(axis=0)
        paint = light_paint(rgba)
        stops = [skia.Color4f(*(rgba * [1, 1, 1, share * light])).toColor() for share in (FOOT, 0.25 * FOOT, 0.0)]
        paint.setShader(skia.GradientShader.MakeLinear([skia.Point(*foot), skia.Point(*head)], stops, [0, 0.5, 1]))
        paint.setAlphaf(1.0)
        canvas.drawPath(polygons(seen.xy_N2[None]), paint)
        draw_lamp(canvas, foot, 1.3 * float(seen.scale_N[0]), rgba * [1, 1, 1, LAMP * light])
