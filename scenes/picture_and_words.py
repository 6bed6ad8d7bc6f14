"""Picture and words: a small captioner reads patches of a picture before each word that it says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import Field, model_validator

from attention_scenes.model.probes.captioning.picture_parser import USUAL, read_picture
from attention_scenes.model.request.clip_needs import ClipNeeds
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.model_label import label_of
from attention_scenes.scenes.framework.params import SceneParams, models_with, read_by
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.picture_and_words.caption_facts import MODELS, SHOWN, CaptionFacts, needs_of
from attention_scenes.scenes.parts.picture_and_words.failing_beats import show_new, show_wrong
from attention_scenes.scenes.parts.picture_and_words.looking_beats import show_picture, show_reading, show_words
from attention_scenes.scenes.parts.picture_and_words.severed_beats import (
    show_control,
    show_counted,
    show_cut,
    show_exact,
)


class PictureAndWords(AttentionScene):
    """A picture's patches lift off, and its caption comes word by word: each word's place reads the patches.

    A small encoder–decoder of our own looks at pictures of two things, each of a colour and a shape, one left of the
    other or above it, and says what they show. Its encoder reads 36 patches, its decoder says words, and
    cross-attention runs from words to patches. A word's place is cut from the patches of its own thing, in all heads,
    and then from as many others: what is said? All is counted on pictures of two things that training shows, but never
    together. Then it fails: on a thing whose colour and shape it knows, but never saw together; and on a shape that it
    has no word for, of which it is often as sure.

    Answers: How does attention bring pictures and words together? How is a picture put into words? What does a word
    read of a picture? When does it fail, and does it know?

    Measured: Every dot, weight and probability; what is said with patches cut; right words of one run and right
    captions of three, on new pairs of known things and on things never seen; how sure it is of things without a word.

    Told: What a picture was drawn as. The world is ours and small, and so are the pictures: of large models of
    pictures and words nothing is measured here.

    Yours: Give another `picture` of the grammar, such as “a pink disc above a green cross”; another text is refused
    with the nearest one. `seed` draws the same things anew, `word` is the one whose patches are cut.

    Further: Xu and others, [Show, attend and tell](https://arxiv.org/abs/1502.03044) (2015): captions by attention,
    with failures. Radford and others, [Learning transferable visual models from natural language
    supervision](https://arxiv.org/abs/2103.00020) (2021): CLIP, which puts a picture and its caption at one place, and
    tells things apart by that. Antol and others, [VQA](https://arxiv.org/abs/1505.00468) (2015): questions about
    pictures, which nothing here answers. Rombach and others, [High-resolution image synthesis with latent diffusion
    models](https://arxiv.org/abs/2112.10752) (2022): cross-attention the other way, a picture's places read words.
    """

    class Params(SceneParams):
        own_words = frozenset({"picture", "word"})

        picture: Annotated[str, read_by(lambda text: str(read_picture(text)))] = Field(
            str(USUAL), description="Two things and how they stand: “a red square left of a blue ring”."
        )
        seed: int = Field(0, ge=0, le=999_999, description="Another drawing of the same things for each number.")
        word: str = Field("", max_length=24, description="The word whose patches are cut; the first colour if empty.")

        @model_validator(mode="after")
        def word_is_there(self) -> PictureAndWords.Params:
            words = self.picture.split()
            if self.word and self.word not in words:
                raise ValueError(f"{self.word!r} is not said of it; the words are: {', '.join(dict.fromkeys(words))}")
            return self

    title = "Picture and words"
    tagline = "a caption, and the patches that its words read"
    chapter = 7
    order = 50
    reads_first = True
    seconds = 62
    layouts = all_four()
    poster = "reads"
    models: ClassVar[Mapping[str, str]] = MODELS
    foreign = False  # there is no sentence

    @classmethod
    def needs(cls, params: Any, model: Any = MODELS) -> ClipNeeds:
        places = models_with(MODELS, model)
        return needs_of(params.picture, params.seed, places)

    def models_named(self) -> list[str]:
        return [label_of(self.bundles[SHOWN])]

    def construct(self) -> None:
        facts = CaptionFacts.of(self.bundles, self.params.word)
        self.provenance(label_text("cross-attention, mean of its heads"))
        board = show_picture(self, facts)
        show_words(self, facts, board)
        show_reading(self, facts, board)
        show_cut(self, facts)
        show_control(self, facts)
        show_counted(self, facts)
        show_exact(self, facts)
        show_wrong(self, facts)
        show_new(self, facts)
