"""Two sides that differ in one word, the axis between them, and where phrases lie on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from attention_scenes.model.checkpoint.manifest import Progress
from attention_scenes.model.decoder.loaded_model import LoadedModel
from attention_scenes.model.decoder.trace import run_many
from attention_scenes.model.probes.common import Found, head_outputs, stream
from attention_scenes.model.request.needs import ContrastProbe


def axis(model: LoadedModel, probe: ContrastProbe, progress: Progress) -> Found:
    """Measure the axis of a contrast anew at each layer.

    In each frame the mean of the negative side is taken from the mean of the positive side, at the last token; the
    axis is the mean of these over the frames. Index 0 is the embedding, where both sides are the same token and there
    is no axis (nan); index n is after block n.

    Arrays:

    ``axis``
        ``[L+1, D]``, and ``offset`` ``[L+1]``: ``x @ axis - offset`` is the place of x, in units of the contrast: 0
        is the middle, 0.5 the mean of the positive side, -0.5 the mean of the negative side.
    ``accuracy``
        ``[L+1]``: each frame left out in turn and its vectors named by the sign of their place; the mean of both
        sides' shares of right names, so that chance is 0.5.
    ``pairs``
        ``[L+1]``: the share of pairs, one of each side in the frame left out, that the axis puts in the right order.
    """
    probe = probe.filled()
    sides = []
    for n, frame in enumerate(probe.frames):
        progress(f"measuring the axis of {probe.name}", n / len(probe.frames))
        texts = [frame.replace("{}", word) for word in probe.positive + probe.negative]
        x_BND = np.array([stream(trace, -1) for trace in run_many(model, texts, ["embed", "resid_post"])])
        sides.append((x_BND[: len(probe.positive)], x_BND[len(probe.positive) :]))
    axis_ND, offset_N = _between(sides)
    arrays = {"axis": axis_ND, "offset": offset_N} | _left_out(sides)
    facts = {"frames": len(sides), "sentences": len(sides) * len(probe.positive + probe.negative)}
    return {name: array.astype(np.float32) for name, array in arrays.items()}, facts


def contrast(model: LoadedModel, probe: ContrastProbe, known: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Lay the last token of each phrase along a known axis (P phrases; everything in units of the contrast).

    ``place``
        ``[P, L+1]``: where the phrase's vector lies.
    ``before``
        ``[P, L]``: where it lay on entering a block, on the axis that holds *after* the block.
    ``by_head``, ``by_mlp``
        ``[P, L, H]`` and ``[P, L]``: how far a block's heads and its MLP push it along that same axis, so that
        ``before`` plus all of these is the ``place`` after the block.
    """
    axis_ND, offset_N = known["axis"].astype(np.float64), known["offset"].astype(np.float64)
    found: dict[str, list[np.ndarray]] = {name: [] for name in ("place", "before", "by_head", "by_mlp")}
    for trace in run_many(model, probe.phrases, ["embed", "resid_pre", "resid_post", "z", "mlp_out"]):
        found["place"].append((stream(trace, -1) * axis_ND).sum(-1) - offset_N)
        found["before"].append((trace["resid_pre"][:, -1] * axis_ND[1:]).sum(-1) - offset_N[1:])
        out_LHD = head_outputs(model, trace["z"][:, :, -1])
        found["by_head"].append(np.einsum("lhd,ld->lh", out_LHD, axis_ND[1:]))
        found["by_mlp"].append((trace["mlp_out"][:, -1] * axis_ND[1:]).sum(-1))
    return {name: np.array(rows, dtype=np.float32) for name, rows in found.items()}


Sides = Sequence[tuple[np.ndarray, np.ndarray]]  # for each frame the vectors [B, L+1, D] of both sides


def _between(sides: Sides) -> tuple[np.ndarray, np.ndarray]:
    """The axis ``[L+1, D]`` and offset ``[L+1]``; nan where the sides cannot be told apart."""
    plus_ND, minus_ND = (np.mean([frame[side].mean(0) for frame in sides], axis=0) for side in (0, 1))
    way_ND, middle_ND = plus_ND - minus_ND, (plus_ND + minus_ND) / 2
    squared_N = (way_ND**2).sum(-1)
    squared_N[squared_N < 1e-8 * (middle_ND**2).sum(-1)] = np.nan
    axis_ND = way_ND / squared_N[:, None]
    return axis_ND, (axis_ND * middle_ND).sum(-1)


def _left_out(sides: Sides) -> dict[str, np.ndarray]:
    right, ordered = [], []
    for n, (plus_BND, minus_BND) in enumerate(sides):
        axis_ND, offset_N = _between([frame for i, frame in enumerate(sides) if i != n])
        plus_BN, minus_BN = ((x_BND * axis_ND).sum(-1) - offset_N for x_BND in (plus_BND, minus_BND))
        right.append(((plus_BN > 0).mean(0) + (minus_BN < 0).mean(0)) / 2)
        ordered.append((plus_BN[:, None] > minus_BN).mean((0, 1)))
    nowhere_N = np.isnan(_between(sides)[1])
    shares = {"accuracy": np.mean(right, axis=0), "pairs": np.mean(ordered, axis=0)}
    return {name: np.where(nowhere_N, np.nan, share_N) for name, share_N in shares.items()}
