"""Colours by meaning, read from one file in ``assets/palettes``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from manim import ManimColor

from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.palette_files import PALETTES


class Shades(NamedTuple):
    """Words for standing out from the background: more than another, much, not at all."""

    more: str
    much: str
    none: str


FADED, READABLE = (0.62, 0.7, 0.78, 0.86, 0.94), 3.3
ON_BLACK = Shades(label_text("brighter"), label_text("bright"), label_text("dark"))
ON_WHITE = Shades(label_text("darker"), label_text("dark"), label_text("white"))


@dataclass(frozen=True)
class Palette:
    """The colours of one theme; ``palette.query`` is a Manim colour."""

    colors: dict[str, str]

    def __hash__(self) -> int:
        return id(self)

    def __getattr__(self, role: str) -> ManimColor:
        try:
            return ManimColor(vars(self)["colors"][role])
        except KeyError:
            raise AttributeError(f"the palette has no colour for {role!r}") from None

    def __deepcopy__(self, memo: object) -> Palette:
        return self

    @property
    def on_white(self) -> bool:
        """Whether the background is light: then what stands out is dark."""
        return sum(_rgb(self, "background")) > 1.5

    @property
    def shades(self) -> Shades:
        return ON_WHITE if self.on_white else ON_BLACK

    def least(self, role: str) -> float:
        """Return the least opacity at which digits in the colour of ``role`` can be read, as a vector’s small ones."""
        return next((share for share in FADED if self.contrast(role, share) >= READABLE), 1.0)

    def contrast(self, role: str, opacity: float = 1.0) -> float:
        """Return how much ``role`` stands out from the background, as WCAG counts it: from 1 to 21."""
        back = self.rgba("background")
        both = np.array([back, (1 - opacity) * back + opacity * self.rgba(role)])[:, :3]
        light = np.where(both <= 0.04045, both / 12.92, ((both + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722]
        return float((light.max() + 0.05) / (light.min() + 0.05))

    def rgba(self, role: str, opacity: float = 1.0) -> np.ndarray:
        """Return the colour of ``role`` as four floats between 0 and 1."""
        return np.array([*_rgb(self, role), opacity])

    def by_size(self, values: np.ndarray, low: str = "data_low", high: str = "data_high") -> np.ndarray:
        """Colour entries from ``low`` to ``high`` by magnitude: shape ``[N, 4]``."""
        values = np.abs(np.asarray(values, dtype=float)).ravel()
        share = np.clip(values / (values.max() or 1.0), 0, 1)[:, None] ** 0.7
        return (1 - share) * self.rgba(low) + share * self.rgba(high)

    def signed(self, values: np.ndarray) -> np.ndarray:
        """Colour learned weights: blue positive, orange negative, less background when larger. Shape ``[N, 4]``."""
        values = np.asarray(values, dtype=float).ravel()
        scale = np.quantile(np.abs(values), 0.98) or 1.0
        share = np.clip(np.abs(values) / scale, 0, 1)[:, None]
        hue = np.where(values[:, None] >= 0, self.rgba("weight_plus"), self.rgba("weight_minus"))
        return (0.12 + 0.88 * share) * hue + (0.88 - 0.88 * share) * self.rgba("background")


@cache
def _rgb(colors: Palette, role: str) -> tuple[float, ...]:
    """Read a colour once: a drawing asks for some hundred a frame."""
    return tuple(getattr(colors, role).to_rgb())


@cache
def load_palette(name: str = "dark") -> Palette:
    """Read ``assets/palettes/NAME.toml``; ``name`` has been checked by the scene's parameters."""
    return Palette(tomllib.loads((PALETTES / f"{name}.toml").read_text(encoding="utf-8")))


def palette() -> Palette:
    """Return the palette of the scene being made: mobjects take their colours from it when they are built."""
    return load_palette(_active)


def use_palette(name: str) -> Palette:
    """Make ``name`` the palette of all mobjects built from now on."""
    global _active
    _active = name
    return palette()


_active = "dark"
