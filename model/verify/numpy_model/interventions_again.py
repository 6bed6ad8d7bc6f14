"""Interventions of a sidecar as a hook of the NumPy decoder; no line is shared with the first way.

Each is a table as the sidecar has it. All arrays are shaped as those of a trace: ``[H, T, K]``, ``[H, T, T]``,
``[T, D]``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

Head = tuple[int, int]
Hook = Callable[[str, int | None, np.ndarray], np.ndarray]
Table = Mapping[str, Any]
NOTHING: Mapping[str, Mapping[str, np.ndarray]] = {}
# Which of an intervention's hook points is changed by what is made of the array and of earlier points of the layer.
CHANGES: dict[tuple[str, str], Callable[[Table, np.ndarray, Mapping[str, np.ndarray]], np.ndarray]] = {
    ("ZeroAblate", "z"): lambda table, z, _: z * ~_these(table["head"], len(z))[:, None, None],
    ("Unmask", "attn_scores"): lambda table, scores, seen: _open(table, scores, seen),
    ("KnockOut", "attn_scores"): lambda table, scores, _: _without(table, scores),
    ("EqualWeights", "attn_scores"): lambda table, scores, _: _levelled(table, scores),
    ("ZeroNeurons", "mlp_act"): lambda table, act, _: act * ~_silent(table, *act.shape),
    ("ZeroValue", "v"): lambda table, v, _: v * (np.arange(v.shape[1]) != table["position"])[:, None],
    ("NoPositionVectors", "resid_pre"): lambda _, __, seen: seen["embed"],
    ("NoRotation", "rot_q"): lambda _, __, seen: seen["q"],
    ("NoRotation", "rot_k"): lambda _, __, seen: seen["k"],
}

# What is made of an array wherever it stands.
ANYWHERE: dict[str, Callable[[Table, np.ndarray], np.ndarray]] = {
    "Scale": lambda table, array: array * np.float32(table["factor"]),
    "ReverseTokens": lambda _, array: array[..., ::-1, :].copy(),
}


def hook_of(
    tables: Sequence[Table], chosen: Mapping[str, Head], sources: Mapping[str, Mapping[str, np.ndarray]]
) -> Hook:
    """Return the hook that makes the interventions in their order.

    Parameters
    ----------
    chosen
        The heads that are chosen, by name; the one without a name stands for "chosen".
    sources
        The arrays of other traces that are patched in, of all layers, by key and name.
    """
    numbered = [_numbered(table, chosen) for table in tables]
    seen: dict[str, np.ndarray] = {}

    def hook(name: str, layer: int | None, array: np.ndarray) -> np.ndarray:
        for table in numbered:
            if not _is_in(table, layer):
                continue
            if change := CHANGES.get((table["kind"], name)):
                array = change(table, array, seen).astype(np.float32)
            elif table["kind"] in ANYWHERE and table["name"] == name:
                array = ANYWHERE[table["kind"]](table, array)
            elif table["kind"] == "Patch" and table["name"] == name:
                given = sources[table["from_trace"]][name]
                array = _patched(table["position"], array, given if layer is None else given[layer])
        seen[name] = array
        return array

    return hook


def hook_of_each(tables: Sequence[Sequence[Table]], sources: Mapping[str, Mapping[str, np.ndarray]] = NOTHING) -> Hook:
    """Return the hook of several sentences that are run at once, the interventions of each in that sentence alone.

    The decoder shows a point of each sentence in their order: the count of what was shown tells which one it is.
    """
    hooks = [hook_of(own, {}, sources) for own in tables]
    shown: Counter[tuple[str, int | None]] = Counter()

    def hook(name: str, layer: int | None, array: np.ndarray) -> np.ndarray:
        shown[name, layer] += 1
        return hooks[(shown[name, layer] - 1) % len(hooks)](name, layer, array)

    return hook


def _numbered(table: Table, chosen: Mapping[str, Head]) -> Table:
    """Return the same intervention with the chosen head's numbers."""
    named = table["layers"] if "layers" in table else table.get("layer")
    if not isinstance(named, str):
        return table
    name = named if named != "chosen" else ""
    if name not in chosen:
        raise KeyError(f"no head {name!r} is chosen to intervene in" if name else "no head is chosen to intervene in")
    layer, head = chosen[name]
    new = {"layers": [layer], "heads": [head]} if table["kind"] == "KnockOut" else {"layer": layer, "head": head}
    return {**table, **new}


def _is_in(table: Table, layer: int | None) -> bool:
    if table["kind"] == "Patch":
        return table["layer"] == layer
    if table["kind"] == "NoPositionVectors":
        return layer == 0
    named = table["layers"] if "layers" in table else table["layer"]
    return named is None or layer in ([named] if isinstance(named, int) else named)


def _these(heads: int | list[int] | None, count: int) -> np.ndarray:
    """Mark the heads that are meant, ``[H]``; None means all."""
    return np.ones(count, dtype=bool) if heads is None else np.isin(np.arange(count), heads)


def _silent(table: Table, n_tokens: int, count: int) -> np.ndarray:
    """Mark the neurons that are zero at each token, ``[T, M]``."""
    return np.outer(np.arange(n_tokens) >= table.get("since", 0), np.isin(np.arange(count), table["indices"]))


def _open(table: Table, scores: np.ndarray, seen: Mapping[str, np.ndarray]) -> np.ndarray:
    unscaled, size = seen["raw_scores"], seen["q"].shape[-1]
    n = scores.shape[-1]
    hidden = (np.arange(n)[:, None] < np.arange(n)) & _these(table["head"], len(scores))[:, None, None]
    return np.where(hidden, unscaled * np.float32(size**-0.5), scores)


def _without(table: Table, scores: np.ndarray) -> np.ndarray:
    scores = scores.copy()
    for query, key in table["edges"]:
        scores[_these(table["heads"], len(scores)), query, key] = -np.inf
    return scores


def _levelled(table: Table, scores: np.ndarray) -> np.ndarray:
    """Return 0 for every score of the chosen heads that no mask hides."""
    return np.where(_these(table["head"], len(scores))[:, None, None] & np.isfinite(scores), 0, scores)


def _patched(position: int | None, array: np.ndarray, given: np.ndarray) -> np.ndarray:
    if position is None:
        return given
    array = array.copy()
    array[..., position, :] = given[..., position, :]
    return array
