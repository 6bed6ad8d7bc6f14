"""What one token costs: multiply-adds by kind, bytes by how they are stored, seconds by a clock."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.maps.weight_blocks import BITS
from attention_scenes.scenes.captions import claim_text, label_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import power_of_ten
from attention_scenes.scenes.parts.shared.parameter_counts import MLPS, QKVO, counts_of_gpt3, parameters, there
from attention_scenes.scenes.parts.shared.reading_sums import sum_of

LIGHTS = 16_000  # that can be drawn: each stands for so many multiply-adds, a power of ten
MILLION = 1e6
YEAR = 31_557_600.0  # seconds


@dataclass(frozen=True)
class TokenCost:
    """What one token costs in a scene's model; all counts are of multiply-adds where nothing else is said."""

    scene: AttentionScene

    @property
    def bundle(self) -> Bundle:
        return self.scene.bundle

    @cached_property
    def attention(self) -> Reading:
        """The maps of queries, keys, values and outputs, of all layers."""
        return parameters(self.bundle, QKVO)

    @cached_property
    def mlps(self) -> Reading | None:
        """The maps of all MLPs; None where the model has none."""
        return parameters(self.bundle, MLPS) if there(self.bundle, MLPS) else None

    @cached_property
    def table(self) -> Reading:
        """The table that each word of the vocabulary is scored by."""
        return self.bundle.count("n_vocab") * self.bundle.count("d_model")

    @cached_property
    def scores(self) -> Reading:
        """Scores and weighted sums of the last token, which grow with the text."""
        sizes = [self.bundle.count(name) for name in ("n_heads", "d_head", "tokens")]
        return self.bundle.count("n_layers") * sizes[0] * sizes[1] * sizes[2] * 2.0

    @property
    def kinds(self) -> list[Reading]:
        return [kind for kind in (self.attention, self.mlps, self.table, self.scores) if kind is not None]

    @cached_property
    def total(self) -> Reading:
        return sum_of(self.kinds)

    @cached_property
    def per_light(self) -> int:
        """How many multiply-adds a light stands for."""
        return power_of_ten(float(self.total), LIGHTS)

    @cached_property
    def lights(self) -> tuple[int, int, int]:
        """Lights of a layer's attention and of its MLP, and of the table."""
        layers = int(self.bundle.meta["n_layers"])
        each = (
            float(self.attention) / layers,
            0.0 if self.mlps is None else float(self.mlps) / layers,
            float(self.table),
        )
        attention, mlp, table = (round(count / self.per_light) for count in each)
        return max(attention, 1), mlp, max(table, 1)

    def probe(self, name: str) -> Reading:
        return self.bundle.probe(name)

    @cached_property
    def seconds(self) -> Reading:
        """Seconds a token, ``[S]``, of passes over so many tokens at once."""
        return self.probe("speed.seconds") / self.probe("speed.size")

    @cached_property
    def stored(self) -> Reading:
        """Bytes of all maps and tables as they are stored."""
        return self.probe("weight_blocks.bytes").sum()

    @cached_property
    def unpacked(self) -> Reading:
        """The same with four bytes for each number."""
        return self.probe("weight_blocks.numbers").sum() * 4.0

    @cached_property
    def rungs(self) -> list[Reading]:
        """How many rungs a block has at 4, 3 and 2 bits."""
        return [constant(2**bits) for bits in BITS]

    def rounding(self, n: int) -> tuple[str, list[tuple[str, Reading]]]:
        """Return what a way to round is called, ``3 bits: 8 rungs``, and the numbers in it."""
        bits, rungs = grouped(constant(BITS[n])), grouped(self.rungs[n])
        return label_text("{bits} bits: {rungs} rungs", bits=bits[0], rungs=rungs[0]), [bits, rungs]

    @cached_property
    def in_blocks(self) -> bool:
        """Whether the maps are stored in 4-bit blocks."""
        some, of = self.probe("weight_blocks.changed")[0], self.probe("weight_blocks.of")[0]
        return self.scene.claim(
            "rounding the maps to blocks of 4 bits changes no weight: they are stored so",
            float(some) == 0,
            claim_text("{some} of {all}", some=f"{float(some):,.0f}", all=f"{float(of):,.0f}"),
        )

    @cached_property
    def gpt3(self) -> Reading:
        """GPT-3's parameters, counted from its published sizes."""
        return counts_of_gpt3(("embedding", "total"))["total"].total

    @cached_property
    def fastest(self) -> int:
        """Which pass takes the fewest seconds a token."""
        return int(np.argmin(self.seconds.value))

    @cached_property
    def pace(self) -> Reading:
        """Operations a second of this machine's fastest pass: a multiply-add is two."""
        return self.total * 2.0 / self.seconds[self.fastest]

    @cached_property
    def years(self) -> Reading:
        """Millions of years that the operations of GPT-3's training take at that pace."""
        return Reading.cited("Brown2020,tableD.1.flops") / self.pace / YEAR / MILLION
