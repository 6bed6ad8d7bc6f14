"""Cross-attention: a translator's French side reads the English sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from attention_scenes.model.answers.clip_answers import ClipAnswers
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.translation.cross_cut import CrossCutProbe
from attention_scenes.model.probes.translation.sentence_parser import read
from attention_scenes.model.probes.translation.translation import SENTENCE, OneTranslationProbe
from attention_scenes.model.probes.translation.translator_scores import TranslatorScoresProbe
from attention_scenes.model.request.clip_needs import ClipNeeds
from attention_scenes.model.request.needs import Needs
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.model_label import label_of
from attention_scenes.scenes.framework.params import SceneParams, models_with, read_by
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.cross_attention.count_beats import show_counted, show_heads
from attention_scenes.scenes.parts.cross_attention.cut_beats import show_control, show_cut
from attention_scenes.scenes.parts.cross_attention.grid_beats import show_grid
from attention_scenes.scenes.parts.cross_attention.translation_facts import MODELS, SHOWN, TranslationFacts
from attention_scenes.scenes.parts.cross_attention.value_beats import show_other_values, show_values
from attention_scenes.scenes.parts.cross_attention.wall_beats import show_arcs, show_asking, show_sentences, show_within


class CrossAttention(AttentionScene):
    """A translator's two sentences on facing walls: the French side reads the English one, by arcs across.

    A small encoder–decoder of our own reads an English sentence and says it in French, word by word. Within each wall
    words read each other: self-attention. Before each French word its place asks, and English words answer:
    cross-attention. Adjectives mostly follow their nouns in French, so arcs cross. One arc is cut, in all heads, and
    another word is said; then an arc to another word, and the right one stays. All is counted on sentences whose pairs
    of adjective and noun training never showed; cut the arc to the next word, often the noun, and fewer are right.

    Answers: How does a translator use attention? What is self-attention, what cross-attention? Why is nothing masked
    there? Why the encoder's values? How can an adjective that comes later in French be known?

    Measured: The translation, every weight of it, what is said with arcs cut; how often each head looks most at the
    right word, and at that of another sentence; right adjectives with arcs cut; right sentences of a run whose values
    come from the decoder.

    Told: The right translations, and which word stands for which: the grammar's rules, as that “it” is always the
    subject; that French adjectives mostly follow their nouns. What the encoder's own layers add is not shown: on
    sentences as simple as these, an encoder without layers was tried in a larger sketch and did as well.

    Yours: Give another `text` of the grammar; another sentence is refused with the nearest one. `cut` is the English
    word whose arc is cut.

    Further: Vaswani and others, [Attention is all you need](https://arxiv.org/abs/1706.03762) (2017), section 3.2.3.
    Bahdanau, Cho and Bengio, [Neural machine translation by jointly learning to align and
    translate](https://arxiv.org/abs/1409.0473) (2014): the first such arcs, before there were transformers.
    """

    class Params(SceneParams):
        own_words = frozenset({"text", "cut"})

        text: Annotated[str, read_by(lambda text: " ".join(read(text).english()))] = Field(
            SENTENCE, description="An English sentence of the translator’s grammar."
        )
        cut: str = Field("", max_length=24, description="The English word whose arc is cut; found where empty.")

        @model_validator(mode="after")
        def word_is_there(self) -> CrossAttention.Params:
            words = self.text.split()
            if self.cut and self.cut not in words:
                raise ValueError(f"{self.cut!r} is not in the sentence; its words: {', '.join(dict.fromkeys(words))}")
            return self

    title = "Cross-attention"
    tagline = "two sentences, and arcs between them"
    chapter = 7
    order = 10
    reads_first = True
    seconds = 70
    layouts = (wide(), tall())
    poster = "cross"
    models: ClassVar[Mapping[str, str]] = MODELS
    foreign = False  # of no head it is said what it was tested on in English

    @classmethod
    def needs(cls, params: Any, model: Any = MODELS) -> ClipNeeds:
        places = models_with(MODELS, model)
        scores = TranslatorScoresProbe()
        both = (OneTranslationProbe(params.text), scores)
        shown = (*both, CrossCutProbe(params.text))
        return ClipNeeds(
            {key: Needs(model=place, probes=shown if key == SHOWN else both) for key, place in places.items()}
        )

    @classmethod
    def check(cls, params: Any, bundle: ClipAnswers) -> None:
        facts = bundle[SHOWN].meta["probes"]["translation"]
        if not facts["right"]:
            raise UserError(
                f"The translator says {' '.join(facts['says'])!r} of {params.text!r}, which is wrong: this scene shows "
                "what a right translation hangs on. Take one that was trained longer, or another sentence."
            )

    def models_named(self) -> list[str]:
        return [label_of(self.bundle)]

    def construct(self) -> None:
        facts = TranslationFacts.of(self.bundles, self.params.cut)
        where = [(str(number), self.bundle.count(f"{name}.{number}"))
                 for name, number in zip(("layer", "head"), facts.head, strict=True)]  # fmt: skip
        self.provenance(
            label_text("layer {layer} · head {head}: the best of {heads} on held-out adjectives", layer=where[0][0],
                       head=where[1][0], heads=facts.how_many_heads[0]),
            [*where, facts.how_many_heads],
        )  # fmt: skip
        walls = show_sentences(self, facts)
        show_within(self, facts, walls)
        show_asking(self, facts, walls)
        show_arcs(self, facts, walls)
        show_heads(self, facts)
        show_grid(self, facts)
        show_cut(self, facts)
        show_control(self, facts)
        show_counted(self, facts)
        show_values(self, facts)
        show_other_values(self, facts)
