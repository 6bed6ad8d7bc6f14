"""The scene of one word in several sentences: its vectors on axes of sense, layer by layer."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

import numpy as np
from pydantic import AfterValidator, Field, field_validator, model_validator

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError, nearest
from attention_scenes.model.probes.senses import DEFAULT_MOLE_CONTEXTS, SenseProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import claim_text, label_text
from attention_scenes.scenes.framework.params import SceneParams, Sentence, checked_text
from attention_scenes.scenes.framework.pattern_claims import written_word
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.framework.search_claims import beats_chance
from attention_scenes.scenes.mobjects.text.tokens import words_of

LONGEST_PHRASE = 44  # characters


class SenseScene(AttentionScene):
    """Phrases (``at``: their words, where the word stands) and their ``cosines``, ``[phrase, layer, sense]``."""

    # The senses of the default parameters, as they are called in the picture.
    default_names: ClassVar = (label_text("animal"), label_text("chemistry"), label_text("skin"))

    class Params(SceneParams):
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

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return Needs(
            model=model,
            traces={key: TraceNeed(phrase, ("embed",)) for key, phrase in zip("abc", params.phrases, strict=False)},
            probes=(SenseProbe(params.word, params.contexts, params.phrases, params.senses),),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        if params.layers > (most := bundle.meta["n_layers"]):
            raise UserError(f"layers={params.layers} is more than this model has: give 1 to {most}, or 0 for all.")

    def setup(self) -> None:
        meta = self.bundle.meta
        self.senses, self.own = meta["probes"]["sense"]["senses"], meta["probes"]["sense"]["own"]
        self.depth = min(self.params.layers or meta["n_layers"], meta["n_layers"])
        self.cosines = self.bundle.probe("sense.cosine")
        self.targets = np.array([self.senses.index(name) for name in self.own])
        right = self.cosines.value.argmax(axis=2) == self.targets[:, None]  # [phrase, layer]
        right[:, 0] = False
        wrong = np.flatnonzero(~right[:, : self.depth + 1].all(axis=0))
        self.parted = int(wrong[-1]) + 1 if wrong[-1] < self.depth else None
        since, contexts = self.parted or self.depth, meta["probes"]["sense"]["contexts"]
        accuracy = self.bundle.probe("sense.accuracy").value
        self.sure = self.claim(
            "the directions name sentences held out better than luck would",
            all(beats_chance(part, contexts, 1 / len(self.senses)) for part in accuracy[since : self.depth + 1]),
            claim_text(
                "{share} of {all} after layer {layer}",
                share=f"{float(accuracy[self.depth]):.2f}",
                all=contexts,
                layer=self.depth,
            ),
        )
        self.parted = self.parted if self.sure else None
        self.claim(
            "each phrase's largest cosine is with its own sense, from some layer on",
            self.parted is not None,
            claim_text("from layer {layer}", layer=self.parted)
            if self.parted is not None
            else claim_text("not up to the last layer shown"),
        )
        self.at = []
        for key in "abc"[: len(self.params.phrases)]:
            tokens = self.bundle.tokens(key)
            words = words_of(tokens)
            place = next(
                i
                for i in range(len(words) - 1, -1, -1)
                if self.params.word.lower() in written_word(tokens, words[i]).lower()
            )
            self.at.append((key, [written_word(tokens, w) for w in words], place, words[place][-1]))
