"""Parameters of tower: a word given one modifier and then another, and two contrasts."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from attention_scenes.model.probes.contrasts import ContrastProbe
from attention_scenes.scenes.framework.params import SceneParams, Sentence, checked_text

LONGEST_PHRASE = 34  # characters
LITTLE = 0.1  # of a contrast: a shorter way is called little
WORD, ONE, TWO, ALONE, OTHER, OTHER_TWO = range(6)
Words = Annotated[str, AfterValidator(checked_text), Field(max_length=18)]


class Axis(BaseModel):
    """A contrast of model/probes/probes.toml by name, or one of your own with frames and both sides."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(description="eiffel, size, or a name of your own in small letters.")
    title: Words = Field(description="What it is called on screen.")
    sides: tuple[Words, Words] = Field(description="The names of the negative and of the positive side.")
    frames: tuple[Sentence, ...] = Field((), description="Sentences with one slot {}, read at their last word.")
    positive: tuple[Words, ...] = Field((), description="What fills the slot on the positive side.")
    negative: tuple[Words, ...] = Field((), description="What fills the slot on the negative side.")

    def probe(self, phrases: tuple[str, ...]) -> ContrastProbe:
        return ContrastProbe(self.name, phrases, self.frames, self.positive, self.negative)


EIFFEL = Axis(name="eiffel", title="Eiffel", sides=("other towers", "Eiffel towers"))
SIZE = Axis(name="size", title="size", sides=("small", "large"))


class TowerParams(SceneParams):
    """Parameters of tower: phrases, another modifier, two axes, a layer."""

    phrases: tuple[Sentence, Sentence, Sentence] = Field(
        ("tower", "Eiffel tower", "miniature Eiffel tower"),
        description="A word, the same with a modifier before it, and with a second one before that.",
    )
    other: Words = Field("huge", description="Another modifier in the second one's place, to compare with.")
    axes: tuple[Axis, Axis] = Field((EIFFEL, SIZE), description="The two contrasts, across and up.")
    layer: int = Field(
        0, ge=0, description="After which layer; 0: where the less accurate of the two axes is most accurate."
    )

    @field_validator("phrases")
    @classmethod
    def each_adds_before(cls, phrases: tuple[str, str, str]) -> tuple[str, str, str]:
        for shorter, longer in zip(phrases, phrases[1:], strict=False):
            if not longer.endswith(f" {shorter}"):
                raise ValueError(f"{longer!r} does not end in {shorter!r}: put the new word before it")
        if len(phrases[-1]) > LONGEST_PHRASE:
            raise ValueError(f"{phrases[-1]!r} is too long to be read here: at most {LONGEST_PHRASE} characters")
        return phrases

    @model_validator(mode="after")
    def different(self) -> Self:
        if self.axes[0].name == self.axes[1].name:
            raise ValueError(f"axes: both are {self.axes[0].name!r}; give two different ones")
        if self.other == self.modifiers[1]:
            raise ValueError(f"other: {self.other!r} is already in the phrases; give another word")
        return self

    @property
    def modifiers(self) -> tuple[str, str]:
        """Words that the second phrase adds to the first, and the third to the second."""
        word, one, two = self.phrases
        return one.removesuffix(word).strip(), two.removesuffix(one).strip()

    @property
    def all_phrases(self) -> tuple[str, ...]:
        """The three, the second modifier alone, the other one alone, and the other one before the first."""
        word, one, two = self.phrases
        return word, one, two, f"{self.modifiers[1]} {word}", f"{self.other} {word}", f"{self.other} {one}"
