"""Parameters of mole: one word in several sentences, and the senses it is meant in."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from attention_scenes.model.errors import nearest
from attention_scenes.model.probes.senses import DEFAULT_MOLE_CONTEXTS
from attention_scenes.scenes.framework.params import SceneParams, Sentence, checked_text

LONGEST_PHRASE = 44  # characters


class MoleParams(SceneParams):
    """Parameters of mole: phrases that share a word, and sentences that measure its senses."""

    phrases: Annotated[tuple[Sentence, ...], Field(min_length=2, max_length=3)] = Field(
        ("American shrew mole", "One mole of carbon dioxide", "Take a biopsy of the mole"),
        description="Two or three sentences that share a word.",
    )
    senses: tuple[str, ...] = Field(
        ("animal", "chemistry", "skin"), description="The sense each phrase is meant in, a name of contexts."
    )
    word: Annotated[str, AfterValidator(checked_text)] = Field("mole", max_length=40, description="The word.")
    layers: int = Field(0, ge=0, description="Stop after this many layers; 0 shows all.")
    contexts: dict[str, Annotated[tuple[Sentence, ...], Field(min_length=2)]] = Field(
        {sense: tuple(lines) for sense, lines in DEFAULT_MOLE_CONTEXTS.items()},
        min_length=2,
        max_length=3,
        description="For each sense, other sentences with the word in it: they measure its axis.",
    )

    @field_validator("phrases")
    @classmethod
    def legible(cls, phrases: tuple[str, ...]) -> tuple[str, ...]:
        for phrase in phrases:
            if len(phrase) > LONGEST_PHRASE:
                raise ValueError(f"{phrase!r} is too long to be read here: at most {LONGEST_PHRASE} characters")
        return phrases

    @model_validator(mode="after")
    def senses_fit(self) -> Self:
        if self.senses and len(self.senses) != len(self.phrases):
            given = f"{len(self.senses)} senses for {len(self.phrases)} phrases"
            raise ValueError(f"senses names {given}: name one for each, or none")
        for sense in self.senses:
            if sense and sense not in self.contexts:
                raise ValueError(f"senses: {sense!r} has no contexts. {nearest(sense, self.contexts)}")
        return self
