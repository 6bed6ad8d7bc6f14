"""Eyes: what probes ask of a model that reads pictures, whichever code runs it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol, cast, runtime_checkable

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Arrays


class Cutting(NamedTuple):
    """How a model cuts a picture.

    Attributes
    ----------
    grid
        Rows and columns of patches.
    patch, channels
        Pixels of a patch's side, numbers of a pixel.
    class_at
        Which token the class token is, 0 or the last.
    order
        The patch of each place, patches counted row by row.
    answers
        What the classifier can say; nothing where there is none.
    """

    grid: tuple[int, int]
    patch: int
    channels: int
    class_at: int
    order: tuple[int, ...]
    answers: tuple[str, ...]


@runtime_checkable
class Eyes(Protocol):
    """A model that reads pictures. It is what a probe is handed whose class says ``of_pictures``."""

    @property
    def cutting(self) -> Cutting:
        """How it cuts a picture."""

    def prepared(self, digest: str) -> tuple[np.ndarray, bool]:
        """Return the pixels ``[S, S, C]`` that it is given of a picture, whole numbers, and if they were turned round,
        dark to light."""

    def blank_pixel(self) -> np.ndarray:
        """Return the pixel ``[C]`` that says nothing, among whole ones."""

    def patches(self, pixels_YXC: np.ndarray) -> np.ndarray:
        """Return the patches ``[N, P]`` of pixels, scaled as the model takes them, in the order of its places."""

    def look(
        self, patches: Sequence[np.ndarray], arrays: Sequence[str], masked: bool = False, placed: bool = True
    ) -> list[Arrays]:
        """Return these arrays of each picture's patches.

        ``embed`` ``[N, D]``, ``resid_pre`` and ``resid_post`` ``[L, T, D]``, ``pattern`` ``[L, H, T, T]``,
        ``class_row`` ``[L, H, T]``, ``final_norm`` ``[T, D]``, ``logits`` ``[V]``. ``masked`` hides later tokens;
        without ``placed`` places add nothing.
        """

    def digits(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the held-out digits: pixels ``[N, 8, 8]`` from 0 to 16, and what each is said to be, ``[N]``."""

    def class_vector(self) -> np.ndarray:
        """Return the class token ``[D]``."""

    def place_vectors(self) -> np.ndarray:
        """Return what places add, ``[T, D]``, in the order of tokens."""


def eyes_of(model: object) -> Eyes:
    """Return the eyes that a model is; a UserError where it reads no pictures."""
    if not isinstance(model, Eyes):
        raise UserError(
            "This asks about a picture, and the model reads none: give --model ours:digits, or a folder of a vit or "
            "dinov2."
        )
    return model


def eyes_again(model: object) -> Eyes:
    """Return a model of the second way as the eyes that it is: the first way has refused all others."""
    return cast(Eyes, model)


def random_order(of: str, n: int) -> list[int]:
    """Return the numbers below ``n`` in an order that hangs on a text alone, on every machine."""
    return sorted(range(n), key=lambda number: hashlib.sha256(f"{of} {number}".encode()).digest())


def facts_of(cutting: Cutting) -> dict[str, Any]:
    """Return how a model cuts pictures as plain data, for the sidecar."""
    rows, columns = cutting.grid
    return {
        "grid": [rows, columns], "patches": rows * columns, "patch_size": cutting.patch, "class_at": cutting.class_at,
        "order": list(cutting.order), "answers": list(cutting.answers),
    }  # fmt: skip
