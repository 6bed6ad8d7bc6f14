"""What the scene shows of neurons: one that is spoken of, names that it is tried on, and what is switched off."""

from __future__ import annotations

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.parts.glass_ball.step_facts import Number
from attention_scenes.scenes.parts.mlp.prompt_facts import PromptFacts

CONTROLS = 4  # group of the gallery: the subject's words as something else


class NeuronFacts(PromptFacts):
    """Numbers of single neurons and of sets of them."""

    def neuron(self, which: int = 0) -> tuple[int, int]:
        """Return layer and number of the neuron whose switching off costs most, or of the one beside it."""
        layer, number = self.probe("fact_neuron.neuron", which).value.astype(int).tolist()
        return layer, number

    def neuron_numbers(self, which: int = 0) -> tuple[Number, Number]:
        """Return layer and number of a neuron as they are written, with their Readings."""
        layer, number = self.neuron(which)
        source = self.probe("fact_neuron.neuron", which)
        return (str(layer), source[0]), (str(number), source[1])

    @property
    def without_neuron(self) -> Reading:
        """The answer's chance with the first neuron off alone."""
        left = self.probe("fact_neuron.alone")[:, 0]
        return left[int(np.argmin(left.value))]

    def fires(self, which: int) -> Reading:
        """Return a neuron's activation at the names of the gallery, above 0 on the side on which it fires."""
        found = self.probe("fact_neuron.fires", which)
        return -found if self.is_turned(which) else found

    def is_turned(self, which: int) -> bool:
        """Whether a neuron fires below 0: what is shown of it is then its activation times −1."""
        return float(self.probe("fact_neuron.sign", which)) < 0

    @property
    def reader(self) -> int:
        """The name's last token, at which neurons are looked at."""
        return self.name[-1]

    @property
    def lamps(self) -> Reading:
        """What all neurons of the first one's layer say at the name's last token, ``[M]``."""
        return self.probe("fact_neuron.lights", 0)

    @property
    def is_gated(self) -> bool:
        return any("gate_proj" in name for name in self.scene.bundle.meta["tensors"])

    def has_bias(self, part: str) -> bool:
        """Whether the map gate, up or down of the first neuron's layer adds a bias."""
        return f"model.layers.{self.neuron()[0]}.mlp.{part}_proj.bias" in self.scene.bundle.meta["tensors"]

    def group(self, *kinds: int) -> np.ndarray:
        """Return which names of the gallery are of these groups."""
        return np.flatnonzero(np.isin(self.probe("fact_neuron.group").value.astype(int), kinds))

    @property
    def namesakes(self) -> list[int]:
        """Return where in the gallery the subject stands, then its words as something else; none where there are none.

        These are the controls that are no word of another subject: at least one ends with this one's last word.
        """
        controls, last = self.group(CONTROLS).tolist(), self.subject.split()[-1]
        if self.subject not in self.gallery or not any(self.gallery[n].split()[-1] == last for n in controls):
            return []
        return [self.gallery.index(self.subject), *controls]

    @property
    def at_name_alone(self) -> bool:
        """Whether the first neuron is above its threshold at the name, and not where its words are something else."""
        values, least = self.fires(0).value[self.namesakes], float(self.probe("fact_neuron.threshold", 0))
        return len(values) > 1 and bool(values[0] > least) and not (values[1:] > least).any()

    @property
    def words_read(self) -> tuple[str, str] | None:
        """The name's last word and what stands before it, where the neuron needs both; None where it does not."""
        before, _, last = self.subject.rpartition(" ")
        return (last, before) if before and self.at_name_alone and self.called(self.reader).strip() == last else None

    @property
    def is_listed(self) -> bool:
        """Whether the gallery is ours, of athletes, or made of other names for the place, by their answers."""
        return bool(self.asked("fact_neuron")["same_kind"])

    @property
    def gallery(self) -> list[str]:
        return [str(name) for name in self.told("fact_neuron")["gallery"]]

    # -- what is switched off --------------------------------------------------------------------------

    @property
    def half(self) -> Reading:
        """How many neurons make half of all push for the answer."""
        return self.probe("fact_neurons.half", 0)

    @property
    def n_neurons(self) -> Reading:
        return self.scene.bundle.count("n_layers") * self.scene.bundle.count("d_mlp")
