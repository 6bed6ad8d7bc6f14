"""Architecture: the parts that a decoder is made of, and their sizes. No torch here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from attention_scenes.model.decoder.architectures.rotary import Rope

Positions = Literal["rotary", "learned", "sinusoid", "none"]
Norm = Literal["rms", "layer", "none"]
Mlp = Literal["gated", "plain", "none"]
Activation = Literal["silu", "gelu", "gelu_new", "relu"]


@dataclass(frozen=True)
class Architecture:
    """The parts of a decoder whose attention and MLP read a normalised stream and add to it (pre-norm).

    It may have no norm, or nothing that they add to, or norms behind what they add (post-norm).

    Attributes
    ----------
    positions
        How the model knows where a token stands: queries and keys are rotated, a vector is added to its embedding,
        which is learned or made of sines and cosines, or not at all.
    norm
        RMSNorm, LayerNorm with a shift, or none at all.
    mlp
        Gated: act(gate) × up. Plain: act(up). None: a model of attention alone.
    activation
        As the ``transformers`` library names it; gelu_new is GELU by its tanh formula.
    biases
        Which maps add a bias: q, k, v, o of the heads; g, u, d for the gate, up and down of the MLP.
    tied
        The unembedding is the embedding, unless the weights hold another.
    residual
        Attention and MLP add to the stream; else what each makes takes its place.
    causal
        Queries see no later tokens; else they see all, as in an encoder.
    value_map
        Heads mix values that a map makes; else what they read itself, of which each has its share of the numbers: the
        first head the first, the next the next.
    norm_after
        Attention and MLP read the stream as it is, and each sum is normalised, as the embeddings are; no norm is last.
    """

    positions: Positions = "rotary"
    norm: Norm = "rms"
    mlp: Mlp = "gated"
    activation: Activation = "silu"
    biases: str = ""
    tied: bool = False
    residual: bool = True
    causal: bool = True
    value_map: bool = True
    norm_after: bool = False


@dataclass(frozen=True)
class Sinusoid:
    """Settings of fixed position vectors: pair i turns by base^(-2i/D) a token; all are scaled."""

    base: float
    scale: float


@dataclass(frozen=True)
class Config:
    """A model's architecture and its sizes; key/value heads are shared where they are fewer than the heads."""

    architecture: Architecture
    n_layers: int
    n_heads: int
    n_kv_heads: int
    d_model: int
    d_head: int
    d_mlp: int
    n_vocab: int
    n_context: int  # the longest sentence it can read, in tokens
    norm_eps: float  # keeps a normalised zero vector finite; 0 where nothing is normalised
    places: Rope | Sinusoid | None = None  # the settings of positions that have some
    n_types: int = 0  # of sentences that are told apart by a vector of their own
    n_soft: int = 0  # vectors that stand before every text, in no place and no word's; they count in n_context
