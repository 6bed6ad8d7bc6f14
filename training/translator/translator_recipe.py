"""The recipe of the translator: which run is shipped, and which of its steps are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attention_scenes.training.translator.pair_run import TranslatorRun

FEW = 20  # steps: of so many a test takes each anew


class TranslatorRecipe:
    """An encoder–decoder of two and two layers that says English sentences in French."""

    about = "an encoder–decoder of two and two layers reads English sentences of 60 words and says them in French"
    seed, steps, seconds = 0, 600, 35.0
    shipped = {0: (FEW, 600)}

    def start(self, seed: int, steps: int) -> TranslatorRun:
        """Return a run of so many steps before its first."""
        from attention_scenes.training.translator.pair_run import TranslatorRun

        return TranslatorRun(seed, steps, "encoder")

    def kept_steps(self, steps: int) -> tuple[int, ...]:
        """Return after which steps of a run of so many its model is written, the last among them."""
        return (FEW, steps) if steps > FEW else (steps,)


RECIPE = TranslatorRecipe()
