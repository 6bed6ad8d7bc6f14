"""A dictionary that answers although no key is equal: what a query, keys and values are."""

from __future__ import annotations

from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.parts.soft_lookup.soft_lookup_beats import LookupSteps
from attention_scenes.scenes.parts.soft_lookup.soft_lookup_data import LookupScene


class SoftLookup(LookupScene):
    """A dictionary asked for a word it lacks: compared a little with every key, it gives a mix of its values.

    A Python dictionary is asked for a key that it lacks. Then it is asked softly: every key is compared a little,
    softmax makes weights of the likenesses, and the answer is a mix of the values. Last, the parts get their names.

    Answers: Why are there three things, query, key and value? Why is it called a look-up?

    Measured: The likeness of the words: cosines of their columns in the model's table of embeddings.

    Told: The sharpness, a factor before the softmax, is ours: the model has its own, learned one. The values are words
    of a dictionary: their mix is shown as shares.

    Yours: Give other `entries`, words to ask for, or another `sharpness`. That one key takes nearly all when it is ten
    times sharper is said only where it does. Words that are no single token are refused.
    """

    seconds = 55
    poster = "mix"

    def construct(self) -> None:
        steps = LookupSteps(self)
        steps.dictionary()
        self.provenance(label_text("embedding table"))
        steps.compare()
        steps.mix()
        steps.sharpen()
        if self.params.then:
            steps.ask_again()
        steps.names()
