"""Let a text go on a second time: the whole row runs anew for each token, in NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from attention_scenes.model.verify.numpy_model.numpy_decoder import forward
from attention_scenes.model.verify.numpy_model.numpy_weights import Weights
from attention_scenes.model.verify.numpy_model.tokens_again import Piece, end_numbers, spelling


def gone_on(weights: Weights, folder: Path, row: Sequence[Piece], steps: int) -> list[Piece]:
    """Return a row and the tokens after it, ``steps`` of them or as many as come until the text ends."""
    found = list(row)
    stops = {found[0].id} | end_numbers(weights.config)
    while len(found) < len(row) + steps and (len(found) == len(row) or found[-1].id not in stops):
        [run] = forward(weights, [[piece.id for piece in found]], {"final_norm"}, ())
        best = int(np.argmax(weights.unembedding() @ run["final_norm"][-1]))
        spelt, is_number = spelling(folder, best)
        is_new = best in stops or found[-1].word == -1 or spelt.decode(errors="replace")[:1].isspace()
        found.append(Piece(best, spelt, found[-1].word + int(is_new), is_number))
    return found
