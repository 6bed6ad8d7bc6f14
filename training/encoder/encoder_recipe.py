"""The recipes of the encoder and of its twin with a causal mask: which runs are shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attention_scenes.training.encoder.encoder_run import EncoderRun

STEPS, SEEDS = 2400, (0, 1, 2)


class EncoderRecipe:
    """An encoder of two layers that fills holes in French sentences."""

    about = "an encoder of two layers fills holes in French sentences of 109 words"
    seed, steps, seconds = 0, STEPS, 50.0
    shipped = dict.fromkeys(SEEDS, (STEPS,))

    def __init__(self, causal: bool) -> None:
        self.causal = causal

    def start(self, seed: int, steps: int) -> EncoderRun:
        """Return a run of so many steps before its first."""
        from attention_scenes.training.encoder.encoder_run import EncoderRun

        return EncoderRun(seed, steps, self.causal)

    def kept_steps(self, steps: int) -> tuple[int, ...]:
        """Return after which steps of a run its model is written: the last."""
        return (steps,)


class CausalRecipe(EncoderRecipe):
    """The same from the same start, on the same hidden words, where no word sees a later one."""

    about = "no word sees a later one: the same from the same start, on the same hidden words"


RECIPE = EncoderRecipe(causal=False)
VARIANT_RECIPES = {"causal": CausalRecipe(causal=True)}
