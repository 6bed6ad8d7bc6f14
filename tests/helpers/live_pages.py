"""Pages of films in a browser: their tape, and what they draw at a moment."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Page


def seen(page: Page, time: float, size: tuple[int, int]) -> np.ndarray:
    """What the page draws at a time, in so many pixels."""
    url = page.evaluate(
        """([time, width, height]) => {
            Object.assign(film.stage.canvas, { width, height });
            film.stage.show(time);
            return film.stage.canvas.toDataURL();
        }""",
        [time, *size],
    )
    return np.asarray(Image.open(BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB")).astype(float)


def psnr(one: np.ndarray, other: np.ndarray) -> float:
    """How near two pictures are over the pixels that are lit in either, in decibels."""
    lit = (one.max(axis=2) > 8) | (other.max(axis=2) > 8)
    return float(10 * np.log10(255**2 / max(1e-9, ((one - other)[lit] ** 2).mean())))
