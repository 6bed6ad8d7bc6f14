"""What probes share."""

from __future__ import annotations

from typing import Any

import numpy as np

from attention_scenes.model.checkpoint.tokenizer import Token
from attention_scenes.model.decoder.loaded_model import LoadedModel
from attention_scenes.model.decoder.trace import Trace
from attention_scenes.model.errors import UserError

Found = tuple[dict[str, np.ndarray], dict[str, Any]]  # arrays and plain facts, such as numbers of sentences


def find_word(tokens: list[Token], word: str, text: str) -> int:
    """The last token of the last occurrence of ``word``, whatever punctuation clings to it."""
    found, so_far = None, ""
    for i, token in enumerate(tokens[1:], start=1):
        so_far = so_far + token.text if token.word == tokens[i - 1].word else token.text
        if so_far.strip(" \"'“”‘’([").casefold() == word.casefold():
            found = i
    if found is None:
        raise UserError(f"The word {word!r} is not in {text[:80]!r}: each phrase and each context must have it.")
    return found


def unit(x: np.ndarray) -> np.ndarray:
    """Each vector along the last axis at length 1; zero stays zero."""
    length = np.linalg.norm(x, axis=-1, keepdims=True)
    return np.divide(x, length, out=np.zeros_like(x), where=length > 0)


def stream(trace: Trace, at: int) -> np.ndarray:
    """The residual stream ``[L+1, D]`` of one token: index 0 is the embedding, index n is after block n."""
    return np.concatenate([trace["embed"][None, at], trace["resid_post"][:, at]]).astype(np.float64)


def head_outputs(model: LoadedModel, z_LHK: np.ndarray) -> np.ndarray:
    """What each head adds to the stream of one token, ``[L, H, D]``."""
    W_O_LHDK = (block.W_O_HDK.cpu().numpy() for block in model.transformer.blocks)
    return np.stack([np.einsum("hk,hdk->hd", z_HK, W_O_HDK) for z_HK, W_O_HDK in zip(z_LHK, W_O_LHDK, strict=True)])
