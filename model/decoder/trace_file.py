"""Write a trace to a safetensors file."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from importlib.metadata import version
from pathlib import Path

from attention_scenes.model.checkpoint.manifest import Progress, quiet
from attention_scenes.model.decoder.loaded_model import load_model
from attention_scenes.model.decoder.trace import Trace, run
from attention_scenes.model.errors import UserError
from attention_scenes.model.file_types import write_safetensors
from attention_scenes.model.request.arrays import ARRAYS
from attention_scenes.model.request.needs import DEFAULT_MODEL


def write(
    text: str,
    path: Path,
    layers: Iterable[int] | None = None,
    only: Collection[str] | None = None,
    model: str = DEFAULT_MODEL,
    progress: Progress = quiet,
) -> Trace:
    """Trace ``text`` into a safetensors file, whole or not at all.

    The file holds the stacked arrays of :data:`model.request.arrays.ARRAYS` and, as metadata, the text, the tokens
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
