"""Beats: what a head that rests on the first token adds to a word, beside one that rests least; it is the same."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.marks.bars import BarField
from attention_scenes.scenes.mobjects.planes.tip_to_tail import TipToTail
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, percent
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.attention_sink.sink_facts import SinkFacts

Row = tuple[Label | Lines, BarField, TipToTail, Label | Lines]
AGAIN = " ship came home"  # another text goes on so after the same first word
SAME = 1e-4  # of its length: two vectors that are no further apart are the same, but for rounding
PART = 0.86  # of the stage's width: the longer vector with its update, and a whole weight
TOP, DOWNS = 0.35, (0.5, 1.15, 1.6)  # scene units: under the stage's top; from a row's title to bar, arrows, words


def show_resting(scene: AttentionScene, facts: SinkFacts) -> None:
    """Let weight slide to the first token, and add what that brings to the last word's vector, all to scale."""
    last, rest = len(facts.names) - 1, facts.rest
    weights, added = scene.bundle.read("pattern").value[:, :, last, 0], added_of(scene, facts)
    after = min(facts.jump + 1, len(weights) - 1)  # before it, none can rest on a long vector
    least = np.unravel_index(int(weights[after:].argmin()), weights[after:].shape)
    heads = [(rest, int(weights[rest].argmax())), (after + int(least[0]), int(least[1]))]
    longest = max(float(facts.norms[layer, last] + added[layer, head]) for layer, head in heads)
    unit = PART * scene.layout.stage.width / longest
    rows = [row_of(scene, facts, head, n, unit) for n, head in enumerate(heads)]
    shares = [percent(added[layer, head] / facts.norms[layer, last]) for layer, head in heads]
    share = shares[0]
    little = scene.claim(
        "the head that rests most adds less than half of what the one that rests least does, each beside its vector",
        2 * float(shares[0][1]) < float(shares[1][1]),
        claim_text("{first} against {other}", first=shares[0][0], other=shares[1][0]),
    )
    caption = phrased("Weights must add up to 1. This head’s ΔE: {share} of the vector.", share=share[0])
    if little and facts.is_sink:
        caption = phrased("Weights must add up to 1. Left on the first, they add only {share}.", share=share[0])
    titles, bars, arrows, words = zip(*rows, strict=True)
    scene.change_provenance(label_text("arrows: lengths to scale"))
    with scene.beat("adding", caption, [*constants("1"), share]):
        for each in arrows:
            each.grown = 1.0
        scene.play(FadeIn(*titles, *bars, *arrows), run_time=0.5)
        scene.play(*[Change(bar, growth=1.0) for bar in bars], run_time=1.0)
        scene.play(*[Change(each, grown=2.0) for each in arrows], FadeIn(*words), run_time=0.9)
        scene.wait(0.1)
    show_same(scene, facts)


def added_of(scene: AttentionScene, facts: SinkFacts) -> Reading:
    """Return the length of what each head adds to the last word, ``[L, H]``."""
    return scene.bundle.read("result_norm")[:, :, len(facts.names) - 1]


def row_of(scene: AttentionScene, facts: SinkFacts, at: tuple[int, int], n: int, unit: float) -> Row:
    """Return a head's title, its weight on the first token, the word's vector with the update, and their lengths."""
    (layer, head), stage, last = at, scene.layout.stage, len(facts.names) - 1
    weight, added = scene.bundle.read("pattern", layer)[head, last, 0], added_of(scene, facts)[layer, head]
    before, index = facts.norms[layer, last], scene.bundle.count(f"head.{head}")
    number = grouped(scene.bundle.count(f"layer.{layer}"))
    top = stage.top - TOP - n * min(2.5, 0.42 * stage.height)
    digits = written(float(weight))
    text = label_text("layer {layer}, head {head}: {share} of the weight of “{word}” is on “{first}”",
                      layer=number[0], head=head, share=digits,
                      word=facts.names[-1], first=facts.names[0])  # fmt: skip
    title = scene.note(text, 0.38, stage.width, numbers=[number, (str(head), index), (digits, weight)], role="focus")
    title.move_to([stage.left, top, 0], LEFT)
    color = scene.palette.rgba("focus")[None]
    bar = BarField(join([weight]), np.array([top - DOWNS[0]]), PART * stage.width, 0.24, color)
    bar.shift([stage.left, 0, 0])
    bar.growth = np.zeros(1)
    steps = np.array([[float(before), 0], [float(added), 0]])
    y, long = top - DOWNS[1], float(steps[:, 0].sum()) * unit
    arrows = TipToTail(steps, join([before, added]), before, ("token", "update", "token"), (stage.left, y - 0.3),
                       (stage.left + long, y + 0.3), thick=(1.8, 1.8))  # fmt: skip
    lengths, share = [(written(float(each), 1), each) for each in (before, added)], percent(added / before)
    text = label_text("“{word}”: {long} long; ΔE: {added}, that is {share}", word=facts.names[-1], long=lengths[0][0],
                      added=lengths[1][0], share=share[0])  # fmt: skip
    words = scene.note(text, 0.36, stage.width, numbers=[*lengths, share], role="text")
    return title, bar, arrows, words.move_to([stage.left, top - DOWNS[2], 0], LEFT)


def show_same(scene: AttentionScene, facts: SinkFacts) -> None:
    """Say how far the first token's vector is from its own in another text."""
    own, again = facts.probe("stream")[0], scene.bundle.read("resid_post", facts.jump, 0, trace="again")
    apart = percent((own - again).norm() / again.norm())
    same = scene.claim(
        "the first token’s vector is the same in another text, but for rounding",
        float(apart[1]) < SAME,
        claim_text("{share} of its length apart", share=f"{float(apart[1]):.1e}"),
    )
    passed = grouped(scene.bundle.count(f"layer.{facts.jump + 1}"))
    text = label_text("“{first}” after {count} layers, here and in “{other}”: {share} apart", first=facts.names[0],
                      count=passed[0], other=again_of(scene.params.text), share=apart[0])  # fmt: skip
    note = scene.note(text, 0.38, scene.layout.stage.width, role="focus", numbers=[passed, apart])
    note.move_to(scene.layout.stage.at(DOWN + LEFT, up=0.35), DOWN + LEFT)
    last = phrased("In another text its vector is another: {share} of its length apart.", share=apart[0])
    numbers = [apart]
    if same:
        last, numbers = phrased("It sees only itself: in every text its keys and values are the same."), []
    if same and facts.is_sink and facts.is_empty:
        last = phrased("It sees only itself: to rest is to add the same small vector.")
    with scene.beat("resting", last, numbers):
        scene.play(FadeIn(note), run_time=0.8)
        scene.wait(0.1)


def again_of(text: str) -> str:
    """Return another text that begins with the same word."""
    return text.split()[0] + AGAIN
