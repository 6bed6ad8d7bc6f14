"""Beats: how small the first token's value is where it is weighed most, and what is added with and without it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import LEFT, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.model.probes.sinks import MOST
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.marks.bars import BarField
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.mobjects.text.token_names import role_of
from attention_scenes.scenes.parts.attention_sink.sink_facts import SinkFacts

MIDDLE, STEP = 1.25, 0.52  # half of the room for the words between weights and values; from row to row at most
ENDS = 1.1  # beyond the longest bar of a side, for its number


@dataclass(frozen=True)
class Side:
    """Bars on one side of the words, their numbers, and what they are of."""

    bars: BarField
    digits: NumberField
    head: Group


class Rows:
    """A row for each token, its name in the middle; bars may stand on both sides."""

    def __init__(self, scene: AttentionScene, facts: SinkFacts) -> None:
        self.scene, count = scene, len(facts.names)
        layout = scene.layout
        self.stage = layout.stage.part(0.1, 0.97 if layout.is_wide else 0.6)
        self.step = min(STEP, self.stage.height / count)
        self.em = min(0.34, 0.72 * self.step)
        self.ys = self.stage.at()[1] + ((count - 1) / 2 - np.arange(count)) * self.step
        self.room = self.stage.width / 2 - MIDDLE - ENDS
        tokens = scene.bundle.tokens()
        self.words = VGroup(*[
            fitted(scene.label(name, self.em, "focus" if n == 0 else role_of(tokens, n)), 2 * MIDDLE - 0.3)
            .move_to([0, y, 0]).stand_on(y - 0.12)
            for n, (name, y) in enumerate(zip(facts.names, self.ys, strict=True))
        ])  # fmt: skip

    def side(self, sign: int, reading: Reading, full: float, role: str, text: str) -> Side:
        """Return bars to the left (−1) or to the right (1), not grown yet; ``full`` is the length of the value 1."""
        scene, count = self.scene, len(reading)
        colors = np.array([scene.palette.rgba(role, 0.95 if n == 0 else 0.55) for n in range(count)])
        field = BarField(reading, self.ys, sign * full, 0.62 * self.step, colors).shift([sign * MIDDLE, 0, 0])
        field.growth = np.zeros(count)
        ends = np.column_stack([sign * (MIDDLE + full * reading.value + 0.45), self.ys])
        digits = NumberField(reading, ends, self.em, np.tile(scene.palette.rgba("text"), (count, 1)))
        head = scene.note(text, 0.34, self.room + 0.8, 0, role=role)
        head = fitted(head, self.room + 0.8) if scene.layout.is_wide else head
        head.move_to([sign * (MIDDLE + self.room / 2 + 0.2), scene.layout.stage.top - 0.15, 0])
        return Side(field, digits, Group(head))

    def full(self, reading: Reading) -> float:
        """Return the length of the value 1 where the largest of these fills the room."""
        return self.room / max(float(reading.value.max()), 1e-6)

    @property
    def free(self) -> Place:
        """Where a picture has room beside the weights, or below them."""
        stage = self.scene.layout.stage
        if self.scene.layout.is_wide:
            return Place(MIDDLE + 0.35, stage.bottom + 0.3, stage.right, stage.top)
        return stage.part(0.63, 0.95)


def show_resting(scene: AttentionScene, facts: SinkFacts) -> None:
    """Show weights beside lengths of values, then what attention adds to the last word, then without the first."""
    rows, rest = Rows(scene, facts), facts.rest
    weights, values = facts.weights[rest], facts.values[rest]
    full = rows.full(weights)
    weighed = rows.side(-1, weights, full, "focus", label_text("weight of the last word"))
    worth = rows.side(1, values, rows.full(values), "value", label_text("length of the value"))
    layer = grouped(facts.probe("rest")[0])
    first, own = (written(float(weights[0])), weights[0]), (written(float(values[0])), values[0])
    caption = phrased("Layer {layer}: weight {share} on the first, whose value is {long} long.", layer=layer[0],
                      share=first[0], long=own[0])  # fmt: skip
    if facts.is_empty and facts.is_sink:
        caption = phrased("Layer {layer}: {share} of the weight, on a value only {long} long.", layer=layer[0],
                          share=first[0], long=own[0])  # fmt: skip
    scene.change_provenance(label_text("layer {layer}, mean of its heads", layer=layer[0]), [layer])
    with scene.beat("value", caption, [layer, first, own]):
        scene.play(
            FadeIn(rows.words, weighed.bars, weighed.digits, weighed.head, worth.bars, worth.head, run_time=0.8),
            Change(weighed.bars, growth=1.0, run_time=1.0),
        )
        scene.play(Change(worth.bars, growth=1.0), FadeIn(worth.digits, rate_func=late), run_time=1.0)
        scene.wait(0.5)
    scene.let_go(worth.bars, worth.digits, worth.head)
    if len(facts.names) > 1:
        show_added(scene, facts, rows, weighed)
    scene.make_way()


def show_added(scene: AttentionScene, facts: SinkFacts, rows: Rows, weighed: Side) -> None:
    """Show how long what attention adds is beside the vector it is added to, and then with the first token hidden."""
    bars, said = lengths_of(scene, facts, rows.free)
    few, many = facts.probe("added")
    rests = facts.is_sink and facts.is_rest and float(facts.weights[facts.rest][0]) > MOST
    texts = [(written(float(each), 1), each) for each in (few, many)]
    layer = grouped(facts.probe("rest")[0])
    numbers = [texts[0]]
    caption = phrased("So much is added to the last word: {added}.", added=texts[0][0])
    if rests:
        caption = phrased("Weights have to add up to 1. Most rest there: only {added} is added.", added=texts[0][0])
        numbers += constants("1")
    scene.change_provenance(label_text("layer {layer}; weights: mean of its heads", layer=layer[0]), [layer])
    with scene.beat("rest", caption, numbers):
        scene.play(FadeIn(bars, said[0], run_time=0.6), Change(bars, growth=only(1), run_time=0.8))
        scene.play(FadeIn(said[1], run_time=0.6), Change(bars, growth=only(2), run_time=0.8))
        scene.wait(0.2)
    others = facts.probe("rest_weight")
    shared = rows.side(-1, others, rows.full(facts.weights[facts.rest]), "focus", "")
    caption = phrased("The first hidden in this layer alone: {added} is added.", added=texts[1][0])
    if rests:
        caption = phrased("Hidden in this layer alone, weight goes to words: {added} is added.", added=texts[1][0])
    with scene.beat("elsewhere", caption, [texts[1]]):
        scene.let_go(weighed.digits)
        scene.play(Change(weighed.bars, growth=0.0), run_time=0.6)
        scene.remove(weighed.bars)
        scene.play(FadeIn(shared.bars, run_time=0.3), Change(shared.bars, growth=1.0, run_time=1.0),
                   FadeIn(shared.digits, run_time=0.8, rate_func=late))  # fmt: skip
        scene.play(FadeIn(said[2], run_time=0.6), Change(bars, growth=1.0, opacities=1.0, run_time=1.0))
        scene.wait(0.2)


def lengths_of(scene: AttentionScene, facts: SinkFacts, place: Place) -> tuple[BarField, list[Group]]:
    """Return three lengths as bars to one scale, not grown yet, and what each is: a vector, and what is added to it."""
    lengths = join([facts.norms[facts.rest, -1], facts.probe("added")])
    names = [
        label_text("length of “{word}” as it comes in", word=facts.names[-1]),
        label_text("length of what attention adds"),
        label_text("the same, the first token hidden"),
    ]
    em, roles = scene.layout.em, ("text", "update", "update")
    step, large = place.height / len(names), em.heading if scene.layout.is_wide else 1.1 * em.word
    ys = place.top - step * (np.arange(len(names)) + 0.72)
    full = (place.width - 1.7) / max(float(lengths.value.max()), 1e-6)
    colors = np.array([scene.palette.rgba(role, 0.7 if role == "text" else 0.95) for role in roles])
    bars = BarField(lengths, ys, full, min(0.55, 0.3 * step), colors).shift([place.left, 0, 0])
    bars.growth, bars.opacities = only(0), only(2)
    said = []
    for name, y, role, length in zip(names, ys, roles, lengths, strict=True):
        label = fitted(scene.label(name, 1.15 * em.word, "soft"), place.width)
        label.move_to([place.left, 0, 0], LEFT).stand_on(y + 0.22 * step)
        digits = written(float(length), 1)
        number = scene.label(digits, large, role, numbers=[(digits, length)])
        number.move_to([place.left + full * float(length) + 0.2, y, 0], LEFT).stand_on(y - 0.33 * large)
        said.append(Group(label, number))
    return bars, said


def only(count: int) -> np.ndarray:
    """Return 1 for the first so many of the three bars, 0 for the others."""
    return (np.arange(3) < count).astype(float)
