"""The recipes of the decoder, one for each variant: which runs are shipped, and which of their steps are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attention_scenes.training.decoder.shown_run import KEPT, SEED, SHIPPED, STEPS, VARIANT_SEEDS
from attention_scenes.training.decoder.variants import BASE, VARIANTS

if TYPE_CHECKING:
    from attention_scenes.training.decoder.decoder_run import DecoderRun


class DecoderRecipe:
    """A decoder of two layers that reads about creatures and forests, and answers how they were."""

    about = "two layers of attention read sentences of 44 words and say how a noun was"
    seed, steps, seconds = SEED, STEPS, 40.0
    shipped: Mapping[int, tuple[int, ...]] = SHIPPED
    variant = BASE

    def start(self, seed: int, steps: int) -> DecoderRun:
        """Return a run of so many steps before its first."""
        from attention_scenes.training.decoder.decoder_run import DecoderRun

        return DecoderRun(seed, steps, self.variant)

    def kept_steps(self, steps: int) -> tuple[int, ...]:
        """Return after which steps of a run of so many its model is written, the last among them."""
        return (*(step for step in KEPT if step < steps), steps)


class VariantRecipe(DecoderRecipe):
    """The same with one thing changed; of its runs the last step alone is kept."""

    shipped: Mapping[int, tuple[int, ...]] = dict.fromkeys(VARIANT_SEEDS, (STEPS,))

    def __init__(self, variant: str) -> None:
        self.variant, self.about = variant, VARIANTS[variant].about

    def kept_steps(self, steps: int) -> tuple[int, ...]:
        """Return after which steps of a run of so many its model is written."""
        return (steps,)


RECIPE = DecoderRecipe()
VARIANT_RECIPES = {name: VariantRecipe(name) for name in VARIANTS if name != BASE}
