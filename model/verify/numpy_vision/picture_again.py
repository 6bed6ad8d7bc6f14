"""Make a picture ready for a model a second time: found by its digest, resized, cropped."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image
from safetensors.numpy import load_file

from attention_scenes.model.errors import UserError
from attention_scenes.model.files import asset, cache_root


def found_again(digest: str) -> tuple[np.ndarray, int]:
    """Return the pixels of a picture and which of their numbers is white; UserError where it is not here or other."""
    for digit in load_file(asset("digits", "held-out.safetensors"))["pixels"]:
        if _digest(digit[..., None], 16) == digest:
            return digit[..., None], 16
    path = cache_root() / "pictures" / f"{digest}.png"
    if len(digest) != 64 or not digest.isalnum() or not path.is_file():
        raise UserError(
            f"The picture {digest[:12]}… of this clip is not on this machine: render it with its file once, as "
            "--set picture=FILE."
        )
    try:
        with Image.open(path, formats=("PNG",)) as image:
            pixels = np.array(image.convert("RGB"))
    except (OSError, ValueError, SyntaxError):
        raise UserError(f"The picture {digest[:12]}… that was kept cannot be read: remove {path}.") from None
    if _digest(pixels, 255) != digest:
        raise UserError(f"The picture {digest[:12]}… that was kept is another now: remove {path}.")
    return pixels, 255


def ready_again(digest: str, asked: Mapping[str, Any], channels: int) -> tuple[np.ndarray, bool]:
    """Return what a model is given of a picture, whole numbers, and whether it was turned round."""
    pixels, white = found_again(digest)
    brightest, on_dark = asked.get("white", 255), asked.get("ground") == "dark"
    size = asked.get("size")
    if on_dark and white == brightest and isinstance(size, dict) and [*pixels.shape[:2]] == [*size.values()]:
        return pixels, False
    grey = np.rint(pixels.astype(np.float64) * 255 / white).astype(np.uint8)
    image = Image.fromarray(grey.squeeze() if grey.shape[-1] == 1 else grey).convert("L" if channels == 1 else "RGB")
    turned = False
    if on_dark:
        image, turned = _strokes_again(image)
    if asked.get("do_resize", True):
        image = image.resize(_columns_and_rows(size, image), asked.get("resample", 2))
    if asked.get("do_center_crop"):
        crop = asked["crop_size"]
        high, wide = (crop["height"], crop["width"]) if isinstance(crop, dict) else (crop, crop)
        left, top = (image.width - wide) // 2, (image.height - high) // 2
        image = image.crop((left, top, left + wide, top + high))
    found = np.array(image)
    found = found[..., None] if channels == 1 else found
    return (found if brightest == 255 else np.rint(found * (brightest / 255)).astype(np.uint8)), turned


def _strokes_again(image: Image.Image) -> tuple[Image.Image, bool]:
    """Cut light strokes out of a picture whose ground is the middle one of its border's greys."""
    light = np.array(image, dtype=np.int64)
    frame = np.ones(light.shape, dtype=bool)
    frame[1:-1, 1:-1] = False
    ground = np.median(light[frame])
    turned = bool(ground > 127)
    if turned:
        light, ground = 255 - light, np.median(255 - light[frame])
    ink = np.maximum(light - int(ground), 0)
    ink = ink * 255 // ink.max()
    where = np.argwhere(ink > 255 / 4)
    (top, left), (bottom, right) = where.min(axis=0), where.max(axis=0) + 1
    high, wide = bottom - top, right - left
    side = max(high, wide)
    above, before = (side - high) // 2, (side - wide) // 2
    strokes = ink[top:bottom, left:right]
    return Image.fromarray(
        np.pad(strokes, ((above, side - high - above), (before, side - wide - before))).astype(np.uint8)
    ), turned


def _columns_and_rows(size: Any, image: Image.Image) -> tuple[int, int]:
    if isinstance(size, int):
        return size, size
    if "shortest_edge" not in size:
        return size["width"], size["height"]
    short = size["shortest_edge"]
    if image.width <= image.height:
        return short, int(short * image.height / image.width)
    return int(short * image.width / image.height), short


def _digest(pixels: np.ndarray, white: int) -> str:
    rows, columns, channels = pixels.shape
    start = f"{rows}x{columns}x{channels} to {white}\n"
    return hashlib.sha256(start.encode() + np.ascontiguousarray(pixels).tobytes()).hexdigest()
