"""One learned map at work: the column that goes in, some of its weights, the column that comes out."""

from __future__ import annotations

from manim import LEFT, RIGHT, UP, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.vectors.dot_product import arrow_between
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn, WeightPatch


class MapStep(Group):
    """``into`` (column) → ``weights`` (patch) → ``out`` (column), with a name over each column.

    Parameters
    ----------
    into, weights, out
        ``[N]``, ``[M, N]`` and ``[M]``.
    roles
        Palette roles of the column that goes in (None for data), of the map, and of the column that comes out.
    """

    def __init__(
        self, into: Reading, weights: Reading, out: Reading, symbol: str, names: tuple[Label, Label],
        roles: tuple[str | None, str, str], em: float = 0.27, cell: float = 0.12, gap: float = 0.75,
    ) -> None:  # fmt: skip
        self.into, self.out = VectorColumn(into, 6, em, roles[0]), VectorColumn(out, 6, em, roles[2])
        self.patch = WeightPatch(weights, symbol, roles[1], cell=cell)
        Group(self.into, self.patch, self.out).arrange(RIGHT, buff=gap)
        for column, name in zip((self.into, self.out), names, strict=True):
            column.shift([0, -column.frame.get_y(), 0])
            name.next_to(column.frame, UP).stand_on(column.frame.get_top()[1] + 0.18)
        self.patch.shift([0, -self.patch.cells.get_y(), 0])
        faint = palette().faint
        steps = ((self.into.frame, self.patch.cells), (self.patch.cells, self.out.frame))
        self.arrows = VGroup(*[arrow_between(a, b, faint) for a, b in steps])
        self.parts = [
            Group(self.into, names[0]), Group(self.arrows[0], self.patch), Group(self.arrows[1], self.out, names[1]),
        ]  # fmt: skip
        super().__init__(*self.parts)

    def at(self, left: float, y: float) -> MapStep:
        """Put the left edge at ``left`` and the columns' middle at ``y``."""
        return self.align_to([left, 0, 0], LEFT).shift([0, y - self.into.frame.get_y(), 0])
