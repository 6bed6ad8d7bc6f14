"""One word in one layer: its vectors on the way, what the layer adds, and what it adds where something is changed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.token_names import called
from attention_scenes.scenes.parts.output_matrix.head_outputs import followed

# Names of stations of the drawing, and the arrays that stand there.
STATIONS = {
    "enters": "resid_pre", "normed": "attn_in", "attention": "attn_out", "middle": "resid_mid",
    "normed again": "mlp_in", "gate": "mlp_gate", "up": "mlp_up", "act": "mlp_act", "mlp": "mlp_out",
    "leaves": "resid_post",
}  # fmt: skip


@dataclass(frozen=True)
class WordInBlock:
    """One word in one layer.

    Attributes
    ----------
    query
        The word's last token.
    vectors
        ``[D]`` or ``[M]`` each, by station; those that the layer has.
    weights
        ``[T]``, the word's weights, the mean of the heads.
    """

    bundle: Bundle
    tokens: list[Token]
    layer: int
    query: int
    vectors: dict[str, Reading]
    weights: Reading

    @classmethod
    def of(cls, scene: AttentionScene) -> WordInBlock:
        bundle, tokens = scene.bundle, scene.bundle.tokens()
        layer, query = bundle.chosen_head()[0], followed(tokens, scene.params.word)
        vectors = {name: bundle.read(array, layer, query, trace="here") for name, array in STATIONS.items()}
        patterns = [bundle.read("pattern", layer, head, query) for head in range(bundle.meta["n_heads"])]
        mean = patterns[0]
        for each in patterns[1:]:
            mean = mean + each
        there = {name: vector for name, vector in vectors.items() if len(vector)}
        if not any("gate_proj" in name for name in bundle.meta["tensors"]):
            there.pop("gate", None)
        if "act" not in there:
            there.pop("mlp")
            there.pop("normed again")
        return cls(bundle, tokens, layer, query, there, mean / bundle.count("n_heads"))

    @property
    def word(self) -> str:
        return called(self.tokens, self.query)

    @property
    def n_layers(self) -> int:
        return int(self.bundle.meta["n_layers"])

    @property
    def has_mlp(self) -> bool:
        return "mlp" in self.vectors

    @property
    def is_gated(self) -> bool:
        return "gate" in self.vectors

    @property
    def is_centred(self) -> bool:
        """Whether norms subtract the mean as well."""
        return bool(self.bundle.meta["norm"] == "layer")

    @property
    def is_biased(self) -> bool:
        """Whether any map of a layer adds a bias; a norm's shift is none of a map."""
        return any(name.endswith("bias") and "norm" not in name for name in self.bundle.meta["tensors"])

    def length(self, station: str) -> Reading:
        """Return the length of a vector of the stream, or of what is added to it."""
        return self.bundle.read(f"{STATIONS[station]}_norm", self.layer, self.query, trace="here")

    def size(self) -> Reading:
        """Return what the first norm divides by: the root mean square, of what is left of the mean where it is."""
        entering, count = self.vectors["enters"], self.bundle.count("d_model")
        square = (entering * entering).sum() / count
        if self.is_centred:
            mean = entering.sum() / count
            square = square - mean * mean
        return square.sqrt()

    def tried(self, array: str, key: str) -> Reading:
        """Return an array of the word in the layer, of one of the experiments."""
        return self.bundle.read(array, self.layer, self.query, trace=key)

    def ratio(self, array: str, key: str) -> Reading:
        """Return how many times as long as it is by itself a vector is in an experiment."""
        return self.tried(f"{array}_norm", key) / self.tried(f"{array}_norm", "once")

    def turned_apart(self, array: str, key: str) -> tuple[Reading, np.ndarray, np.ndarray]:
        """Return by how much an array is another where the tokens are reversed, at worst, and both, ``[T, D]``.

        The second is put back in order, so that both are the same where each token is treated by itself.
        """
        as_it_is = self.bundle.read(array, self.layer, trace="once")
        turned = self.bundle.read(array, self.layer, trace=key)[::-1]
        return (as_it_is - turned).largest(), as_it_is.value, turned.value
