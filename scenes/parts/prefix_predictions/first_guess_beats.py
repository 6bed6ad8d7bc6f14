"""Beats: a sentence is covered, the model guesses what comes first."""

from __future__ import annotations

from typing import Any, NamedTuple

from manim import LEFT, RIGHT, UP, RoundedRectangle, VGroup

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, exchange, late
from attention_scenes.scenes.mobjects.basics.in_lines import in_lines
from attention_scenes.scenes.mobjects.charts.distribution import Distribution, percent_decimals
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.token_names import called, named_alone, role_of, spoken
from attention_scenes.scenes.mobjects.vectors.token_columns import Slot, TokenPlace
from attention_scenes.scenes.parts.prefix_predictions.prefix_data import Examples
from attention_scenes.scenes.parts.prefix_predictions.prefix_places import PrefixPlaces

EM = 0.46


class Line(NamedTuple):
    """The tokens of the sentence and the ??? in their places."""

    row: VGroup
    slots: VGroup

    def uncover(self, index: int) -> list[Any]:
        """Return animations that bring the token that an example was to guess in place of its ???."""
        return exchange(self.slots[index], self.row[index + 1])


class Guess(NamedTuple):
    """Example on screen: its bars, the ring round what came, the heading."""

    bars: Distribution
    ring: RoundedRectangle
    heading: Label


def show_sentence(scene: AttentionScene, examples: Examples, at: PrefixPlaces) -> Line:
    """Show the sentence, then hide all that is to be guessed."""
    shown = range(1, len(examples.tokens))
    row = VGroup(*[TokenPlace(spoken(examples.tokens[t]), role_of(examples.tokens, t), EM) for t in shown])
    share = in_lines(row, at.row, at.smallest / EM, 0.3 * EM, 1.95 * EM)
    row.move_to(scene.layout.stage.at(up=0.1))
    slots = VGroup(*[Slot(EM * share, "???", place.width).move_to(place) for place in row[1:]])
    slots.set_opacity(0.5)
    scene.add(*row)
    with scene.beat("sentence", "A sentence holds its own questions and answers."):
        scene.wait(1)
    with scene.beat("hidden", "Hide what comes next: each ??? is a token to be guessed."):
        gone = [FadeOut(place, rate_func=early) for place in row[1:]]
        scene.play(*gone, *[FadeIn(slot, rate_func=late) for slot in slots], run_time=1.4)
    return Line(row, slots)


def show_first(scene: AttentionScene, examples: Examples, line: Line, at: PrefixPlaces) -> Guess:
    """Show what is expected after the first token, and what came."""
    first = examples.positions[0]
    aside = at.aside * RIGHT
    bars, told = (examples.guesses(first, came, at.bars).shift(aside) for came in (False, True))
    word, came = called(examples.tokens, first), named_alone(examples.tokens, first + 1)
    heading = scene.label(label_text("???  =  a probability for every token"), 0.34, "focus")
    heading.move_to(at.heading, LEFT).stand_on(at.heading[1]).shift(aside)
    told_first = phrased("After “{word}”, every token gets a probability: the top five.", word=word)
    with scene.beat("first guess", told_first):
        up = (at.row_y - line.row[0].get_y()) * UP  # to the line of a sentence
        line.row[1:].shift(up)
        scene.play(line.row[0].animate.shift(up), line.slots.animate.shift(up), run_time=0.8)
        scene.play(line.slots[0].animate.set_opacity(1), FadeIn(heading), FadeIn(bars.names), run_time=0.6)
        scene.play(bars.grow())
        scene.play(FadeIn(bars.numbers), run_time=0.5)
    ring = told.ring(examples.place_of_came(first))
    share = f"{written(100 * float(examples.chances[0]), percent_decimals(float(examples.chances[0])))}%"
    told_came = phrased("What came was “{came}”: it had {share}.", came=came, share=share)
    with scene.beat("what came", told_came, [(share, examples.chances[0])]):
        scene.play(*line.uncover(0), FadeOut(bars, rate_func=late), FadeIn(told, rate_func=early), run_time=0.8)
        scene.play(FadeIn(ring), run_time=0.5)
    return Guess(told, ring, heading)
