"""Beats: which entry carries the first token's length, and how small its value is where it is weighed most."""

from __future__ import annotations

import numpy as np
from manim import Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.depth.token_towers import GLASS, TokenTowers
from attention_scenes.scenes.mobjects.marks.bars import BarField
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, percent
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.mobjects.text.token_names import role_of
from attention_scenes.scenes.parts.attention_sink.sink_facts import SinkFacts
from attention_scenes.scenes.parts.attention_sink.sink_places import picture
from attention_scenes.scenes.parts.attention_sink.tower_beats import column

ONE = 0.9  # of the square of the length: from there on one entry is nearly all of it
MIDDLE, STEP = 1.25, 0.52  # half of the room for the words between weights and values; from row to row at most


def show_entry(scene: AttentionScene, facts: SinkFacts) -> None:
    """Show the entries of the first token's vector as a field of towers: one of them is nearly all of its length."""
    stream, entry, after = facts.probe("stream"), facts.probe("entry")[0], facts.jump + 1
    own, long = stream[0, int(float(entry))], facts.norms[after, 0]
    share = own * own / (long * long)
    most = scene.claim(
        "one entry of the first token’s vector is more than nine tenths of the square of its length",
        float(share) > ONE,
        claim_text("{share}", share=f"{float(share):.1%}"),
    )
    size, number = scene.counted("d_model"), (str(int(float(entry))), entry)
    caption = phrased("The largest of its {size} entries is number {entry}.", size=size[0], entry=number[0])
    if most:
        caption = phrased("Nearly all of that is one of {size} entries: number {entry}.", size=size[0],
                          entry=number[0])  # fmt: skip
    field = field_of(scene, facts, stream[0])
    part = percent(share)
    lines = [
        (label_text("“{word}”, entry {number}", word=facts.names[0], number=number[0]), 0.3, "soft", [number]),
        (grouped(own)[0], 0.8, "focus", [grouped(own)]),
        (label_text("{share} of the square of its length", share=part[0]), 0.3, "text", [part]),
    ]
    if len(facts.names) > 1:
        others = stream[1:].reshape(-1)
        most_of_others = grouped(others[int(np.abs(others.value).argmax())])
        text = label_text("largest entry of all other words: {value}", value=most_of_others[0])
        lines.append((text, 0.3, "soft", [most_of_others]))
    said = column(scene, lines)
    passed = grouped(scene.bundle.count(f"layer.{after}"))
    scene.change_provenance(
        label_text("height = size of the entry; vector after {count} layers", count=passed[0]), [passed]
    )
    with scene.beat("entry", caption, [size, number]):
        delays = np.arange(field.n_rows) / max(field.n_rows - 1, 1)
        scene.play(FadeIn(field), Change(field, grown=1.0, delays=delays, run_time=2.0))
        scene.play(FadeIn(said), run_time=0.6)
        scene.wait(0.6)
    scene.make_way()


def field_of(scene: AttentionScene, facts: SinkFacts, vector: Reading) -> TokenTowers:
    """Return the entries of a vector as rows of towers, under the same glass as the vectors."""
    frame, box = scene.layout.frame, picture(scene.layout)
    across = next(n for n in range(int(np.sqrt(len(vector))), 0, -1) if len(vector) % n == 0)
    entries = vector.reshape(across, -1)
    high, low = (frame.right, frame.top), (frame.left, scene.layout.stage.bottom)
    field = TokenTowers(entries, [""] * entries.shape[1], facts.ceiling, low, high, apart=0.62)
    field.said, field.rails, field.glass = 0.0, 0.0, 1.0
    low, high = (box.left + 0.3, box.bottom + 0.3), (box.right, box.top)
    field.stand_at(field.seen(low, high, pitch=18, yaw=44, above=1.8))
    field.glow = np.where(field.heights > GLASS, 2.0, 0.6)
    return field


def show_values(scene: AttentionScene, facts: SinkFacts) -> None:
    """Show of each token how much it is weighed, to the left, and how long its value is, to the right."""
    stage, rest = scene.layout.stage.part(0.1, 0.97), facts.rest
    weights, values = facts.weights[rest], facts.values[rest]
    count = len(facts.names)
    step = min(STEP, stage.height / count)
    ys = stage.at()[1] + ((count - 1) / 2 - np.arange(count)) * step
    room, em = stage.width / 2 - MIDDLE - 1.1, min(0.34, 0.72 * step)
    tokens = scene.bundle.tokens()
    words = VGroup(*[
        fitted(scene.label(name, em, "focus" if n == 0 else role_of(tokens, n)), 2 * MIDDLE - 0.3)
        for n, name in enumerate(facts.names)
    ])  # fmt: skip
    for word, y in zip(words, ys, strict=True):
        word.move_to([0, y, 0]).stand_on(y - 0.12)
    bars = Group(words)
    fields, digits = [], []
    for side, reading, role in ((-1, weights, "focus"), (1, values, "value")):
        full = side * room / max(float(reading.value.max()), 1e-6)
        faint = np.array([scene.palette.rgba(role, 0.95 if n == 0 else 0.55) for n in range(count)])
        field = BarField(reading, ys, full, 0.62 * step, faint).shift([side * MIDDLE, 0, 0])
        field.growth = np.zeros(count)
        ends = np.column_stack([side * MIDDLE + full * reading.value + side * 0.45, ys])
        numbers = NumberField(reading, ends, em, np.tile(scene.palette.rgba("text"), (count, 1)))
        fields.append(field)
        bars.add(field)
        digits.append(numbers)
    heads = Group(
        scene.note(label_text("weight of the last word"), 0.34, room + 0.8, 0, role="focus"),
        scene.note(label_text("length of the value"), 0.34, room + 0.8, 0, role="value"),
    )
    for head, side in zip(heads, (-1, 1), strict=True):
        (fitted(head, room + 0.8) if scene.layout.is_wide else head).move_to(
            [side * (MIDDLE + room / 2 + 0.2), scene.layout.stage.top - 0.15, 0]
        )
    layer = grouped(facts.probe("rest")[0])
    first, own = (written(float(weights[0])), weights[0]), (written(float(values[0])), values[0])
    caption = phrased("Layer {layer}: weight {share} on the first, whose value is {long} long.", layer=layer[0],
                      share=first[0], long=own[0])  # fmt: skip
    if facts.is_empty and facts.is_sink:
        caption = phrased("Layer {layer}: {share} of the weight, on a value only {long} long.", layer=layer[0],
                          share=first[0], long=own[0])  # fmt: skip
    scene.change_provenance(label_text("layer {layer}, mean of its heads", layer=layer[0]), [layer])
    with scene.beat("value", caption, [layer, first, own]):
        scene.play(FadeIn(bars, heads, digits[0], run_time=0.8), Change(fields[0], growth=1.0, run_time=1.0))
        scene.play(Change(fields[1], growth=1.0), FadeIn(digits[1], rate_func=late), run_time=1.0)
        scene.wait(0.5)
    scene.make_way()
