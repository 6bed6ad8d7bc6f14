"""The recipe of a translator that fails: the values of its cross-attention are made of what it says itself.

There is one weight for each English word, so there has to be one value for each. Where values are the decoder's, one
for each word that is said, a place can only take its own, and nothing English comes along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attention_scenes.training.translator.pair_run import TranslatorRun


class ValuesRecipe:
    """The translator with values of its decoder: it sees no English, and says any French sentence."""

    about = "the translator with values from its decoder: it fails, which shows what the encoder's values are for"
    seed, steps, seconds = 0, 600, 35.0
    shipped = {0: (600,)}

    def start(self, seed: int, steps: int) -> TranslatorRun:
        """Return a run of so many steps before its first."""
        from attention_scenes.training.translator.pair_run import TranslatorRun

        return TranslatorRun(seed, steps, "decoder")

    def kept_steps(self, steps: int) -> tuple[int, ...]:
        """Return after which steps of a run its model is written: the last."""
        return (steps,)


RECIPE = ValuesRecipe()
