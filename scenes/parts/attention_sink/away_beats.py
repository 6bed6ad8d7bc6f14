"""Beats: what the loss is where the first token is hidden late, or its value is 0; a control; other first tokens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.model.probes.sinks import BASE, EMPTY, LATE, UNSEEN
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.marks.strips import StripField
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.attention_sink.sink_facts import SinkFacts

COSTS = 0.1  # nats a token: from there on a loss is called higher
WAYS = (UNSEEN, LATE, EMPTY)
TITLE = 1.3  # scene units over the chart, for what it shows
PAIR = 0.42  # between the first token's strip and the control's, in parts of the way from pair to pair


@dataclass(frozen=True)
class LossChart:
    """Strips of how the loss changes, one for each way and one for its control; names at the left, means at the right.

    Attributes
    ----------
    field
        Rows in pairs: the first token, then the control.
    rows
        For each way what is written about it.
    """

    field: StripField
    rows: list[Group]
    title: VGroup


def chart_of(scene: AttentionScene, facts: SinkFacts) -> LossChart:
    """Return the chart; nothing of it is there yet."""
    stage = scene.layout.stage
    names = 3.9 if scene.layout.is_wide else 0.0
    left, right = stage.left + names + 0.4, stage.right - 1.5
    step = (stage.height - (TITLE + (0.3 if scene.layout.is_wide else 0.7))) / len(WAYS)
    tops = stage.top - TITLE - step * (np.arange(len(WAYS)) + (0.3 if scene.layout.is_wide else 0.5))
    ys = np.ravel(np.column_stack([tops, tops - PAIR * step]))
    pairs = [(way, control) for way in WAYS for control in (False, True)]
    apart = [facts.loss(way, control) - facts.loss(BASE) for way, control in pairs]
    means = [facts.mean_loss(way, control) - facts.mean_loss(BASE) for way, control in pairs]
    values, least = np.array([each.value for each in apart]), min(0.0, *(float(each.value.min()) for each in apart))
    full = (right - left) / max(float(values.max()) - least, 1e-3)
    both = np.array([scene.palette.rgba("focus"), scene.palette.rgba("soft")])
    stacked = join(apart).reshape(len(pairs), -1)
    field = StripField(stacked, join(means), ys, full, np.tile(both, (len(WAYS), 1)))
    field.shift([left - least * full, 0, 0])
    field.growth[:2] = 1  # the first pair comes with the chart
    number, late = scene.counted("sink.left_out"), late_from(scene, facts)
    said = {
        UNSEEN: (label_text("hidden in all layers"), []),
        LATE: (label_text("hidden from layer {layer} on", layer=late[0]), [late]),
        EMPTY: (label_text("seen, its value 0 in all layers"), constants("0")),
    }
    rows = []
    for n, way in enumerate(WAYS):
        text, numbers = said[way]
        first = fitted(scene.label(text, 0.36, "focus", numbers=numbers), names or stage.width)
        again = label_text("control: the {n}th token instead", n=number[0])
        other = fitted(scene.label(again, 0.3, "soft"), names or stage.width)
        made = Group()
        for label, y, mean in zip((first, other), ys[2 * n : 2 * n + 2], means[2 * n : 2 * n + 2], strict=True):
            up = 0.0 if scene.layout.is_wide else 0.45
            label.move_to([stage.left, y + up, 0], LEFT).stand_on(y - 0.1 + up)
            digits = written(float(mean), 2, sign=True)
            value = scene.label(digits, 0.42, "text", numbers=[(digits, mean)])
            made.add(label, value.move_to([stage.right, y, 0], RIGHT).stand_on(y - 0.14))
        rows.append(made)
    return LossChart(field, rows, title_of(scene, facts))


def late_from(scene: AttentionScene, facts: SinkFacts) -> tuple[str, Reading]:
    """Return the first layer in which the token is hidden late: the one after the jump, or the last there is."""
    return grouped(scene.bundle.count(f"layer.{min(facts.jump + 1, scene.bundle.meta['n_layers'] - 1)}"))


def title_of(scene: AttentionScene, facts: SinkFacts) -> VGroup:
    """Return what the chart shows: how the loss of each piece of prose changes."""
    stage, pieces, length = scene.layout.stage, scene.counted("sink.pieces"), scene.counted("sink.length")
    base = (written(float(facts.mean_loss(BASE))), facts.mean_loss(BASE))
    what = label_text("change of the loss from {base}: a dot for each of {count} pieces of {length} tokens",
                      base=base[0], count=pieces[0], length=length[0])  # fmt: skip
    lines = VGroup(scene.note(what, 0.3, stage.width, numbers=[base, pieces, length]))
    lines.add(
        scene.note(
            label_text("loss: lower is better, so right is worse"),
            0.36 if scene.layout.is_wide else 0.3,
            stage.width,
            role="text",
        )
    )
    other = pieces[1] - facts.probe("start_alone")[0]
    if facts.is_tall and float(other):
        number = grouped(other)
        lines.add(scene.note(label_text("in {count} of them another token’s vector is as long", count=number[0]), 0.28,
                             stage.width, numbers=[number]))  # fmt: skip
    return lines.arrange(DOWN, buff=0.12, aligned_edge=LEFT).move_to(stage.at(UP + LEFT, up=-0.05), UP + LEFT)


def show_losses(scene: AttentionScene, facts: SinkFacts) -> None:
    """Show the loss where the first token is hidden after the jump alone, then where its value is 0."""
    chart, start = chart_of(scene, facts), late_from(scene, facts)
    late, empty = ((written(float(facts.mean_loss(way))), facts.mean_loss(way)) for way in (LATE, EMPTY))
    caption = phrased("Hidden only from layer {layer} on: loss {loss}.", layer=start[0], loss=late[0])
    if late_costs(facts) and facts.takes_over:
        caption = phrased("Hidden only from layer {layer} on, too late for another: loss {loss}.", layer=start[0],
                          loss=late[0])  # fmt: skip
    scene.change_provenance(label_text("loss: mean of −ln p"))
    with scene.beat("late", caption, [start, late]):
        scene.play(FadeIn(chart.field, chart.title, *chart.rows[:2]), run_time=0.7)
        scene.play(Change(chart.field, growth=np.array([1.0, 1, 1, 1, 0, 0])), run_time=1.6)
        scene.wait(0.1)
    caption = phrased("Seen, but its value set to 0: loss {loss}.", loss=empty[0])
    if empty_costs(facts):
        caption = phrased("Seen, but its value set to 0: loss {loss}. It was not nothing.", loss=empty[0])
    with scene.beat("empty", caption, [*constants("0"), empty]):
        scene.play(FadeIn(chart.rows[2]), run_time=0.5)
        scene.play(Change(chart.field, growth=1.0), run_time=1.6)
        scene.wait(0.1)
    scene.make_way()


def late_costs(facts: SinkFacts) -> bool:
    """Note whether hiding the first token late raises the loss, and by more than hiding the control."""
    return facts.scene.claim(
        "hiding the first token after the jump alone raises the loss, and more than hiding another token",
        *raises_loss(facts, LATE),
    )


def empty_costs(facts: SinkFacts) -> bool:
    """Note whether the loss is higher with the first token's value at 0, and by more than with the control's."""
    return facts.scene.claim(
        "setting the first token’s value to 0 raises the loss, and more than another token’s",
        *raises_loss(facts, EMPTY),
    )


def raises_loss(facts: SinkFacts, way: int) -> tuple[bool, str]:
    """Return whether the mean loss rises in a way, and more than with the control; and by how much with either."""
    base = facts.mean_loss(BASE)
    first, control = (float(facts.mean_loss(way, control=other) - base) for other in (False, True))
    return first > COSTS and first > control, claim_text(
        "{first} against {control}", first=written(first, 2, True), control=written(control, 2, True)
    )
