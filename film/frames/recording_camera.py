"""Camera that keeps what it draws as shapes, for pictures that are sharp at any size."""

from __future__ import annotations

from typing import Any

import skia
from manim.mobject.mobject import Mobject

from attention_scenes.film.frames.camera import SkiaCamera


class RecordingCamera(SkiaCamera):
    """Camera whose frame is a list of drawings besides its pixels.

    Attributes
    ----------
    drawings
        One for each mobject that was drawn since the frame was last reset, in pixels, from the lowest to the topmost.
    """

    def __init__(self, **kwargs: Any) -> None:
        self.drawings: list[skia.Picture] = []
        super().__init__(rasters=False, **kwargs)

    def reset(self) -> RecordingCamera:
        self.drawings = []
        super().reset()
        return self

    def _draw(self, canvas: skia.Canvas, mobject: Mobject) -> skia.Rect | None:
        recorder = skia.PictureRecorder()
        shapes = recorder.beginRecording(skia.Rect.MakeWH(self.pixel_width, self.pixel_height))
        shapes.setMatrix(self.matrix())
        if self._has_bands:
            shapes.clipRect(self._frame_box())
        bounds = super()._draw(shapes, mobject)
        if bounds is None:
            return None
        # A picture only points at pixels that its mobject may paint over: written out and read again, it has its own.
        drawing = skia.Picture.MakeFromData(recorder.finishRecordingAsPicture().serialize())
        self.drawings.append(drawing)
        canvas.save()
        canvas.resetMatrix()
        canvas.drawPicture(drawing)
        canvas.restore()
        return bounds
