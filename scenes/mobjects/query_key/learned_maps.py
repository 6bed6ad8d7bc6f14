"""Several learned maps on shelves in space, each with the vector that enters it and the one that comes out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from attention_scenes.film.frames.skia_paths import name_part
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.data_mobject import FAINT, VISIBLE
from attention_scenes.scenes.mobjects.query_key.map_plate import MapPlate
from attention_scenes.scenes.mobjects.space.space import Space


class LearnedMaps(Space):
    """Plates, one over the other in space; all of these are arrays that ``Change`` moves.

    Attributes
    ----------
    places
        ``[P, 3]`` their left back corners.
    there, entered, swept
        ``[P]`` opacity of each; how far the vector that enters stands; how many of its rows have been multiplied.
    """

    def __init__(self, plates: Sequence[MapPlate], low: Sequence[float], high: Sequence[float]) -> None:
        count = len(plates)
        self.plates = tuple(plates)
        self.opacities, self.places = np.ones(1), np.zeros((count, 3))
        self.there, self.entered, self.swept = (np.zeros(count) for _ in range(3))
        super().__init__(low, high, eye=(0, 4, -14), aim=(0, 0, 0), angle=38.0)

    def corners(self, places: np.ndarray, which: Sequence[int]) -> np.ndarray:
        """Return points around some of the plates where they stand at ``places``, to fit them into a frame."""
        return np.concatenate([places[i] + self.plates[i].corners() for i in which])

    def paint(self, canvas: skia.Canvas) -> None:
        if self.opacity < FAINT:
            return
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(*self.low.tolist(), *self.high.tolist()))
        for i in np.argsort(-self.places[:, 2], kind="stable").tolist():
            share = float(self.there[i] * self.opacity)
            if share > FAINT:
                name_part(canvas, i)
                self.plates[i].paint(
                    canvas, self.lens, self.places[i], share, float(self.entered[i]), float(self.swept[i])
                )
        name_part(canvas, None)
        canvas.restore()

    def visible(self) -> np.ndarray:
        """Return, plate by plate, whether its weights, what enters and what comes out can be seen."""
        seen = self.there * self.opacity > VISIBLE
        return np.concatenate([seen, seen & (self.entered == 1), seen & (self.swept == 1)]).astype(int)

    def visible_numbers(self) -> list[tuple[str, Reading]]:
        seen = self.visible().reshape(3, -1)
        found: list[tuple[str, Reading]] = []
        for i, plate in enumerate(self.plates):
            for there, readings in zip(seen[:, i], (plate.weights, plate.entering, plate.result), strict=True):
                if there:
                    found += [("■", reading) for reading in readings.reshape(-1)]
        return found
