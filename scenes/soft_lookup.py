"""A dictionary that answers although no key is equal: what a query, keys and values are."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, field_validator

from attention_scenes.model.probes.word_arithmetic import EmbeddingProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.params import SceneParams
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.lookup_table import Lookup
from attention_scenes.scenes.parts.shared.checks import Word
from attention_scenes.scenes.parts.soft_lookup.dictionary_beats import show_dictionary
from attention_scenes.scenes.parts.soft_lookup.look_up_places import places_in
from attention_scenes.scenes.parts.soft_lookup.sharper_beats import (
    show_another,
    show_itself,
    show_names,
    show_sharper,
)
from attention_scenes.scenes.parts.soft_lookup.soft_lookup_beats import answer_to, show_comparison, show_mix

Value = Annotated[str, Field(min_length=1, max_length=14)]


class SoftLookup(AttentionScene):
    """A dictionary asked for a word it lacks: compared a little with every key, it gives a mix of its values.

    A Python dictionary is asked for a key that it lacks. Then it is asked softly: every key is compared a little,
    softmax makes weights of the likenesses, and the answer is a mix of the values. A key that is asked for itself fits
    best. Last, the parts get their names.

    Answers: Why are there three things, query, key and value? Why is it called a look-up? Why learn maps, and not
    compare the words' own columns?

    Measured: The likeness of the words: cosines of their columns in the model's table of embeddings.

    Told: The sharpness, a factor before the softmax, is ours: the model has its own, learned one. The values are words
    of a dictionary: their mix is shown as shares. Angles are not drawn: the default keys, at 52° to 58°, would look
    alike, and in three dimensions stand 14° wrong to each other.

    Yours: Give other `entries`, words to ask for, or another `sharpness`. That one key takes nearly all when it is ten
    times sharper is said only where it does. Words that are no single token are refused.

    Further: Graves, Wayne and Danihelka, [Neural Turing machines](https://arxiv.org/abs/1410.5401) (2014), section
    3.3.1: a memory asked by its content, sharpened by a factor. Zhang, Lipton, Li and Smola, [Dive into deep
    learning](https://d2l.ai/chapter_attention-mechanisms-and-transformers/queries-keys-values.html), section 11.1.
    """

    class Params(SceneParams):
        asked: Word = Field("orange", description="The word that is looked up; one token.")
        then: Word | None = Field("pear", description="Another word, looked up afterwards; leave it out with none.")
        entries: Annotated[tuple[tuple[Word, Value], ...], Field(min_length=2, max_length=5)] = Field(
            (("apple", "pomme"), ("banana", "banane"), ("lemon", "citron")),
            description="Pairs of a key (one token) and its value (any word).",
        )
        sharpness: float = Field(
            20,
            ge=1,
            le=200,
            description="What cosines are multiplied by before the softmax: ours, not the model's.",
        )

        @field_validator("entries")
        @classmethod
        def keys_differ(cls, entries: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
            keys = [key for key, _ in entries]
            if twice := {key for key in keys if keys.count(key) > 1}:
                raise ValueError(f"a dictionary has each key once: {', '.join(sorted(twice))} stands twice")
            return entries

    title = "A soft look-up"
    tagline = "a dictionary asked for a word it lacks"
    chapter = 2
    order = 20
    seconds = 61
    layouts = all_four()
    poster = "mix"
    reads_first = True

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        asked = (params.asked, params.then) if params.then else (params.asked,)
        return Needs(model=model, probes=(EmbeddingProbe((*asked, *[key for key, _ in params.entries])),))

    def construct(self) -> None:
        params, table = self.params, Lookup(self.params.asked, self.params.entries, places_in(self.layout))
        answer = answer_to(self, table, params.asked, params.sharpness)
        show_dictionary(self, table)
        self.provenance(label_text("embedding table"))
        show_comparison(self, table, answer)
        show_mix(self, table, answer)
        answer = show_sharper(self, table, answer)
        if params.asked not in dict(params.entries):
            answer = show_itself(self, table, answer)
        if params.then:
            show_another(self, table, answer)
        show_names(self, table)
