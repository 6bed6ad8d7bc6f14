"""Adapting: another task learned by all weights, by a low-rank addition (LoRA), by soft vectors before the words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, model_validator

from attention_scenes.model.answers.clip_answers import ClipAnswers
from attention_scenes.model.probes.adapting.tasks import owners
from attention_scenes.model.request.clip_needs import ClipNeeds
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.model_label import label_of
from attention_scenes.scenes.framework.params import SceneParams, checked_text, models_with
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.adapting.adapted_facts import AdaptedFacts
from attention_scenes.scenes.parts.adapting.adapted_models import models, needs_of, refuse_others
from attention_scenes.scenes.parts.adapting.brick_beats import show_addition, show_entry, show_product, show_rank
from attention_scenes.scenes.parts.adapting.machine_beats import show_asked, show_soft
from attention_scenes.scenes.parts.adapting.score_beats import (
    show_new,
    show_old,
    show_says,
    show_soft_fails,
    show_taken_off,
)


def checked_clause(text: str) -> str:
    """Refuse a sentence without two of the decoder's nouns, or without an adjective before one of them."""
    text = checked_text(text).lower().rstrip(" .")
    own = owners(text)
    if len(own) < 2 or not any(own.values()):
        raise ValueError(
            "two things are needed, and an adjective of one of them, such as “a blue creature roamed the old forest”"
        )
    return text


def checked_map(which: str) -> str:
    """Return the map, ``layer.letter``."""
    layer, _, part = which.strip().partition(".")
    if layer in ("0", "1") and part in ("q", "k", "v", "o"):
        return which.strip()
    raise ValueError("give layer.map: layer 0 or 1, and one of q, k, v and o, such as 1.q")


class Adapting(AttentionScene):
    """One frozen decoder, and three small things that teach it another task.

    A decoder of ours answers how a noun was. Asked whose an adjective is, it guesses. The new task is learned from its
    answers alone: by all weights; by LoRA, two thin maps whose product, a brick of glass as thick as its rank, is added
    to a frozen map; by soft vectors, trained columns before the words that are no word's. Towers are right answers in
    the new task, then in the old one, which nobody practised. An addition can be taken off again.

    Answers: What is LoRA? What is fine-tuning, and is anything forgotten? What is prompt tuning, what are soft prompts?
    Could they do what training does?

    Measured: Right answers of both tasks from every run, in sentences with a phrase that no training showed; how many
    numbers each way trains; both maps of an addition, their product and its singular values; each soft vector's
    nearest word.

    Told: Ranks, four vectors and the task were chosen; of three rates for each way, the one that forgets least where
    the task is learned: how much is forgotten hangs on the rate as much as on the way. Larger models can do more
    before they are adapted: soft vectors that fail here can do well there.

    Yours: Give another `text` of two things, ask (`asks`) for one of its adjectives, and choose the `map` that is seen
    from near. Captions say what holds of these runs.

    Further: Hu and others, [LoRA](https://arxiv.org/abs/2106.09685) (2021). Lester, Al-Rfou and Constant, [The power
    of scale for parameter-efficient prompt tuning](https://arxiv.org/abs/2104.08691) (2021): soft vectors need large
    models. Petrov, Torr and Bibi, [When do prompting and prefix-tuning work?](https://arxiv.org/abs/2310.19698)
    (2023): they cannot make a head look elsewhere among the words. Biderman and others, [LoRA learns less and forgets
    less](https://arxiv.org/abs/2405.09673) (2024).
    """

    class Params(SceneParams):
        own_words = frozenset({"text", "asks"})

        text: Annotated[str, AfterValidator(checked_clause)] = Field(
            "a fluffy blue creature roamed the verdant forest",
            description="A sentence of the decoder’s 44 words with two things in it.",
        )
        asks: str = Field("", max_length=24, description="The adjective that is asked about; found if empty.")
        map: Annotated[str, AfterValidator(checked_map)] = Field(
            "1.q", description="The map whose addition is seen from near: layer.q, k, v or o."
        )

        @model_validator(mode="after")
        def adjective_is_there(self) -> Adapting.Params:
            own = [word for words in owners(self.text).values() for word in words]
            if self.asks and self.asks not in own:
                raise ValueError(f"{self.asks!r} is no adjective of a noun of the sentence; there are {', '.join(own)}")
            return self

    title = "Adapting"
    tagline = "one frozen machine, and small things laid on it"
    chapter = 6
    order = 30
    reads_first = True
    seconds = 75
    layouts = (wide(), tall())
    poster = "product"
    models: ClassVar[Mapping[str, str]] = models()

    @classmethod
    def needs(cls, params: Any, model: Any = None) -> ClipNeeds:
        return needs_of(params, models_with(cls.models, model))

    @classmethod
    def check(cls, params: Any, bundle: ClipAnswers) -> None:
        refuse_others(bundle.models)

    def models_named(self) -> list[str]:
        return [label_of(self.bundle)]

    def construct(self) -> None:
        facts = AdaptedFacts.of(self.bundles, self.params)
        self.provenance(label_text("frozen"))
        show_asked(self, facts)
        brick = show_addition(self, facts)
        show_product(self, facts, brick)
        show_entry(self, facts, brick)
        show_rank(self, facts)
        show_soft(self, facts)
        show_soft_fails(self, facts, show_new(self, facts))
        show_says(self, facts)
        show_old(self, facts)
        show_taken_off(self, facts)
