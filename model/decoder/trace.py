"""Trace: the named arrays of one forward pass, and the file that holds one."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from attention_scenes.model.checkpoint.manifest import Progress, quiet
from attention_scenes.model.checkpoint.tokenizer import Token
from attention_scenes.model.decoder.activation_recorder import ActivationRecorder, lengths
from attention_scenes.model.decoder.loaded_model import LoadedModel, load_model
from attention_scenes.model.errors import UserError, nearest
from attention_scenes.model.file_types import write_safetensors
from attention_scenes.model.request.needs import ARRAYS, DEFAULT_MODEL

if TYPE_CHECKING:
    from attention_scenes.model.decoder.transformer import Config, Heads

MOST_BYTES = 4_000_000_000


@dataclass(frozen=True)
class Trace:
    """One forward pass.

    Attributes
    ----------
    tokens
        What went in, first token included.
    layers
        The layers kept, in rising order; axis 0 of every array with an L stands for these.
    arrays
        float32 arrays by name, with the axes that ``needs.ARRAYS`` states; row is query, column is key.
    """

    text: str
    tokens: list[Token]
    layers: tuple[int, ...]
    arrays: dict[str, np.ndarray]

    def __getitem__(self, name: str) -> np.ndarray:
        return self.arrays[name]


def run(
    model: LoadedModel,
    text: str,
    names: Collection[str] = tuple(ARRAYS),
    layers: Iterable[int] | None = None,
    first: int | None = None,
    unmasked: Heads = (),
    dropped: Heads = (),
    heads: Iterable[int] | None = None,
) -> Trace:
    """Run the model on ``text``, or its ``first`` tokens, and keep the arrays called for.

    ``unmasked`` heads (layer, head) see the future, ``dropped`` heads add nothing to the stream. With ``heads``, axis
    H of every array stands for these query heads alone, in rising order. The model runs no further than it must, and
    memory holds what is kept and the work of one block.

    Raises
    ------
    UserError
        A name, layer or head that is not there, a text too long for the model or for memory.
    """
    shape = model.transformer.config
    for name in names:
        if name not in ARRAYS:
            raise UserError(f"No array is called {name!r}. {nearest(name, ARRAYS)}")
    kept_layers = _chosen("layer", layers, shape.n_layers)
    kept_heads = _chosen("head", heads, shape.n_heads)
    row = read_tokens(model, text, first)
    _check_size(shape, names, len(kept_layers), len(kept_heads), len(row))
    arrays = _filled(model, [t.id for t in row], names, kept_layers, kept_heads, unmasked, dropped)
    return Trace(text, row, kept_layers, arrays)


def read_tokens(model: LoadedModel, text: str, first: int | None = None) -> list[Token]:
    """The tokens of a text, or its ``first``; UserError where they are more than the model reads."""
    row, most = model.tokenize(text)[:first], model.transformer.config.n_context
    if len(row) > most:
        raise UserError(
            f"The text has {len(row):,} tokens; the model reads at most {most:,}: shorten the text, or have "
            "fewer of its tokens read."
        )
    return row


def run_many(model: LoadedModel, texts: Sequence[str], names: Collection[str], at_once: int = 12) -> list[Trace]:
    """Trace many short texts, all layers; those with equally many tokens go through the model together."""
    shape = model.transformer.config
    layers, heads = tuple(range(shape.n_layers)), tuple(range(shape.n_heads))
    rows = [model.tokenize(text) for text in texts]
    traces: dict[int, Trace] = {}
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    for _, same in groupby(order, key=lambda i: len(rows[i])):
        waiting = list(same)
        while waiting:
            batch, waiting = waiting[:at_once], waiting[at_once:]
            arrays = _filled(model, [[token.id for token in rows[i]] for i in batch], names, layers, heads)
            for b, i in enumerate(batch):
                traces[i] = Trace(texts[i], rows[i], layers, {name: array[b] for name, array in arrays.items()})
    return [traces[i] for i in range(len(rows))]


def _filled(
    model: LoadedModel,
    ids: Sequence[int] | Sequence[Sequence[int]],
    names: Collection[str],
    layers: Sequence[int],
    heads: Sequence[int],
    unmasked: Heads = (),
    dropped: Heads = (),
) -> dict[str, np.ndarray]:
    """Run the model as far as the arrays called for need it."""
    import torch

    ids_T = torch.tensor(ids, device=model.transformer.W_E_VD.device)
    kept = ActivationRecorder(model.transformer.config, names, layers, heads, ids_T)
    after_blocks = not {"final_norm", "logits"}.isdisjoint(names)
    x_TD = model.transformer.run_blocks(ids_T, kept, unmasked, dropped, None if after_blocks else layers[-1] + 1)
    if after_blocks:
        x_TD = model.transformer.norm(x_TD, kept)
    if "logits" in names:
        model.transformer.unembed(x_TD, kept)
    return {name: kept.arrays[name].numpy() for name in names}


def _chosen(what: str, chosen: Iterable[int] | None, count: int) -> tuple[int, ...]:
    kept = tuple(sorted(set(range(count) if chosen is None else chosen)))
    if not kept:
        raise UserError(f"No {what} is named: give some, such as 0,{count // 3}, or leave them out for all.")
    if bad := [n for n in kept if not 0 <= n < count]:
        raise UserError(f"There is no {what} {bad[0]}: the model has {what}s 0 to {count - 1}.")
    return kept


def _check_size(shape: Config, names: Collection[str], n_layers: int, n_heads: int, n_tokens: int) -> None:
    from attention_scenes.model.decoder.transformer import MOST_SCORES

    kept = sum(math.prod(lengths(shape, name, n_layers, n_heads, n_tokens)) for name in names)
    work = 4 * max(n_tokens**2, MOST_SCORES) + n_tokens * (4 * shape.d_mlp + 8 * shape.d_model)
    if (n_bytes := 4 * (kept + work)) > MOST_BYTES:
        raise UserError(
            f"{n_tokens:,} tokens would take {n_bytes / 1e9:.0f} GB of memory: shorten the text, "
            "or ask for fewer arrays (--only) or layers (--layers)."
        )


def write(
    text: str,
    path: Path,
    layers: Iterable[int] | None = None,
    only: Collection[str] | None = None,
    model: str = DEFAULT_MODEL,
    progress: Progress = quiet,
) -> Trace:
    """Trace ``text`` into a safetensors file, whole or not at all.

    The file holds the stacked arrays of :data:`model.request.needs.ARRAYS` and, as metadata, the text, the tokens
    (JSON), the model, its weight digest and the layers kept (JSON).

    Raises
    ------
    UserError
        As :func:`run`; an empty text; a file that cannot be written.
    """
    if not text.strip():
        raise UserError("The text is empty: give a sentence to trace.")
    loaded = load_model(model, progress)
    progress("running the model", None)
    trace = run(loaded, text, tuple(ARRAYS) if only is None else only, layers)
    metadata = {
        "text": text,
        "tokens": json.dumps([list(t) for t in trace.tokens], ensure_ascii=False),
        "model": loaded.checkpoint.label,
        "weight_digest": loaded.checkpoint.digest,
        "layers": json.dumps(trace.layers),
        "axes": json.dumps({name: ARRAYS[name] for name in trace.arrays}),
        "torch": version("torch"),
    }
    progress("writing the trace", None)
    write_safetensors(Path(path), trace.arrays, metadata)
    return trace
