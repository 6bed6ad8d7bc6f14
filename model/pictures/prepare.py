"""Prepare a picture for a model: resize it, crop it; for a model of dark grounds cut its strokes out."""

from __future__ import annotations

import numpy as np
from PIL import Image

from attention_scenes.model.errors import UserError
from attention_scenes.model.pictures.picture import Picture
from attention_scenes.model.pictures.preparation import Preparation

STROKE = 0.25  # of the brightest: fainter ink is no stroke, where a picture is cut out
FAINT = 32  # of 255: what stands out less from its border is no picture of strokes


def prepare(picture: Picture, how: Preparation) -> tuple[np.ndarray, bool]:
    """Return the pixels that a model is given, whole numbers ``[rows, columns, channels]``, and if they were turned
    round, dark to light."""
    if how.dark and picture.white == how.white and picture.pixels.shape[:2] == how.resize:
        return picture.pixels, False
    seen = np.round(picture.pixels * (255 / picture.white)).astype(np.uint8)
    image, turned = Image.fromarray(seen[:, :, 0] if seen.shape[2] == 1 else seen), False
    image = image.convert("L" if len(how.mean) == 1 else "RGB")
    if how.dark:
        image, turned = strokes_on_dark(image)
    if how.resize is not None:
        image = image.resize(_target(how.resize, image.size), Image.Resampling(how.resample))
    if how.crop is not None:
        image = _cropped(image, *how.crop)
    pixels = np.asarray(image).reshape(image.height, image.width, -1)
    return (np.round(pixels * (how.white / 255)).astype(np.uint8) if how.white != 255 else pixels), turned


def strokes_on_dark(image: Image.Image) -> tuple[Image.Image, bool]:
    """Return a grey picture with light strokes on a dark ground, cut out to a square, and if it was turned round."""
    grey = np.asarray(image).astype(np.int64)
    border = np.concatenate([grey[0], grey[-1], grey[1:-1, 0], grey[1:-1, -1]])
    turned = bool(np.median(border) > 127)
    grey = 255 - grey if turned else grey
    grey = np.clip(grey - int(np.median(255 - border if turned else border)), 0, None)  # the ground is no ink
    if (most := int(grey.max())) < FAINT:
        raise UserError("The picture has no strokes that stand out from its border: give one with a digit on it.")
    inked = grey * 255 // most
    rows, columns = (np.flatnonzero((inked > STROKE * 255).any(axis)) for axis in (1, 0))
    cut = inked[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    side = max(cut.shape)
    square = np.zeros((side, side), dtype=np.uint8)
    top, left = ((side - length) // 2 for length in cut.shape)
    square[top : top + cut.shape[0], left : left + cut.shape[1]] = cut
    return Image.fromarray(square), turned


def _target(resize: tuple[int, ...], size: tuple[int, int]) -> tuple[int, int]:
    """Return columns and rows after a resize: as given, or in proportion to the shorter side."""
    if len(resize) == 2:
        return resize[1], resize[0]
    short, long = sorted(size)
    longer = int(resize[0] * long / short)
    return (resize[0], longer) if size[0] <= size[1] else (longer, resize[0])


def _cropped(image: Image.Image, rows: int, columns: int) -> Image.Image:
    if image.height < rows or image.width < columns:
        raise UserError(f"The model cuts {rows} × {columns} pixels out of pictures of {image.height} × {image.width}.")
    top, left = (image.height - rows) // 2, (image.width - columns) // 2
    return image.crop((left, top, left + columns, top + rows))
