"""Preparation: how a model's preprocessor_config.json says that pictures are made ready.

Models of our own have two keys more. ``ground`` is ``dark`` where they know light strokes on a dark ground alone: a
picture is made grey, turned round where its border is light, and cut out where the strokes are, as the pictures were
that they learned from. ``white`` is the number that is white.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from attention_scenes.model.errors import UserError

HARMLESS = {
    "image_processor_type", "feature_extractor_type", "processor_class", "_processor_class", "data_format",
    "input_data_format", "device", "return_tensors", "disable_grouping", "default_to_square", "do_convert_rgb",
    "_valid_processor_keys", "do_pad", "crop_pct",
}  # fmt: skip


@dataclass(frozen=True)
class Preparation:
    """How pictures are made ready, one number or text for each step of it.

    Attributes
    ----------
    resize
        ``(rows, columns)``, or one number for the shorter side; None where nothing is resized.
    crop
        What is cut out of the middle, rows and columns; None for nothing.
    resample
        Pillow's number of the filter.
    factor, mean, std
        A pixel becomes (pixel × factor − mean) / std, the latter two by channel.
    white, dark
        The number that is white, and whether the ground has to be dark.
    """

    resize: tuple[int, ...] | None
    crop: tuple[int, int] | None
    resample: int
    factor: float
    mean: tuple[float, ...]
    std: tuple[float, ...]
    white: int = 255
    dark: bool = False

    @classmethod
    def of(cls, data: Mapping[str, Any], channels: int) -> Preparation:
        """Read a preprocessor_config.json; UserError where it asks for what is not done."""
        try:
            made = cls._of(data, channels)
        except (KeyError, TypeError, ValueError) as error:
            raise UserError(f"The model's preprocessor_config.json cannot be read: {error}.") from None
        known = {
            "do_resize", "size", "do_center_crop", "crop_size", "resample", "do_rescale", "rescale_factor",
            "do_normalize", "image_mean", "image_std", "ground", "white", *HARMLESS,
        }  # fmt: skip
        if strange := [name for name, value in data.items() if name not in known and value is not None]:
            raise UserError(
                f"The model's preprocessor_config.json sets {strange[0][:60]!r}, which is not known here and could "
                "change what the model sees: remove it where it does not."
            )
        return made

    @classmethod
    def _of(cls, data: Mapping[str, Any], channels: int) -> Preparation:
        scaled = _flag(data, "do_normalize")
        mean, std = (
            _each(data[name] if scaled else none, channels) for name, none in (("image_mean", 0), ("image_std", 1))
        )
        if min(std) <= 0:
            raise ValueError("image_std has a number that is not above 0")
        return cls(
            resize=_size(data["size"]) if _flag(data, "do_resize") else None,
            crop=_square(data["crop_size"]) if _flag(data, "do_center_crop", False) else None,
            resample=int(data.get("resample", Image.Resampling.BILINEAR)),
            factor=float(data.get("rescale_factor", 1 / 255)) if _flag(data, "do_rescale") else 1.0,
            mean=mean,
            std=std,
            white=int(data.get("white", 255)),
            dark=data.get("ground") == "dark",
        )

    @property
    def blank(self) -> np.ndarray:
        """Return the pixel that says nothing, by channel: a dark ground, else the mean of all pictures."""
        return np.zeros(len(self.mean)) if self.dark else np.array(self.mean) / self.factor

    def scaled(self, pixels: np.ndarray) -> np.ndarray:
        """Return pixels as the model takes them."""
        return (pixels * self.factor - np.array(self.mean)) / np.array(self.std)


def _size(size: Any) -> tuple[int, ...]:
    if isinstance(size, Mapping) and set(size) == {"shortest_edge"}:
        return (_whole(size["shortest_edge"]),)
    return _square(size)


def _square(size: Any) -> tuple[int, int]:
    if isinstance(size, Mapping):
        if set(size) != {"height", "width"}:
            raise ValueError(f"a size is {str(dict(size))[:60]}, not height and width")
        return _whole(size["height"]), _whole(size["width"])
    return _whole(size), _whole(size)


def _whole(number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number <= 2048:
        raise ValueError(f"a size is {str(number)[:40]}, not a whole number up to 2,048")
    return number


def _flag(data: Mapping[str, Any], name: str, usual: bool = True) -> bool:
    found = data.get(name, usual)
    if not isinstance(found, bool):
        raise TypeError(f"{name} is {str(found)[:40]}, not true or false")
    return found


def _each(found: Any, channels: int) -> tuple[float, ...]:
    numbers = tuple(map(float, found)) if isinstance(found, list | tuple) else (float(found),) * channels
    if len(numbers) != channels or not np.isfinite(numbers).all():
        raise ValueError(f"a mean or spread has {len(numbers)} numbers for {channels} channels")
    return numbers
