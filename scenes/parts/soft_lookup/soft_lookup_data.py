"""The scene of a dictionary asked softly: its entries, the cosines of a word with its keys, the weights."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, field_validator

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.model.probes.word_arithmetic import EmbeddingProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs
from attention_scenes.scenes.framework.params import SceneParams
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.embeddings.embeddings_data import Word

Value = Annotated[str, Field(min_length=1, max_length=14)]


class LookupScene(AttentionScene):
    """A word is looked up in a dictionary by how alike it is to each key."""

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

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        asked = (params.asked, params.then) if params.then else (params.asked,)
        return Needs(model=model, probes=(EmbeddingProbe((*asked, *[key for key, _ in params.entries])),))

    def cosines(self, asked: str) -> Reading:
        """``[N]``, of the word asked with each key."""
        row = self.bundle.word(asked).word
        keys = [self.bundle.word(key).word for key, _ in self.params.entries]
        return join([self.bundle.probe("embedding.cosine", row, key) for key in keys])

    def weights(self, cosines: Reading, sharpness: float) -> Reading:
        """softmax(sharpness · cosine), ``[N]``."""
        return (cosines * sharpness).softmax()
