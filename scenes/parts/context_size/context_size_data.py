"""The scene of one head on a text of growing length: what is asked of the model."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, field_validator

from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed, long_text
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, checked_text
from attention_scenes.scenes.framework.scene import AttentionScene

LONGEST_TEXT = 12_000  # characters: more than 1,000 tokens of most languages
NEAR, FAR = 26, 1200  # tokens that can be read along the edges, and seen at all
BLOCKS = 10  # along a side


def checked_long_text(text: str) -> str:
    """Any amount of whitespace is one space; nothing at all stands for our own text."""
    return checked_text(" ".join(text.split()), LONGEST_TEXT) if text.strip() else ""


def fitting(sizes: tuple[int, ...], tokens: int) -> list[int]:
    """The sizes that a text of so many tokens can show; the last one is whole tens, so that it cuts into blocks."""
    last = min(tokens, sizes[-1])
    last -= last % BLOCKS if last >= 2 * BLOCKS else 0
    kept = [size for size in sizes[:-1] if size <= 0.8 * last]
    return [*(kept or [(last + 1) // 2]), last]


class SizeScene(AttentionScene):
    """A long text, a head, and how many tokens of it are seen, one size after another."""

    class Params(SceneParams):
        text: Annotated[str, AfterValidator(checked_long_text)] = Field(
            "", description="Your text; our own, of more than a thousand tokens, where empty."
        )
        sizes: tuple[int, ...] = Field(
            (10, 100, 1000), min_length=2, max_length=3, description="How many tokens are seen; growing."
        )
        head: HeadChoice = Field("19.8", description="layer.head, or best:adjective for the best controlled score.")
        convention: Literal["columns", "rows"] = Field("columns", description="Is a distribution a column or a row?")

        @field_validator("sizes")
        @classmethod
        def growing(cls, sizes: tuple[int, ...]) -> tuple[int, ...]:
            if not (2 <= sizes[0] <= NEAR and sizes[-1] <= FAR and list(sizes) == sorted(set(sizes))):
                raise ValueError(f"sizes must grow, from 2 to {NEAR} for the first to at most {FAR:,} for the last")
            return sizes

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        arrays = ("attn_scores", "pattern", "v", "z")
        text = params.text or long_text()
        return Needs(
            model=model, head=params.head, traces={"": TraceNeed(text, arrays, "head", first=params.sizes[-1])}
        )

    def setup(self) -> None:
        self.layer, self.head = self.bundle.chosen_head()
        tokens = len(self.bundle.tokens())
        self.sizes = fitting(self.params.sizes, tokens)
        self.counts = [self.bundle.count("tokens" if n == tokens else f"position.{n}") for n in self.sizes]
        self.pattern = self.bundle.read("pattern", self.layer, self.head)[: self.sizes[-1], : self.sizes[-1]]
        self.columns = self.params.convention == "columns"
        self.short = len(self.sizes) < len(self.params.sizes) or self.sizes[-1] < self.params.sizes[-1]
