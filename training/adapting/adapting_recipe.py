"""The recipes of adapted decoders, one for each way: which runs are shipped; of each the last step alone is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attention_scenes.training.adapting.ways import RANK_FOUR, WAYS

if TYPE_CHECKING:
    from attention_scenes.training.adapting.adapting_run import AdaptingRun

STEPS, SEEDS = 1000, (0, 1, 2)
WHOLE_SEEDS = (0,)  # of the way that trains every number: its file is as large as the decoder's


class AdaptedRecipe:
    """The shown decoder, learning to say whose an adjective is."""

    seed, steps, seconds = SEEDS[0], STEPS, 25.0

    def __init__(self, way: str) -> None:
        self.way, made = way, WAYS[way]
        self.about = f"the decoder learns to say whose an adjective is: {made.about}"
        seeds = SEEDS if made.rank or made.soft else WHOLE_SEEDS
        self.shipped: Mapping[int, tuple[int, ...]] = dict.fromkeys(seeds, (STEPS,))

    def start(self, seed: int, steps: int) -> AdaptingRun:
        """Return a run of so many steps before its first."""
        from attention_scenes.training.adapting.adapting_run import AdaptingRun

        return AdaptingRun(seed, steps, self.way)

    def kept_steps(self, steps: int) -> tuple[int, ...]:
        """Return after which steps of a run of so many its model is written."""
        return (steps,)


RECIPE = AdaptedRecipe(RANK_FOUR)
VARIANT_RECIPES = {name: AdaptedRecipe(name) for name in WAYS if name != RANK_FOUR}
