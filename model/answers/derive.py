"""Arrays derived from a trace: each head's own output, the distribution of the next token."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attention_scenes.model.answers.next_tokens import log_sum_exp
from attention_scenes.model.checkpoint.tokenizer import text_of
from attention_scenes.model.decoder.loaded_model import LoadedModel
from attention_scenes.model.decoder.trace import Trace


def result(model: LoadedModel, trace: Trace, heads: Sequence[int]) -> np.ndarray:
    """Return each head's own part of attn_out, ``W_O z``: ``[L, H, T, D]`` for the ``heads`` that the trace holds."""
    blocks = [model.transformer.blocks[layer] for layer in trace.layers]
    W_O_LHDK = np.array([block.W_O_HDK[list(heads)].cpu().numpy() for block in blocks])
    return np.einsum("lhtk,lhdk->lhtd", trace["z"], W_O_LHDK)


def lengths(vectors: np.ndarray) -> np.ndarray:
    """Return the Euclidean length of each vector, ``[..., D]`` to ``[...]``."""
    return np.linalg.norm(vectors.astype(np.float64), axis=-1).astype(np.float32)


def following(model: LoadedModel, trace: Trace, top: int) -> tuple[dict[str, np.ndarray], list[list[str]]]:
    """Return the distribution of the next token, and the texts of the likeliest.

    Arrays: ``top_id``, ``top_logit`` ``[T, top]``, likeliest first; ``came_logit`` ``[T-1]``, of the token that came,
    −∞ for a soft vector, which cannot be said; ``lse`` ``[T]``, the log of the sum of exp(logit) over the vocabulary;
    ``last_logits`` ``[V]``, all of the last position; ``W_U`` ``[top, D]``, the rows of the unembedding for the
    likeliest tokens at the last position.
    """
    logits_TV = trace["logits"]
    # One position at a time: the order of all at once is twice as large as the logits.
    best_TN = np.array([np.argsort(-logits_V, kind="stable")[:top] for logits_V in logits_TV])
    came = np.array([token.id for token in trace.tokens[1:]], dtype=np.int64)
    is_word = came < logits_TV.shape[1]
    came_T = np.where(is_word, logits_TV[np.arange(len(came)), np.where(is_word, came, 0)], -np.inf)
    arrays = {
        "top_id": best_TN,
        "top_logit": np.take_along_axis(logits_TV, best_TN, axis=-1),
        "came_logit": came_T.astype(logits_TV.dtype),
        "lse": np.array([log_sum_exp(logits_V) for logits_V in logits_TV]),
        "last_logits": logits_TV[-1].copy(),
        "W_U": model.transformer.W_U_VD[best_TN[-1]].cpu().numpy(),
    }
    return arrays, [[text_of(model.checkpoint, int(i)) for i in row] for row in best_TN]
