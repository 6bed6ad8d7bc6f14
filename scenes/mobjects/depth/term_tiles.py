"""Tiles of a wall of terms as pictures: one of those that add and one of those that take away."""

from __future__ import annotations

import numpy as np
import skia

from attention_scenes.scenes.mobjects.basics.palette import palette

PIXELS = 8  # of the picture for a tile's side; fewer where there are very many
MOST = 2048  # pixels of the picture's side, about
POWER = 0.6  # of the light over the size: small terms are many, and stay dark
LISTED = 0.25  # of the full light: a tile below cannot be told from the dark around it


def lights(values: np.ndarray, full: float) -> np.ndarray:
    """Return the light of terms, 0 to 1, by their size."""
    return np.clip(np.abs(values) / full, 0, 1) ** POWER


def tiles_image(values: np.ndarray, light: np.ndarray) -> skia.Image:
    """Return a picture ``[W, W]`` tiles large, a square in each, larger where brighter, in the colour of its sign."""
    count = len(values)
    side = max(2, min(PIXELS, MOST // count))
    reach = np.abs(np.arange(side) - (side - 1) / 2) / (side / 2)  # 0 in the middle of a tile, 1 at its edge
    far = np.maximum(reach[:, None], reach)
    inside = np.clip((0.35 + 0.5 * np.sqrt(light))[..., None, None] * 1.05 - far + 0.5 / side, 0, 1 / side) * side
    alpha = np.clip((inside * light[..., None, None]).swapaxes(1, 2).reshape(count * side, count * side), 0, 1)
    color = np.where((values > 0)[..., None], palette().rgba("weight_plus")[:3], palette().rgba("weight_minus")[:3])
    hot = np.clip((light - 0.7) / 0.3, 0, 1)[..., None] * (0 if palette().on_white else 0.45)
    tints = (color + hot * (1 - color)).repeat(side, 0).repeat(side, 1)
    # Premultiplied: where tiles of both colours meet, dark ones would else lend theirs to bright ones.
    pixels = np.rint(255 * np.dstack([tints * alpha[..., None], alpha])).astype(np.uint8)
    image = skia.Image.fromarray(pixels, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType, copy=True)
    return image.withDefaultMipmaps()
