"""The axes of senses, a second time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from attention_scenes.model.verify.numpy_model.numpy_weights import Weights
from attention_scenes.model.verify.probes.common import run


def sense(folder: Path, weights: Weights, probe: SimpleNamespace) -> dict[str, np.ndarray]:
    """All arrays that probes/senses.py describes."""
    names = list(probe.contexts)
    contexts = [_at_word(folder, weights, probe.contexts[name], probe.word) for name in names]
    shown = _at_word(folder, weights, probe.phrases, probe.word)
    n_phrases, n_points = len(probe.phrases), weights.n_layers + 1
    found: dict[str, np.ndarray] = {
        name: np.full((n_phrases, n_points, len(names)), np.nan) for name in ("cosine", "projection", "place")
    }
    found |= {name: np.full((n_phrases, n_points), np.nan) for name in ("from_attn", "from_mlp")}
    found |= {name: np.full((n_phrases, n_points - 1), np.nan) for name in ("motion_attn", "motion_mlp")}
    found |= {f"norm_{part}": np.sqrt((shown[part] ** 2).sum(-1)) for part in ("attn", "mlp")}
    found["accuracy"] = np.full(n_points, np.nan)
    if weights.gpt2:
        found["from_place"] = np.full((n_phrases, n_points), np.nan)
    axes = [_axes([c["stream"][:, n] for c in contexts]) for n in range(n_points)]
    for n, here in enumerate(axes):
        if here is None:
            continue
        middle, rays = here
        found["accuracy"][n] = _accuracy([c["stream"][:, n] for c in contexts])
        for p in range(n_phrases):
            moved = shown["stream"][p, n] - middle
            for s, ray in enumerate(rays):
                along = moved @ ray
                found["projection"][p, n, s] = along / np.sqrt(ray @ ray)
                found["place"][p, n, s] = along / (ray @ ray)
                found["cosine"][p, n, s] = along / np.sqrt((ray @ ray) * (moved @ moved))
    for p in range(n_phrases):
        given = probe.senses[p] if probe.senses else ""
        own = names.index(given) if given else int(found["cosine"][p, -1].argmax())
        for n, here in enumerate(axes):
            if here is None:
                continue
            ray = here[1][own]
            if "from_place" in found:
                away = shown["place"][p] - sum(c["place"].mean(0) for c in contexts) / len(names)
                found["from_place"][p, n] = away @ ray / (ray @ ray)
            for part in ("attn", "mlp"):
                usual = sum(c[part].mean(0) for c in contexts) / len(names)
                steps = (shown[part][p] - usual)[:n] @ ray / (ray @ ray)
                found[f"from_{part}"][p, n] = steps.sum()
                found[f"motion_{part}"][p, n - 1] = steps[-1]
    return found


def _axes(points: list[np.ndarray]) -> tuple[np.ndarray, list[np.ndarray]] | None:
    """The middle of the senses and the way from it to each; None where all vectors are one and the same."""
    everything = np.concatenate(points)
    if np.abs(everything - everything[0]).max() <= 1e-4 * np.abs(everything).max():
        return None
    middle = sum(p.mean(0) for p in points) / len(points)
    return middle, [p.mean(0) - middle for p in points]


def _accuracy(points: list[np.ndarray]) -> float:
    """How many contexts lie, left out of the means, closest in direction to their own sense."""
    right = 0
    for s, own in enumerate(points):
        for c in range(len(own)):
            means = [(p.sum(0) - own[c]) / (len(p) - 1) if i == s else p.mean(0) for i, p in enumerate(points)]
            middle = sum(means) / len(means)
            rays = [m - middle for m in means]
            right += int(np.argmax([(own[c] - middle) @ ray / np.sqrt(ray @ ray) for ray in rays])) == s
    return right / sum(map(len, points))


def _at_word(folder: Path, weights: Weights, texts: Sequence[str], word: str) -> dict[str, np.ndarray]:
    """The streams ``[texts, L+1, D]`` and what attention and MLPs add ``[texts, L, D]`` at the word's last token."""
    parts: dict[str, list[np.ndarray]] = {"stream": [], "attn": [], "mlp": [], "place": []}
    # Nothing after the word can reach it, so each sentence is cut there.
    cut = [text[: text.casefold().rindex(word.casefold()) + len(word)] for text in texts]
    learned = weights.part("positions") if weights.gpt2 else None
    for trace in run(folder, weights, cut, ["embed", "resid_post", "attn_out", "mlp_out"]):
        parts["stream"].append(np.concatenate([trace["embed"][-1:], trace["resid_post"][:, -1]]))
        parts["place"].append(np.zeros(weights.width) if learned is None else learned[len(trace["embed"]) - 1])
        parts["attn"].append(trace["attn_out"][:, -1])
        parts["mlp"].append(trace["mlp_out"][:, -1])
    return {name: np.array(values, dtype=np.float64) for name, values in parts.items()}
