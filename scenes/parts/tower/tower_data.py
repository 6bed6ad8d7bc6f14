"""The scene of a word that is given one modifier and then another: its places on two measured contrasts."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

import numpy as np
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator, model_validator

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.model.probes.contrasts import ContrastProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import claim_text, label_text
from attention_scenes.scenes.framework.params import SceneParams, Sentence, checked_text
from attention_scenes.scenes.framework.scene import AttentionScene

LONGEST_PHRASE = 34  # characters
WORD, ONE, TWO, ALONE, OTHER, OTHER_TWO = range(6)
SURE = 0.9  # held-out accuracy at which an axis is counted on
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


class ContrastScene(AttentionScene):
    """``places`` ``[phrase, axis]`` of six phrases, in units of the contrasts, at one ``layer``."""

    # The axes of the default parameters and their sides, as they are called in the picture.
    default_names: ClassVar = (
        label_text("Eiffel"), label_text("other towers"), label_text("Eiffel towers"),
        label_text("size"), label_text("small"), label_text("large"),
    )  # fmt: skip

    class Params(SceneParams):
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
            """What the second phrase adds to the first, and the third to the second."""
            word, one, two = self.phrases
            return one.removesuffix(word).strip(), two.removesuffix(one).strip()

        @property
        def all_phrases(self) -> tuple[str, ...]:
            """The three, the second modifier alone, the other one alone, and the other one before the first."""
            word, one, two = self.phrases
            return word, one, two, f"{self.modifiers[1]} {word}", f"{self.other} {word}", f"{self.other} {one}"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return Needs(
            model=model,
            traces={"": TraceNeed(params.phrases[-1], ())},
            probes=tuple(axis.probe(params.all_phrases) for axis in params.axes),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        if params.layer > (most := bundle.meta["n_layers"]):
            raise UserError(f"layer={params.layer} is more than this model has: give 1 to {most}, or 0 for the best.")

    def setup(self) -> None:
        names = [axis.name for axis in self.params.axes]
        self.accuracy = [self.bundle.probe(f"{name}.accuracy") for name in names]
        weaker = np.min([a.value for a in self.accuracy], axis=0)
        self.layer = self.params.layer or int(np.nanargmax(weaker))
        self.weaker = min((a[self.layer] for a in self.accuracy), key=float)
        self.sure = self.claim(
            claim_text("both axes name {share} of the sentences held out right, or more", share=f"{SURE:g}"),
            float(self.weaker) >= SURE,
            claim_text("{share} after layer {layer}", share=f"{float(self.weaker):.2f}", layer=self.layer),
        )
        everywhere = [self.bundle.probe(f"{name}.place") for name in names]
        self.places = join([everywhere[a][p, self.layer] for p in range(6) for a in (0, 1)]).reshape(6, 2)
        self.after = self.places[TWO] - self.places[ONE]
        self.alone = self.places[ALONE] - self.places[WORD]
        sizes = everywhere[1].value
        sure = np.flatnonzero(np.nan_to_num(weaker) >= SURE)
        alone, after = sizes[ALONE, sure] - sizes[WORD, sure], sizes[TWO, sure] - sizes[ONE, sure]
        self.sure_layers, less = sure, int((np.abs(after) < np.abs(alone)).sum())
        one, two = self.params.modifiers
        self.everywhere = self.claim(
            claim_text("“{word}” moves less after “{one}” at all layers with sure axes", word=two, one=one),
            len(sure) > 1 and less == len(sure),
            claim_text(
                "{some} of {all} layers with held-out accuracy {share} on both axes",
                some=less,
                all=len(sure),
                share=f"{SURE:g}",
            ),
        )

    def rises(self, start: int, end: int) -> list[Reading]:
        """How far it is from phrase to phrase along the second axis, at each layer where both axes are sure."""
        place = self.bundle.probe(f"{self.params.axes[1].name}.place")
        return [place[end, int(layer)] - place[start, int(layer)] for layer in self.sure_layers]

    def way(self, start: int, end: int) -> Reading:
        """From phrase to phrase along both axes, ``[2]``."""
        return self.places[end] - self.places[start]
