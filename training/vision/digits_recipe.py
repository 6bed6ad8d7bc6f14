"""The recipes of the vision transformer, one for each variant: which runs are shipped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attention_scenes.training.vision.vision_variants import PLAIN, VISION_VARIANTS

if TYPE_CHECKING:
    from attention_scenes.training.vision.vision_run import VisionRun

STEPS = 1000


class DigitsRecipe:
    """A vision transformer of two layers that reads digits of 8 × 8 pixels."""

    about = "two layers read digits of 8 × 8 pixels, cut into 16 patches"
    seed, steps, seconds = 0, STEPS, 15.0
    shipped: Mapping[int, tuple[int, ...]] = dict.fromkeys((0, 1, 2), (STEPS,))
    variant = PLAIN

    def start(self, seed: int, steps: int) -> VisionRun:
        """Return a run of so many steps before its first."""
        from attention_scenes.training.vision.vision_run import VisionRun

        return VisionRun(seed, steps, self.variant)

    def kept_steps(self, steps: int) -> tuple[int, ...]:
        """Return after which steps of a run its model is written: the last."""
        return (steps,)


class ChangedDigitsRecipe(DigitsRecipe):
    """The same with one thing changed; of one seed it is shipped."""

    shipped: Mapping[int, tuple[int, ...]] = {0: (STEPS,)}

    def __init__(self, variant: str) -> None:
        self.variant, self.about = variant, VISION_VARIANTS[variant].about


RECIPE = DigitsRecipe()
VARIANT_RECIPES = {name: ChangedDigitsRecipe(name) for name in VISION_VARIANTS if name != PLAIN}
