"""One vector for each of several words, side by side under their names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import UP, Group, VGroup

from attention_scenes.model.answers.bundle import Token
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.token_names import role_of, spoken
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn

NARROWEST, GAP = 0.8, 0.12  # of a column, and between two names


class VectorRow(Group):
    """Columns of ``vectors`` ``[T, K]`` under the words up to ``last`` and behind it, as many as fit into ``width``."""

    def __init__(
        self, tokens: Sequence[Token], vectors: Reading, role: str, last: int, width: float, em: float = 0.235
    ) -> None:
        names = [fitted(Label(spoken(t), 0.28, role_of(tokens, i)), 1.3) for i, t in enumerate(tokens)]
        places = [max(NARROWEST, name.width + GAP) for name in names]
        shown = [last]
        for index in [*range(last - 1, -1, -1), *range(last + 1, len(tokens))]:
            if sum(places[i] for i in shown) + places[index] > width:
                break
            shown.append(index)
        shown.sort()
        wide = [places[i] * width / sum(places[j] for j in shown) for i in shown]
        wide = [min(w, 1.35) for w in wide]
        xs = np.cumsum(wide) - np.array(wide) / 2
        self.columns, self.names = Group(), VGroup()
        for index, x in zip(shown, xs, strict=True):
            column = VectorColumn(vectors[index], 4, em, role, decimals=1, note=False)
            self.columns.add(column.shift([x - column.frame.get_x(), -column.frame.get_y(), 0]))
            name = names[index].next_to(column.frame, UP, buff=0.12)
            self.names.add(name.stand_on(column.frame.get_top()[1] + 0.18))
        super().__init__(self.columns, self.names)

    def at(self, left: float, y: float) -> VectorRow:
        """Put the left edge at ``left`` and the columns' middle at ``y``."""
        return self.shift([left, y, 0])
