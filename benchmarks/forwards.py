"""Time and memory of a forward pass, with and without its trace, and how both grow with the text."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from attention_scenes.model.decoder import trace
from attention_scenes.model.decoder.loaded_model import load_model
from attention_scenes.model.decoder.transformer import Config

from .turns import in_turn
from .work import Order, Result

PARAGRAPH = (
    "The keeper of the old lighthouse wrote down every evening what the sea had done that day. Some pages had one "
    "word, some had forty lines about a single wave. Nobody had asked him to, and nobody read it while he lived. When "
    "the lamp was replaced by one that needs no keeper, his books went to the town, where a clerk put them in order "
    "and noticed that the storms came in pairs. She counted them twice, as he would have done, and wrote it down. "
)
KEPT: dict[str, dict[str, Any]] = {
    "pattern": {"names": ["pattern"], "layers": [19], "heads": [8]},
    "resid_post": {"names": ["resid_post"]},
}


def capture(order: Order) -> Result:
    """Time forward and whole trace of each of ``order["texts"]`` (text, number of tokens or None); save the first."""
    import torch
    from safetensors.numpy import save_file

    model, costs, rows = load_model(), [], []
    for text, first in order["texts"]:
        rows.append([token.id for token in model.tokenize(text)[:first]])
        ids_T = torch.tensor(rows[-1], device=model.transformer.W_E_VD.device)
        whole_trace = partial(trace.run, model, text, first=first)
        costs.append(in_turn({"forward": partial(model.transformer, ids_T), "capture": whole_trace}, order["times"]))
    text, first = order["texts"][0]
    found = trace.run(model, text, first=first).arrays
    save_file({name: found[name] for name in ("pattern", "resid_post", "logits")}, order["save"])
    return {
        "costs": costs, "arrays": len(found), "kept": sum(array.nbytes for array in found.values()),
        "dtype": str(found["logits"].dtype),
        "weights": str(model.checkpoint.folder), "config": model.checkpoint.config, "sentences": rows,
    }  # fmt: skip


def grow(order: Order) -> Result:
    """Time and memory of tracing ``order["tokens"]`` tokens, keeping what ``KEPT[order["kept"]]`` says."""
    model, tokens = load_model(), order["tokens"]
    asked, shape = KEPT[order["kept"]], model.transformer.config
    text = PARAGRAPH * (tokens * 5 // len(PARAGRAPH) + 1)  # a token of it has 4.4 letters
    trace.run(model, text, first=8, **asked)  # from here on, all weights are in memory
    before = reset_peak()
    traced = partial(trace.run, model, text, first=tokens, **asked)
    found = traced()
    peak = None if before is None else memory("VmHWM") - before
    if len(found.tokens) != tokens:
        raise ValueError(f"the text has {len(found.tokens)} tokens only")
    cost = in_turn({"trace": traced}, order["times"], warm_up=0)["trace"]
    linear, square = operations(shape, tokens, max(found.layers) + 1)
    kept = sum(array.nbytes for array in found.arrays.values())
    return {**cost, "peak": peak, "kept": kept, "linear": linear, "square": square}


def operations(shape: Config, tokens: int, blocks: int) -> tuple[int, int]:
    """Additions and multiplications of the matrix products: those that grow as n, those that grow as n²."""
    heads, groups = shape.n_heads * shape.d_head, shape.n_kv_heads * shape.d_head
    weights = shape.d_model * (2 * heads + 2 * groups + 3 * shape.d_mlp)
    return 2 * blocks * weights * tokens, 2 * blocks * 2 * heads * tokens**2


def reset_peak() -> int | None:
    """Forget this process's peak of memory and return what it holds now, in bytes; None where Linux is not."""
    path = Path("/proc/self/clear_refs")
    if not path.exists():
        return None
    path.write_text("5")
    return memory("VmRSS")


def memory(what: str) -> int:
    """``VmRSS`` or ``VmHWM`` (its peak) of this process, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(what))
