"""The recipe of the captioner: which runs are shipped, and which of their steps are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attention_scenes.training.captioner.captioner_run import CaptionerRun

FEW = 20  # steps: of so many a test takes each anew


class CaptionerRecipe:
    """An encoder–decoder of two layers and one that says what small pictures show."""

    about = "an encoder–decoder of two layers and one looks at 36 patches of a picture and says what it shows"
    seed, steps, seconds = 0, 1000, 95.0
    shipped = {0: (FEW, 1000), 1: (1000,), 2: (1000,)}

    def start(self, seed: int, steps: int) -> CaptionerRun:
        """Return a run of so many steps before its first."""
        from attention_scenes.training.captioner.captioner_run import CaptionerRun

        return CaptionerRun(seed, steps)

    def kept_steps(self, steps: int) -> tuple[int, ...]:
        """Return after which steps of a run of so many its model is written, the last among them."""
        return (FEW, steps) if steps > FEW else (steps,)


RECIPE = CaptionerRecipe()
