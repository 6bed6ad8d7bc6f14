"""Encoder and decoder: the same words with all in sight, and with later ones masked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.clip_answers import ClipAnswers
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.holes.french_sentence import SENTENCE
from attention_scenes.model.probes.translation.grammar import spoken
from attention_scenes.model.request.clip_needs import ClipNeeds
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import Layout
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.model_label import label_of
from attention_scenes.scenes.framework.params import SceneParams, models_with, read_by
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.encoder_decoder.agreement_beats import show_cut, show_earlier, show_later
from attention_scenes.scenes.parts.encoder_decoder.book_beats import show_hidden, show_masked, show_reads, show_unmasked
from attention_scenes.scenes.parts.encoder_decoder.book_places import FEW
from attention_scenes.scenes.parts.encoder_decoder.encoder_models import (
    MASKED,
    REAL,
    UNMASKED,
    french_words,
    models,
    needs_of,
    place_of,
)
from attention_scenes.scenes.parts.encoder_decoder.guess_beats import show_guess
from attention_scenes.scenes.parts.encoder_decoder.hole_facts import HoleFacts
from attention_scenes.scenes.parts.encoder_decoder.purpose_beats import show_uses, show_why
from attention_scenes.scenes.parts.encoder_decoder.sense_beats import show_senses


class EncoderDecoder(AttentionScene):
    """Encoder and decoder: the same words with all in sight, and with later ones masked.

    A book of two grids. On one page a small encoder of our own reads a French sentence with one word hidden, as BERT’s
    [MASK] hides it: each word may read all. On the other page its twin, of the same start and training, reads the same
    words, and glass lies over what comes later. An article agrees with its noun, which comes later: one of them can
    know its gender. Then all is counted, three runs of each: articles, which later words tell, and adjectives after
    their nouns, which earlier ones do; and with words cut off from the hole. Last, what each kind is for, and why GPT
    has no encoder.

    Answers: Why does GPT have no encoder? What are encoders, decoders and both together used for? Why is nothing
    masked in an encoder? What does a mask take away, and when nothing?

    Measured: The weights on both pages, the chances at the hole; hidden words that are right in held-out sentences, of
    all runs; the same with words cut off from the hole. With a real encoder, the sense of a word that later ones tell.

    Told: The grammar’s agreement of words; that BERT puts [MASK] in a hidden word’s place; what BERT, GPT and T5 are
    used for. It is not said that translating needs an encoder’s own layers: on sentences as simple as these, a larger
    sketch did as well without them.

    Yours: Give another `text` of the grammar, in French or in English, and with `hole` the word to hide. With `--model
    real=FOLDER`, a BERT-like encoder in safetensors, its layers tell the senses of *bank* apart.

    Further: Devlin and others, [BERT](https://arxiv.org/abs/1810.04805) (2018). Raffel and others, [Exploring the
    limits of transfer learning](https://arxiv.org/abs/1910.10683) (2019): T5, and encoders, decoders and both compared.
    Radford and others, [Improving language understanding by generative
    pre-training](https://openai.com/index/language-unsupervised/) (2018): GPT. Rives and others, [Biological structure
    and function emerge from scaling unsupervised learning to 250 million protein
    sequences](https://doi.org/10.1073/pnas.2016239118) (2021): an encoder whose words are amino acids.
    """

    class Params(SceneParams):
        own_words = frozenset({"text", "hole", "head"})

        text: Annotated[str, read_by(lambda text: spoken(french_words(text)))] = Field(
            SENTENCE, description="A sentence of the encoder’s grammar, in French or in English."
        )
        hole: str = Field("", max_length=24, description="The French word to hide; found where empty.")
        head: str = Field(
            "", pattern=r"^(\d{1,2}\.\d{1,2})?$", description="layer.head of the pages; found where empty."
        )

        @model_validator(mode="after")
        def word_is_there(self) -> EncoderDecoder.Params:
            words = french_words(self.text)
            if self.hole and self.hole not in words:
                raise ValueError(f"{self.hole!r} is not in the sentence; its words: {', '.join(dict.fromkeys(words))}")
            return self

    title = "Encoder and decoder"
    tagline = "the same words, in sight and masked"
    chapter = 7
    order = 20
    reads_first = True
    seconds = 75
    layouts = all_four()
    poster = "reads"
    models: ClassVar[Mapping[str, str]] = models()
    more_models = (REAL,)
    foreign = False  # of no head it is said what it was tested on in English

    @classmethod
    def needs(cls, params: Any, model: Any = None) -> ClipNeeds:
        return needs_of(params, models_with(cls.models, model))

    @classmethod
    def check(cls, params: Any, bundle: ClipAnswers) -> None:
        if bundle[UNMASKED].meta["causal"] or not bundle[MASKED].meta["causal"]:
            raise UserError(
                f"{UNMASKED}={bundle[UNMASKED].meta['model']}, {MASKED}={bundle[MASKED].meta['model']}: the first is "
                "to see all words and the second none that comes later, as ours:encoder and ours:encoder/causal do."
            )
        facts = bundle[UNMASKED].meta["probes"]["hole"]
        if facts["right"] is None or not facts["agrees"]:
            raise UserError(
                f"hole={facts['answer']!r}: its form does not tell whether it is masculine or feminine, so nothing "
                "can be found out about it. Hide another word, such as un, une, le, la or an adjective."
            )
        sizes = [int(bundle[UNMASKED].meta[size]) for size in ("n_layers", "n_heads")]
        asked = [int(part) for part in params.head.split(".") if part]
        if any(number >= size for number, size in zip(asked, sizes, strict=False)):
            raise UserError(
                f"head={params.head!r} is not there: give layer.head, 0.0 to {sizes[0] - 1}.{sizes[1] - 1}."
            )

    @classmethod
    def layouts_for(cls, bundle: Bundle) -> tuple[Layout, ...]:
        few = len(bundle.meta["probes"]["hole"]["words"]) <= FEW
        return tuple(layout for layout in cls.layouts if few or layout.is_wide or layout.is_tall)

    def models_named(self) -> list[str]:
        return [label_of(self.bundle)]

    def construct(self) -> None:
        head: tuple[int, int] | None = None
        if self.params.head:
            layer, _, number = self.params.head.partition(".")
            head = int(layer), int(number)
        facts = HoleFacts.of(self.bundles, place_of(self.params.text, self.params.hole), head)
        where = [(str(number), self.bundle.count(f"{name}.{number}"))
                 for name, number in zip(("layer", "head"), facts.head, strict=True)]  # fmt: skip
        found = label_text("layer {layer} · head {head}", layer=where[0][0], head=where[1][0])
        if head is None:
            found = label_text("layer {layer} · head {head}: where hidden articles read nouns most", layer=where[0][0],
                               head=where[1][0])  # fmt: skip
        self.provenance(found, where)
        book, card = show_hidden(self, facts)
        legend = show_unmasked(self, book, card)
        show_masked(self, book, legend)
        show_reads(self, facts, book)
        show_guess(self, facts)
        show_later(self, facts)
        show_earlier(self, facts)
        show_cut(self, facts)
        if REAL in self.bundles:
            show_senses(self, self.bundles[REAL])
        show_why(self, show_uses(self))
