"""Drawing: the same words in two orders, facing each other, a strand from each word to itself."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, CubicBezier, Group, VGroup

from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.token_names import named_alone
from attention_scenes.scenes.mobjects.text.token_row import TokenBox
from attention_scenes.scenes.parts.positions.order_facts import OrderFacts

BEND = 0.5  # of the way between both: where a strand leaves its word straight
GAP, FILLED = 0.12, 0.34  # scene units between boxes, and how much of its colour a box is


class TwoOrders(Group):
    """Two rows of words, one above the other, or in a tall frame two columns, and their strands."""

    def __init__(self, scene: AttentionScene, facts: OrderFacts, place: Place, em: float) -> None:
        self.rows = [self._row(scene, facts, row, em) for row in (0, 1)]
        across = not scene.layout.is_tall
        for row, edge in zip(self.rows, (UP, DOWN) if across else (LEFT, RIGHT), strict=True):
            row.arrange(RIGHT if across else DOWN, buff=GAP)
            if row.width > place.width:
                row.scale(place.width / row.width)
            if row.height > place.height:
                row.scale(place.height / row.height)
            row.move_to(place.at(edge), edge)
        away = DOWN if across else RIGHT
        pairs = enumerate(facts.partners)
        self.strands = VGroup(*[self._strand(scene, facts, place, partner, away) for place, partner in pairs])
        super().__init__(self.strands, *self.rows)

    @property
    def em(self) -> float:
        """The smallest size of a word."""
        return min(float(box.label.em) for row in self.rows for box in row)

    def _row(self, scene: AttentionScene, facts: OrderFacts, row: int, em: float) -> VGroup:
        tokens, boxes = (facts.tokens, facts.others)[row], VGroup()
        for index in range(len(tokens)):
            boxes.add(TokenBox(named_alone(tokens, index), self._role(facts, index, row), em))
        widest = max(box.width for box in boxes)
        if scene.layout.is_tall:
            for index in range(len(tokens)):
                boxes[index] = TokenBox(named_alone(tokens, index), self._role(facts, index, row), em, min(widest, 2.6))
        for box in boxes:
            box[0].set_fill(opacity=FILLED)
        return boxes

    @staticmethod
    def _role(facts: OrderFacts, index: int, row: int) -> str:
        """Return a token's colour: the last one is followed; words that moved, by which end they came from."""
        place = index if row == 0 else facts.partners.index(index)
        if place == len(facts.tokens) - 1:
            return "focus"
        partner = facts.partners[place]
        return "token" if place == partner else "first" if place < partner else "second"

    def _strand(
        self, scene: AttentionScene, facts: OrderFacts, place: int, partner: int, away: np.ndarray
    ) -> CubicBezier:
        start = self.rows[0][place].get_edge_center(away)
        end = self.rows[1][partner].get_edge_center(-away)
        bend = BEND * abs(float((end - start) @ away)) * away
        color = getattr(scene.palette, self._role(facts, place, 0))
        return CubicBezier(start, start + bend, end - bend, end, color=color, stroke_width=6, stroke_opacity=0.85)
