"""Beat: does the head know grammar or only neighbours? Other words in the same places say it."""

from __future__ import annotations

from typing import NamedTuple

from manim import DOWN, LEFT, Group

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.marks.bars import Bars
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.parts.attention_pattern.pattern_places import PatternPlaces, places_in
from attention_scenes.scenes.parts.attention_pattern.side_text import column_width, in_columns, side_text, side_title
from attention_scenes.scenes.parts.attention_pattern.softmax_beats import Beside
from attention_scenes.scenes.parts.attention_pattern.stage import Stage
from attention_scenes.scenes.parts.shared.head_controls import HeadControls, head_controls, is_clear
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

LEAST = 0.3  # what Bars takes for the largest weight at least
SEEN = 0.005  # a smaller weight has three decimals: it is no 0.00
TWICE = 2  # times the weight of other words
DIM, SHADE = 0.5, 0.55  # opacity of the grid; how much darker the other queries are, as before


class BarSizes(NamedTuple):
    """How wide two bars with all that belongs to them are, the longest of them, and the widest name; em of both."""

    width: float
    longest: float
    names: float
    em: float


def sizes_in(places: PatternPlaces) -> BarSizes:
    if places.below:
        return BarSizes(column_width(places.side), 1.0, 1.5, 0.36)
    return BarSizes(places.side.width, min(1.4, places.bar), 1.95 if places.side.width > 4.5 else 1.7, 0.44)


def show_controls(scene: AttentionScene, focus: HeadFocus, stage: Stage, beside: Beside) -> None:
    """Compare adjectives with other words in their places, over other sentences: what the head may be called."""
    controls = head_controls(scene, focus.layer, focus.head)
    scene.claim("adjectives before a noun get more weight than other words there", controls.prefers, controls.weights)
    verdict, numbers = verdict_on(scene, controls)
    title = side_title(scene, label_text("grammar, or neighbours?"))
    told = control_bars(scene, controls).next_to(title, DOWN, buff=0.3, aligned_edge=LEFT)
    with scene.beat("controls", verdict, numbers):
        rescaled = stage.grid.rescaled if scene.params.first_token == "hidden" else 0
        names = stage.roomy(stage.flat)
        scene.play(
            FadeOut(beside.heading, beside.told, rate_func=early),
            FadeIn(title, told, rate_func=late),
            Change(stage.grid, shade=SHADE, names=names, rescaled=rescaled),
            Change(stage.grid, opacity=DIM, rate_func=late),  # with the bars: before, little else is there to see
            run_time=1.4,
        )
        scene.wait(0.5)


def verdict_on(scene: AttentionScene, controls: HeadControls) -> tuple[str, Numbers]:
    """Return the caption that these measurements allow, and the numbers in it."""
    if controls.near != controls.far:
        return phrased("Adjectives get clearly more at only one of the two places."), ()
    if not controls.prefers and any(is_clear(*pair[::-1]) for pair in (controls.one_back, controls.two_back)):
        return phrased("Here other words get more weight than adjectives."), ()
    if not controls.prefers:
        return phrased("Here adjectives get no clear lead over other words in the same place."), ()
    if scene.by_chance:
        heads = grouped(scene.bundle.count("n_layers") * scene.bundle.count("n_heads"))
        words = phrased("The best of {heads} heads; but chance finds one as clear: no finding.", heads=heads[0])
        return words, [heads]
    if scene.foreign:
        return phrased("On English sentences, adjectives get more than other words there."), ()
    if place_counts(scene, controls):
        return phrased("Both: place counts, and adjectives there get over twice as much."), ()
    return phrased("Here adjectives get more weight than other words in the same place."), ()


def place_counts(scene: AttentionScene, controls: HeadControls) -> bool:
    """Return whether the place alone counts, and adjectives get more than twice as much as other words at both."""
    near, far = controls.one_back, controls.two_back
    return scene.claim(
        "other words get more one back than two back, and adjectives more than twice as much as they at both",
        is_clear(near[1], far[1]) and all(float(look) > TWICE * float(other) for look, other in (near, far)),
        controls.weights,
    )


def control_bars(scene: AttentionScene, controls: HeadControls) -> Group:
    """Return what a noun reads of adjectives and of other words, one and two before it, as bars, and of how much."""
    places = places_in(scene.layout)
    sizes = sizes_in(places)
    weights = [float(weight) for weight in (*controls.one_back, *controls.two_back)]
    unit, decimals = sizes.longest / max(LEAST, *weights), 2 if min(weights) >= SEEN else 3
    parts = [
        Group(
            side_text(scene, text, sizes.em - 0.04, width=sizes.width), pair_of_bars(scene, pair, unit, decimals, sizes)
        )
        for text, pair in (
            (label_text("one word before a noun"), controls.one_back),
            (label_text("two words before"), controls.two_back),
        )
    ]
    for part in parts:
        part.arrange(DOWN, buff=0.2, aligned_edge=LEFT)
    counts = [(str(int(float(count))), count) for count in controls.sentences]
    text = label_text("means: {count} with adjectives, {others} without", count=counts[0][0], others=counts[1][0])
    note = side_text(scene, text, role="soft", numbers=counts)
    return Group(in_columns(scene, *parts, buff=0.45), note).arrange(DOWN, buff=0.45, aligned_edge=LEFT)


def pair_of_bars(
    scene: AttentionScene, weights: tuple[Reading, Reading], unit: float, decimals: int, sizes: BarSizes
) -> Bars:
    """Return the weight on adjectives over that on other words; ``unit`` is the length of a weight of 1."""
    both = join(list(weights))
    bars = Bars(
        [label_text("adjectives"), label_text("other words")], both,
        full=unit * max(float(both.value.max()), LEAST), em=sizes.em, widest=sizes.names, decimals=decimals,
        to_number=0.55,
    )  # fmt: skip
    bars.field.colors[0] = scene.palette.rgba("focus", 0.9)
    bars.field.colors[1] = scene.palette.rgba("soft", 0.62)
    return bars
