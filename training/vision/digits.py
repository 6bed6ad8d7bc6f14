"""The digits that are learned from: those of scikit-learn's package, but for the ones that are held out.

They are the test set of UCI's [optical recognition of handwritten
digits](https://archive.ics.uci.edu/dataset/80) by E. Alpaydin and C. Kaynak, CC BY 4.0: 1,797 pictures by 13 people.
Held out are 360 of all; the same people wrote the others.
"""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from attention_scenes.model.errors import UserError
from attention_scenes.model.file_types import write_safetensors
from attention_scenes.model.pictures.held_out import FILE, HeldOut, held_out

WHERE = Path("datasets", "data", "digits.csv.gz")
SHA256 = "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22"
HELD_OUT = 360
MEAN, SPREAD, WHITE = 0.305, 0.376, 16  # of all pixels, where 1 is white


class Digits(NamedTuple):
    """Pictures as a model takes them, ``[N, 8, 8, 1]`` of float64, and what they are, ``[N]``."""

    pixels: Tensor
    labels: Tensor


def file_of_digits() -> Path:
    """Return the file of all digits; a UserError where scikit-learn is not installed, or brings others."""
    found = find_spec("sklearn")
    places = [Path(place) / WHERE for place in (found.submodule_search_locations or ())] if found else []
    file = next((place for place in places if place.is_file()), None)
    if file is None:
        raise UserError("The digits come with scikit-learn, which is not installed: `pip install scikit-learn`.")
    if hashlib.sha256(file.read_bytes()).hexdigest() != SHA256:
        raise UserError(f"{file} holds other digits than those that this model learns from.")
    return file


@cache
def all_digits() -> np.ndarray:
    """Return all digits as whole numbers, ``[1797, 65]``: 64 pixels from 0 to 16, and which digit it is."""
    with gzip.open(file_of_digits(), "rt") as rows:
        return np.loadtxt(rows, delimiter=",").astype(np.uint8)


def held_out_rows() -> list[int]:
    """Return which rows are held out: those whose numbers have the smallest digests, in that order."""

    def drawn(row: int) -> str:
        return hashlib.sha256(f"digit {row}".encode()).hexdigest()

    return sorted(range(len(all_digits())), key=drawn)[:HELD_OUT]


def write_held_out(path: Path = FILE) -> None:
    """Write the file of held-out digits that comes with the project."""
    rows = all_digits()[held_out_rows()]
    write_safetensors(path, {"pixels": rows[:, :64].reshape(-1, 8, 8), "labels": rows[:, 64]}, {})


def scaled(digits: HeldOut) -> Digits:
    """Return digits as a model takes them."""
    pixels = torch.from_numpy((digits.pixels[..., None] / WHITE - MEAN) / SPREAD)
    return Digits(pixels, torch.from_numpy(digits.labels.astype(np.int64)))


@cache
def trained() -> Digits:
    """Return the 1,437 digits that are learned from."""
    rows = np.delete(all_digits(), held_out_rows(), axis=0)
    return scaled(HeldOut(rows[:, :64].reshape(-1, 8, 8), rows[:, 64]))


@cache
def tested() -> Digits:
    """Return the 360 digits that are held out."""
    return scaled(held_out())
