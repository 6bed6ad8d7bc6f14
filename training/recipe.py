"""Recipe and Run: how a model of our own is made, step by step, for whoever counts the steps and keeps the files.

A recipe is a module of this package with an object ``RECIPE``, and a row in ``registry``. The module itself imports no
torch, which takes a second: :meth:`Recipe.start` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import numpy as np

Arrays = Mapping[str, np.ndarray]
Scores = Mapping[str, float]


class Run(Protocol):
    """One training run in memory, after ``step`` steps.

    A run that is killed is taken up again where it was kept last, and ends with the same weights. So whatever the next
    step depends on (weights, moments of the optimiser, the state of a generator of random numbers) is in
    :meth:`state`, and what depends on the step alone (a learning rate) is worked out from it.
    """

    step: int

    def advance(self) -> float:
        """Take one step and return the loss before it."""

    def measure(self) -> Scores:
        """Return held-out scores by name, the most telling one first."""

    def state(self) -> Arrays:
        """Return all that the next step depends on, besides ``step``."""

    def restore(self, step: int, state: Arrays) -> None:
        """Go on from what :meth:`state` returned after ``step`` steps."""

    def save(self, folder: Path) -> None:
        """Write the model as it stands into a folder: last of all ``model.safetensors``, with its provenance."""


class Recipe(Protocol):
    """How one model is made.

    Attributes
    ----------
    about
        What it learns, in a line, for ``--help``.
    seed, steps
        Those of the run that is shown where none is named.
    shipped
        Which steps are in ``assets/checkpoints``, by seed; the shown one's first.
    seconds
        The CPU time of that run, on the machine that it was trained on.
    """

    about: str
    seed: int
    steps: int
    seconds: float
    shipped: Mapping[int, tuple[int, ...]]

    def start(self, seed: int, steps: int) -> Run:
        """Return a run of so many steps before its first; seed and steps are 0 or more, and 1 or more."""

    def kept_steps(self, steps: int) -> tuple[int, ...]:
        """Return after which steps of a run of so many its model is written, the last among them."""
