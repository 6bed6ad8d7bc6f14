"""Trace: the named arrays of one forward pass, and the file that holds one."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from model import tokens, weights
from model.bundle import write_safetensors
from model.errors import UserError, nearest
from model.needs import ARRAYS, DEFAULT_MODEL
from model.tokens import Token

if TYPE_CHECKING:
    from model.transformer import Transformer

MOST_BYTES = 4_000_000_000


@dataclass(frozen=True)
class Machine:
    """A model's folder, its tokenizer and the decoder with its weights."""

    source: weights.Source
    config: dict[str, Any]
    transformer: Transformer

    def tokenize(self, text: str) -> list[Token]:
        return tokens.tokenize(self.source.folder, self.config, text)

    def label(self) -> str:
        return self.source.label


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


@lru_cache(maxsize=1)
def _machine(name: str, digest: str, folder: Path, label: str) -> Machine:
    from model import transformer

    config = json.loads(folder.joinpath("config.json").read_text(encoding="utf-8"))
    return Machine(weights.Source(folder, label, digest), config, transformer.load(folder))


def machine(name: str = DEFAULT_MODEL, progress: weights.Progress = weights.quiet) -> Machine:
    """A model ready to run; the last one used stays in memory."""
    source = weights.locate(name, progress)
    progress("loading the model", None)
    return _machine(name, source.digest, source.folder, source.label)


def run(
    model: Machine, text: str, names: Collection[str] = tuple(ARRAYS), layers: Iterable[int] | None = None
) -> Trace:
    """Run the model on ``text`` and keep the arrays called for.

    Raises
    ------
    UserError
        A name or layer that is not there, a text too long for the model or for memory.
    """
    import torch

    shape = model.transformer.config
    for name in names:
        if name not in ARRAYS:
            raise UserError(f"No array is called {name!r}. {nearest(name, ARRAYS)}")
    kept = tuple(sorted(set(range(shape.n_layers) if layers is None else layers)))
    if not kept:
        raise UserError("No layer is named: give some, such as 0,11, or leave them out for all.")
    if bad := [n for n in kept if not 0 <= n < shape.n_layers]:
        raise UserError(f"There is no layer {bad[0]}: the model has layers 0 to {shape.n_layers - 1}.")
    row = model.tokenize(text)
    if len(row) > shape.n_context:
        raise UserError(f"The text has {len(row):,} tokens; the model reads at most {shape.n_context:,}.")
    _check_size(model, names, len(kept), len(row))
    found: dict[str, list[np.ndarray]] = {name: [] for name in names}

    def record(name: str, layer: int | None, array: torch.Tensor) -> None:
        if name in found and (layer is None or layer in kept):
            found[name].append(array.cpu().numpy())

    model.transformer(torch.tensor([t.id for t in row], device=model.transformer.W_E_VD.device), record)
    return Trace(text, row, kept, _stacked(found))


def run_many(model: Machine, texts: Sequence[str], names: Collection[str], at_once: int = 12) -> list[Trace]:
    """Trace many short texts, all layers; those with equally many tokens go through the model together."""
    import torch

    rows = [model.tokenize(text) for text in texts]
    traces: dict[int, Trace] = {}
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    for _, same in groupby(order, key=lambda i: len(rows[i])):
        waiting = list(same)
        while waiting:
            batch, waiting = waiting[:at_once], waiting[at_once:]
            found: dict[str, list[np.ndarray]] = {name: [] for name in names}

            def record(name: str, layer: int | None, array: torch.Tensor, found: dict = found) -> None:
                if name in found:
                    found[name].append(array.cpu().numpy())

            ids = [[token.id for token in rows[i]] for i in batch]
            model.transformer(torch.tensor(ids, device=model.transformer.W_E_VD.device), record)
            layers = tuple(range(model.transformer.config.n_layers))
            for b, i in enumerate(batch):
                arrays = _stacked({name: [a[b] for a in found[name]] for name in names})
                traces[i] = Trace(texts[i], rows[i], layers, arrays)
    return [traces[i] for i in range(len(rows))]


def _stacked(found: dict[str, list[np.ndarray]]) -> dict[str, np.ndarray]:
    return {name: np.stack(a) if ARRAYS[name][0] == "L" else a[0] for name, a in found.items()}


def _check_size(model: Machine, names: Collection[str], n_layers: int, n_tokens: int) -> None:
    shape = model.transformer.config
    sizes = {"L": n_layers, "T": n_tokens, "H": shape.n_heads, "G": shape.n_kv_heads, "K": shape.d_head,
             "D": shape.d_model, "M": shape.d_mlp, "V": shape.n_vocab}  # fmt: skip
    kept = sum(4 * math.prod(sizes[axis] for axis in ARRAYS[name]) for name in names)
    work = 4 * 4 * shape.n_heads * n_tokens**2 + 4 * shape.n_vocab * n_tokens
    if kept + work > MOST_BYTES:
        raise UserError(
            f"{n_tokens:,} tokens would take {(kept + work) / 1e9:.0f} GB of memory: shorten the text, "
            "or ask for fewer arrays (--only) or layers (--layers)."
        )


def write(
    text: str,
    path: Path,
    layers: Iterable[int] | None = None,
    only: Collection[str] | None = None,
    model: str = DEFAULT_MODEL,
    progress: weights.Progress = weights.quiet,
) -> Trace:
    """Trace ``text`` into a safetensors file, whole or not at all.

    The file holds the stacked arrays of :data:`model.needs.ARRAYS` and, as metadata, the text, the tokens (JSON),
    the model, its weight digest and the layers kept (JSON).

    Raises
    ------
    UserError
        As :func:`run`; an empty text; a file that cannot be written.
    """
    if not text.strip():
        raise UserError("The text is empty: give a sentence to trace.")
    ready = machine(model, progress)
    progress("running the model", None)
    trace = run(ready, text, tuple(ARRAYS) if only is None else only, layers)
    metadata = {
        "text": text,
        "tokens": json.dumps([list(t) for t in trace.tokens], ensure_ascii=False),
        "model": ready.source.label,
        "weight_digest": ready.source.digest,
        "layers": json.dumps(trace.layers),
        "axes": json.dumps({name: ARRAYS[name] for name in trace.arrays}),
        "torch": version("torch"),
    }
    progress("writing the trace", None)
    write_safetensors(Path(path), trace.arrays, metadata)
    return trace
