"""Beats: a sentence, and all of it that is to be guessed is covered."""

from __future__ import annotations

from typing import Any, NamedTuple

from manim import DOWN, RIGHT, Mobject, VGroup

from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeOut, exchange
from attention_scenes.scenes.mobjects.basics.in_lines import in_lines
from attention_scenes.scenes.mobjects.text.token_names import role_of, spoken
from attention_scenes.scenes.mobjects.vectors.token_slots import Slot, TokenPlace
from attention_scenes.scenes.parts.prefix_predictions.prefix_data import Examples
from attention_scenes.scenes.parts.prefix_predictions.prefix_places import PrefixPlaces
from attention_scenes.scenes.parts.shared.clean_cut import falling

LEAST = 0.75  # of its large em: where that is not enough the sentence takes more lines
GAP, LEADING = 0.3, 2.1  # em, between two tokens and from line to line
WAITING = 0.7  # opacity of what is not asked for yet


class Line(NamedTuple):
    """The tokens of the sentence and the ??? in their places."""

    row: VGroup
    slots: VGroup

    def uncover(self, index: int) -> list[Any]:
        """Return animations that bring the token that an example was to guess in place of its ???."""
        return exchange(self.slots[index], self.row[index + 1])

    def next_slot(self, scene: AttentionScene) -> Slot:
        """Return an empty place behind the last token, on a line of its own where there is no room."""
        last = self.row[-1]
        em = last.label.em
        slot = Slot(em, "???", 2.2 * em).next_to(last, RIGHT, buff=GAP * em)
        if slot.get_right()[0] > scene.layout.words.right:
            slot.next_to(self.row, DOWN, buff=GAP * em).set_x(0)
        return slot

    def rise(self, scene: AttentionScene, at: PrefixPlaces) -> list[Mobject]:
        """Set the line, smaller, above the stage; return what of it is seen."""
        ends = self.row.copy().scale(at.row / self.row[0].label.em)
        in_lines(ends, scene.layout.words.width, 0.7, GAP * at.row, LEADING * at.row)
        ends.shift([-ends.get_center()[0], at.row_top - ends.get_top()[1], 0])
        scale = ends[0].label.em / self.row[0].label.em
        for place, end in zip(self.row[1:], ends[1:], strict=True):
            place.scale(scale).move_to(end)  # covered, and not seen on its way
        self.row[0].scale(scale).move_to(ends[0])
        for slot, end in zip(self.slots, ends[1:], strict=True):
            slot.scale(scale).move_to(end).set_opacity(WAITING)
        return [self.row[0], *self.slots]


def show_sentence(scene: AttentionScene, examples: Examples, at: PrefixPlaces) -> Line:
    """Show the sentence, then hide all that is to be guessed."""
    shown = range(1, len(examples.tokens))
    row = VGroup(*[TokenPlace(spoken(examples.tokens[t]), role_of(examples.tokens, t), at.large) for t in shown])
    share = in_lines(row, scene.layout.words.width - 0.6, LEAST, GAP * at.large, LEADING * at.large)
    row.move_to(scene.layout.stage.at(up=0.1))
    slots = VGroup(*[Slot(at.large * share, "???", place.width).move_to(place) for place in row[1:]])
    for slot, place in zip(slots, row[1:], strict=True):
        slot.label.scale(min(1.0, 0.8 * place.width / slot.label.width))
    scene.add(*row)
    with scene.beat("sentence", "A sentence holds its own questions and answers."):
        scene.wait(1)
    with scene.beat("hidden", "Hide what comes next: each ??? is a token to be guessed."):
        scene.play(*[FadeOut(place, rate_func=falling) for place in row[1:]], run_time=0.4)
        scene.add(*slots)
        scene.wait(0.3)
    return Line(row, slots)
