"""The context grows, the pattern grows with its square, the parameters stay."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, field_validator

from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed, long_text
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import four_to_three, tall
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.context_size.block_beats import show_blocks
from attention_scenes.scenes.parts.context_size.context_size_data import (
    MOST_NAMED,
    MOST_SEEN,
    Growth,
    checked_long_text,
)
from attention_scenes.scenes.parts.context_size.far_beats import show_far
from attention_scenes.scenes.parts.context_size.far_look import CONTROL, swapped_text
from attention_scenes.scenes.parts.context_size.growing_beats import show_farther, show_near
from attention_scenes.scenes.parts.context_size.parameter_beats import show_parameters, show_stored
from attention_scenes.scenes.parts.context_size.side_column import side_of
from attention_scenes.scenes.parts.context_size.trick_beats import show_tricks


class ContextSize(AttentionScene):
    """How the pattern grows with the square of the text while the parameters stand still.

    The pattern of the first 10, 100 and 1,000 tokens of a long text, each inside the next; beside it the cells are
    counted, and the parameters, which stand still. Then the same result block by block, without storing the
    grid, and other ways round the square. At the end the head's farthest look, over hundreds of tokens, is lit.

    Answers: How does the size of the context window relate to the number of parameters? What limits it? Must the whole
    grid be kept? Does anything come from far away?

    Measured: Every cell of the pattern, the counts, and the weighted sums block by block against those of the model;
    every far arc, and what is left of the lit one with another word where it finds its reason.

    Told: All heads' numbers are those that storing them would take, not what this program took. GPT-3's sizes are cited
    from its paper. What other models save is said and not measured.

    Yours: Give a `text` of your own, `sizes` and `head`. A short text gets smaller sizes, and the clip says so; the
    other word is put into our own text alone.

    Further: Tay and others, [Efficient transformers: a survey](https://arxiv.org/abs/2009.06732) (2022): ways round the
    square. The pattern without ever storing it: Dao and others, [FlashAttention](https://arxiv.org/abs/2205.14135)
    (2022), section 3.
    """

    class Params(SceneParams):
        text: Annotated[str, AfterValidator(checked_long_text)] = Field(
            "", description="Your text; our own, of more than a thousand tokens, where empty."
        )
        sizes: tuple[int, ...] = Field(
            (10, 100, 1000), min_length=2, max_length=3, description="How many tokens are seen; growing."
        )
        head: HeadChoice = Field("18.6", description="layer.head, or best:adjective for the best controlled score.")
        convention: Literal["columns", "rows"] = Field("columns", description="Is a distribution a column or a row?")

        @field_validator("sizes")
        @classmethod
        def growing(cls, sizes: tuple[int, ...]) -> tuple[int, ...]:
            if not (2 <= sizes[0] <= MOST_NAMED and sizes[-1] <= MOST_SEEN and list(sizes) == sorted(set(sizes))):
                raise ValueError(
                    f"sizes must grow, from 2 to {MOST_NAMED} for the first to at most {MOST_SEEN:,} for the last"
                )
            return sizes

    title = "The size of the context"
    tagline = "what grows with the text"
    chapter = 2
    order = 70
    seconds = 74
    layouts = (wide(), four_to_three(), tall())
    poster = "far"
    reads_first = True

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        arrays = ("attn_scores", "pattern", "v", "z")
        text = params.text or long_text()
        traces = {"": TraceNeed(text, arrays, "head", first=params.sizes[-1])}
        if not params.text:
            traces[CONTROL] = TraceNeed(swapped_text(), ("pattern",), "head", first=params.sizes[-1])
        return Needs(model=model, head=params.head, traces=traces)

    def construct(self) -> None:
        growth = self.growth = Growth.of(self)
        where = [self.counted("head.layer"), self.counted("head.head")]
        self.provenance(label_text("layer {layer} · head {head}", layer=growth.layer, head=growth.head), where)
        side = side_of(self, growth)
        view = show_near(self, growth, side)
        for index in range(1, len(growth.sizes)):
            view = show_farther(self, growth, side, view, index)
        show_stored(self, growth, side)
        shapes = show_parameters(self, side, view.note)
        notes = show_blocks(self, growth, view.image, shapes)
        self.let_go(side.table, side.parameters, notes)
        show_tricks(self)
        show_far(self, growth)
