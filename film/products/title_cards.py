"""Title cards of a film: a few words that fade in and out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from manim import Mobject, tempconfig

from attention_scenes.film.encode.formats import Target
from attention_scenes.film.encode.video import VideoExporter
from attention_scenes.film.frames.aspect import film_frame
from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.frames.frame import Frame

Write = Callable[[str, float, str], Mobject]
SECONDS, FADE = 2.5, 0.4
SMALL, MIDDLE, LARGE, HUGE = 0.3, 0.4, 0.8, 1.0  # em, in scene units: the frame is 8 high


class Line(NamedTuple):
    """Line of a card: its words, their size (em), the palette role of their colour, and its height."""

    words: str
    em: float
    role: str
    y: float


class Card(NamedTuple):
    """Card: its lines, and its duration in seconds."""

    lines: Sequence[Line]
    seconds: float = SECONDS


def title_card(eyebrow: str, title: str) -> Card:
    """Return the card of a chapter or a scene; the small line above, its place in the film, may be empty."""
    return Card([Line(eyebrow, MIDDLE, "soft", 0.7), Line(title, LARGE, "text", -0.3)])


def write_card(
    path: Path, card: Card, background: Any, write: Write, wanted: Target, size: tuple[int, int, Fraction]
) -> int:
    """Write the video of a card and return its number of frames.

    Parameters
    ----------
    path, card
        File to write, and what stands in it.
    background, write
        The background's colour; makes a mobject of a text, its size and the palette role of its colour.
    wanted, size
        Codec and options; width and height in pixels and frames a second.
    """
    width, height, rate = size
    empty, full = draw_card(card, background, write, width, height)
    frames = round(card.seconds * rate)
    encoder = VideoExporter(path, wanted, width, height, rate)
    try:
        for number in range(frames):
            share = min(number, frames - 1 - number) / float(rate) / FADE
            encoder.add(Frame(_between(empty, full, min(1.0, share))))
        encoder.close()
    except BaseException:
        encoder.abort()
        raise
    return frames


def draw_card(card: Card, background: Any, write: Write, width: int, height: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw a card without and with its words, each [height, width, 4] uint8."""
    with tempconfig(film_frame(width, height)):
        camera = SkiaCamera(background_color=background)
        camera.reset()
        empty = camera.pixel_array.copy()
        for words, em, role, y in card.lines:
            if words:
                line = write(words, em, role)
                line.scale(min(1, 0.9 * camera.frame_width / line.width)).move_to([0, 0, 0])
                camera.capture_mobjects([line.stand_on(y)])
        return empty, camera.pixel_array.copy()


def _between(empty: np.ndarray, full: np.ndarray, share: float) -> np.ndarray:
    if share in (0.0, 1.0):
        return full if share else empty
    return np.round(empty + share * (full.astype(np.float32) - empty)).astype(np.uint8)
