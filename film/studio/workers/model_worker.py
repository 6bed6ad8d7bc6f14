"""Worker for the model: keep the weights in memory, so that a new sentence costs one forward pass."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from attention_scenes.film.encode.images import png
from attention_scenes.film.studio.workers.head_facts import PROBES, measured_lines, pattern_lines
from attention_scenes.film.studio.workers.loop import Reply
from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.decoder.loaded_model import load_model
from attention_scenes.model.request.clip_needs import needs_from_json
from attention_scenes.model.request.needs import Needs, TraceNeed

DARK, BRIGHT = np.array([22, 24, 30]), np.array([247, 213, 71])
GAP = np.array([0, 0, 0])


def answer(question: dict[str, Any], reply: Reply) -> dict[str, Any]:
    """Answer what to ``do``.

    ``warm`` up, ``bundle`` (of ``needs``), ``heads`` (of a ``text``: all patterns), ``measured`` (what each head does),
    or count the ``tokens`` of a ``text``.
    """

    def tell(message: str, fraction: float | None) -> None:
        reply.still_wanted()
        reply.send("computing", message=message, fraction=fraction)

    match question["do"]:
        case "warm":
            load_model(question["model"], tell)
            return {}
        case "bundle":
            ensure(needs_from_json(question["needs"]), tell)
            return {}
        case "heads":
            bundle = ensure(_all_patterns(question["text"], question["model"]), tell)
            return head_map(bundle, question["columns"])
        case "measured":
            return {"lines": measured_lines(ensure(Needs(model=question["model"], probes=PROBES), tell))}
        case "tokens":
            return {"count": len(load_model(question["model"], tell).tokenize(question["text"]))}
    raise ValueError(question["do"])


def _all_patterns(text: str, model: str) -> Needs:
    return Needs(model=model, traces={"": TraceNeed(text, ("pattern",))})


def head_map(bundle: Bundle, columns: bool) -> dict[str, Any]:
    """A picture of every head's pattern: layers from left to right, heads from top to bottom.

    Parameters
    ----------
    columns
        Queries along the top, as in the convention of columns; else down the side.

    Returns
    -------
    dict
        ``png`` (base64), ``layers``, ``heads``, ``tokens`` (how many) and ``lines`` (see :func:`pattern_lines`).
    """
    weights = bundle.arrays["pattern"]  # [layer, head, query, key]
    n_layers, n_heads, n_tokens, _ = weights.shape
    if columns:
        weights = weights.swapaxes(2, 3)
    cell = n_tokens + 1
    sheet = np.broadcast_to(GAP, (n_heads, cell, n_layers, cell, 3)).astype(np.float64)
    # Brightness shows the root of a weight, so that small ones stay visible.
    share = np.sqrt(weights.transpose(1, 2, 0, 3))[..., None]
    sheet[:, :n_tokens, :, :n_tokens] = DARK + share * (BRIGHT - DARK)
    pixels = np.full((n_heads * cell, n_layers * cell, 4), 255, np.uint8)
    pixels[..., :3] = sheet.reshape(n_heads * cell, n_layers * cell, 3).round()
    picture = base64.b64encode(png(pixels, transparent=False)).decode()
    shape = {"layers": n_layers, "heads": n_heads, "tokens": n_tokens}
    return {"png": picture, "lines": pattern_lines(bundle), **shape}
