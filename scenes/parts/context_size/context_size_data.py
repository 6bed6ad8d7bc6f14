"""One head on a text of growing length: the sizes, their cells, and what all heads would hold."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.params import checked_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.label_numbers import grouped

LONGEST_TEXT = 12_000  # characters: more than 1,000 tokens of most languages
MOST_NAMED, MOST_SEEN = 26, 1200  # tokens that can be read along the edges, and seen at all
BLOCKS = 10  # along a side


def checked_long_text(text: str) -> str:
    """Refuse a text that cannot be shown; whitespace is one space, and nothing at all stands for our own text."""
    return checked_text(" ".join(text.split()), LONGEST_TEXT) if text.strip() else ""


def fitting(sizes: tuple[int, ...], tokens: int) -> list[int]:
    """Return the sizes that a text of so many tokens can show; the last is whole tens, so that it cuts into blocks."""
    last = min(tokens, sizes[-1])
    last -= last % BLOCKS if last >= 2 * BLOCKS else 0
    kept = [size for size in sizes[:-1] if size <= 0.8 * last]
    return [*(kept or [(last + 1) // 2]), last]


@dataclass(frozen=True)
class Growth:
    """Context sizes, one after another, and the number of cells each makes."""

    bundle: Bundle
    layer: int
    head: int
    sizes: list[int]
    counts: list[Reading]  # of tokens
    pattern: Reading  # of the largest size
    columns: bool  # whether a query's weights are a column
    short: bool  # whether the text is shorter than was asked for

    @classmethod
    def of(cls, scene: AttentionScene) -> Growth:
        bundle, params, (layer, head) = scene.bundle, scene.params, scene.bundle.chosen_head()
        tokens = len(bundle.tokens())
        sizes = fitting(params.sizes, tokens)
        counts = [bundle.count("tokens" if n == tokens else f"position.{n}") for n in sizes]
        pattern = bundle.read("pattern", layer, head)[: sizes[-1], : sizes[-1]]
        short = len(sizes) < len(params.sizes) or sizes[-1] < params.sizes[-1]
        return cls(bundle, layer, head, sizes, counts, pattern, params.convention == "columns", short)

    @property
    def heads(self) -> Reading:
        """Number of heads of the model."""
        return self.bundle.count("n_heads") * self.bundle.count("n_layers")

    @property
    def cells(self) -> list[Reading]:
        """Number of cells of one head's grid, at each size."""
        return [n * n for n in self.counts]

    @property
    def stored(self) -> list[Reading]:
        """Number of entries in the grids of all heads, at each size."""
        return [cells * self.heads for cells in self.cells]

    def grown(self, index: int) -> tuple[tuple[str, Reading], tuple[str, Reading]]:
        """Return how many tokens and cells there are at a size, for a label."""
        return grouped(self.counts[index]), grouped(self.cells[index])
