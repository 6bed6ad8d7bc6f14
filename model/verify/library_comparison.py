"""Compare the arrays that a clip's sources name with those of the ``transformers`` library, a third way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from attention_scenes.model.verify.problems import Problem
from attention_scenes.model.verify.sidecar_needs import LENGTHS

if TYPE_CHECKING:
    from attention_scenes.model.verify.recompute import Again

NEAR = 1e-3  # of an array's largest entry: three ways of summing differ by more than two
SOURCE = re.compile(r"(?:(?P<key>[a-z]\w*)\.)?(?P<name>[a-z_]+)(?::[\d.e+\-]+)?\[")
STANDS_ON = {"probs": "logits", "lse": "logits", "result": "z", "result_norm": "z"} | LENGTHS
# Where the library computes an array: what goes into, or comes out of, the module whose tensors these are.
PLACES = {
    "resid_pre": ("attn", "in"), "attn_in": ("attn", "out"), "q": ("q", "out"), "k": ("k", "out"), "v": ("v", "out"),
    "z": ("o", "in"), "attn_out": ("o", "out"), "resid_mid": ("mlp", "in"), "mlp_act": ("down", "in"),
    "mlp_in": ("up", "in"), "mlp_gate": ("gate", "out"), "mlp_up": ("up", "out"),
}  # fmt: skip
# In a model that normalises sums.
LATE_PLACES = PLACES | {
    "resid_pre": ("q", "in"), "attn_in": ("q", "in"), "resid_mid": ("attn", "out"), "mlp_out": ("down", "out"),
    "resid_post": ("mlp", "out"),
}  # fmt: skip
BY_HEAD = ("q", "k", "v", "z")


def compared(again: Again, sources: Iterable[str], note: Callable[[str], None]) -> list[Problem]:
    """Run the ``transformers`` library on the clip's sentences; return what differs, or why it could not run."""
    if find_spec("transformers") is None:
        return [
            Problem(
                "reference.missing", "transformers is not installed: pip install transformers, or leave --reference out"
            )
        ]
    try:
        model = _model(again)
    except Exception as error:  # the library raises what it likes
        return [
            Problem("reference.missing", f"transformers cannot load this model: {str(error).splitlines()[0][:200]}")
        ]
    found, done, left = list[Problem](), list[str](), set[str]()
    for key, names in _named(again, sources).items():
        if again.asked.sentences[key].interventions:
            left.add("sentences run with interventions in the model")
            continue
        theirs = _run(model, again, key)
        left |= {name for name in names if name not in theirs}
        for name in sorted(names & set(theirs)):
            ours = again.trace(key)[name]
            done.append(f"{key}.{name}".lstrip("."))
            if wrong := _difference(ours, _same_layers(theirs[name], ours, again, key)):
                found.append(Problem("reference.value", f"{done[-1]}: transformers computes it otherwise, {wrong}"))
    note(_line(done, left))
    return found


def _line(done: list[str], left: set[str]) -> str:
    from importlib.metadata import version

    others = f"; not asked: {', '.join(sorted(left))}" if left else ""
    return f"transformers {version('transformers')} computed {', '.join(done) or 'nothing'} as well{others}"


def _named(again: Again, sources: Iterable[str]) -> dict[str, set[str]]:
    """Return for each sentence the arrays that sources name or stand on."""
    found: dict[str, set[str]] = {}
    for match in {match for source in sources for match in SOURCE.findall(source)}:
        key, name = match[0], STANDS_ON.get(match[1], match[1])
        if key in again.rows and name in again.asked.sentences[key].to_run():
            found.setdefault(key, set()).add(name)
    return found


def _model(again: Again) -> Any:
    import torch
    from transformers import AutoModel, AutoModelForCausalLM
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()
    kind = AutoModel if again.weights.kind.normed_late else AutoModelForCausalLM
    return kind.from_pretrained(
        again.folder, local_files_only=True, trust_remote_code=False, attn_implementation="eager", dtype=torch.float32
    ).eval()


def _run(model: Any, again: Again, key: str) -> dict[str, np.ndarray]:
    """Return the library's arrays of one sentence, all layers."""
    import torch

    kept = dict[str, list[np.ndarray]]()
    layers, places = _places(again)
    hooks = [hook for layer in model.base_model.get_submodule(layers) for hook in _hooks(layer, places, kept)]
    with torch.inference_mode():
        out = model(torch.tensor([[piece.id for piece in again.rows[key]]]), output_attentions=True)
    for hook in hooks:
        hook.remove()
    found = {name: _by_head(name, np.stack(arrays), again.weights.d_head) for name, arrays in kept.items()}
    said = {"logits": out.logits[0].numpy()} if "logits" in out else {}
    return found | {"pattern": np.stack([a[0].numpy() for a in out.attentions])} | said


def _places(again: Again) -> tuple[str, dict[str, tuple[str, str]]]:
    """Return the module that holds a model's layers, and by array a module inside a layer and the side to look at."""
    names, joined = again.weights.names, again.weights.kind.joined
    layers, is_late = names["attn"].partition(".{}.")[0], again.weights.kind.normed_late
    found = {
        name: (names[part].partition(".{}.")[2], side)
        for name, (part, side) in (LATE_PLACES if is_late else PLACES).items()
        if part in names and not (joined and name in ("q", "k", "v"))
    }
    if is_late:
        return layers, found
    return layers, found | {"mlp_out": (found["mlp_act"][0].rpartition(".")[0], "out"), "resid_post": ("", "out")}


def _hooks(layer: Any, places: dict[str, tuple[str, str]], kept: dict[str, list[np.ndarray]]) -> Iterator[Any]:
    for name, (module, side) in places.items():

        def keep(_: Any, given: Any, made: Any, name: str = name, side: str = side) -> None:
            array = given[0] if side == "in" else made
            kept.setdefault(name, []).append((array[0] if isinstance(array, tuple) else array)[0].numpy().copy())

        yield layer.get_submodule(module).register_forward_hook(keep)


def _by_head(name: str, array: np.ndarray, d_head: int) -> np.ndarray:
    """Return ``[L, T, H·K]`` as ``[L, H, T, K]`` where an array has heads."""
    return array.reshape(*array.shape[:2], -1, d_head).swapaxes(1, 2) if name in BY_HEAD else array


def _same_layers(theirs: np.ndarray, ours: np.ndarray, again: Again, key: str) -> np.ndarray:
    return theirs if theirs.shape == ours.shape else theirs[again.layers(key)]


def _difference(ours: np.ndarray, theirs: np.ndarray) -> str | None:
    off = float(np.abs(ours - theirs).max()) / float(np.abs(theirs).max())
    return None if off <= NEAR else f"by {off:.1g} of its largest entry"
