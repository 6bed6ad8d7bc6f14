"""Residual-stream vectors of a measured model: of one token, scaled to length 1, by head (first way only)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Arrays, MeasuredModel, Token


def find_word(tokens: Sequence[Token], word: str, text: str) -> int:
    """Return the place of the last token of the last occurrence of ``word``, whatever punctuation clings to it."""
    found, so_far = None, ""
    for i, token in enumerate(tokens[1:], start=1):
        so_far = so_far + token.text if token.word == tokens[i - 1].word else token.text
        if so_far.strip(" \"'“”‘’([").casefold() == word.casefold():
            found = i
    if found is None:
        raise UserError(f"The word {word!r} is not in {text[:80]!r}: each phrase and each context must have it.")
    return found


def unit(x: np.ndarray) -> np.ndarray:
    """Return each vector along the last axis at length 1; zero stays zero."""
    length = np.linalg.norm(x, axis=-1, keepdims=True)
    return np.divide(x, length, out=np.zeros_like(x), where=length > 0)


def stream(trace: Arrays, at: int) -> np.ndarray:
    """Return the residual stream ``[L+1, D]`` of one token: index 0 is the embedding, index n is after block n."""
    return np.concatenate([trace["embed"][None, at], trace["resid_post"][:, at]]).astype(np.float64)


def head_outputs(model: MeasuredModel, z_LHK: np.ndarray) -> np.ndarray:
    """Return what each head adds to the stream of one token, ``[L, H, D]``."""
    return np.stack([np.einsum("hk,hdk->hd", z_HK, model.head_output_maps(layer)) for layer, z_HK in enumerate(z_LHK)])
