"""The probes a second time, on the NumPy forward, by other steps than probes.py takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from model.needs import AdjectiveProbe, SenseProbe
from model.reference import Weights, forward
from model.tokens import tokenize

AT_ONCE = 32  # sentences laid end to end


def ids_of(folder: Path, weights: Weights, text: str) -> list[int]:
    return [token.id for token in tokenize(folder, weights.config, text)]


def adjective(folder: Path, weights: Weights, probe: AdjectiveProbe) -> dict[str, np.ndarray]:
    """look, look2, control, control2, score, carry, carry_control ``[L, H]`` and accuracy ``[L]``; see probes.py."""
    probe = probe.filled()
    head_of_template = probe.template[: probe.template.index("{noun}") + len("{noun}")]
    sums: dict[str, list[np.ndarray]] = defaultdict(list)
    for kind, pairs in (("look", probe.pairs), ("control", probe.controls)):
        # A later word changes nothing, so the sentence is cut at its noun.
        texts = [
            head_of_template.format(first=first, second=second, noun=noun)
            for first, second in pairs
            for noun in probe.nouns
        ]
        for text, trace in zip(texts, _run(folder, weights, texts, ["pattern"]), strict=True):
            words = text.split()
            ends = [len(ids_of(folder, weights, " ".join(words[:n]))) for n in range(len(words) + 1)]
            row = trace["pattern"][:, :, -1, :]
            sums[kind].append(row[..., ends[-3] : ends[-2]].sum(-1))
            sums[f"{kind}2"].append(row[..., ends[-4] : ends[-3]].sum(-1))
    found: dict[str, np.ndarray] = {name: np.array(rows, dtype=np.float64).mean(0) for name, rows in sums.items()}
    found["score"] = found["look"] + found["look2"] - found["control"] - found["control2"]
    return found | _carry(folder, weights, probe)


def _carry(folder: Path, weights: Weights, probe: AdjectiveProbe) -> dict[str, np.ndarray]:
    n_colours, n_nouns = len(probe.colours), len(probe.axis_nouns)
    texts = [probe.axis_template.format(colour=c, noun=n) for c in probe.colours for n in probe.axis_nouns]
    last = np.stack([t["resid_post"][:, -1] for t in _run(folder, weights, texts, ["resid_post"])])
    last = last.astype(np.float64).reshape(n_colours, n_nouns, weights.n_layers, weights.width)
    per_noun = last - last.sum(0) / n_colours
    total = per_noun.sum(1)
    hits = np.zeros(weights.n_layers)
    for c in range(n_colours):
        for n in range(n_nouns):
            rest = total - per_noun[:, n]
            likeness = (rest * per_noun[c, n]).sum(-1) / np.sqrt((rest**2).sum(-1))
            hits += likeness.argmax(0) == c
    axes = total / np.sqrt((total**2).sum(-1, keepdims=True))

    pairs = [(c, n) for c in range(n_colours) for n in probe.carry_nouns]
    texts = [probe.carry_template.format(colour=probe.colours[c], noun=n) for c, n in pairs]
    right, wrong = np.zeros((2, weights.n_layers, weights.n_heads))
    values = [t["z"][:, :, -1] for t in _run(folder, weights, texts, ["z"])]
    for layer in range(weights.n_layers):
        for head in range(weights.n_heads):
            out = weights.head_matrix("W_O", layer, head)
            for (c, _), z in zip(pairs, values, strict=True):
                vector = (out @ z[layer, head]).astype(np.float64)
                cosines = axes[:, layer] @ (vector / np.sqrt((vector**2).sum()))
                right[layer, head] += cosines[c] / len(pairs)
                wrong[layer, head] += (cosines.sum() - cosines[c]) / (n_colours - 1) / len(pairs)
    return {"accuracy": hits / (n_colours * n_nouns), "carry": right, "carry_control": wrong}


def sense(folder: Path, weights: Weights, probe: SenseProbe) -> dict[str, np.ndarray]:
    """All arrays that probes.py describes under ``sense``."""
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
    parts: dict[str, list[np.ndarray]] = {"stream": [], "attn": [], "mlp": []}
    # Nothing after the word can reach it, so each sentence is cut there.
    cut = [text[: text.casefold().rindex(word.casefold()) + len(word)] for text in texts]
    for trace in _run(folder, weights, cut, ["resid_pre", "resid_post", "attn_out", "mlp_out"]):
        parts["stream"].append(np.concatenate([trace["resid_pre"][:1, -1], trace["resid_post"][:, -1]]))
        parts["attn"].append(trace["attn_out"][:, -1])
        parts["mlp"].append(trace["mlp_out"][:, -1])
    return {name: np.array(values, dtype=np.float64) for name, values in parts.items()}


def _run(folder: Path, weights: Weights, texts: Sequence[str], keep: Sequence[str]) -> list[dict[str, np.ndarray]]:
    found: list[dict[str, np.ndarray]] = []
    for start in range(0, len(texts), AT_ONCE):
        found += forward(weights, [ids_of(folder, weights, t) for t in texts[start : start + AT_ONCE]], keep)
    return found


def facts(probe: AdjectiveProbe | SenseProbe) -> dict[str, int]:
    """The numbers of sentences, counted again."""
    if isinstance(probe, SenseProbe):
        counts = {name: len(lines) for name, lines in probe.contexts.items()}
        return counts | {"contexts": sum(len(lines) for lines in probe.contexts.values())}
    full = probe.filled()
    return {
        "sentences": len([0 for _ in full.pairs for _ in full.nouns]),
        "controls": len([0 for _ in full.controls for _ in full.nouns]),
        "axis_sentences": len([0 for _ in full.colours for _ in full.axis_nouns]),
        "carry_sentences": len([0 for _ in full.colours for _ in full.carry_nouns]),
    }
