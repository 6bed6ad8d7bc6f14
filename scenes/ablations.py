"""Runs with one thing changed: no value map, one head, eight heads, other seeds; and one without a mask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from attention_scenes.model.answers.clip_answers import ClipAnswers
from attention_scenes.model.request.clip_needs import ClipNeeds
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.model_label import label_of
from attention_scenes.scenes.framework.params import SceneParams, Sentence, checked_text, models_with
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.ablations.effort_beats import show_effort
from attention_scenes.scenes.parts.ablations.kind_beats import show_chance, show_heads, show_seeds, show_values
from attention_scenes.scenes.parts.ablations.mask_beats import show_ahead, show_reads, show_speaks
from attention_scenes.scenes.parts.ablations.variant_facts import VariantFacts
from attention_scenes.scenes.parts.ablations.variant_models import models, needs_of
from attention_scenes.scenes.parts.shared.checks import check_length

FEWEST = 4  # tokens, the first one counted: fewer, and next to nothing has a next word


class Ablations(AttentionScene):
    """Our decoder trained again with one thing changed: what comes of it, and what so few runs cannot tell.

    Towers are right answers about phrases that training never showed, in a pane of glass as high as guessing: runs
    that differ by their seed alone (first numbers, order of sentences), without a value map, with one head, with
    eight. Then a run without a mask: arcs from the words that it reads ahead, what it knows by reading, what it can
    say, and what it says. Last, what one such training takes.

    Answers: Does it work without W_V? Why so many heads, and are eight dearer than one? Why a mask in training? What
    does training cost?

    Measured: Right answers of every run, said and read off; what guessing gets; what the run without a mask reads, and
    the words it goes on with, the likeliest each time. Operations are counted, by the rule of GPT-3's paper.

    Told: Nothing but the words. Kinds and seeds were chosen before they were trained, and all of them are shown; of
    the run without a mask one seed.

    Yours: Give another `text` to read, or words to go on from with `begins`. Captions say what holds of these runs.

    Further: He and Hofmann, [Simplifying transformer blocks](https://arxiv.org/abs/2311.01906) (2023): without value
    and output maps, without norms, MLP beside attention. Michel and others, [Are sixteen heads really better than
    one?](https://arxiv.org/abs/1905.10650) (2019). D’Amour and others,
    [Underspecification](https://arxiv.org/abs/2011.03395) (2020): as good in training, other in use, by the seed. Brown
    and others, [Language models are few-shot learners](https://arxiv.org/abs/2005.14165) (2020), appendix D.
    """

    class Params(SceneParams):
        own_words = frozenset({"text", "begins"})

        text: Sentence = Field(
            "a fluffy blue creature roamed the verdant forest",
            description="A sentence of the runs’ 44 words, which the run without a mask reads.",
        )
        begins: Annotated[str, AfterValidator(checked_text)] = Field(
            "a", description="Words of theirs, from which two runs go on."
        )

    title = "One thing changed"
    tagline = "no values, one head, no mask: what training makes of it"
    chapter = 6
    order = 20
    reads_first = True
    seconds = 50
    layouts = (wide(), tall())
    poster = "chance"
    models: ClassVar[Mapping[str, str]] = models()

    @classmethod
    def needs(cls, params: Any, model: Any = None) -> ClipNeeds:
        return needs_of(params, models_with(cls.models, model))

    @classmethod
    def check(cls, params: Any, bundle: ClipAnswers) -> None:
        check_length(next(iter(bundle.models.values())), params.text, FEWEST, "for words to read ahead in")

    def models_named(self) -> list[str]:
        return [label_of(self.bundle)]

    def construct(self) -> None:
        facts = VariantFacts(self.bundles)
        self.provenance(label_text("runs with one thing changed"))
        drawn, heading = show_seeds(self, facts)
        show_values(self, facts, drawn, heading)
        show_heads(self, facts, drawn, heading)
        show_chance(self, facts, drawn, heading)
        show_ahead(self, facts)
        show_reads(self, facts)
        show_speaks(self, facts)
        show_effort(self, facts)
