"""What a model sees of one picture, measured again by the second way."""

from __future__ import annotations

import numpy as np

from attention_scenes.model.probes.pictures.eyes import Eyes
from attention_scenes.model.probes.probe import Arrays


def seen_again(eyes: Eyes, picture: str, whole: bool) -> Arrays:
    """Return the arrays of :class:`model.probes.pictures.seen.SeenProbe`."""
    pixels, _ = eyes.prepared(picture)
    kept = ["embed", "resid_pre", "resid_post", "pattern", "logits"]
    [own] = eyes.look([eyes.patches(pixels)], kept)
    token, pattern = eyes.cutting.class_at, own["pattern"]
    odds = np.exp(own["logits"] - own["logits"].max(initial=-np.inf)).astype(np.float64)
    found = {
        "pixels": pixels, "ink": ink_again(eyes, pixels), "patch_vectors": own["embed"],
        "class_vector": eyes.class_vector(), "place_vectors": eyes.place_vectors(),
        "from_class": pattern[:, :, token],
        "chances": odds / odds.sum() if len(odds) else odds,
    }  # fmt: skip
    if whole:
        found |= {"pattern": pattern, "stream": np.stack([*own["resid_pre"], own["resid_post"][-1]])}
    return found


def ink_again(eyes: Eyes, pixels: np.ndarray) -> np.ndarray:
    """Return each patch's ink in the order of places, patch by patch."""
    side, (_, columns), blank = eyes.cutting.patch, eyes.cutting.grid, eyes.blank_pixel()
    found = []
    for patch in eyes.cutting.order:
        row, column = divmod(patch, columns)
        square = pixels[row * side : (row + 1) * side, column * side : (column + 1) * side]
        found.append(np.mean(np.absolute(square.astype(np.float64) - blank)))
    return np.array(found)
