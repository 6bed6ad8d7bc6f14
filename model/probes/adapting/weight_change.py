"""What training changed in an adapted decoder's maps: the change of one of them, and how many directions all have."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Literal

import numpy as np

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel

PARTS = ("q", "k", "v", "o")  # of each layer, in this order
DOWN, UP = "lora_A", "lora_B"


@dataclass(frozen=True)
class WeightChangeProbe(Probe):
    """Compare the maps of attention of an adapted decoder with those of the decoder that it adapts.

    Parameters
    ----------
    layer, part
        The map whose change is kept whole: one of q, k, v, o.

    Arrays, of maps ``[D, D]``, layer by layer q, k, v, o:

    ``sigma``
        ``[M, D]``: the singular values of each map's change.
    ``change``, ``frozen``
        ``[D, D]``: the change of the one map, and the map as it was, ``[out, in]``.
    ``up``, ``down``
        ``[D, rank]`` and ``[rank, D]``: the trained maps whose product it is, where it is one.
    """

    layer: int = 0
    part: str = "q"
    name: Literal["change"] = "change"

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        if (frozen := model.frozen()) is None:
            raise UserError("This model adapts none: give one that does, such as ours:adapted.")
        changes = []
        for layer in range(model.n_layers):
            now, before = model.layer_maps(layer), frozen.layer_maps(layer)
            changes += [now[part].astype(np.float64) - before[part] for part in PARTS]
        arrays = {
            "sigma": np.array([np.linalg.svd(each, compute_uv=False) for each in changes]),
            "change": changes[self.layer * len(PARTS) + PARTS.index(self.part)],
            "frozen": frozen.layer_maps(self.layer)[self.part],
        }
        trained, at = model.trained(), f"model.layers.{self.layer}.self_attn.{self.part}_proj"
        for name, kind in (("up", UP), ("down", DOWN)):
            if f"{at}.{kind}.weight" in trained:
                arrays[name] = trained[f"{at}.{kind}.weight"]
        return {name: array.astype(np.float32) for name, array in arrays.items()}, {}

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same: an addition by outer products of what was trained, singular values by eigenvalues."""
        trained, frozen = model.trained(), model.frozen()
        assert frozen is not None
        changes, pair = [], {}
        for layer in range(model.n_layers):
            for letter in "qkvo":
                name = f"model.layers.{layer}.self_attn.{letter}_proj"
                if f"{name}.lora_B.weight" in trained:
                    both = [trained[f"{name}.{kind}.weight"].astype(np.float64) for kind in ("lora_B", "lora_A")]
                    change = np.sum([np.outer(column, row) for column, row in zip(both[0].T, both[1], strict=True)], 0)
                elif f"{name}.weight" in trained:
                    both = []
                    change = trained[f"{name}.weight"].astype(np.float64) - frozen.layer_maps(layer)[letter]
                else:
                    both, change = [], np.zeros_like(frozen.layer_maps(layer)[letter], dtype=np.float64)
                changes.append(change)
                if (layer, letter) == (asked.layer, asked.part):
                    kept, pair = change, dict(zip(("up", "down"), both, strict=False))
        spectra = []
        for change in changes:  # ± each singular value is an eigenvalue of the two-block matrix
            nothing = np.zeros_like(change)
            spectra.append(np.linalg.eigvalsh(np.block([[nothing, change], [change.T, nothing]]))[::-1][: len(change)])
        before = frozen.layer_maps(asked.layer)[asked.part]
        return {"sigma": np.array(spectra), "change": kept, "frozen": before} | pair
