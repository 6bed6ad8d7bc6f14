"""Read a user's picture from a file; what is no picture, or too small or large a one, is refused in one line."""

from __future__ import annotations

import io
import os
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from attention_scenes.model.errors import UserError
from attention_scenes.model.pictures.picture import Picture

# Formats that Pillow reads by itself: some others run a program on the file.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM")
LEAST, MOST, MOST_PIXELS = 8, 10_000, 40_000_000
KEPT = 1024  # pixels of the longer side; no model here reads more
SIXTEEN_BITS = ("I", "I;16", "I;16B", "I;16L", "I;16N")


class _WithinFile(io.BufferedReader):
    """A file of which no more is asked than it holds: a few bytes may promise gigabytes, which would be set aside."""

    def read(self, size: int | None = -1, /) -> bytes:
        left = max(0, os.fstat(self.fileno()).st_size - self.tell())
        return super().read(left if size is None or size < 0 else min(size, left))


def read_picture(path: Path) -> Picture:
    """Return the picture of a file as it is seen: the right way up, what is transparent on white, in RGB.

    Of several frames it is the first. One that is longer than :data:`KEPT` is made smaller.

    Raises
    ------
    UserError
        No such file, no picture, a broken one; fewer than 8 pixels on a side, more than 10,000, or 40 million in all.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the size is looked at below
            with _WithinFile(io.FileIO(path)) as file, Image.open(file, formats=FORMATS) as image:
                _check_size(path, *image.size)
                image.load()
                seen = _in_rgb(ImageOps.exif_transpose(image))
    except UserError:
        raise
    except Image.DecompressionBombError:
        raise UserError(f"{_named(path)} has more than {MOST_PIXELS:,} pixels: make it smaller.") from None
    except (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, IndexError, TypeError) as error:
        raise UserError(_why(path, error)) from None
    if max(seen.size) > KEPT:
        seen.thumbnail((KEPT, KEPT), Image.Resampling.LANCZOS)
        _check_size(path, *seen.size)
    return Picture(np.array(seen))


def _check_size(path: Path, width: int, height: int) -> None:
    size = f"{width:,} × {height:,} pixels"
    if min(width, height) < LEAST:
        raise UserError(f"{_named(path)} has {size}, which is too little to be cut: give {LEAST} a side at least.")
    if max(width, height) > MOST or width * height > MOST_PIXELS:
        raise UserError(
            f"{_named(path)} has {size}: at most {MOST:,} a side and {MOST_PIXELS:,} in all are read. Make it smaller."
        )


def _in_rgb(image: Image.Image) -> Image.Image:
    """Return an image of any kind in RGB, what is transparent of it laid on white."""
    if image.mode in SIXTEEN_BITS:
        grey = np.asarray(image).astype(np.int64)
        if grey.min() < 0 or grey.max() > 65_535:
            raise ValueError("its numbers are of more than 16 bits")
        return Image.fromarray(((grey + 128) // 257).astype(np.uint8)).convert("RGB")
    if image.mode == "F":
        raise ValueError("its numbers are fractions, and nothing says which is white")
    if image.has_transparency_data:
        ground = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(ground, image.convert("RGBA")).convert("RGB")
    return image.convert("RGB")


def _why(path: Path, error: Exception) -> str:
    """Return what is wrong with a file that cannot be read."""
    if isinstance(error, Image.UnidentifiedImageError):
        return f"{_named(path)} is no picture that can be read: give one of {', '.join(FORMATS)}."
    if isinstance(error, FileNotFoundError):
        return f"There is no picture {_named(path)}: give a file, or the number of a held-out digit."
    reason = getattr(error, "strerror", None) or str(error).splitlines()[0][:120] or type(error).__name__
    return f"{_named(path)} cannot be read as a picture: {reason.rstrip('.')}."


def _named(path: Path) -> str:
    return repr(path.name[:80])
