"""The recipe of the decoder: which run is shipped, and which of its steps are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attention_scenes.training.decoder.shown_run import KEPT, SEED, SHIPPED, STEPS

if TYPE_CHECKING:
    from attention_scenes.training.decoder.decoder_run import DecoderRun


class DecoderRecipe:
    """A decoder of two layers that reads about creatures and forests, and answers how they were."""

    about = "two layers of attention read sentences of 44 words and say how a noun was"
    seed, steps, seconds, shipped = SEED, STEPS, 40.0, SHIPPED

    def start(self, seed: int, steps: int) -> DecoderRun:
        """Return a run of so many steps before its first."""
        from attention_scenes.training.decoder.decoder_run import DecoderRun

        return DecoderRun(seed, steps)

    def kept_steps(self, steps: int) -> tuple[int, ...]:
        """Return after which steps of a run of so many its model is written, the last among them."""
        return (*(step for step in KEPT if step < steps), steps)


RECIPE = DecoderRecipe()
