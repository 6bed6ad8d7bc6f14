"""Map of the model: a sentence runs through all of its layers, and the place of a chapter is lit."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.framework.layout import Layout
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.params import SceneParams, Sentence, checked_head
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.model_map.entering_beats import show_entering
from attention_scenes.scenes.parts.model_map.here_beats import show_here
from attention_scenes.scenes.parts.model_map.map_data import ModelOnMap
from attention_scenes.scenes.parts.model_map.map_places import layouts_of
from attention_scenes.scenes.parts.shared.checks import check_word

MOST_TOKENS = 18  # threads side by side
OWN = "chapter"  # the head, or the layer, that the chapter's own scenes begin with


def checked_choice(head: str) -> str:
    return OWN if head.strip() == OWN else checked_head(head)


class ModelMap(AttentionScene):
    """The whole model in one picture, and where in it the coming chapter stands: it opens each chapter of the film.

    The tokens of a sentence enter; their vectors run through one slab of glass after the other, as many as the model
    has layers. The output of one is the input of the next. Then the place of a chapter is lit: what goes in, is
    handed on and comes out; one head of one layer; all heads of one layer; layer after layer; one layer's MLP; or,
    since all numbers are learned, and since there are other kinds of transformers, the whole.

    Answers: What happens to what a layer puts out? Where in the model is what a chapter is about?

    Measured: Every arc: in each closed layer the mean of its heads' weights, in the opened one those of its heads.
    The likeliest next token.

    Told: Nothing but the words.

    Yours: Give another `text`, `chapter` or `head`.

    Further: Elhage and others, [A mathematical framework for transformer
    circuits](https://transformer-circuits.pub/2021/framework/index.html) (2021): the residual stream, to which each
    layer adds. Vaswani and others, [Attention is all you need](https://arxiv.org/abs/1706.03762) (2017), figure 1.
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        chapter: int = Field(1, ge=1, le=7, description="Of the film: its place is lit.")
        head: Annotated[str, AfterValidator(checked_choice)] = Field(
            OWN, description="layer.head that is opened; chapter: the one that its scenes begin with."
        )
        focus: str = Field("", max_length=80, description="The word whose arcs have a colour; found where empty.")

    title = "You are here"
    tagline = "all layers, and the chapter’s place in them"
    chapter = 1
    order = 1
    opens_chapters = True
    reads_first = True
    layouts = all_four()
    seconds = 17
    poster = "here"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        trace = TraceNeed(params.text, ("pattern",), top=1, most=MOST_TOKENS)
        return Needs(model=model, head=head_of(params, model), traces={"": trace})

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        check_word(bundle, "focus", params.focus)

    @classmethod
    def layouts_for(cls, bundle: Bundle) -> tuple[Layout, ...]:
        return layouts_of(cls.layouts, len(bundle.tokens()))

    def construct(self) -> None:
        found = ModelOnMap.of(self)
        stack = show_entering(self, found)
        show_here(self, found, stack)

    def _how_found(self) -> tuple[list[str], list[tuple[str, Reading]]]:
        """Tell how a head was found where one is spoken of; elsewhere it names but the layer that is opened."""
        return super()._how_found() if self.params.chapter == 2 else ([], [])


def head_of(params: Any, model: str) -> str | None:
    """Return the head whose layer is opened; None in chapters that speak of none."""
    if params.chapter in (1, 4, 5, 6, 7):
        return None
    if params.head != OWN:
        return params.head
    return "19.8" if params.chapter == 2 and model == DEFAULT_MODEL else "best:adjective"
