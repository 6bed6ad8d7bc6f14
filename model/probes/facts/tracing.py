"""Causal tracing (Meng et al. 2022): noise on a name, then one clean state put back at a time."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ClassVar, Literal

import numpy as np

from attention_scenes.model.probes.facts.asking import Question, chances_from, checked_question
from attention_scenes.model.probes.facts.subjects import PROMPT, filled_in
from attention_scenes.model.probes.facts.tracing_again import trace_again
from attention_scenes.model.probes.probe import Arrays, Found, MeasuredModel, Probe, Progress, RemeasuredModel

WRITES = {"fact_attn": "attn_out", "fact_mlp": "mlp_out"}  # what is put back; of the third the stream itself


@dataclass(frozen=True)
class FactTraceProbe(Probe):
    """Put noise on a name, put one clean state back, and see how much of the answer comes back (ROME, section 2).

    Noise is added to what enters the first layer at the subject's tokens, drawn from a normal distribution that is
    ``noise`` times as wide as the numbers of W_E. A state that is put back at a token that stands before the subject
    changes nothing.

    Parameters
    ----------
    name
        Three maps, each kept on its own: ``"fact_stream"`` puts back the stream that enters one layer at one token;
        ``"fact_attn"`` what attention adds there, in the layers from this one on, five or as many as there are;
        ``"fact_mlp"`` what the MLPs add there in these.
    prompt, subject
        As in :class:`FactProbe`.
    noise, samples, width
        How wide the noise is, how often it is drawn (seeds 0, 1 …), how many layers are put back at once.

    Arrays (L layers, T tokens):

    ``chance``
        ``[L, T]``: the answer's chance with the state of this layer and token put back, mean of all samples.
    ``clean``, ``corrupted``
        ``[1]``: its chance without noise, and with noise and nothing put back (mean).
    ``each``
        ``[samples]``: that of each sample.
    ``sigma``
        ``[1]``: the width of the noise.
    ``token``
        ``[1]``: of the subject's tokens the one that brings back most in any layer.

    Facts: ``samples``.
    """

    name: Literal["fact_stream", "fact_attn", "fact_mlp"] = "fact_stream"
    prompt: str = PROMPT
    subject: str = ""
    noise: float = 3.0
    samples: int = 5
    width: int = 5
    kind: Literal["fact_trace"] = "fact_trace"
    names: tuple[str, ...] = ()  # never any: one shape for all that ask for a fact

    exact: ClassVar[frozenset[str]] = frozenset({"token"})

    def filled(self, model: str = "") -> FactTraceProbe:
        return filled_in(self, model)

    def measure(self, model: MeasuredModel, progress: Progress) -> Found:
        asked = checked_question(model, self.prompt, self.subject)
        [clean] = model.run_rows([asked.row], ["resid_pre", "attn_out", "mlp_out", "final_norm"])
        chance_V = chances_from(model, clean["resid_pre"][:1], 0)[0]
        answer = int(chance_V.argmax())
        sigma = self.noise * float(model.embedding().std(dtype=np.float64))
        noisy_STD = self._noisy(clean["resid_pre"][0], asked, sigma)
        noisy = model.run_streams(noisy_STD, 0, ["resid_pre"], [[]] * self.samples, {})
        each_S = chances_from(model, noisy_STD, 0)[:, answer]
        chance_LT = np.full((model.n_layers, len(asked.row)), each_S.mean())
        for layer in range(model.n_layers):
            progress(f"putting states back ({self.name})", layer / model.n_layers)
            entering_STD = np.array([trace["resid_pre"][layer] for trace in noisy])
            chance_LT[layer, asked.name.start :] = self._put_back(model, asked, clean, entering_STD, layer, answer)
        token = asked.name.start + int(chance_LT[:, asked.name.start : asked.name.stop].max(0).argmax())
        arrays = {
            "chance": chance_LT, "clean": [chance_V[answer]], "corrupted": [each_S.mean()], "each": each_S,
            "sigma": [sigma], "token": [token],
        }  # fmt: skip
        return {name: np.array(array, dtype=np.float32) for name, array in arrays.items()}, {"samples": self.samples}

    def _noisy(self, stream_TD: np.ndarray, asked: Question, sigma: float) -> np.ndarray:
        """Return the stream of each sample, ``[S, T, D]``."""
        noisy_STD = np.repeat(stream_TD[None], self.samples, axis=0)
        for sample, noisy_TD in enumerate(noisy_STD):
            drawn_ND = np.random.default_rng(sample).standard_normal((len(asked.name), stream_TD.shape[1]))
            noisy_TD[asked.name.start : asked.name.stop] += (sigma * drawn_ND).astype(np.float32)
        return noisy_STD

    def _put_back(
        self, model: MeasuredModel, asked: Question, clean: Arrays, noisy_STD: np.ndarray, layer: int, answer: int
    ) -> np.ndarray:
        """Return the answer's chance with each token's state put back from the subject on, mean of the samples."""
        tokens = range(asked.name.start, len(asked.row))
        streams = np.repeat(noisy_STD[None], len(tokens), axis=0)  # [token, S, T, D]
        ways: list[list[dict[str, Any]]] = []
        for n, token in enumerate(tokens):
            if self.name == "fact_stream":
                streams[n, :, token] = clean["resid_pre"][layer, token]
            window = range(layer, min(layer + self.width, model.n_layers)) if self.name in WRITES else ()
            put = {"kind": "Patch", "name": WRITES.get(self.name), "position": token, "from_trace": "clean"}
            ways += [[{**put, "layer": put_in} for put_in in window]] * self.samples
        rows = streams.reshape(-1, *noisy_STD.shape[1:])
        chance = chances_from(model, rows, layer, ways, {"clean": clean})[:, answer]
        return chance.reshape(len(tokens), self.samples).mean(1)

    @staticmethod
    def measure_again(model: RemeasuredModel, asked: SimpleNamespace) -> Arrays:
        """Return the same arrays."""
        return {name: np.array(value, dtype=float) for name, value in trace_again(model, asked).items()}

    @staticmethod
    def count_again(asked: SimpleNamespace) -> dict[str, int]:
        return {"samples": asked.samples}
