"""MLP neuron ranking: which neurons respond to one set of phrases and not to a control set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from types import SimpleNamespace
from typing import Any, Literal

import numpy as np

from attention_scenes.model.errors import UserError, nearest
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel
from attention_scenes.model.probes.sentences import missing, probe_sentences

MOST_SWAPPED = 10  # pairs, which are swapped in 2**10 ways


@dataclass(frozen=True)
class NeuronProbe(Probe):
    """Rank the MLP neurons of each layer by their activation difference between phrases and controls.

    A neuron's activation is what the MLP's output map reads of it, at the last token. Where the MLP is gated it may be
    negative, so a neuron responds by the size of its difference, whatever the sign. The first, third … phrase and
    control rank the neurons; the second, fourth … are held out.

    Parameters
    ----------
    name
        ``"weekday"``, whose phrases are in probes.toml, or a name of your own with phrases of your own.
    phrases, controls
        As many of the one as of the other, four or more; the nearer each control is to its phrase, the better.

    Arrays (M neurons a layer):

    ``difference``
        ``[L, M]``: the mean activation at the end of the phrases, less that at the end of the controls.
    ``held_out``
        ``[L, M]``: the same over the phrases and controls held out. It is about 0 for a neuron that chance found.
    ``shuffled``
        ``[L]``: the control. A phrase and its control are swapped or not (the first ten pairs, in all ways): how large
        the largest difference of a layer is then, on average.
    ``chance``
        ``[L]``: in how many of all these ways some neuron of the layer has a difference as large as the largest here.
    """

    name: str
    phrases: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    kind: Literal["neuron"] = "neuron"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z_]*", self.name):
            raise UserError(f"{self.name!r} cannot name neurons: use small letters, such as {'weekday'!r}.")
        known = probe_sentences()["neuron"]
        for field, value in missing(self, known.get(self.name, {})).items():
            object.__setattr__(self, field, value)
        if not self.phrases:
            raise UserError(f"No phrases are kept for the neurons {self.name!r}. {nearest(self.name, known)}")
        if len(self.phrases) != len(self.controls) or len(self.phrases) < 4:
            raise UserError(
                f"The neurons {self.name!r} have {len(self.phrases)} phrases and {len(self.controls)} controls: "
                "give as many of each, four or more."
            )
        if both := [phrase for phrase in self.phrases if phrase in self.controls]:
            raise UserError(f"{both[0]!r} is both a phrase and a control of the neurons {self.name!r}.")

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        sides = []
        for n, texts in enumerate((self.phrases, self.controls)):
            progress(f"ranking the neurons of {self.name}", n / 2)
            sides.append([trace["mlp_act"][:, -1] for trace in model.run(texts, ["mlp_act"])])
        difference_PLM = np.subtract(*np.array(sides, dtype=np.float64))
        ranking_PLM, held_out_PLM = difference_PLM[::2], difference_PLM[1::2]
        sign_WP = _swaps(len(ranking_PLM))
        mean_LWM = (sign_WP @ apart_PM / len(apart_PM) for apart_PM in ranking_PLM.swapaxes(0, 1))
        largest_WL = np.array([np.abs(mean_WM).max(1) for mean_WM in mean_LWM]).T
        arrays = {
            "difference": ranking_PLM.mean(0),
            "held_out": held_out_PLM.mean(0),
            "shuffled": largest_WL.mean(0),
            "chance": (largest_WL >= largest_WL[0] * (1 - 1e-9)).mean(0),  # the first way is how they really are
        }
        facts = {"phrases": len(self.phrases), "controls": len(self.controls)}
        return {name: array.astype(np.float32) for name, array in arrays.items()}, facts

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        pairs = list(zip(asked.phrases, asked.controls, strict=True))
        ends = [trace["mlp_act"][:, -1] for trace in model.run([text for pair in pairs for text in pair], ["mlp_act"])]
        apart = np.array([a.astype(np.float64) - b for a, b in zip(ends[::2], ends[1::2], strict=True)])
        found: dict[str, list[Any]] = {name: [] for name in ("difference", "held_out", "shuffled", "chance")}
        for layer in range(model.n_layers):
            here, others = (apart[first::2, layer] for first in (0, 1))
            found["difference"].append(sum(here) / len(here))
            found["held_out"].append(sum(others) / len(others))
            leads = found["difference"][-1][None]
            for pair in here[:10]:  # swapped, it moves the mean by twice its part
                leads = np.concatenate([leads, leads - 2 * pair / len(here)])
            best = np.abs(leads).max(axis=1)
            found["shuffled"].append(best.sum() / len(best))
            found["chance"].append(np.count_nonzero(best >= best[0] - 1e-9 * best[0]) / len(best))
        return {name: np.array(rows) for name, rows in found.items()}

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"phrases": len(asked.phrases), "controls": len(asked.controls)}


def _swaps(n_pairs: int) -> np.ndarray:
    """Return all ways ``[W, P]`` to swap pairs: -1 where a pair is swapped, and in the first way none is."""
    n_swapped = min(n_pairs, MOST_SWAPPED)
    sign_WP = np.array(list(product((1.0, -1.0), repeat=n_swapped)))
    return np.pad(sign_WP, ((0, 0), (0, n_pairs - n_swapped)), constant_values=1.0)
