"""The creature on screen: its colour and its fur follow two measured values, through pictures that are kept."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import VISIBLE, DataMobject
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.creature.body import FLOOR
from attention_scenes.scenes.mobjects.creature.coat import named
from attention_scenes.scenes.mobjects.creature.fur import coat_of
from attention_scenes.scenes.mobjects.creature.portrait import HIGH, LOW, Look, portrait

FINEST = 0.5**0.25  # a picture that is scaled is kept in sizes so far apart, and drawn at most so much smaller
SMALLEST, LARGEST = 32, 2048  # pixels of a picture's height


class Creature(DataMobject):
    """A furry creature, as coloured and as fluffy as two values say, drawn by our own code hair by hair.

    It has a state for each pair of values; ``state`` says which is seen. Between two whole numbers one picture fades
    into the next: no fur is drawn of a value that nothing computed. Its feet stand at the height of ``floor``.

    Parameters
    ----------
    tint
        How much of its colour each state has, ``[S]`` or one number: 0 and below is plain grey, 1 and above the full
        colour.
    fluff
        How long its fur is, ``[S]`` or one number: 0 and below is smooth, 1 and above as long as it grows.
    colour
        A word for a colour that :func:`~coat.named` knows, or sRGB from 0 to 1, ``[3]``.
    height
        Of the box, in scene units: ears, long fur and the light on the floor are inside it.
    gaze
        Where the eyes look: right and up, each from -1 to 1.

    Raises
    ------
    TypeError
        For values without a source.
    ValueError
        For a word that names no colour.
    """

    def __init__(
        self,
        tint: Reading,
        fluff: Reading,
        colour: str | Sequence[float] = "blue",
        height: float = 3.0,
        gaze: tuple[float, float] = (0.0, 0.0),
    ) -> None:
        if not (isinstance(tint, Reading) and isinstance(fluff, Reading)):
            raise TypeError("a creature on screen needs sources: give Readings for tint and fluff")
        rgb = named(colour) if isinstance(colour, str) else np.asarray(colour, dtype=float)
        if rgb is None:
            raise ValueError(f"{colour!r} names no colour of a coat")
        self.tint, self.fluff = tint.reshape(-1), fluff.reshape(-1)
        self.rgb, self.gaze, self.state = rgb, np.asarray(gaze, dtype=float), 0.0
        self.on_white, self.opacities = palette().on_white, np.ones(1)
        scale = height / (HIGH - LOW)[1]
        super().__init__(LOW * scale, HIGH * scale)

    def look(self, state: int) -> Look:
        """Return what the picture of a state depends on; a value that is no number counts as 0."""
        values = self.tint.value[state], self.fluff.value[state]
        tint, fluff = (float(np.clip(np.nan_to_num(value), 0, 1)) for value in values)
        red, green, blue = self.rgb.tolist()
        right, up = self.gaze.tolist()
        return Look((red, green, blue), tint, fluff, self.on_white, (right, up))

    @property
    def floor(self) -> float:
        """The height in the scene at which its feet stand."""
        return float(self.place(np.array([0.0, self.low[1] / LOW[1] * FLOOR]))[0, 1])

    def side(self, state: int = 0) -> float:
        """Return how far the hairs at its sides reach from its middle in a state, in scene units."""
        coat = coat_of(self.look(state).fluff)
        reach = max(float(np.abs(coat[part].tips_N2[:, 0]).max()) for part in ("trunk", "arms"))
        return reach / float(HIGH[0]) * self.width / 2

    def paint(self, canvas: skia.Canvas) -> None:
        first = min(int(self.state), len(self.tint) - 1)
        share = float(self.state) - first
        if share < 1e-3 or first + 1 == len(self.tint):
            self._lay(canvas, first, self.opacity)
            return
        box = skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist())
        canvas.saveLayer(box, skia.Paint(Alphaf=float(self.opacity)))
        self._lay(canvas, first, 1 - share)
        self._lay(canvas, first + 1, share, skia.BlendMode.kPlus)
        canvas.restore()

    def _lay(
        self, canvas: skia.Canvas, state: int, opacity: float, mode: skia.BlendMode = skia.BlendMode.kSrcOver
    ) -> None:
        """Lay the kept picture of a state over its box; where two fade into one another, their light adds up."""
        matrix = canvas.getTotalMatrix()
        height, corner = matrix.mapRadius(1) * self._tall, matrix.mapXY(self.low[0], self.high[1])
        as_made = abs(self.zoom - 1) < 1e-6 and matrix.isScaleTranslate()
        picture = portrait(self.look(state), round(height) if as_made else _pixels(height))
        canvas.save()
        if as_made:  # pixel on pixel takes a thirtieth of the time
            canvas.resetMatrix()
            canvas.translate(round(corner.x()), round(corner.y()))
        else:
            canvas.translate(self.low[0], self.high[1])
            canvas.scale(self._tall / picture.height(), -self._tall / picture.height())
        paint = skia.Paint(AntiAlias=not as_made, Alphaf=float(opacity), BlendMode=mode)
        canvas.drawImage(picture, 0, 0, skia.SamplingOptions(skia.FilterMode.kLinear), paint)
        canvas.restore()

    @property
    def _tall(self) -> float:
        return float(self.high[1] - self.low[1])

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        """Return the two values of the state that is seen most: a colour, and a length of fur."""
        if self.opacity <= VISIBLE:
            return []
        state = min(round(float(self.state)), len(self.tint) - 1)
        return [("■", self.tint[state]), ("▬", self.fluff[state])]


def _pixels(height: float) -> int:
    """Return how many pixels high a kept picture is that is seen at ``height`` pixels: as many or a few more."""
    steps = np.ceil(np.log(max(height, 1) / SMALLEST) / -np.log(FINEST) - 1e-6)
    return int(np.clip(np.ceil(SMALLEST * FINEST**-steps), SMALLEST, LARGEST))
