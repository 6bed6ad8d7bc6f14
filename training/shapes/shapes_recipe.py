"""The recipe of the model of whole numbers: which run is shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from attention_scenes.training.shapes.shapes_run import ShapesRun


class ShapesRecipe:
    """One layer of five heads that says the gender of each word of a phrase, in whole numbers from −2 to 2."""

    about = "five heads of whole numbers learn which gender each word of a phrase has"
    seed, steps, seconds = 0, 2000, 5.0
    shipped = {0: (2000,), 1: (2000,), 2: (2000,), 3: (2000,), 4: (2000,)}

    def start(self, seed: int, steps: int) -> ShapesRun:
        """Return a run of so many steps before its first."""
        from attention_scenes.training.shapes.shapes_run import ShapesRun

        return ShapesRun(seed, steps)

    def kept_steps(self, steps: int) -> tuple[int, ...]:
        """Return after which steps of a run its model is written: the last."""
        return (steps,)


RECIPE = ShapesRecipe()
