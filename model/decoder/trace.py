"""Trace: the named arrays of one forward pass."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from attention_scenes.model.checkpoint.tokenizer import Token
from attention_scenes.model.decoder.activation_recorder import ActivationRecorder, lengths
from attention_scenes.model.decoder.loaded_model import LoadedModel
from attention_scenes.model.errors import UserError, nearest
from attention_scenes.model.request.arrays import ARRAYS
from attention_scenes.model.request.intervention_base import Intervention, Sources

if TYPE_CHECKING:
    from attention_scenes.model.decoder.architectures.architecture import Config
    from attention_scenes.model.decoder.hooks import Hook

MOST_BYTES = 4_000_000_000
AT_ONCE = 12  # rows of a batch
MOST_TOKENS, MOST_BATCH = 1024, 2**28  # of a batch: tokens in all, bytes kept


@dataclass(frozen=True)
class Trace:
    """The recorded arrays of one forward pass.

    Attributes
    ----------
    tokens
        The tokens of the text, first token included.
    layers
        The layers kept, in rising order; axis 0 of every array with an L stands for these.
    arrays
        float32 arrays by name, with the axes that ``arrays.ARRAYS`` states; row is query, column is key.
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
    heads: Iterable[int] | None = None,
    interventions: Sequence[Intervention] = (),
    sources: Sources | None = None,
    more: Sequence[Token] = (),
) -> Trace:
    """Run the model on ``text``, or its ``first`` tokens, and record the named arrays.

    With ``heads``, axis H of every array stands for these query heads alone, in rising order. The model runs no
    further than it must, and memory holds the recorded arrays and the work of one block.

    Parameters
    ----------
    interventions
        What is changed in the model, with numbers for the chosen head.
    sources
        What is patched in: the arrays of other traces, of all layers and heads, by the traces' keys and their names.
    more
        Tokens after those of the text, such as it goes on by: :func:`model.decoder.greedy.go_on`.

    Raises
    ------
    UserError
        A name, layer, head or token that is not there, a text too long for the model or for memory.
    """
    [trace] = run_each(model, text, [interventions], names, layers, first, heads, sources, more)
    return trace


def run_each(
    model: LoadedModel,
    text: str,
    changes: Sequence[Sequence[Intervention]],
    names: Collection[str],
    layers: Iterable[int] | None = None,
    first: int | None = None,
    heads: Iterable[int] | None = None,
    sources: Sources | None = None,
    more: Sequence[Token] = (),
) -> Iterator[Trace]:
    """Run the model on one text under each of several interventions, as many at a time as fit in little memory.

    The numbers are those of :func:`run` but for rounding. To see the next token alone, ask for ``final_norm`` and
    unembed its last row: the logits of all positions take most of the time and the memory.
    """
    from attention_scenes.model.decoder.intervene import Batch, Interventions, check_interventions

    shape = model.transformer.config
    for name in names:
        if name not in ARRAYS:
            raise UserError(f"No array is called {name!r}. {nearest(name, ARRAYS)}")
    kept_layers = _chosen("layer", layers, shape.n_layers)
    kept_heads = _chosen("head", heads, shape.n_heads)
    row = [*read_tokens(model, text, first, len(more)), *more]
    kept_bytes = _check_size(shape, names, len(kept_layers), len(kept_heads), len(row))
    for made in changes:
        check_interventions(made, model.transformer, len(row), sources or {})
    ids, at_once = [token.id for token in row], max(1, min(MOST_TOKENS // len(row), MOST_BATCH // kept_bytes))
    for start in range(0, len(changes), at_once):
        batch = changes[start : start + at_once]
        hooks = [Interventions(made, sources or {}) for made in batch]
        if len(batch) == 1:
            hook = hooks[0] if batch[0] else None
            yield Trace(text, row, kept_layers, _filled(model, ids, names, kept_layers, kept_heads, hook))
            continue
        arrays = _filled(model, [ids] * len(hooks), names, kept_layers, kept_heads, Batch(hooks))
        for b in range(len(hooks)):
            yield Trace(text, row, kept_layers, {name: array[b] for name, array in arrays.items()})


def read_tokens(model: LoadedModel, text: str, first: int | None = None, steps: int = 0) -> list[Token]:
    """Return the tokens of a text, or its ``first``; UserError where they and ``steps`` are more than it reads."""
    row, most = model.tokenize(text)[:first], model.transformer.config.n_context
    if len(row) + steps > most:
        more = f" and goes on by {steps}" if steps else ""
        raise UserError(
            f"The text has {len(row):,} tokens{more}; the model reads at most {most:,}: shorten the text, or have "
            "fewer of its tokens read."
        )
    return row


def run_many(model: LoadedModel, texts: Sequence[str], names: Collection[str]) -> list[Trace]:
    """Trace many short texts, all layers; those with equally many tokens go through the model together."""
    shape = model.transformer.config
    layers, heads = tuple(range(shape.n_layers)), tuple(range(shape.n_heads))
    rows = [model.tokenize(text) for text in texts]
    traces: dict[int, Trace] = {}
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    for _, same in groupby(order, key=lambda i: len(rows[i])):
        waiting = list(same)
        while waiting:
            batch, waiting = waiting[:AT_ONCE], waiting[AT_ONCE:]
            arrays = _filled(model, [[token.id for token in rows[i]] for i in batch], names, layers, heads)
            for b, i in enumerate(batch):
                traces[i] = Trace(texts[i], rows[i], layers, {name: array[b] for name, array in arrays.items()})
    return [traces[i] for i in range(len(rows))]


def run_rows(
    model: LoadedModel,
    rows: Sequence[Sequence[int]],
    names: Collection[str],
    made: Sequence[Intervention] = (),
) -> list[dict[str, np.ndarray]]:
    """Return the named arrays, all layers, of rows of token numbers as they are, with interventions made in each.

    Raises
    ------
    UserError
        A row that is longer than the model reads, or an intervention where there is nothing to intervene in.
    """
    from attention_scenes.model.decoder.intervene import Interventions, check_interventions

    shape, length = model.transformer.config, len(rows[0])
    if length > shape.n_context:
        raise UserError(f"This is measured on rows of {length} tokens; the model reads at most {shape.n_context}.")
    check_interventions(made, model.transformer, length, {})
    hook = Interventions(made, {}) if made else None
    found: list[dict[str, np.ndarray]] = []
    for start in range(0, len(rows), AT_ONCE):
        batch = rows[start : start + AT_ONCE]
        arrays = _filled(model, batch, names, range(shape.n_layers), range(shape.n_heads), hook)
        found += [{name: array[b] for name, array in arrays.items()} for b in range(len(batch))]
    return found


def run_ways(
    model: LoadedModel,
    rows: Sequence[Sequence[int]],
    names: Collection[str],
    ways: Sequence[Sequence[Intervention]],
) -> list[dict[str, np.ndarray]]:
    """Return the named arrays, all layers, of rows of token numbers, each under interventions of its own.

    Raises
    ------
    UserError
        A row that is longer than the model reads, or an intervention where there is nothing to intervene in.
    """
    from attention_scenes.model.decoder.intervene import Batch, Interventions, check_interventions

    shape = model.transformer.config
    for row, made in zip(rows, ways, strict=True):
        if len(row) > shape.n_context:
            raise UserError(f"This is measured on {len(row)} tokens; the model reads at most {shape.n_context}.")
        check_interventions(made, model.transformer, len(row), {})
    found: dict[int, dict[str, np.ndarray]] = {}
    for batch in _equally_long(rows):
        hook = Batch([Interventions(ways[n], {}) for n in batch])
        ids = [rows[n] for n in batch]
        arrays = _filled(model, ids, names, range(shape.n_layers), range(shape.n_heads), hook)
        found |= {n: {name: array[b] for name, array in arrays.items()} for b, n in enumerate(batch)}
    return [found[n] for n in range(len(rows))]


def run_streams(
    model: LoadedModel,
    streams: Sequence[np.ndarray] | np.ndarray,
    layer: int,
    names: Collection[str],
    ways: Sequence[Sequence[Intervention]],
    sources: Sources,
) -> list[dict[str, np.ndarray]]:
    """Return the named arrays, from a layer on, of N streams ``[T, D]`` that enter it, each with its interventions.

    Those with equally many tokens go through the model together.

    Parameters
    ----------
    sources
        What is patched in: arrays of all layers, by the keys of the interventions and their names.
    """
    import torch

    from attention_scenes.model.decoder.hooks import chain
    from attention_scenes.model.decoder.intervene import Batch, Interventions, check_interventions

    transformer = model.transformer
    shape, layers = transformer.config, range(layer, transformer.config.n_layers)
    for stream_TD, made in zip(streams, ways, strict=True):
        check_interventions(made, transformer, len(stream_TD), sources)
    found: dict[int, dict[str, np.ndarray]] = {}
    for batch in _equally_long(streams):
        entering = np.array([streams[n] for n in batch])
        x_BTD = torch.as_tensor(entering, dtype=torch.float32, device=transformer.W_E_VD.device)
        kept = ActivationRecorder(shape, names, layers, range(shape.n_heads), x_BTD[..., 0])
        both = chain(Batch([Interventions(ways[n], sources) for n in batch]), kept)
        transformer.norm(transformer.run_from(x_BTD, layer, both), both)
        found |= {n: {name: kept.arrays[name][b].numpy() for name in names} for b, n in enumerate(batch)}
    return [found[n] for n in range(len(streams))]


def _equally_long(rows: Sequence[Sequence[int]] | Sequence[np.ndarray] | np.ndarray) -> Iterator[list[int]]:
    """Yield the numbers of rows of one length, as many as go through the model at once; shorter ones first."""
    lengths = [len(row) for row in rows]
    for length, same in groupby(sorted(range(len(rows)), key=lengths.__getitem__), key=lengths.__getitem__):
        alike, at_once = list(same), max(1, MOST_TOKENS // length)
        yield from (alike[start : start + at_once] for start in range(0, len(alike), at_once))


def _filled(
    model: LoadedModel,
    ids: Sequence[int] | Sequence[Sequence[int]],
    names: Collection[str],
    layers: Sequence[int],
    heads: Sequence[int],
    hook: Hook | None = None,
) -> dict[str, np.ndarray]:
    """Run the model as far as the named arrays need it."""
    import torch

    from attention_scenes.model.decoder.hooks import chain

    ids_T = torch.tensor(ids, device=model.transformer.W_E_VD.device)
    kept = ActivationRecorder(model.transformer.config, names, layers, heads, ids_T)
    after_blocks = not {"final_norm", "logits"}.isdisjoint(names)
    both = kept if hook is None else chain(hook, kept)
    x_TD = model.transformer.run_blocks(ids_T, both, None if after_blocks else layers[-1] + 1)
    if after_blocks:
        x_TD = model.transformer.norm(x_TD, both)
    if "logits" in names:
        model.transformer.unembed(x_TD, both)
    return {name: kept.arrays[name].numpy() for name in names}


def _chosen(what: str, chosen: Iterable[int] | None, count: int) -> tuple[int, ...]:
    kept = tuple(sorted(set(range(count) if chosen is None else chosen)))
    if not kept:
        raise UserError(f"No {what} is named: give some, such as 0,{count // 3}, or leave them out for all.")
    if bad := [n for n in kept if not 0 <= n < count]:
        raise UserError(f"There is no {what} {bad[0]}: the model has {what}s 0 to {count - 1}.")
    return kept


def _check_size(shape: Config, names: Collection[str], n_layers: int, n_heads: int, n_tokens: int) -> int:
    """Return how many bytes a trace keeps; a UserError where that and the work take too many."""
    from attention_scenes.model.decoder.transformer import MOST_SCORES

    kept = sum(math.prod(lengths(shape, name, n_layers, n_heads, n_tokens)) for name in names)
    work = 4 * max(n_tokens**2, MOST_SCORES) + n_tokens * (4 * shape.d_mlp + 8 * shape.d_model)
    if (n_bytes := 4 * (kept + work)) > MOST_BYTES:
        raise UserError(
            f"{n_tokens:,} tokens would take {n_bytes / 1e9:.0f} GB of memory: shorten the text, "
            "or ask for fewer arrays (--only) or layers (--layers)."
        )
    return 4 * max(1, kept)
