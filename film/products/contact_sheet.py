"""Contact sheet: frames of a clip on one picture, each over its time, its beat and the caption."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from manim import Mobject, tempconfig

from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.playback.sampled_renderer import SampledFrame

WIDTH, HEIGHT, COLUMNS = 640, 360, 4  # pixels of a frame; frames side by side
GAP, LINE = 16, 30  # pixels between frames, and of a line of words
EDGE = 90, 90, 90, 255  # a line round each frame, seen on black and on white
RATE = 30.0  # frames a second of the clip that is sampled

CAPTION = 0.833  # of the height: below it stands the caption, which the sheet has in words
CLEAR = 48  # of 255: a smaller difference is not seen on a sheet
LEAST, LEAST_BETWEEN = 0.002, 0.015  # of the pixels above the caption: where a beat ends, and between its ends

Write = Callable[[str, float, str], Mobject]


class Cell(NamedTuple):
    """Cell of a sheet: a frame, and the times in seconds that are named below it."""

    frame: SampledFrame
    named: list[float]


def distinct(seen: list[SampledFrame], beats: list[Any]) -> list[Cell]:
    """Merge frames that look the same; the time of one that ends a beat is named below the frame it is like."""

    def closes(frame: SampledFrame) -> bool:
        return any(0 < beat.end - frame.seconds < 1.5 / RATE for beat in beats)

    cells: list[Cell] = []
    for turn, frame in enumerate(seen):
        before = [cell.frame for cell in cells[-1:]]
        after = [] if closes(frame) else [other for other in seen[turn + 1 :] if closes(other)][:1]
        least = LEAST if closes(frame) else LEAST_BETWEEN
        if all(unlike(frame.pixels, other.pixels) >= least for other in before + after):
            cells.append(Cell(frame, [frame.seconds]))
        elif closes(frame):
            cells[-1].named.append(frame.seconds)
    return cells


def unlike(one: np.ndarray, other: np.ndarray) -> float:
    """Return the fraction of two frames, [height, width, 4] uint8, that differs clearly, captions aside."""
    above = slice(round(CAPTION * len(one)))
    return float((np.abs(one[above, :, :3].astype(np.int16) - other[above, :, :3]) > CLEAR).any(axis=-1).mean())


def contact_sheet(cells: list[Cell], beats: list[Any], background: Any, write: Write) -> np.ndarray:
    """Draw a contact sheet, [height, width, 4] uint8: frames row by row, each over two lines for each time."""
    rows, lines = -(-len(cells) // COLUMNS), 2 * max(len(cell.named) for cell in cells)
    cell = WIDTH + GAP, HEIGHT + lines * LINE + GAP
    width, height = GAP + COLUMNS * cell[0], GAP + rows * cell[1]
    places = [(GAP + number % COLUMNS * cell[0], GAP + number // COLUMNS * cell[1]) for number in range(len(cells))]
    whole = {"pixel_width": width, "pixel_height": height, "frame_height": 8.0, "frame_width": 8.0 * width / height}
    with tempconfig(whole):
        camera = SkiaCamera(background_color=background)
        unit = 8 / height  # scene units a pixel
        camera.reset()
        for (_, named), (left, top) in zip(cells, places, strict=True):
            below = [line for seconds in named for line in _words(seconds, beats)]
            for number, (words, role) in enumerate(below):
                line = write(words, 0.8 * LINE * unit, role)
                line.scale(min(1, WIDTH * unit / line.width))
                baseline = top + HEIGHT + (number + 0.8) * LINE
                line.move_to([0, 0, 0], aligned_edge=[-1, 0, 0]).shift([(left - width / 2) * unit, 0, 0])
                camera.capture_mobjects([line.stand_on((height / 2 - baseline) * unit)])
    sheet = camera.pixel_array.copy()
    for (frame, _), (left, top) in zip(cells, places, strict=True):
        sheet[top - 1 : top + HEIGHT + 1, left - 1 : left + WIDTH + 1] = EDGE
        sheet[top : top + HEIGHT, left : left + WIDTH] = frame.pixels
    return sheet


def _words(seconds: float, beats: list[Any]) -> list[tuple[str, str]]:
    """Return the lines below a frame, each with its palette role."""
    beat = next((beat for beat in beats if seconds < beat.end), None)
    if beat is None or seconds < beat.start:
        return [(f"{seconds:.1f} s", "soft")]
    last = " – last frame" if beat.end - seconds < 1.5 / RATE else ""
    return [(f"{seconds:.1f} s – {beat.name}{last}", "soft"), (beat.caption, "text")][: 2 if beat.caption else 1]
