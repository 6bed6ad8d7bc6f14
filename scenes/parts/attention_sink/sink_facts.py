"""What was measured of the first token, as the beats show it: its vectors, its weights, and what holds of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.sinks import BASE
from attention_scenes.scenes.captions import claim_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.token_names import named_alone

OVER = 1.4  # times the longest vector of the other tokens: there the glass lies
SWOLLEN = 3.0  # times the median of its layer: so long a vector stands out
MORE = 2.0  # times as long: then what is added without the first token is called much more
ONE = 0.9  # of the square of the length: from there on one entry is nearly all of it
SMALL = 0.5  # of the median of the others: so short a value is called small


@dataclass(frozen=True)
class SinkFacts:
    """What a scene shows of the first token.

    Attributes
    ----------
    names
        How the T tokens are written.
    norms, hidden
        ``[L+1, T]``, lengths of the streams: as they are, and where no word looks at the first.
    weights, values
        ``[L, T]``: the last word's weights, mean of a layer's heads, and lengths of values.
    """

    scene: AttentionScene
    names: tuple[str, ...]
    norms: Reading
    hidden: Reading
    weights: Reading
    values: Reading

    @classmethod
    def of(cls, scene: AttentionScene) -> SinkFacts:
        tokens, probe = scene.bundle.tokens(), scene.bundle.probe
        names = tuple(named_alone(tokens, i) for i in range(len(tokens)))
        found = [probe(f"sink.{name}") for name in ("norm", "cut_norm", "weight", "value")]
        return cls(scene, names, *found)

    def probe(self, name: str) -> Reading:
        return self.scene.bundle.probe(f"sink.{name}")

    @property
    def jump(self) -> int:
        """The layer that makes the first token's vector longest by most."""
        return int(self.probe("jump").value[0])

    @property
    def rest(self) -> int:
        """The layer in which the last word weighs the first token most."""
        return int(self.probe("rest").value[0])

    @property
    def ceiling(self) -> float:
        """The length at which the glass lies over the towers."""
        return OVER * float(self.norms.value[:, 1:].max())

    @cached_property
    def is_sink(self) -> bool:
        """Whether the first token gets more than twice its even share of weight, in prose."""
        share, even = self.probe("share")[0], self.probe("even")[0]
        return self.scene.claim(
            "in prose the first token gets more than twice what it would get of weight that is spread evenly",
            float(share) > 2 * float(even),
            claim_text("{share} against {even}", share=written(float(share)), even=written(float(even))),
        )

    @cached_property
    def is_tall(self) -> bool:
        """Whether the first token's vector goes through the glass."""
        first = float(self.norms.value[self.jump + 1, 0])
        return self.scene.claim(
            "the first token’s vector is longer than that of any other token in any layer, by two fifths",
            first > self.ceiling,
            claim_text("{first} against {other}", first=f"{first:,.0f}", other=f"{self.ceiling / OVER:,.0f}"),
        )

    @cached_property
    def is_one_entry(self) -> bool:
        """Whether one number of the first token's vector makes nearly all of its length."""
        own = float(self.probe("stream").value[0, int(self.probe("entry").value[0])])
        share = (own / float(self.norms.value[self.jump + 1, 0])) ** 2
        return self.scene.claim(
            "one entry of the first token’s vector is more than nine tenths of the square of its length",
            share > ONE,
            claim_text("{share}", share=f"{share:.1%}"),
        )

    @cached_property
    def takes_over(self) -> bool:
        """Whether the second token's vector grows as long where none looks at the first."""
        second, first = float(self.hidden.value[self.jump + 1, 1]), float(self.norms.value[self.jump + 1, 0])
        return self.scene.claim(
            "where no word looks at the first token, the second one’s vector grows as long, within a third",
            self.is_tall and abs(second / first - 1) < 1 / 3,
            claim_text("{second} against {first}", second=f"{second:,.0f}", first=f"{first:,.0f}"),
        )

    @cached_property
    def is_empty(self) -> bool:
        """Whether the first token's value is small where it is weighed most."""
        first, others = self.values.value[self.rest, 0], self.values.value[self.rest, 1:]
        middle = float(np.median(others))
        return self.scene.claim(
            "where the first token is weighed most its value is less than half as long as the others’ median",
            float(first) < SMALL * middle,
            claim_text("{first} against {middle}", first=written(float(first)), middle=written(middle)),
        )

    @cached_property
    def is_rest(self) -> bool:
        """Whether attention adds much more where the first token is hidden in the layer that weighs it most."""
        few, many = self.probe("added").value.tolist()
        return self.scene.claim(
            "hiding the first token in the layer that weighs it most makes what is added more than twice as long",
            many > MORE * few,
            claim_text("{many} against {few}", many=written(many, 1), few=written(few, 1)),
        )

    @cached_property
    def second(self) -> tuple[int, int] | None:
        """Index and token of another vector that stands out in its layer; None where none does."""
        index, token = self.probe("second").value.astype(int).tolist()
        middle = float(np.median(self.norms.value[index, 1:]))
        holds = len(self.names) > 3 and float(self.norms.value[index, token]) > SWOLLEN * middle
        long = f"{float(self.norms.value[index, token]):,.0f}"
        measured = claim_text("{long} against {middle}", long=long, middle=f"{middle:,.0f}")
        found = self.scene.claim(
            "a later token’s vector is more than three times as long as its layer’s median", holds, measured
        )
        return (index, token) if found else None

    def loss(self, way: int, control: bool = False) -> Reading:
        """Return the loss of each piece of prose: as it is (way 0), or in one of the three ways; of the control."""
        return self.probe("loss")[way + 3 * (control and way > BASE)]

    def mean_loss(self, way: int, control: bool = False) -> Reading:
        """Return the mean loss of all pieces, which are equally long."""
        each = self.loss(way, control)
        return each.sum() / len(each)
